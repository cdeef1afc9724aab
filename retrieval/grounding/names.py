"""Names: in any order, by acronym, with or without accents, in the spellings that transliteration leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from retrieval.grounding.numerals import WORDS as NUMBER_WORDS
from retrieval.grounding.places import PLACES, SAME_PLACE
from retrieval.grounding.problems import Kind, Problem
from retrieval.grounding.quantities import quantities
from retrieval.grounding.words import STOP_WORDS, WORD, bare, spellings, spoken

HONORIFICS = frozenset("mr mrs ms miss dr prof sir madam lord lady st jr sr mount mt".split())
_DEMONYM = ("n", "ns", "an", "ans", "ian", "ians", "ean", "ese", "i", "is", "ish", "s", "es")
_LEAST_DEMONYM = 4
_LONGEST_NAME = 12
"""Words of a run beyond which it is a heading in capitals, and stands for no acronym."""
_ROMAN = {
    roman: Fraction(value) for value, roman in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)
}
_FIRST = "i"
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
    is_first = found.group()[0] == "I" and bare(found.group()) == _FIRST
    if not is_first or not _GAP.fullmatch(text, before.end(), found.start()):
        return False
    return bare(before.group()) not in STOP_WORDS and not before.group().endswith("ly")


class Evidence:
    """The words of the evidence, in the forms in which names are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = [found.group() for found in WORD.finditer(text)]

    @cached_property
    def forms(self) -> frozenset[str]:
        """All spellings of all words, those of hyphenated and apostrophised words also in one piece."""
        joined = [a + b for a, b in pairwise(self._words)]
        pieces = (word for word in self._words if re.search(r"[’'ʼ‘`]", word))
        parts = [part for word in pieces for part in re.split(r"[’'ʼ‘`]", word) if part]
        return frozenset(form for word in {*self._words, *parts, *joined} for form in spellings(word))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The capitalised words as they are spoken."""
        return frozenset(spoken(word) for word in self._words if word[0].isupper())

    @cached_property
    def runs(self) -> list[frozenset[str]]:
        """The spellings of each run of capitalised words, its number apart."""
        whole = ([word for word in one.words if bare(word) != _FIRST] for one in names(self.text))
        return [frozenset(form for word in words for form in spellings(word)) for words in whole]

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The acronyms: words in capitals, without stops."""
        return frozenset(re.sub(r"[^A-Z]", "", word) for word in self._words if not re.search(r"[a-z]", word))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The initials of runs of capitalised words, with and without the small words in them."""
        found = [one for one in names(self.text) if len(one.words) <= _LONGEST_NAME]
        whole = {"".join(bare(word)[:1] for word in WORD.findall(self.text[one.start : one.end])) for one in found}
        parts = {
            one.initials[i:j] for one in found for i in range(len(one.words)) for j in range(i + 2, len(one.words) + 1)
        }
        return frozenset(whole | parts)

    @cached_property
    def demonyms(self) -> frozenset[str]:
        """What is left of the words without the endings that make "Korean" of "Korea"."""
        return frozenset(form for word in self._words if len(word) >= _LEAST_DEMONYM for form in _roots(bare(word)))

    @cached_property
    def _values(self) -> frozenset[object]:
        """What the numbers are worth; Roman ones are looked up among them."""
        return frozenset(one.value for one in quantities(self.text))

    def may_be_the_first(self, name: str) -> bool:
        """Whether nothing here says that who or what has this ``name`` is the second or a later one."""
        others = (f"{bare(name)}{number}" for number in (*_ROMAN, *_ROMAN.values()) if number not in (_FIRST, 1))
        return f"{bare(name)}{_FIRST}" in self.forms or self.forms.isdisjoint(others)

    def holds(self, word: str) -> bool:
        """Whether ``word``, of a claim's name, is there in some form."""
        plain = bare(word)
        if not plain or spellings(word) & self.forms or plain in self.acronyms:
            return True
        if SAME_PLACE.get(plain, frozenset()) & self.forms or (plain in _ROMAN and _ROMAN[plain] in self._values):
            return True
        if spoken(word) in self.spoken:
            return True
        if len(plain) == 1:
            return any(one[:1].isupper() and bare(one).startswith(plain) for one in self._words)
        return len(plain) >= _LEAST_DEMONYM and bool(_roots(plain) & self.demonyms)


def same_name(a: str, b: str) -> bool:
    """Whether two bare words are one name, or a place and its people: "Japan" and "Japanese"."""
    if a in _ROMAN and b in _ROMAN:
        return a == b
    return a[:1] == b or b[:1] == a or bool(_roots(a) & _roots(b)) or b in SAME_PLACE.get(a, frozenset())


def _roots(plain: str) -> frozenset[str]:
    cut = (plain.removesuffix(ending) for ending in _DEMONYM if plain.endswith(ending))
    return frozenset((plain, *(one for one in cut if len(one) >= _LEAST_DEMONYM)))


def wrong_names(claim: str, evidence: Evidence) -> Iterator[Problem]:
    """The names of a claim that its evidence does not hold, or holds only as parts of different names."""
    for name in names(claim):
        missing = absent(name, evidence)
        for word in missing:
            yield Problem(Kind.NAME, word)
        if not missing and not _is_acronym_there(name, evidence):
            words = _certain_words(name)
            if any(_mixed(a, b, evidence) for a, b in name.pairs(words)):
                whole = claim[name.start : name.end]
                yield Problem(Kind.NAME, whole if len(words) == len(name.words) else whole.split(maxsplit=1)[1])


def absent(name: Name, evidence: Evidence) -> list[str]:
    """The words of a name that the evidence does not hold in any form."""
    if _is_acronym_there(name, evidence):
        return []
    before = dict(pairwise(reversed(name.words)))
    return [word for word in _certain_words(name) if not _held(word, before.get(word, ""), evidence)]


def _certain_words(name: Name) -> list[str]:
    """The words of a name without a first one that may be none."""
    return [word for i, word in enumerate(name.words) if i or not _may_be_no_name(name)]


def _held(word: str, before: str, evidence: Evidence) -> bool:
    """Whether a word is there, or need not be; ``before``: the word of the name before it."""
    plain = bare(word)
    if plain == _FIRST:
        return evidence.may_be_the_first(before)
    return plain in HONORIFICS or plain in NUMBER_WORDS or plain in STOP_WORDS or evidence.holds(word)


def _is_acronym_there(name: Name, evidence: Evidence) -> bool:
    """Whether a name of several words stands in the evidence as its initials, or as another word for that place."""
    same_place = SAME_PLACE.get(name.initials, frozenset())
    return len(name.words) > 1 and (name.initials.upper() in evidence.capitals or bool(same_place & evidence.forms))


def _may_be_no_name(name: Name) -> bool:
    """Whether the capital of its first word may be due to its place at the beginning of a sentence."""
    first = name.words[0]
    if not name.opening or any(letter.isupper() for letter in first[1:]) or re.search(r"[’']s$", first):
        return False
    plain = bare(first)
    leads = len(name.words) > 1 and name.beside[1] and plain not in STOP_WORDS and bare(name.words[1]) != _FIRST
    return plain not in PLACES and not leads


def _mixed(a: str, b: str, evidence: Evidence) -> bool:
    """Whether two words of one name are in the evidence parts of two different names, each of several words, only."""
    one, two = spellings(a), spellings(b)
    with_a = [run for run in evidence.runs if run & one]
    with_b = [run for run in evidence.runs if run & two]
    if not with_a or not with_b or any(run & two for run in with_a):
        return False
    return all(run - one for run in with_a) and all(run - two for run in with_b)
