"""The one form in which everything that the reader learns from is given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """What is read: ``first`` (a question), ``second`` (a passage), and what is right.

    ``span``: where in ``second`` the answer stands, ``None`` where it does not. ``evidence``: the sentences of
    ``second`` that answer. Where it is not known at which place an answer stands, or which sentences answer,
    nothing is learned of that.
    """

    first: str
    second: str
    span: tuple[int, int] | None = None
    evidence: tuple[tuple[int, int], ...] | None = None
    spans_known: bool = True
    sentences_known: bool = True
