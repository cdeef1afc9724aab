"""Names of a claim that its evidence does not have: by acronym, spelling, transliteration, country and people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from retrieval.english.countries import PLACES, SAME_PLACE
from retrieval.english.names import FIRST_ROMAN, HONORIFICS, LEAST_DEMONYM, ROMAN, Name, names, roots
from retrieval.english.numerals import WORDS as NUMBER_WORDS
from retrieval.english.quantities import quantities
from retrieval.english.words import STOP_WORDS, WORD, bare, spellings, spoken
from retrieval.grounding.problems import Problem, ProblemKind

_LONGEST_NAME = 12
"""Words of a run beyond which it is a heading in capitals, and stands for no acronym."""


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
        whole = ([word for word in name.words if bare(word) != FIRST_ROMAN] for name in names(self.text))
        return [frozenset(form for word in words for form in spellings(word)) for words in whole]

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The acronyms: words in capitals, without stops."""
        return frozenset(re.sub(r"[^A-Z]", "", word) for word in self._words if not re.search(r"[a-z]", word))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The initials of runs of capitalised words, with and without the small words in them."""
        found = [name for name in names(self.text) if len(name.words) <= _LONGEST_NAME]
        whole = {"".join(bare(word)[:1] for word in WORD.findall(self.text[name.start : name.end])) for name in found}
        parts = {
            name.initials[i:j]
            for name in found
            for i in range(len(name.words))
            for j in range(i + 2, len(name.words) + 1)
        }
        return frozenset(whole | parts)

    @cached_property
    def demonyms(self) -> frozenset[str]:
        """What is left of the words without the endings that make "Korean" of "Korea"."""
        return frozenset(form for word in self._words if len(word) >= LEAST_DEMONYM for form in roots(bare(word)))

    @cached_property
    def _values(self) -> frozenset[object]:
        """What the numbers are worth; Roman ones are looked up among them."""
        return frozenset(quantity.value for quantity in quantities(self.text))

    def may_be_the_first(self, name: str) -> bool:
        """Whether nothing here says that who or what has this ``name`` is the second or a later one."""
        others = (f"{bare(name)}{number}" for number in (*ROMAN, *ROMAN.values()) if number not in (FIRST_ROMAN, 1))
        return f"{bare(name)}{FIRST_ROMAN}" in self.forms or self.forms.isdisjoint(others)

    def holds(self, word: str) -> bool:
        """Whether ``word``, of a claim's name, is there in some form."""
        plain = bare(word)
        if not plain or spellings(word) & self.forms or plain in self.acronyms:
            return True
        if SAME_PLACE.get(plain, frozenset()) & self.forms or (plain in ROMAN and ROMAN[plain] in self._values):
            return True
        if spoken(word) in self.spoken:
            return True
        if len(plain) == 1:
            return any(word[:1].isupper() and bare(word).startswith(plain) for word in self._words)
        return len(plain) >= LEAST_DEMONYM and bool(roots(plain) & self.demonyms)


def wrong_names(claim: str, evidence: Evidence) -> Iterator[Problem]:
    """The names of a claim that its evidence does not hold, or holds only as parts of different names."""
    for name in names(claim):
        missing = absent(name, evidence)
        for word in missing:
            yield Problem(ProblemKind.NAME, word)
        if not missing and not _is_acronym_there(name, evidence):
            words = _certain_words(name)
            if any(_mixed(a, b, evidence) for a, b in name.pairs(words)):
                whole = claim[name.start : name.end]
                yield Problem(ProblemKind.NAME, whole if len(words) == len(name.words) else whole.split(maxsplit=1)[1])


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
    if plain == FIRST_ROMAN:
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
    leads = len(name.words) > 1 and name.beside[1] and plain not in STOP_WORDS and bare(name.words[1]) != FIRST_ROMAN
    return plain not in PLACES and not leads


def _mixed(a: str, b: str, evidence: Evidence) -> bool:
    """Whether two words of one name are in the evidence parts of two different names, each of several words, only."""
    one, two = spellings(a), spellings(b)
    with_a = [run for run in evidence.runs if run & one]
    with_b = [run for run in evidence.runs if run & two]
    if not with_a or not with_b or any(run & two for run in with_a):
        return False
    return all(run - one for run in with_a) and all(run - two for run in with_b)
