"""Small words that carry a claim: "the first" is not "the second", nor "until 1991" since then, nor "some" all.

They are too common to be looked up in the evidence. So they count only where a claim runs side by side with a sentence
and one of them stands in the place of another, before the same number or date, or is left out before the same verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from retrieval.english.words import stem
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.tokens import Code, Sort, Token, once

_APART = tuple(
    frozenset(map(stem, line.split()))
    for line in (
        "first second",
        "once twice thrice",
        "half third quarter",
        "double doubled triple tripled quadruple quadrupled halve halved",
    )
)
"""Words of which one is never the other."""
_MORE_THAN_SAID = (
    (frozenset(("all", "every")), frozenset("most many some several few half".split())),
    (frozenset(("most",)), frozenset("some several few".split())),
    (frozenset(("will", "shall", "must")), frozenset("may might could can should".split())),
    (
        frozenset("always invariably constantly".split()),
        frozenset("usually often sometimes mostly generally frequently occasionally may might can could".split()),
    ),
    (
        frozenset("entirely completely wholly fully totally exclusively".split()),
        frozenset("mostly partly largely mainly partially chiefly somewhat nearly almost".split()),
    ),
    (frozenset("was were is are has had did".split()), frozenset("would could should".split())),
)
"""What a claim may not say where the evidence says less."""

_MODALS = frozenset("may might would could should will".split())
_AIMS = frozenset(map(stem, "plan intend want try attempt seek hope aim propose threaten".split()))
"""What is said before a "to" of what has not happened."""
_SAID_TO_BE_OPEN = """
    may might could couldnt cannot cant can would should possible possibly perhaps potential potentially likely probable
    probably apparently appear seem suggest believe think expect goal effort bid plan planning proposal attempt intend
    intention want try seek hope aim propose threaten threat risk
"""
_OPEN = frozenset(map(stem, _SAID_TO_BE_OPEN.split()))
"""Words by which a claim itself says that something is open."""
_BETWEEN = frozenset("also still even well then now".split())
"""What may stand between "may" and its verb."""
_HELPING = frozenset("be been have".split())
_HELPING_FORMS = frozenset("am are be been had has have is was were".split())
_LONGEST = 4
"""Tokens for which one verb of the claim may stand: "may have been"."""

_BOUNDS = {
    **dict.fromkeys(("nearly", "almost", "under", "below", "less than", "fewer than", "at most", "up to"), "under"),
    **dict.fromkeys(("over", "above", "exceeding", "more than", "at least"), "over"),
    **dict.fromkeys(("about", "around", "approximately", "roughly", "circa"), "about"),
}
"""What is said of a number by the words before it."""
_TURNED = {"under": "over", "over": "under"}
_BEYOND = frozenset((("over", "under"), ("over", "about"), ("under", "over")))
"""What the claim may not say of a number, and what the evidence says of it."""

_TILL_THEN, _FROM_THEN = frozenset(("until", "till", "before")), frozenset(("since", "after", "from"))
_OTHER_SIDE = {
    **dict.fromkeys(_TILL_THEN, _FROM_THEN),
    **dict.fromkeys(_FROM_THEN, _TILL_THEN),
    "after": _TILL_THEN | {"by"},
    "by": frozenset(("after",)),
}
"""Words before a date, and those that say what lies on the other side of it."""


def in_place(mine: Sequence[Token], there: Sequence[Token], known: frozenset[str]) -> Iterator[Problem]:
    """A word of the claim in the place of one that it excludes, and not among the keys ``known`` elsewhere there."""
    for token, other in product(mine, there):
        if Sort.NAME in (token.sort, other.sort) or token.key in known:
            continue
        if other.plain in _OTHER_SIDE.get(token.plain, ()):
            yield Problem(ProblemKind.DIRECTION, token.words, other.words)
        a, b = stem(token.plain), stem(other.plain)
        if a != b and any(a in apart and b in apart for apart in _APART):
            yield Problem(ProblemKind.NUMBER, token.words, other.words)
        elif any(token.plain in more and other.plain in less for more, less in _MORE_THAN_SAID):
            yield Problem(ProblemKind.DEGREE, token.words, other.words)


def left_open(mine: Sequence[Token], there: Sequence[Token], codes: Sequence[Code]) -> Iterator[Problem]:
    """What the evidence says may be, or was planned, and the claim says as if it were so."""
    if any(stem(token.plain) in _OPEN for token in mine):
        return
    for tag, i, j, m, n in codes:
        if tag == "insert" and n < len(there):
            start, end, verb = _open_from(there, m, n), n + 1, there[n]
        elif tag == "replace" and j - i == 1 < n - m <= _LONGEST:
            start, end, verb = m, n, there[n - 1]
        else:
            continue
        if _opens(there[start : end - 1]) and _is_verb(mine[i], verb):
            yield Problem(ProblemKind.DEGREE, mine[i].words, _words(there[start:end]))


def _open_from(there: Sequence[Token], first: int, verb: int) -> int:
    """Where the two words begin, or the one, that stand right before a verb, and not before ``first``."""
    start = verb - 1
    while start > first and (there[start].plain in _BETWEEN or there[start].plain == "to"):
        start -= 1
    return max(start, first)


def _opens(found: Sequence[Token]) -> bool:
    """Whether these words, all that stands before a verb, leave open whether it is so."""
    words = [token.plain for token in found if token.plain not in _BETWEEN]
    is_modal = words[:1] and found[0].words in _MODALS and set(words[1:]) <= _HELPING
    return bool(is_modal) or (words[1:2] == ["to"] and stem(words[0]) in _AIMS and set(words[2:]) <= _HELPING)


def _is_verb(mine: Token, there: Token) -> bool:
    """Whether the claim has the verb that the evidence has, in whatever form: "built" for "build", "is" for "be"."""
    if there.plain in _HELPING or mine.plain in _HELPING_FORMS:
        return there.plain in _HELPING and mine.plain in _HELPING_FORMS
    return there.sort is Sort.WORD and there.tells and mine.plain[:1] == there.plain[:1]


def bounds(mine: Sequence[Token], there: Sequence[Token]) -> Iterator[Problem]:
    """Numbers of which the claim says "more than" and the evidence "nearly"."""
    places = once(there)
    for key, i in once(mine).items():
        if mine[i].sort is Sort.NUMBER and key in places:
            (said, start), (known, begins) = _bound(mine, i), _bound(there, places[key])
            if (said, known) in _BEYOND:
                yield Problem(ProblemKind.DEGREE, _words(mine[start : i + 1]), _words(there[begins : places[key] + 1]))


def bound_of(found: Sequence[Token], number: int) -> str:
    """Returns what the words before a number say of it: "over", "under", "about", or nothing."""
    return _bound(found, number)[0]


def _bound(found: Sequence[Token], number: int) -> tuple[str, int]:
    """What the words before a number say of it, and where they begin."""
    for size in (1, 2):
        start = number - size
        bound = _BOUNDS.get(" ".join(token.plain for token in found[max(0, start) : number]))
        if bound and start and found[start - 1].plain in ("no", "not"):
            return _TURNED.get(bound, bound), start - 1
        if bound:
            return bound, start
    return "", number


def other_side(mine: Sequence[Token], there: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The words before a date that both have, where one says "until" and the other "since"."""
    places = once(there)
    for key, i in once(mine).items():
        if mine[i].sort is Sort.DATE and i and places.get(key):
            one, other = mine[i - 1], there[places[key] - 1]
            if other.plain in _OTHER_SIDE.get(one.plain, ()):
                yield one, other


def _words(found: Sequence[Token]) -> str:
    return " ".join(token.words for token in found)
