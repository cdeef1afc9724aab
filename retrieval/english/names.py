"""Names: in any order, by acronym, with or without accents, in the spellings that transliteration leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from retrieval.english.countries import SAME_PLACE
from retrieval.english.words import STOP_WORDS, WORD, bare

HONORIFICS = frozenset("mr mrs ms miss dr prof sir madam lord lady st jr sr mount mt".split())
_DEMONYM = ("n", "ns", "an", "ans", "ian", "ians", "ean", "ese", "i", "is", "ish", "s", "es")
LEAST_DEMONYM = 4
"""Letters of a country's name below which nothing is cut from it."""
ROMAN = {
    roman: Fraction(value) for value, roman in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)
}
FIRST_ROMAN = "i"
"""The Roman number that is also a word, and the first letter of many."""
_OPENING = '.!?:;•“"([‘'
"""What a capital may follow that is owed to its place."""
_BEFORE = 4
"""Characters before a name that are looked at for that."""
_SMALL = frozenset("of the and for in on de la du von van der den al bin da di do dos".split())
_NOT_NAMES = frozenset(("i", "ok", "am", "pm", "ad", "bc", "bce", "ce", "note", "ibid"))
_GAP = re.compile(r"[\s-]+|[’']\s?")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, such as "Kim Jong Un" or "Bank of Japan".

    ``opening``: its first word may owe its capital to its place. ``beside``: which words stand right behind another.
    """

    words: tuple[str, ...]
    beside: tuple[bool, ...]
    start: int
    end: int
    opening: bool

    @property
    def initials(self) -> str:
        """The first letters: "wpk" for "Workers' Party (of) Korea"."""
        return "".join(bare(word)[:1] for word in self.words)

    def pairs(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Those of ``words`` that stand side by side: two parts of one name, if it is one."""
        return (
            (a, b)
            for (a, b), near in zip(pairwise(self.words), self.beside[1:], strict=True)
            if near and {a, b} <= {*words}
        )


def names(text: str) -> list[Name]:
    """The runs of capitalised words in ``text``, in order; small words such as "of" do not part them."""
    runs: list[list[re.Match[str]]] = []
    end = len(text)
    for found in WORD.finditer(text):
        goes_on = bool(runs) and _GAP.fullmatch(text, end, found.start()) is not None
        if _is_capitalised(found.group()) or (runs and _is_numeral(found, runs[-1][-1], text)):
            runs[-1].append(found) if goes_on else runs.append([found])
            end = found.end()
        else:
            end = found.end() if goes_on and bare(found.group()) in _SMALL else len(text)
    return [_name(run, text) for run in runs]


def _name(run: Sequence[re.Match[str]], text: str) -> Name:
    beside = (False, *(_GAP.fullmatch(text, a.end(), b.start()) is not None for a, b in pairwise(run)))
    start = run[0].start()
    before = text[max(0, start - _BEFORE) : start].strip()
    return Name(
        tuple(found.group() for found in run), beside, start, run[-1].end(), not before or before[-1] in _OPENING
    )


def _is_capitalised(word: str) -> bool:
    """Whether a word is written as a name is; "iPhone" and "mRNA" are."""
    return any(letter.isupper() for letter in word) and bare(word) not in _NOT_NAMES


def _is_numeral(found: re.Match[str], before: re.Match[str], text: str) -> bool:
    """Whether an "I" is the number of the name right before it, as in "World War I"."""
    is_first = found.group()[0] == "I" and bare(found.group()) == FIRST_ROMAN
    if not is_first or not _GAP.fullmatch(text, before.end(), found.start()):
        return False
    return bare(before.group()) not in STOP_WORDS and not before.group().endswith("ly")


def same_name(a: str, b: str) -> bool:
    """Whether two bare words are one name, or a place and its people: "Japan" and "Japanese"."""
    if a in ROMAN and b in ROMAN:
        return a == b
    return a[:1] == b or b[:1] == a or bool(roots(a) & roots(b)) or b in SAME_PLACE.get(a, frozenset())


def roots(plain: str) -> frozenset[str]:
    """Returns a bare word and what is left of it without the endings that make "Korean" of "Korea"."""
    cut = (plain.removesuffix(ending) for ending in _DEMONYM if plain.endswith(ending))
    return frozenset((plain, *(stem for stem in cut if len(stem) >= LEAST_DEMONYM)))
