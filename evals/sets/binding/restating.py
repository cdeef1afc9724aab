"""Sentences said in another way that means the same: the true claims, and what false ones are dressed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from evals.sets.alterations import restated
from evals.sets.binding.binding_claim import Made, TextPassage
from evals.sets.binding.values import MONTHS
from retrieval.english.words import STOP_WORDS

Restating = Callable[[str], str | None]
"""The sentence said in another way; None where it cannot be."""

_TIME = (
    rf"(?:In|By|Since|On|During) (?:early |late |mid-)?(?:(?:{'|'.join(MONTHS)})(?: \d{{1,2}})?,? )?(?:1[1-9]|20)\d\d"
)
_OPENS = re.compile(rf"^(?P<time>{_TIME}),? (?P<rest>[A-Za-z][^;:]+)\.$")
_TIME_LATER = re.compile(rf"^(?P<rest>[A-Z][^;:,]{{15,}}?) (?P<time>(?i:{_TIME}))\.$")
_COMMON_OPENERS = "the a an this these those his her their its it he she they some many most several all both".split()
_PASSIVE = re.compile(
    r"""
      ^(?P<object>[A-Z][^,;:()]{2,60}?)[ ](?:was|were)[ ]
      (?P<deed>[a-z]+ed|made|built|won|led|held|sold)[ ]by[ ]
      (?P<agent>(?:the[ ]|an?[ ]|[A-Z][a-z]+)[^,;:()]{0,50}?)
      (?P<tail>(?:[ ](?:in|on|at|from|during|for|between)[ ][^,;:]+)?)\.$
    """,
    re.VERBOSE,
)
_ACTIVE = re.compile(
    r"""
      ^(?P<agent>[A-Z][\w’'-]+(?:[ ][A-Z][\w’'-]+){0,2})[ ]
      (?P<deed>[a-z]+ed|built|won|led|held|sold|bought)[ ]
      (?P<object>(?:the[ ]|an?[ ]|[A-Z])[\w’' -]{2,40}?)
      (?P<tail>(?:[ ](?:in|on|at|during)[ ][^,;:]+)?)\.$
    """,
    re.VERBOSE,
)
_NOT_TRANSITIVE = frozenset(
    "decided agreed refused tried wanted needed continued happened appeared remained turned lived died arrived moved"
    " traveled travelled worked served graduated belonged resulted existed occurred emerged returned succeeded ended"
    " started began stayed looked seemed voted used related compared based followed born married resembled joined"
    " contacted allied signed proved noted performed".split()
)
_SYNONYMS = (
    (r"approximately", "about"),
    (r"about(?= \d)", "approximately"),
    (r"began", "started"),
    (r"started", "began"),
    (r"purchased", "bought"),
    (r"(?<=[a-z] )because(?= (?:the|it|he|she|they))", "since"),
    (r"located in", "situated in"),
    (r"such as", "like"),
    (r"children", "kids"),
    (r"in order to", "to"),
    (r"obtain", "get"),
    (r"assist", "help"),
    (r"received", "got"),
    (r"many(?= [a-z]+s\b)", "a lot of"),
    (r"a large number of", "a great many"),
    (r"frequently", "often"),
    (r"primarily", "mainly"),
    (r"throughout the", "all over the"),
    (r"the majority of", "most of"),
    (r"more than(?= [\d$])", "over"),
    (r"over(?= [\d$])", "more than"),
    (r"known as", "called"),
    (r"due to", "because of"),
    (r"because of", "due to"),
    (r"nearly", "almost"),
    (r"almost", "nearly"),
    (r"prior to", "before"),
    (r"constructed", "built"),
    (r"[Mm]ovie", "film"),
    (r"film", "movie"),
    (r"situated", "located"),
    (r"is able to", "can"),
    (r"was able to", "could"),
    (r"took place", "was held"),
    (r"died", "passed away"),
    (r"whilst", "while"),
    (r"employs", "has a staff of"),
    (r"consists of", "is made up of"),
    (r"comprises", "is made up of"),
    (r"currently", "at present"),
    (r"initially", "at first"),
    (r"large", "big"),
    (r"permit", "allow"),
    (r"requires", "needs"),
    (r"attempted", "tried"),
    (r"annual", "yearly"),
    (r"various", "different"),
)
_WORDED = re.compile(rf"\b(?:{'|'.join(f'({word})' for word, _ in _SYNONYMS)})(?!\w|-)")
_ASIDE = re.compile(r"\s\((?![^()]*(?:not|n[’']t))[^()]{3,}\)|, (?:which|who) [^,;.]{5,80}(?=[,.])(?<!\d)")


def fronted(sentence: str) -> str | None:
    """Tells "X fell in 2022." as "In 2022, X fell."."""
    match = _TIME_LATER.match(sentence)
    if not match or re.search(r"\b(?:and|to|between|from|or|who|that|which|\w+ed by)\b", match["rest"]):
        return None
    time = match["time"]
    return f"{time[0].upper()}{time[1:]}, {_lowered(match['rest'])}."


def trailing(sentence: str) -> str | None:
    """Tells "In 2022, X fell." as "X fell in 2022."."""
    match = _OPENS.match(sentence)
    if not match or re.search(r"\b(?:and|but|when|while|which|who|after|before|until|to)\b|,", match["rest"]):
        return None
    rest = match["rest"]
    return f"{rest[0].upper()}{rest[1:]} {match['time'][0].lower()}{match['time'][1:]}."


def passive(sentence: str) -> str | None:
    """Tells "A founded B in 1900." as "B was founded by A in 1900."."""
    match = _ACTIVE.match(sentence)
    if not match or match["deed"] in _NOT_TRANSITIVE or match["agent"] in ("You", "We", "It", "They", "He", "She", "I"):
        return None
    if re.search(r"\b(?:and|that|which|who|to|went|was|were|is)\b|s$", match["object"]):
        return None
    thing = match["object"]
    return f"{thing[0].upper()}{thing[1:]} was {match['deed']} by {match['agent']}{match['tail']}."


def active(sentence: str) -> str | None:
    """Tells "B was founded by A in 1900." as "A founded B in 1900."."""
    match = _PASSIVE.match(sentence)
    if not match or re.search(
        r"\b(?:and|which|who|that|is|was|[Yy]ou|[Ww]e|[Ii]t|[Tt]hey)\b|^In\b", f"{match['object']} {match['agent']}"
    ):
        return None
    agent = match["agent"]
    return f"{agent[0].upper()}{agent[1:]} {match['deed']} {_lowered(match['object'])}{match['tail']}."


def reworded(sentence: str) -> str | None:
    """With the first word of the list in its other form."""
    match = _WORDED.search(sentence)
    if not match or match.lastindex is None:
        return None
    return sentence[: match.start()] + _SYNONYMS[match.lastindex - 1][1] + sentence[match.end() :]


def notation(sentence: str) -> str | None:
    """Dates, figures and contractions written in another way."""
    return next((changed.claim for changed in restated([sentence]) if changed.kind == "restated"), None)


def without_aside(sentence: str) -> str | None:
    """Without what stands in brackets or between commas after "which"."""
    if " not " in sentence or "n't" in sentence:
        return None
    match = _ASIDE.search(sentence)
    if not match:
        return None
    shorter = sentence[: match.start()] + sentence[match.end() :].removeprefix(",")
    return shorter if len(shorter) > 30 and shorter.endswith((".", "”", '"')) else None


RESTATINGS: dict[str, Restating] = {
    "reordered": lambda sentence: fronted(sentence) or trailing(sentence),
    "active and passive": lambda sentence: passive(sentence) or active(sentence),
    "synonyms": reworded,
    "notation": notation,
    "shortened": without_aside,
}
"""The ways to say the same, by the name of their family."""


def dressed(claim: str, dice: Random) -> str:
    """The claim said in some other way that means the same, half of the time: so that its form tells nothing."""
    if dice.random() < 0.5:
        return claim
    ways = list(RESTATINGS.values())
    dice.shuffle(ways)
    return next((other for way in ways if (other := way(claim))), claim)


def said_otherwise(way: Restating, passage: TextPassage, dice: Random) -> Iterator[Made]:
    """True claims: sentences of the passage in one other way; with a neighbour cited too half of the time."""
    for place, sentence in enumerate(passage.sentences):
        claim = way(_unspoken(sentence))
        if claim and claim != sentence:
            yield Made(claim, True, cited_with(place, passage, dice))


def verbatim(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """True claims: sentences as they stand."""
    for place, sentence in enumerate(passage.sentences):
        yield Made(_unspoken(sentence), True, cited_with(place, passage, dice))


def cited_with(place: int, passage: TextPassage, dice: Random) -> tuple[int, ...]:
    """The place alone, or half of the time with that of a neighbour, in the text's order."""
    near = [other for other in (place - 1, place + 1) if 0 <= other < len(passage.sentences)]
    return tuple(sorted((place, dice.choice(near)))) if near and dice.random() < 0.5 else (place,)


def content(text: str) -> frozenset[str]:
    """The words of a text that say something by themselves."""
    return frozenset(re.findall(r"\w{3,}", text.lower())) - STOP_WORDS


def _unspoken(sentence: str) -> str:
    """The words of a turn without their speaker."""
    return re.sub(r"^[A-Z][\w ]{2,24}: ", "", sentence)


def _lowered(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.lower() in _COMMON_OPENERS else text
