"""``ibid ask`` and ``ibid search``: one question, or many in a batch."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from rich.progress import track

from bot.terminal import console, show_hits, show_reply
from retrieval.errors import IbidError
from retrieval.library import BadQuestion, Library
from retrieval.model import Answer
from retrieval.wire import hit_json, reply_json

Row = Mapping[str, object]


class BadBatch(IbidError):
    """The batch file cannot be read."""


def ask_one(
    library: Library, question: str, conversation: str | None, source_ids: list[str] | None, *, as_json: bool
) -> bool:
    """Asks one question and shows the Reply; whether it was answered."""
    reply = library.ask(question, conversation_id=conversation, source_ids=source_ids)
    if as_json:
        _print(reply_json(reply), indent=2)
    else:
        show_reply(reply, console())
    return isinstance(reply, Answer)


def search_one(library: Library, question: str, limit: int, source_ids: list[str] | None, *, as_json: bool) -> None:
    """Searches once and shows the Hits."""
    hits = library.search(question, limit, source_ids)
    if as_json:
        _print([hit_json(hit) for hit in hits], indent=2)
    else:
        show_hits(hits, console())


def ask_batch(library: Library, path: Path) -> int:
    """A Reply a line, in order, each under the id of its question."""

    def reply(row: Row) -> dict[str, object]:
        return {**reply_json(library.ask(_question(row), source_ids=_source_ids(row))), "id": row.get("id")}

    return _run(path, reply)


def search_batch(library: Library, path: Path, limit: int) -> int:
    """The Hits of a question a line, in order."""

    def hits(row: Row) -> dict[str, object]:
        found = library.search(_question(row), limit, _source_ids(row))
        return {"id": row.get("id"), "hits": [hit_json(hit) for hit in found]}

    return _run(path, hits)


def _run(path: Path, answer: Callable[[Row], dict[str, object]]) -> int:
    """Answers each row; one that cannot be answered says why in its place. Exit code 1 if there was such a row."""
    failed = False
    rows = list(_rows(path))
    for row in track(rows, "Asking", console=console(stderr=True), disable=not sys.stderr.isatty()):
        try:
            _print(answer(row))
        except IbidError as error:
            failed = True
            _print({"id": row.get("id"), "status": "error", "error": str(error)})
    return int(failed)


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadBatch(f"The batch file {path} cannot be read: {error}.") from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = cast("object", json.loads(line))
        except ValueError:
            raise BadBatch(f"Line {number} of {path} is not JSON.") from None
        if not isinstance(row, dict):
            raise BadBatch(f'Line {number} of {path} must be an object such as {{"id": "1", "question": "…"}}.')
        yield cast("Row", row)


def _question(row: Row) -> str:
    question = row.get("question")
    if not isinstance(question, str):
        raise BadQuestion('The line has no "question".')
    return question


def _source_ids(row: Row) -> list[str] | None:
    listed = row.get("source_ids")
    if listed is None:
        return None
    if not isinstance(listed, list):
        raise BadQuestion('"source_ids" must be a list.')
    return [str(one) for one in cast("list[object]", listed)]


def _print(value: object, indent: int | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)  # noqa: T201 - the output itself
