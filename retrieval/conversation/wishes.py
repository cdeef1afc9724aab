"""Wishes about the last answer, no new question: its source, more of it, what is around it, another language."""

from __future__ import annotations

import re
from enum import StrEnum

_LANGUAGES = {
    "German": "german|deutsch|deutscher sprache",
    "French": "french|français|francais",
    "Spanish": "spanish|español|espanol|castellano",
    "Italian": "italian|italiano",
    "Portuguese": "portuguese|português|portugues",
    "Dutch": "dutch|nederlands",
    "Korean": "korean|한국어",
    "Japanese": "japanese|日本語",
    "Chinese": "chinese|mandarin|中文",
    "Russian": "russian|русском|по-русски",
    "Polish": "polish|polsku",
    "Swedish": "swedish|svenska",
    "Turkish": "turkish|türkçe",
    "Arabic": "arabic|العربية",
    "Hindi": "hindi|हिन्दी",
    "Ukrainian": "ukrainian|українською",
    "English": "english|englisch",
}
"""What a language is called in English, and how people write it who ask for it."""

_POLITE = r"(?:(?:please|bitte|por\ favor|per\ favore|s['’]il\ (?:vous|te)\ pla[iî]t)\b[\s,]*)*"
_OF_IT = r"(?:\ (?:that|this|it|them|these|those))?"
_SOURCE = re.compile(
    r"""
    (?:and\ |but\ |ok,?\ |so\ )*(?:
        who\ (?:says|said|claims|states|reports|wrote)\ (?:so|that|this|it)|says\ who|according\ to\ (?:who|whom|what)
        # "what is your source for that", "where's the evidence", "show me the sources"
        |(?:what(?:'s|\ is|\ are)|where(?:'s|\ is|\ are)|show\ me|give\ me|name)\ (?:your|the|its|a)[ ]
         (?:sources?|evidence|references?|proof|citations?)(?:\ (?:for|of|behind)\ (?:that|this|it))?
        |sources?|citation\ needed|on\ what\ (?:basis|evidence|grounds)
        |(?:which|what)\ (?:source|document|text|author|article|page|note|footnote)\ says\ (?:so|that|this|it)
        # "where did you get that from", "where does this figure come from"
        |where\ (?:did|do|does|is|was|are|were)\ (?:you\ (?:get|have|find|read|take)\ )?(?:that|this|it|these|those)
         (?:\ (?:figure|number|claim|quote|statement|information|info))?(?:\ (?:come|taken))?(?:\ from)?
        |how\ do\ you\ know(?:\ (?:that|this|it))?|prove\ it|are\ you\ sure(?:\ about\ (?:that|this|it))?
        |is\ (?:that|this|it)\ (?:really\ )?(?:true|so|right|correct)|really
        |wer\ sagt\ das|quelle
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MORE = re.compile(
    rf"""
    (?:and\ |ok,?\ |so\ )*(?:
        (?:what|anything|something|who|where)\ else
         (?:\ (?:is\ there|do\ you\ (?:know|have)|can\ you\ (?:say|tell\ me)))?
        |(?:(?:can|could)\ you\ )?(?:tell|give|show)\ me\ more{_OF_IT}|(?:say|read|write)\ more|more{_OF_IT}
        |any\ more|else|more\ (?:details?|info|information)|is\ there\ (?:anything\ )?(?:more|else)
        |go\ on|continue|keep\ going|what\ more|mehr|weiter|noch\ etwas
    )(?:\ (?:about|on|of)\ (?:it|that|this|them))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EXPLAIN = re.compile(
    rf"""
    (?:and\ |but\ |sorry,?\ |(?:can|could|would)\ you\ )*(?:
        (?:explain|elaborate|clarify)(?:\ (?:on\ )?(?:that|this|it|more|further|yourself|to\ me))*
        |what\ do\ you\ mean(?:\ (?:by\ (?:that|this|it)))?|what\ (?:does|did)\ (?:that|this)\ mean
        |i\ (?:do\ not|don't|didn't|did\ not)\ (?:understand|get|follow){_OF_IT}|in\ other\ words|huh|what
        |(?:show|give)\ me\ the\ context|(?:in\ )?context|erkläre?\ (?:mir\ )?das|was\ heißt\ das
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = "|".join(names for names in _LANGUAGES.values())
_IN = rf"(?:in(?:to)?|auf|en|em|op|på|na|по|in\ het|in\ the)?\ ?(?P<language>{_NAMES})(?:\ language)?"
_SAY = rf"(?:(?:can|could|will|would)\ you\ )?(?:(?:answer|reply|say|write|repeat|translate|give){_OF_IT}(?:\ me)?\ )?"
_LANGUAGE = re.compile(rf"{_POLITE}{_SAY}{_POLITE}(?:and\ )?{_IN}[\s,]*{_POLITE}", re.VERBOSE | re.IGNORECASE)
_LAST_SENTENCE = re.compile(r"(?P<question>.+[?.!])\s+(?P<wish>[^?.!]{3,60})[?.!]*$")
_BEFORE_COLON = re.compile(r"(?P<wish>[^:?.!]{3,60})[:,]\s+(?P<question>.+)$")


class Wish(StrEnum):
    """What is wanted of an answer."""

    SOURCE = "source"
    MORE = "more"
    EXPLAIN = "explain"
    LANGUAGE = "language"


def wish_in(message: str) -> Wish | None:
    """Returns the wish that ``message`` is, and nothing else."""
    plain = message.replace("’", "'").strip(" .!?…,")
    plain = re.sub(rf"^{_POLITE}|[\s,]*{_POLITE}$", "", plain, flags=re.VERBOSE | re.IGNORECASE).strip(" ,")
    for wish, pattern in ((Wish.SOURCE, _SOURCE), (Wish.MORE, _MORE), (Wish.EXPLAIN, _EXPLAIN)):
        if pattern.fullmatch(plain):
            return wish
    return Wish.LANGUAGE if _LANGUAGE.fullmatch(plain) else None


def language_in(message: str) -> str:
    """Returns the English name of the language that ``message`` wants the answer in, or an empty string."""
    for pattern in (_LAST_SENTENCE, _BEFORE_COLON):
        if (match := pattern.match(message)) and wish_in(match["wish"]) is Wish.LANGUAGE:
            message = match["wish"]
    named = _LANGUAGE.fullmatch(message.replace("’", "'").strip(" .!?…,"))
    word = named["language"].casefold() if named else ""
    return next((name for name, words in _LANGUAGES.items() if word in words.split("|")), "")


def without_language(message: str) -> str:
    """Returns the question beside the wish for a language: "How many are left? In German, please."."""
    for pattern in (_LAST_SENTENCE, _BEFORE_COLON):
        if (match := pattern.match(message)) and wish_in(match["wish"]) is Wish.LANGUAGE:
            return match["question"]
    return message
