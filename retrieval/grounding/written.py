"""What a chat model adds to its evidence: one foreign word is enough to make a sentence false.

A share of words that must be there lets the one pass that turns the sentence: "at least 46", "fell by 46", "secret
missions", "because sanctions failed". So of what a model wrote, each word that says something must stand in the
evidence in some form, and each bound, modal and preposition of change with it. Words to be called, hosts, and
characters that show nothing are refused where the evidence does not have them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from retrieval.english.word_forms import are_forms_of_one
from retrieval.grounding.absent_names import Evidence
from retrieval.grounding.hedges import bound_of
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.tokens import Sort, Token, tokens

_CALLED = re.compile(r"@\w[\w.-]*|(?<!\w)[#!]\w+")
_HOST = re.compile(r"(?<![\w.@])(?:[a-z\d][a-z\d-]+\.)+[a-z]{2,24}(?::\d+)?(?:/\S*)?(?![\w.])", re.IGNORECASE)
_UNSEEN = frozenset(("Cf", "Cc", "Co", "Cs", "Cn"))
"""Categories of characters that show nothing: controls, directions, private ones."""
_CARRIED = tuple(
    frozenset(line.split())
    for line in """
        may might
        can could able
        will would shall
        must should ought
        cannot cant couldnt unable
        because since due therefore thus hence consequently owing so cause caused reason result
        despite although though notwithstanding nevertheless however yet
        unless if provided
        only solely merely alone
        never not no
        always
        all every each entire whole
        most mostly
        many much numerous
        several some
        few
        none nobody nothing neither
        both
        still remain remained remaining left
        already
        again
        first
        last final latest
        second
        before prior
        after following since
        until till
        without
        against
        during
        more
        less fewer
        almost nearly
        despite
        early
        late
        former formerly once
        own
    """.strip().splitlines()
)
"""Small words that say something, those of one line for each other: one of them must be in the evidence."""
_CHANGE = frozenset(("by", "to", "from"))
_BETWEEN = frozenset("a an the about around only some just over under nearly almost as at least most more than".split())
_FRAME = frozenset("according source sources states stated say says said note notes noted report reports".split())
"""Words by which a model introduces what a source says."""


def added(claim: str, evidence: Sequence[str]) -> Iterator[Problem]:
    """Yields what ``claim``, written by a chat model, has and ``evidence`` has not."""
    whole = "\n".join(evidence)
    yield from (Problem(ProblemKind.ADDED, words) for words in _foreign(claim, whole))
    mine, there = tokens(claim), tokens(whole)
    yield from (Problem(ProblemKind.ADDED, token.words) for token in mine if not _is_carried(token, there, whole))
    yield from _changed(mine, there)


def _foreign(claim: str, evidence: str) -> Iterator[str]:
    for character in dict.fromkeys(claim):
        if unicodedata.category(character) in _UNSEEN and character not in evidence:
            yield f"U+{ord(character):04X}"
    for form in (_CALLED, _HOST):
        yield from (match.group() for match in form.finditer(claim) if match.group().rstrip(".") not in evidence)


def _is_carried(token: Token, there: Sequence[Token], evidence: str) -> bool:
    """Whether the evidence has a form of a word; numbers, dates and names are looked up by their own rules."""
    if token.sort is not Sort.WORD or token.plain in _FRAME or not token.plain:
        return True
    if not token.tells:
        asked = [line for line in _CARRIED if token.plain in line]
        return not asked or any(other.plain in line for other in there for line in asked)
    if any(says_the_same(token, other) or are_forms_of_one(token.plain, other.plain) for other in there):
        return True
    return token.words[:1].isupper() and Evidence(evidence).holds(token.words)


def _changed(mine: Sequence[Token], there: Sequence[Token]) -> Iterator[Problem]:
    """Numbers with another bound, or another preposition of change, than the evidence has before them."""
    for place, token in enumerate(mine):
        same = [i for i, other in enumerate(there) if token.sort is Sort.NUMBER and says_the_same(token, other)]
        if not same:
            continue
        said, known = bound_of(mine, place), {bound_of(there, i) for i in same}
        if said and said not in known:
            yield Problem(ProblemKind.DEGREE, f"{said} {token.words}")
        change, changes = _change(mine, place), {_change(there, i) for i in same}
        if change and change not in changes and (changes != {""} or change == "by"):
            yield Problem(ProblemKind.DIRECTION, f"{change} {token.words}")


def _change(found: Sequence[Token], number: int) -> str:
    """The preposition of change before a number, small words between them apart."""
    place = number - 1
    while place > 0 and found[place].plain in _BETWEEN:
        place -= 1
    return found[place].plain if place >= 0 and found[place].plain in _CHANGE else ""
