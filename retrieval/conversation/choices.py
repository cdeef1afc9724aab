"""Resolves "the second one" and "yes, please": a question that was offered, or a member of the last answer's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.conversation.small_talk import OFFERS, talk_in
from retrieval.conversation.talk_phrases import Talk
from retrieval.conversation.turns import Turn
from retrieval.english.question_words import PREPOSITIONS, names, words

_PLACES = {
    **dict.fromkeys(("first", "1st", "1", "one", "former"), 0),
    **dict.fromkeys(("second", "2nd", "2", "two", "other", "latter"), 1),
    **dict.fromkeys(("third", "3rd", "3", "three"), 2),
    **dict.fromkeys(("fourth", "4th", "4", "four"), 3),
    **dict.fromkeys(("fifth", "5th", "5", "five"), 4),
    **dict.fromkeys(("last", "final"), -1),
}
_ORDINAL = "first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|final|other"
_NTH = re.compile(
    rf"""
    \bthe\ (?:(?P<place>{_ORDINAL})\ (?:one|question|suggestion|example|option|person|name|item)\b
    # "the first one to …", "the last one of …" say themselves which one
    (?!\ (?:to|of|that|who|which|where|in|on|at|with|since)\b)
    |(?P<of_two>former|latter)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(
    rf"""
    (?:(?:and|ok|okay|yes|please|then|no|ask|take|answer|i\ mean
    |tell\ me\ (?:more\ )?about|what\ about|how\ about)\b[\s,]*)*
    (?:{_NTH.pattern}|(?:number|no\.?|option|question|\#)\ ?(?P<number>[1-5]|one|two|three|four|five)|(?P<digit>[1-5]))
    [\s,]*(?:please)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'-]*)*")
_BETWEEN = re.compile(r",? and (?:the )?|, (?:the )?")
_ROW = re.compile(rf"{_NAME.pattern}(?:, (?:the )?{_NAME.pattern})*,? and (?:the )?{_NAME.pattern}")
"""Names in a row: "China, Russia and the United States"."""
_LEADS_IN = frozenset((*PREPOSITIONS, "the", "a", "an"))
_OFFERED = re.compile(r"“([^“”]*\?)”")
_YES = re.compile(
    r"(?:(?:yes|yeah|yep|sure|ok|okay|please|do|ask|that|it|go|ahead|ja|oui|sí|bitte)\b[\s,.!]*)+", re.IGNORECASE
)
_ASKS_WHO = re.compile(
    r"\b(?:who|whom|whose|diplomat|person|people|author|leader|minister|president)s?\b", re.IGNORECASE
)


def chosen(message: str, turns: Sequence[Turn]) -> str:
    """Returns the question that ``message`` chooses, or is with the thing it points to; empty where it chooses none."""
    if not turns:
        return ""
    plain = message.strip(" .!?…")
    offered = _offered(turns[-1].answer)
    if offered and _YES.fullmatch(plain) and talk_in(message) in (None, Talk.NOD):
        return offered[0]
    bare = _BARE.fullmatch(plain)
    if bare and (question := _nth(bare, offered)):
        return question
    before = [turn for turn in turns if not talk_in(turn.question)]
    listed = _members(before[-1]) if before and before[-1].answered else []
    if bare and (member := _nth(bare, listed)):
        return f"{'Who' if _ASKS_WHO.search(before[-1].standalone) else 'What'} is {member}?"
    pointing = _NTH.search(message)
    member = _nth(pointing, listed) if pointing else ""
    return f"{message[: pointing.start()]}{member}{message[pointing.end() :]}" if pointing and member else ""


def _offered(reply: str) -> list[str]:
    """Returns the questions that a reply offers; one that a source has in quotation marks is none."""
    marker = next((marker for marker in OFFERS if marker in reply), None)
    return _OFFERED.findall(reply.rpartition(marker)[2]) if marker else []


def _nth(match: re.Match[str], options: Sequence[str]) -> str:
    """Returns the option that an ordinal or a number names; empty where there are not so many, or only one."""
    word = next(filter(None, match.groupdict().values()), "").casefold()
    place = _PLACES[word]
    return options[place] if len(options) > 1 and place < len(options) else ""


def _members(turn: Turn) -> list[str]:
    """Returns the names that an answer lists: those that stand in a row, else those that no preposition leads in to."""
    asked = {name.casefold() for name in names(turn.standalone)}
    for row in _ROW.finditer(turn.answer):
        members = [part for part in _BETWEEN.split(row[0]) if part.casefold() not in asked]
        if len(members) > 1:
            return members
    named = [name for name in _free_names(turn.answer) if name.casefold() not in asked]
    return list(dict.fromkeys(named))


def _free_names(text: str) -> Iterator[str]:
    """Yields the names that begin a clause: neither places where something is, nor parts of a title."""
    for match in _NAME.finditer(text):
        before = words(text[: match.start()].casefold())[-1:]
        if " " in match[0] and not (before and text[: match.start()].endswith(" ") and before[0] in _LEADS_IN):
            yield match[0]
