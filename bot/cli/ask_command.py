"""``ibid ask``, ``ibid search`` and ``ibid verify``: one question or claim, or many in a batch."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from rich.progress import track

from bot.cli.console import console
from bot.cli.terminal import show_hits, show_reply, show_verification
from retrieval.conversation.turns import Utterance
from retrieval.errors import IbidError
from retrieval.library import Library
from retrieval.questions import BadQuestion
from retrieval.reply import Answer
from retrieval.wire.replies import hit_json, reply_json
from retrieval.wire.verdicts import verification_json

Row = Mapping[str, object]


class BadBatch(IbidError):
    """The batch file cannot be read."""


def question_in(words: str) -> str:
    """Returns ``words``, or for "-" what stands on standard input."""
    return sys.stdin.read().strip() if words == "-" else words


def ask_one(
    library: Library,
    question: str,
    conversation: str | None,
    source_ids: list[str] | None,
    *,
    as_typed: bool = False,
    as_json: bool,
) -> bool:
    """Asks one question and shows the Reply; returns whether it was answered."""
    reply = library.ask(question, conversation_id=conversation, source_ids=source_ids, as_typed=as_typed)
    if as_json:
        _print(reply_json(reply), indent=2)
    else:
        show_reply(reply, console(), typed_with="--as-typed")
    return isinstance(reply, Answer)


def search_one(library: Library, question: str, limit: int, source_ids: list[str] | None, *, as_json: bool) -> None:
    """Searches once and shows the Hits."""
    hits = library.search(question, limit, source_ids)
    if as_json:
        _print([hit_json(hit) for hit in hits], indent=2)
    else:
        show_hits(hits, console())


def verify_one(library: Library, claim: str, source_ids: list[str] | None, *, as_json: bool) -> bool:
    """Checks one claim and shows the verdict; returns whether the claim is supported."""
    verification = library.verify(claim, source_ids=source_ids)
    if as_json:
        _print(verification_json(verification), indent=2)
    else:
        show_verification(verification, console())
    return verification.supported


def ask_batch(library: Library, path: Path) -> int:
    """Prints a Reply for each question, in order, one JSON object a line with the question's id."""

    def reply(row: Row) -> dict[str, object]:
        return {
            **reply_json(library.ask(_question(row), history=_history(row), source_ids=_source_ids(row))),
            "id": row.get("id"),
        }

    return _run(path, reply)


def search_batch(library: Library, path: Path, limit: int) -> int:
    """Prints the Hits of each question, in order, one JSON object a line."""

    def hits(row: Row) -> dict[str, object]:
        searched = library.search(_question(row), limit, _source_ids(row), _history(row))
        return {"id": row.get("id"), "hits": [hit_json(hit) for hit in searched]}

    return _run(path, hits)


def verify_batch(library: Library, path: Path) -> int:
    """Prints the verdict on each claim, in order, one JSON object a line; uses the line's own evidence if any."""

    def verdict(row: Row) -> dict[str, object]:
        claim = _words(row, "claim")
        verified = library.verify(claim, evidence=_listed(row, "evidence"), source_ids=_source_ids(row))
        return {"id": row.get("id"), **verification_json(verified)}

    return _run(path, verdict)


def _run(path: Path, answer: Callable[[Row], dict[str, object]]) -> int:
    """Answers each row, or prints why it cannot be answered; returns exit code 1 if there was such a row."""
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
    lines = text.removeprefix("\ufeff").split("\n")  # splitlines() breaks at U+2028 in a string too
    for number, line in enumerate(lines, start=1):
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
    return _words(row, "question")


def _words(row: Row, name: str) -> str:
    words = row.get(name)
    if not isinstance(words, str):
        raise BadQuestion(f'The line has no "{name}".')
    return words


def _source_ids(row: Row) -> list[str] | None:
    return _listed(row, "source_ids")


def _listed(row: Row, name: str) -> list[str] | None:
    listed = row.get(name)
    if listed is None:
        return None
    if not isinstance(listed, list):
        raise BadQuestion(f'"{name}" must be a list.')
    return [str(item) for item in cast("list[object]", listed)]


def _history(row: Row) -> list[Utterance]:
    """Reads the turns before the question; a ``speaker`` other than "user" is who answered."""
    turns = row.get("history")
    if turns is None:
        return []
    if not isinstance(turns, list):
        raise BadQuestion('"history" must be a list such as [{"speaker": "user", "text": "…"}].')
    return [_utterance(turn) for turn in cast("list[object]", turns)]


def _utterance(turn: object) -> Utterance:
    match turn:
        case {"speaker": str() as speaker, "text": str() as text}:
            return Utterance(speaker.casefold() == "user", text)
        case _:
            raise BadQuestion('Each turn of "history" must look like {"speaker": "user", "text": "…"}.')


def _print(value: object, indent: int | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)  # noqa: T201 - the output itself
