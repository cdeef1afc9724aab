"""The one form in which everything that the reader learns from is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

CLASSES = ("supports", "refutes", "neutral", "unsupported")
"""The last is for claims of which it is known only that they are not supported."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Example:
    """What is read: ``first`` (a question or a claim), ``second`` (a passage or evidence), and what is right.

    ``span``: where in ``second`` the answer stands, ``None`` where it does not. ``evidence``: the sentences of
    ``second`` that answer. ``support``: for a claim, the place of its class in ``CLASSES``.
    """

    first: str
    second: str
    span: tuple[int, int] | None = None
    evidence: tuple[tuple[int, int], ...] | None = None
    support: int | None = None
    spans_known: bool = True


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of ``text`` begin and end, well enough to learn from."""
    return list(pairwise([0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]))
