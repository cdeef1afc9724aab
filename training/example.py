"""The one form in which everything that the reader learns from is given."""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = ("supports", "refutes", "neutral")


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
