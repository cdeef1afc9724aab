"""Gaps as JSON. The contract's rule of ``retrieval.wire.replies`` holds here too."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from retrieval.gaps import Gap, GapGroup, GapKind


class GapJson(TypedDict):
    """A question without a good answer; ``asked_at`` is ISO 8601, UTC."""

    question: str
    kind: str
    asked_at: str | None
    reply_id: str
    comment: str
    quote: str
    source_id: str


class GapGroupJson(TypedDict):
    """Gaps on one subject, the latest first."""

    subject: str
    count: int
    refused: int
    disliked: int
    gaps: list[GapJson]


class GapsJson(TypedDict):
    """All groups, the largest first."""

    groups: list[GapGroupJson]


def gaps_json(groups: Sequence[GapGroup]) -> GapsJson:
    """Converts groups of gaps to JSON."""
    return {"groups": [_group_json(group) for group in groups]}


def _group_json(group: GapGroup) -> GapGroupJson:
    return {
        "subject": group.subject,
        "count": group.count(),
        "refused": group.count(GapKind.REFUSED),
        "disliked": group.count(GapKind.DISLIKED),
        "gaps": [_gap_json(gap) for gap in group.gaps],
    }


def _gap_json(gap: Gap) -> GapJson:
    return {
        "question": gap.question,
        "kind": gap.kind.value,
        "asked_at": gap.asked_at.isoformat(timespec="seconds") if gap.asked_at else None,
        "reply_id": gap.reply_id,
        "comment": gap.comment,
        "quote": gap.quote,
        "source_id": gap.source_id,
    }
