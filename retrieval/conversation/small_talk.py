"""Recognises small talk: a message that greets, thanks, praises, scolds, or asks what Ibid is, and nothing else.

The message is read as a run of known phrases (``talk_phrases``) and of words that change nothing beside them. A word
that is neither makes it a question, which is searched for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from retrieval.conversation.talk_phrases import FILLERS, PHRASES, SENTENCES, Talk

OFFERS = ("You could ask: ", "ask, for example, ")
"""What stands before the questions that a refusal or small talk offers."""
_LONGEST = 14
"""Words of a message beyond which it is not small talk."""
_WORD = re.compile(r"[^\W_]+(?:['][^\W_]+)*")
_FIRST_SENTENCE = re.compile(r"[^.!?…]{1,60}[.!…]+\s+(?=\S)|[^.!?…,]{1,60},\s+(?=\S)")
"""A sentence, or words before a comma, with something after them."""
_OUTRANKS = (
    Talk.IDENTITY,
    Talk.HELP,
    Talk.ABUSE,
    Talk.TEST,
    Talk.THANKS,
    Talk.PRAISE,
    Talk.FAREWELL,
    Talk.GREETING,
    Talk.NOD,
)
"""Where a message does several things, the first of these is replied to."""

_KINDS = {
    tuple(_WORD.findall(unicodedata.normalize("NFC", phrase).casefold())): kind
    for kind, phrases in PHRASES.items()
    for phrase in phrases
}
_LONGEST_PHRASE = max(map(len, _KINDS))


def talk_in(message: str) -> Talk | None:
    """Returns what ``message`` does if it is small talk; without letters and digits it is a picture, or lacks help."""
    spoken = _spoken(message)
    if not spoken:
        return Talk.PRAISE if any(unicodedata.category(sign) == "So" for sign in message) else Talk.HELP
    kinds = set(_read(spoken)) if len(spoken) <= _LONGEST else set[Talk | None]()
    return next((kind for kind in _OUTRANKS if kind in kinds), None) if None not in kinds else None


def without_talk(message: str) -> str:
    """Returns ``message`` without the small talk in front of what it asks: "Hello! How many missions are left?"."""
    rest = message
    while (sentence := _FIRST_SENTENCE.match(rest)) and _is_only_talk(sentence[0]):
        rest = rest[sentence.end() :]
    return message if rest == message else rest[:1].upper() + rest[1:]


def reply_to(talk: Talk, examples: Sequence[str], *, is_empty: bool = False) -> str:
    """Returns the one sentence that replies to small talk, with ``examples`` of questions that the Library answers."""
    if is_empty:
        return f"{SENTENCES[talk]}; the library is still empty: add sources with `ibid ingest`, then ask."
    asked = " or ".join(f"“{example}”" for example in examples)
    return f"{SENTENCES[talk]}; {OFFERS[1]}{asked}" if asked else f"{SENTENCES[talk]}."


def _is_only_talk(sentence: str) -> bool:
    kinds = set(_read(_spoken(sentence)))
    return bool(kinds) and None not in kinds


def _spoken(message: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", message).casefold().replace("’", "'"))


def _read(spoken: Sequence[str]) -> Iterator[Talk | None]:
    """Yields the kind of each phrase, longest first; None for a word that is no part of small talk."""
    at = 0
    while at < len(spoken):
        ends = range(min(len(spoken), at + _LONGEST_PHRASE), at, -1)
        end = next((end for end in ends if tuple(spoken[at:end]) in _KINDS), None)
        if end is not None:
            yield _KINDS[tuple(spoken[at:end])]
        elif spoken[at] not in FILLERS:
            yield None
        at = end or at + 1
