"""Scores links from marks to notes, gold links against the links that a reader found.

A link is a label, the words right before the mark, and the note's text. A found link is right if its label equals that
of the gold link, the last 40 letters and digits before the mark are the same, and the notes agree: F1 over their
character trigrams, as multisets, is at least .9. All comparisons are made on NFKC text in lower case, on the letters a
to z and digits alone, because no two extractors agree on spaces, hyphens and ligatures.

Each gold link is compared with the found links of its label that no gold link has taken, and takes the one that agrees
in most parts. Then, over any number of documents, with R right, G gold and F found links::

    precision = R / F      recall = R / G      F1 = 2 R / (F + G)

(F1: van Rijsbergen, "Information Retrieval", 1979, chapter 7, with beta 1; trigrams: Cavnar and Trenkle, "N-Gram-Based
Text Categorization", 1994.)
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_SEEN_BEFORE = 40
_SAME_NOTE = 0.9
_NOT_COMPARED = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Link:
    """A mark with its note; ``before`` ends at the mark."""

    label: str
    before: str
    note: str


@dataclass(frozen=True, slots=True)
class Scored:
    """Counts over one or many documents, and the missed (gold) and wrong (found) links."""

    gold: int = 0
    found: int = 0
    right: int = 0
    missed: tuple[Link, ...] = ()
    wrong: tuple[Link, ...] = ()

    def __add__(self, other: Scored) -> Scored:
        return Scored(
            self.gold + other.gold,
            self.found + other.found,
            self.right + other.right,
            self.missed + other.missed,
            self.wrong + other.wrong,
        )

    @property
    def precision(self) -> float:
        """Share of the found links that are right; 1 if none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold links that were found; 1 if there are none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 1 if there are neither gold nor found links."""
        both = self.gold + self.found
        return 2 * self.right / both if both else 1.0


def score_links(gold: Sequence[Link], found: Sequence[Link]) -> Scored:
    """Pairs the links of one document and counts the right ones."""
    free: dict[str, list[int]] = defaultdict(list)
    for i, link in enumerate(found):
        free[link.label].append(i)
    looked_at = [_Comparable(link) for link in found]
    missed: list[Link] = []
    right: set[int] = set()
    for link in gold:
        wanted = _Comparable(link)
        agree = {i: wanted.agrees(looked_at[i]) for i in free[link.label]}
        best = max(agree, key=lambda i: agree[i], default=None)
        if best is not None:
            free[link.label].remove(best)
        if best is not None and agree[best] == _Comparable.ALL:
            right.add(best)
        else:
            missed.append(link)
    wrong = tuple(link for i, link in enumerate(found) if i not in right)
    return Scored(len(gold), len(found), len(right), tuple(missed), wrong)


class _Comparable:
    """A link in the normal form for comparison."""

    ALL = 2

    def __init__(self, link: Link) -> None:
        self._before = compared(link.before)[-_SEEN_BEFORE:]
        self._note = _trigrams(compared(link.note))

    def agrees(self, other: _Comparable) -> int:
        """Counts in how many of position and note the two agree."""
        return (self._before == other._before) + (_f1(self._note, other._note) >= _SAME_NOTE)


def compared(words: str) -> str:
    """Returns the characters of ``words`` that are compared."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", words).lower())


def _trigrams(words: str) -> Counter[str]:
    """Returns the trigrams of ``words``, or all of a shorter text."""
    return Counter(words[i : i + 3] for i in range(max(1, len(words) - 2)))


def _f1(gold: Counter[str], other: Counter[str]) -> float:
    return 2 * (gold & other).total() / (gold.total() + other.total())
