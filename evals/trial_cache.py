"""Stores Trials as they come, a JSON line each, so that an interrupted run can be resumed.

The texts that quotes are checked against are not stored; they are fetched again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from evals.cases import Case
from evals.endpoint import Endpoint
from evals.eval_errors import EvalImpossible
from evals.trial import ReplyJson, Trial, cited
from retrieval.wire.replies import HitJson


class TrialCache:
    """The Trials of runs with the target ``asked``, in ``path``. Any number of threads may use it."""

    def __init__(self, path: Path, asked: str, *, resume: bool) -> None:
        """Starts empty unless ``resume`` is set; raises ``EvalImpossible`` where the file cannot be used."""
        self._path = path
        self._asked = asked
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = list(_rows(path)) if resume and path.exists() else []
            path.write_text("".join(map(_line, rows)), encoding="utf-8")
        except OSError as error:
            raise EvalImpossible(f"Replies cannot be kept in {path}: {error.strerror}.") from error
        self._known = {row["of"]: row for row in rows if row["asked"] == asked}

    def get(self, case: Case, endpoint: Endpoint, sources: frozenset[str]) -> Trial | None:
        """Returns the stored Trial of ``case``, if its question and expectations are unchanged."""
        row = self._known.get(case.fingerprint)
        if row is None:
            return None
        reply: ReplyJson = row["reply"]
        texts = {source_id: endpoint.text(source_id) for source_id in cited(reply)}
        hits: tuple[HitJson, ...] | None = None if row["hits"] is None else tuple(row["hits"])
        return Trial(case, sources, reply, None, texts, row["milliseconds"], hits)

    def put(self, trial: Trial) -> None:
        """Stores a Trial with a Reply."""
        if trial.reply is None:
            return
        row = {
            "case": trial.case.id,
            "of": trial.case.fingerprint,
            "asked": self._asked,
            "reply": trial.reply,
            "hits": trial.hits,
            "milliseconds": trial.milliseconds,
        }
        with self._lock, self._path.open("a", encoding="utf-8") as lines:
            lines.write(_line(row))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yields the rows of the file, skipping a line that was cut off."""
    for line in path.read_text(encoding="utf-8").split("\n"):  # splitlines() breaks at U+2028 in a string too
        with suppress(ValueError):
            yield json.loads(line)


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
