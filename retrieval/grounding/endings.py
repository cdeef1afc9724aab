"""What is still there, and what has come to an end: "Where are there still embassies?" is not answered by those that
were closed, nor "How many were closed?" by how many there are left, however alike these are to a reader of word pieces.

docs/measurements/reader.md has how seldom a right answer tells of the one where the other is asked for.
"""

from __future__ import annotations

import re

from retrieval.english.dates import dates
from retrieval.english.quantities import quantities
from retrieval.english.words import blanked

_LASTS = re.compile(
    r"\b(?:still|remain(?:s|ing)?)\b"
    r"|\b(?:is|are|has|have|do|does)\b[^,;]*\b(?:now|nowadays|currently|today|left(?=\W*$| (?:after|of|over)))\b"
    r"|\b(?:now|currently) (?:is|are|has|have)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:closed|shut|ended|ceased|stopped|abolished|dissolved|disbanded|dismantled|demolished|destroyed|discontinued|"
    r"terminated|cancell?ed|repealed|revoked|scrapped|withdrawn|withdrew|expelled|evacuated|died|dead|killed|lost|sold)\b",
    re.IGNORECASE,
)
_OUTLASTS = re.compile(
    r"\b(?:still|remain\w*|surviv\w*|exist\w*|extant|left|keeps?|kept|continu\w*|now|current\w*|today|only|other|others|"
    r"but|except|although|though|while|whereas|since)\b",
    re.IGNORECASE,
)
"""Words of a sentence that tells of an end with which it may tell, too, of what outlasts it."""
_HOW_MANY_ENDED = re.compile(
    r"\bhow (?:many|much)\b.*\b(?:clos|shut|end(?:ed)?\b|los[et]|cut|cancel|s[eo]ll?d?\b|kill|die|destroy|dissol|"
    r"abolish|demolish|withdr|remov|reduc|drop|f[ea]ll|declin|decreas|r[io]se|gr[eo]w|increas)\w*"
    r"|\bby how (?:many|much)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:reduc\w+|f[ea]ll\w*|drop\w*|down|declin\w+|shr[aiu]nk\w*|cut\w*|decreas\w+|dwindl\w+|ris\w+|rose|gr[eo]w\w*|"
    r"increas\w+|climb\w*|went|br(?:ought|inging))\b[^.;]*?\bto (?:(?:about|only|around|some|nearly|over|just|a|"
    r"more than|approximately|roughly|almost) )*$",
    re.IGNORECASE,
)
"""What stands before the number to which something changed: "down to 46"."""
_REACH = 120
"""Characters before a number among which the change stands."""


def asks_what_lasts(question: str) -> bool:
    """Whether ``question`` asks what is there still or now, and of no end itself ("Which are still closed?")."""
    return _LASTS.search(question) is not None and not _ENDED.search(question)


def tells_of_an_end(sentence: str) -> bool:
    """Whether ``sentence`` says that something has ended, and nothing of what has not."""
    return _ENDED.search(sentence) is not None and not _OUTLASTS.search(sentence)


def asks_how_many_ended(question: str) -> bool:
    """Whether ``question`` asks how many have ended or by how many there are fewer or more, not how many there are."""
    return _HOW_MANY_ENDED.search(question) is not None and not re.search(r"\b(?:to|left|remain\w*)\b", question)


def tells_only_how_many_there_are(sentence: str) -> bool:
    """Whether every number of ``sentence`` is one to which something changed."""
    rest = blanked(sentence, [date.span for date in dates(sentence)])
    starts = [quantity.span.start for quantity in quantities(rest) if not quantity.soft]
    return bool(starts) and all(_LEVEL.search(sentence[max(0, start - _REACH) : start]) for start in starts)
