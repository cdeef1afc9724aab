"""The common form of all training examples of the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One example: ``first`` (a question), ``second`` (a passage), and the labels.

    ``span``: the answer's span in ``second``, ``None`` without an answer. ``evidence``: the sentences of ``second``
    that answer. Where spans or sentences are not known, they have no part in the loss.
    """

    first: str
    second: str
    span: tuple[int, int] | None = None
    evidence: tuple[tuple[int, int], ...] | None = None
    spans_known: bool = True
    sentences_known: bool = True
