"""Outcomes of additions, as JSON over HTTP."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from ingest.outcome import Outcome
from retrieval.wire.sources import UnresolvedJson


class AddedJson(TypedDict):
    """What became of an upload.

    ``footnotes`` and ``passages`` are counts; ``unresolved`` is what needs a look; ``warnings``: sentences about what
    may have gone wrong in reading it.
    """

    source_id: str | None
    title: str | None
    state: Literal["added", "replaced", "unchanged", "failed", "removed"]
    passages: int
    footnotes: int
    unresolved: list[UnresolvedJson]
    warnings: NotRequired[list[str]]


def added_json(outcome: Outcome) -> AddedJson:
    """Returns an outcome as JSON."""
    return {
        "source_id": outcome.source_id,
        "title": outcome.title,
        "state": outcome.state.value,
        "passages": outcome.passages,
        "footnotes": outcome.footnotes,
        "unresolved": [{"label": mark.label, "offset": mark.offset} for mark in outcome.unresolved],
        "warnings": list(outcome.warnings),
    }
