"""What the set is made of: passages out of documents, and claims made of passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

TRAINED_SHARE, FITTED_SHARE = 0.45, 0.1
"""The shares of the documents that a check may be trained on, and that its threshold may be chosen on."""


class DocumentPart(StrEnum):
    """What a document serves, with every claim made of it."""

    TRAIN = "train"
    FIT = "fit"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class TextPassage:
    """Sentences that follow one another in a document. ``kind``: of text, such as "encyclopedia" or "minutes"."""

    document: str
    kind: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What a family makes: a claim, whether it is true, and the sentences (by place) that one would cite for it.

    ``laid_out``: the passage that it is about, where that was laid out by rule, as a table is.
    """

    claim: str
    true: bool
    cited: tuple[int, ...]
    laid_out: TextPassage | None = None


@dataclass(frozen=True, slots=True)
class BoundClaim:
    """A claim about a passage. ``cited``: the places of the sentences that a writer would cite for it."""

    family: str
    claim: str
    true: bool
    passage: TextPassage
    cited: tuple[int, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """The cited sentences."""
        return tuple(self.passage.sentences[place] for place in self.cited)

    @property
    def part(self) -> DocumentPart:
        """What the claim serves: its document decides."""
        return part_of(self.passage.document)


Family = Callable[[TextPassage, Random], Iterator[Made]]
"""Makes claims of one family out of a passage; nothing where the passage has nothing of the kind."""


def part_of(document: str) -> DocumentPart:
    """What a document serves, by a hash of its id: the same on every machine."""
    place = int.from_bytes(hashlib.sha256(f"binding {document}".encode()).digest()[:4]) / 2**32
    if place < TRAINED_SHARE:
        return DocumentPart.TRAIN
    return DocumentPart.FIT if place < TRAINED_SHARE + FITTED_SHARE else DocumentPart.MEASURE
