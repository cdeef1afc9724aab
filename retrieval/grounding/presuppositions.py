"""What a question takes for granted, put beside what is to answer it.

"When did the Goethe-Institut close its library in Seoul?" is not answered by a sentence about its library in Pyongyang,
nor "When did it reopen?" by when it was closed, however alike they are to a reader of word pieces. The rules are those
that claims are checked with; record 14 has what they catch, and how often they are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum
from functools import cached_property

from retrieval.english.countries import PLACES
from retrieval.english.dates import Date, dates
from retrieval.english.names import Name, names
from retrieval.english.quantities import Quantity, quantities
from retrieval.english.words import WORD, bare, blanked, spellings
from retrieval.grounding.absent import wrong_dates, wrong_quantities
from retrieval.grounding.absent_names import Evidence, absent
from retrieval.grounding.contrast import Contrast, is_negative
from retrieval.grounding.endings import (
    asks_how_many_ended,
    asks_what_lasts,
    tells_of_an_end,
    tells_only_how_many_there_are,
)
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.roles import Roles

_ASKED_FOR = re.compile(
    r"\b(?:what|which)\s+(?:(?:kind|type|sort)s?\s+of\s+|(?:\w+\s+)?other\s+|two\s+|three\s+)?$", re.IGNORECASE
)
"""What stands before the kind of thing that is asked for: "Which African countries" are named one by one."""
_QUESTION_WORD = re.compile(r"\b(?:What|Which|Who|Whose|Whom|When|Where|Why|How)\b")
"""One that begins a sentence or a heading is part of no name."""
_OWNED = re.compile(r"(?<=[’']s)\s(?=[A-Z])")
"""What parts "Korea's GDP" into the two names that it is."""
_ORDINAL = re.compile(r"(?:(?<!thousand)th|\dst|\dnd|\drd|third)$", re.IGNORECASE)
_REGIONS = frozenset(
    f"{way}{ending}" for way in ("north", "south", "east", "west") for ending in ("", "ern", "erner", "erners")
) | frozenset("africa african africans asia asian asians europe european europeans america american americas".split())
"""Parts of the world, for which a source has the countries that lie in them."""
_VERBS = "am|are|is|was|were|can|could|did|do|does|had|has|have|may|might|must|shall|should|will|would"
_FIRST_VERB = re.compile(rf"\b(?:(?:{_VERBS})(?:n[’']t)?|can[’']t|cannot|won[’']t)\b", re.IGNORECASE)
_DENIED = re.compile(
    rf"(?:\w+n[’']t|cannot|(?:{_VERBS})(?: [\w’'-]+){{0,4}}? (?:not|never))\b"
    r"(?! (?:only|just|merely|necessarily|to)\b)",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:if|since|because|when|that|who|while|although|though|unless)\b")
"""What a clause begins with in which a "not" is no denial of what is asked: "Which charter says that it is not …?"."""
_LEAST_MISTYPED = 6
_MISTYPED = 0.83
"""Letters of a name that may be mistyped, and how alike the two then are: "Tuscon" for "Tucson"."""
_ALIKE = 0.5
"""Likeness below which an opposite is about something else."""
_LIGHT = frozenset("give gave given take took taken lead led follow followed".split())
"""Verbs that say little by themselves, and whose opposites are seldom meant: "gave a reason", "took place"."""


class Doubt(Enum):
    """What speaks against a sentence as an answer."""

    LACKS = "lacks"
    """A name, a date or a place in a row ("seventh") that the question names stands nowhere near it."""
    DIFFERS = "differs"
    """It has another name, number or date there, or the opposite; it affirms what the question says "not" of, or tells
    how what is asked for as it is now has ended, or how many are left where it is asked how many have ended."""


class Surroundings:
    """The text that a sentence stands in, with its title: where what a question names may be found.

    It is looked through when first needed, and once for all of its sentences.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def dates(self) -> list[Date]:
        """Its dates, in order."""
        return dates(self._text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its numbers, in order."""
        return quantities(self._text)

    @cached_property
    def values(self) -> frozenset[object]:
        """What its numbers are worth."""
        return frozenset(quantity.value for quantity in self.quantities)

    def lacks(self, name: Name) -> bool:
        """Whether a name is not there, nor a part of it by itself ("Spielberg"), nor one that differs in a letter."""
        missing = [word for word in absent(name, self._names) if not self._is_mistyped(word)]
        if not missing or {bare(word) for word in name.words} <= _REGIONS:
            return False
        parts = frozenset(form for word in name.words for form in spellings(word))
        return not any(run <= parts for run in self._names.runs)

    def _is_mistyped(self, word: str) -> bool:
        plain = bare(word)
        if len(plain) < _LEAST_MISTYPED or plain in PLACES:
            return False
        alike = [word for word in self._long_words if word[:1] == plain[:1]]
        return bool(get_close_matches(plain, alike, 1, _MISTYPED))

    @cached_property
    def _names(self) -> Evidence:
        return Evidence(self._text)

    @cached_property
    def _long_words(self) -> frozenset[str]:
        return frozenset(bare(word) for word in WORD.findall(self._text) if len(word) >= _LEAST_MISTYPED)


class Presuppositions:
    """Those of one question, to be compared with each sentence that may answer it."""

    def __init__(self, question: str, *, is_open: bool = False) -> None:
        """``is_open``: a "not" or an opposite may answer it, as it may a question whether something is so, or why."""
        self._question = question
        self._is_open = is_open
        found = dates(question)
        rest = _QUESTION_WORD.sub(lambda word: word.group().lower(), blanked(question, [date.span for date in found]))
        self._dates = [date for date in found if date.decade is None]
        self._ordinals = [quantity for quantity in quantities(rest) if _ORDINAL.search(quantity.words)]
        named = names(_OWNED.sub(",", rest))
        self._names = [name for name in named if not _ASKED_FOR.search(rest[: name.start])]
        self._roles = Roles.of(question)
        self._is_denied = not is_open and _is_denied(question)
        self._lasts = not is_open and asks_what_lasts(question)
        self._has_ended = asks_how_many_ended(question)

    def doubts(self, sentence: str, around: Surroundings) -> frozenset[Doubt]:
        """What speaks against ``sentence``, which stands in ``around``."""
        differs = (
            (self._is_denied and not is_negative(sentence))
            or (self._lasts and tells_of_an_end(sentence))
            or (self._has_ended and tells_only_how_many_there_are(sentence))
            or any(self._differences(sentence))
            or self._roles.has_another_in(Roles.of(sentence))
        )
        found = ((Doubt.DIFFERS, differs), (Doubt.LACKS, any(self.lacking(around))))
        return frozenset(doubt for doubt, is_there in found if is_there)

    def lacking(self, around: Surroundings) -> Iterator[str]:
        """What the question names and ``around`` does not, in the question's words."""
        if self._dates:
            yield from (date.words for date in wrong_dates(self._dates, around.dates, around.values))
        if self._ordinals:
            yield from (quantity.words for quantity in wrong_quantities(self._ordinals, around.quantities))
        yield from (self._question[name.start : name.end] for name in self._names if around.lacks(name))

    def _differences(self, sentence: str) -> Iterator[Problem]:
        """What the sentence says differently, and no "not" of its own: that may be about something else."""
        contrast = Contrast(self._question, sentence)
        for problem in contrast.problems():
            match problem.kind:
                case ProblemKind.DIRECTION:
                    is_said = not self._is_open and contrast.likeness >= _ALIKE and problem.words not in _LIGHT
                case ProblemKind.NEGATION:
                    is_said = not self._is_open and not is_negative(sentence)
                case ProblemKind.DEGREE:
                    is_said = False  # a question grants no more than the words it happens to be put in
                case _:
                    is_said = problem.words not in sentence
            if is_said:
                yield problem


def _is_denied(question: str) -> bool:
    """Whether a question asks what is not so: its first verb is denied, in its main clause and in no quoted words."""
    verb = _FIRST_VERB.search(question)
    denied = verb and _DENIED.match(question, verb.start())
    if not denied:
        return False
    before = question[: denied.end()]
    return before.count('"') % 2 == 0 and not _SUBORDINATE.search(before, 1)
