"""False claims that change one small word: which of a row, planned or done, part or whole, before or after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from evals.sets.binding.binding_claim import Family, Made, TextPassage
from evals.sets.binding.restating import cited_with, dressed

Change = Callable[[str, Random], str | None]

_ORDINALS = "first|second|third|fourth|fifth|sixth|last"
_ORDINAL = re.compile(rf"(?:(?<=\bthe )(?:{_ORDINALS})|\b(?:First|Second|Last))\b(?= [a-z])")
_SUPERLATIVE = re.compile(
    r"(?<=\bthe )(?:largest|oldest|highest|longest|biggest|most (?:popular|populous|common))\b(?= [a-z])"
)
_IRREGULAR = "built|held|made|paid|sent|sold|given"
_INTENDED = "scheduled|planned|expected|intended|set|supposed|due|proposed"
_INTENDS = (
    "plans|planned|intends|intended|proposes|proposed|wants|wanted|hopes|hoped|agreed|decided|refused|failed|threatened"
)
_PLANNED = (
    (re.compile(rf"\b(?:will|would) be (?P<deed>[a-z]+ed|{_IRREGULAR})\b"), "{be} {deed}"),
    (re.compile(rf"\b(?:is|are|was|were) (?:{_INTENDED}) to be (?P<deed>[a-z]+ed|{_IRREGULAR})\b"), "{be} {deed}"),
    (re.compile(rf"\b(?:{_INTENDS}) to (?P<verb>[a-z]{{3,}}[^aeiouy\W])\b"), "{past}"),
    (
        re.compile(r"\b(?:may|might|could|can) (?P<verb>use|collect|share|disclose|include|provide|require|contain)\b"),
        "always {verb}",
    ),
)
"""What is to be done, and how it would be told if it had been."""
_PART = (
    (re.compile(r"\b[Ss]ome (?:of )?(?=(?:the |its |their )?[a-z]{3,}s\b)"), "all "),
    (re.compile(r"\b[Mm]ost of (?=(?:the|its|their) )"), "all of "),
    (re.compile(r"\b[Pp]art of the (?=[a-z])(?!time|reason)"), "the whole of the "),
    (re.compile(r"\b[Mm]any (?=[a-z]{3,}s\b)"), "all "),
    (re.compile(r"\b[Ss]everal (?=(?:of )?(?:the )?[a-z]{3,}s\b)"), "all "),
    (re.compile(r"\b[Mm]ostly\b"), "entirely"),
    (re.compile(r"\b(?:[Pp]artly|[Pp]artially)\b"), "entirely"),
    (re.compile(r"\b(?:[Uu]sually|[Oo]ften|[Ss]ometimes)\b"), "always"),
    (re.compile(r"(?<!\ba )\b[Ff]ew\b(?= [a-z]{3,}s\b)"), "many"),
    (re.compile(r"\b[Hh]alf of (?=(?:the|its|their|all) )"), "all of "),
)
_TIMES = {
    "before": "after",
    "after": "before",
    "until": "from",
    "following": "before",
    "prior to": "after",
    "later than": "earlier than",
}
_BEHIND_TIME = r"(?= (?:the|his|her|its|their|being|having|[A-Z]|a |an |1|2))"
_TIME = re.compile(rf"\b(?:{'|'.join(_TIMES)}|Before|After)\b{_BEHIND_TIME}")
_REJECTED = re.compile(
    r"""
      ^(?:(?:Some|Many|Several|Other|Early|Most)[\w ]{0,40}      # who holds the view
        |Critics|Opponents|Supporters|Proponents|Rumou?rs|[A-Z][\w’' ]{2,40}?|It[ ](?:was|is|has[ ]been))
      [ ](?:once[ ]|often[ ]|also[ ]|originally[ ]|wrongly[ ]|long[ ])?
      (?:believed?|thought|argued?|claim(?:ed|s)?|suggest(?:ed|s)?|speculated|alleged|asserted|contend(?:ed)?
        |assum(?:ed|es)|said|estimated|stated|commented|reported|proposed)
      [ ]that[ ]
      (?P<view>(?:the|an?|it|he|she|they|this|these|there|most|all|some|[A-Z])\b[^“”"?]{25,})\.$
    """,
    re.VERBOSE,
)
_DOUBT = re.compile(
    r"\b(?:However|but|although|though|yet|nevertheless|disput|den(?:y|ied)|no evidence|reject|false|wrong|untrue"
    r"|unfounded|myth)",
    re.IGNORECASE,
)


def _ordinal(sentence: str, dice: Random) -> str | None:
    match = _ORDINAL.search(sentence)
    if match:
        word = match[0]
        other = dice.choice([item for item in ("first", "second", "third", "last") if item != word.lower()])
        other = other.capitalize() if word[0].isupper() else other
        return sentence[: match.start()] + other + sentence[match.end() :]
    match = _SUPERLATIVE.search(sentence)
    return sentence[: match.start()] + "second " + sentence[match.start() :] if match else None


def _done(sentence: str, dice: Random) -> str | None:
    del dice
    for pattern, other in _PLANNED:
        match = pattern.search(sentence)
        if match and " not " not in sentence:
            parts = match.groupdict()
            verb = parts.get("verb") or ""
            plural = re.search(r"s$", sentence[: match.start()].rstrip()) is not None
            past = verb + ("d" if verb.endswith("e") else "ed")
            said = other.format(deed=parts.get("deed"), verb=verb, past=past, be="were" if plural else "was")
            return sentence[: match.start()] + said + sentence[match.end() :]
    return None


def _whole(sentence: str, dice: Random) -> str | None:
    del dice
    return next((said for pattern, other in _PART if (said := _replaced(sentence, pattern, other))), None)


def _other_time(sentence: str, dice: Random) -> str | None:
    del dice
    match = _TIME.search(sentence)
    return _replaced(sentence, _TIME, _TIMES[match[0].lower()]) if match else None


def _replaced(sentence: str, pattern: re.Pattern[str], other: str) -> str | None:
    """The sentence with ``other`` where the pattern stands first, with a capital where that had one."""
    match = pattern.search(sentence)
    if not match:
        return None
    other = other[0].upper() + other[1:] if match[0][0].isupper() else other
    return sentence[: match.start()] + other + sentence[match.end() :]


def _changing(change: Change) -> Family:
    def made(passage: TextPassage, dice: Random) -> Iterator[Made]:
        for place, sentence in enumerate(passage.sentences):
            claim = None if sentence.endswith("?") else change(sentence, dice)
            if claim and claim != sentence:
                yield Made(dressed(claim, dice), False, cited_with(place, passage, dice))

    return made


first_and_last = _changing(_ordinal)
planned_and_done = _changing(_done)
part_and_whole = _changing(_whole)
before_and_after = _changing(_other_time)


def rejected_view(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """What others say, and the text goes on to doubt, told as the text's own view; or with those who say it, true."""
    for place, sentence in enumerate(passage.sentences):
        match = _REJECTED.match(sentence)
        if not match:
            continue
        after = passage.sentences[place + 1] if place + 1 < len(passage.sentences) else ""
        doubted = _DOUBT.search(after[:40])
        cited = (place, place + 1) if doubted else (place,)
        if dice.random() < 0.4:
            yield Made(sentence, True, cited)
            continue
        view = match["view"]
        yield Made(f"{view[0].upper()}{view[1:]}.", False, cited)
