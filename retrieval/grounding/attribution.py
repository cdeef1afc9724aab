"""Who holds a view: what somebody said, or what is often heard, is no claim of the source's own.

"A commenter stated that the rule would cost jobs" does not say that it would, and what Professor A said in the minutes
was not said by Professor B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import named_tokens
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.tokens import Token

_SAYING = (
    r"(?:said|says|stated?|states|argued?|argues|claimed|claims|suggest(?:ed|s)?|believed?|believes|asserted|asserts|"
    r"contend(?:ed|s)?|alleged|alleges|maintained|maintains|speculated?|thought|thinks?|complained|commented|predicted|"
    r"insisted|insists|testified|told|wrote|warned|objected|opined)"
)
_SPEAKER = re.compile(r"^(?P<who>[A-Z][\w.’'-]*(?: [\w.’'-]+){0,4}):\s+(?=\S)")
"""A turn in minutes: "Professor A: …"."""
_SAID = re.compile(
    rf"""
    ^(?P<before>(?:[^,;:“"]+,\s)?)                                              # "In 2019, "
    (?P<who>[^,;:“"]{{2,80}}?)\s+
    (?:(?:have|has|had|also|further|once|later|often|then|repeatedly)\s+)*
    {_SAYING}\b (?:\s+(?!that\b)[^,;:“"]{{1,40}}?)? (?:\s+that\b | \s*[,:]\s*(?=[“"']))  # "told the court that"
    """,
    re.VERBOSE,
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|opinion|words) of)\s+(?P<who>[^,;:“\"]{2,60})", re.IGNORECASE
)
_SAID_BEHIND = re.compile(rf"[,”\"’']\s*(?P<who>[A-Z][^,;:“\"]{{1,50}}?)\s+{_SAYING}\s*[.,]?\s*$")
_HEARD = re.compile(
    r"""
    \b(?:often|frequently|commonly|widely|usually|sometimes|generally)\s+
        (?:cited|said|put\s+(?:this|it|that)\s+down|heard|thought|believed|assumed|claimed|put\s+down|attributed)\b
    | \b(?:supposedly|allegedly|reputedly|purportedly)\b
    | \bit\s+(?:is|was|has\s+been)\s+(?:often\s+|widely\s+)?(?:said|claimed|believed|alleged|argued)\b
    | \b(?:some|many|critics|observers|others|supporters|opponents)\s+(?:\w+\s+)?(?:say|argue|claim|believe|think)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a view is told of that need not be the author's."""


@dataclass(frozen=True, slots=True)
class _View:
    """Who holds a view, as tokens and in words, and where the view itself begins."""

    who: tuple[Token, ...]
    words: str
    start: int


def misattributed(claim: str, sentence: str) -> Iterator[Problem]:
    """Yields where ``claim`` has another speaker than ``sentence``, or none for what is somebody's view there."""
    theirs, mine = _view(sentence), _view(claim)
    if theirs is None:
        if mine is None and _HEARD.search(sentence) and not _HEARD.search(claim):
            yield Problem(ProblemKind.ATTRIBUTION, "", _heard(sentence))
        return
    if mine is None:
        is_turn = _SPEAKER.match(sentence) is not None
        if not is_turn and not _names_it(claim, theirs) and _lies_behind(claim, sentence, theirs):
            yield Problem(ProblemKind.ATTRIBUTION, "", theirs.words)
    elif theirs.who and mine.who and not _same(mine.who, theirs.who):
        yield Problem(ProblemKind.NAME, mine.words, theirs.words, "subject")


def is_hearsay(sentence: str) -> bool:
    """Returns whether ``sentence`` tells of a view as one that is heard, without saying that it is the author's."""
    return _HEARD.search(sentence) is not None


def _heard(sentence: str) -> str:
    match = _HEARD.search(sentence)
    return match.group() if match else ""


def _view(text: str) -> _View | None:
    for form in (_SPEAKER, _SAID, _SAID_BEHIND, _ACCORDING):
        match = form.search(text)
        if match:
            who = tuple(token for token in named_tokens(match["who"]) if token.tells)
            return _View(who, match["who"].strip(), match.end() if form in (_SPEAKER, _SAID) else 0)
    return None


def _same(mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> bool:
    """Whether all that one of the two says of a speaker the other says too; of "he" nothing is known."""
    few, many = sorted((mine, theirs), key=len)
    return all(any(says_the_same(token, other) for other in many) for token in few)


def _names_it(claim: str, view: _View) -> bool:
    said = named_tokens(claim)
    return bool(view.who) and any(says_the_same(token, who) for token in said for who in view.who[-1:])


def _lies_behind(claim: str, sentence: str, view: _View) -> bool:
    """Whether most of the claim stands where the view is told, not in what is said of its holder."""
    told = [token for token in named_tokens(claim) if token.tells]
    behind = [token for token in named_tokens(sentence) if token.start >= view.start]
    held = sum(any(says_the_same(token, other) for other in behind) for token in told)
    return 2 * held > len(told)
