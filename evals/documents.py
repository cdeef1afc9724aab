"""Whether the documents contain what a case expects, so that a changed document is not taken for a fault of search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from evals.eval_errors import AskFailed
from evals.matching import holds
from evals.metrics.accuracy import accuracy
from evals.trial import Trial

_MOST = 100
"""Most documents to look through for one case."""


class Documents(Protocol):
    """The documents behind an endpoint."""

    def source_ids(self) -> Sequence[str]:
        """Returns the ids of all Sources."""
        ...

    def words(self, source_id: str, /) -> str | None:
        """Returns the text of a Source and its notes, or None for an unknown one."""
        ...


def looked_up(trial: Trial, documents: Documents) -> Trial:
    """Returns ``trial`` with ``is_documented`` where its facts are not shown.

    Reads the Sources that the case names, else all of the library; more than ``_MOST`` are not read.
    """
    score = accuracy(trial)
    if score is None or score.value == 1.0 or trial.error is not None:
        return trial
    try:
        ids = trial.sources or documents.source_ids()
        if len(ids) > _MOST:
            return trial
        texts = [text for source_id in sorted(ids) if (text := documents.words(source_id)) is not None]
    except AskFailed:
        return trial
    return replace(trial, is_documented=_contain(texts, trial))


def _contain(texts: Sequence[str], trial: Trial) -> bool:
    expected = trial.case.expected

    def is_in(wanted: str) -> bool:
        return any(holds(text, wanted, in_words=expected.in_words) for text in texts)

    every = all(map(is_in, (*expected.all_of, *expected.list_of)))
    return every and (not expected.any_of or any(map(is_in, expected.any_of)))
