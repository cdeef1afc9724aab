"""Questions that name a subject and ask for anything on it: "What happened in Madrid?", "How many missions?".

A reader that looks for an answer finds none in them, because they ask for nothing in particular. A sentence that has
all that names the subject may be shown, and no few words of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.answering.candidates import Weighed
from retrieval.answering.evidence import Candidate
from retrieval.english.words import STOP_WORDS, WORD, bare, stem
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import named_tokens
from retrieval.grounding.tokens import Sort, Token

_FRAMES = re.compile(
    r"""
    ^\W*(?:(?:and|so|ok|but)\s+)?(?:
      what\s+(?:are|is|were|was|would\s+be|will\s+be)\s+(?:the|its)\s+
        (?:implications?|consequences?|effects?|impacts?|results?|outlook|prospects?|role|situation|status|state)\s+
        (?:for|on|of|with)\s+(?P<implied>.+?)
      | what\s+(?:happened|happens|took\s+place|occurred|was\s+going\s+on)\s+(?:in|at|to|with|on|during|after)\s+
        (?P<event>.+?)
      | (?:please\s+)?tell\s+me\s+(?:more\s+|something\s+|everything\s+)?(?:about|on)\s+(?P<told>.+?)
      | what\s+(?:about|of)\s+(?P<turned>.+?)
      | what\s+(?:does|do)\s+(?:it|they|the\s+\w+|this)\s+say\s+(?:about|on)\s+(?P<said>.+?)
      | what\s+(?:is|was)\s+(?:said|written|known)\s+(?:about|on|of)\s+(?P<known>.+?)
      | (?:anything|something|information|details)\s+(?:about|on)\s+(?P<any>.+?)
      | how\s+many\s+(?P<counted>[\w’'-]+(?:\s+[\w’'-]+){0,2}?)
    )[\s?.!]*$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VERBS = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|had|can|will|there|left)\b", re.IGNORECASE)
_COUNT = (
    r"(?:\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?|dozens?)\b)"
)
_MOST = 3
_CLOSE = 0.5
"""A further sentence is at least this share as probable as the first."""
_LEAST = 0.02
CONFIDENCE = 0.3
"""How sure one may be that a sentence on the subject is what was wanted."""


def on_topic(question: str, ordered: Sequence[Weighed]) -> list[Candidate]:
    """Returns the sentences of ``ordered``, most probable first, that are on the subject ``question`` names.

    Empty where it asks for something in particular, or where no sentence has all that names the subject.
    """
    frame = _FRAMES.match(question)
    if frame is None:
        return []
    subject = next(words for words in frame.groupdict().values() if words)
    counted = frame["counted"] is not None
    if counted and _VERBS.search(subject):
        return []
    wanted = [token for token in named_tokens(subject) if token.tells]
    found = [weighed for weighed in ordered if wanted and _is_on(wanted, weighed, subject if counted else "")]
    best = max((weighed.probability for weighed in found), default=0.0)
    near = [weighed.candidate for weighed in found if weighed.probability >= max(_LEAST, _CLOSE * best)]
    return near[: 1 if counted else _MOST]


def _is_on(wanted: Sequence[Token], weighed: Weighed, counted: str) -> bool:
    candidate = weighed.candidate
    if candidate.is_heading or (counted and not _counts(counted, candidate.words)):
        return False
    there = named_tokens(candidate.words)
    near = named_tokens(candidate.around_words)
    return all(
        any(
            says_the_same(token, other)
            for other in (there if token.sort is not Sort.WORD or len(wanted) == 1 else near)
        )
        for token in wanted
    ) and any(says_the_same(token, other) for token in wanted for other in there)


def _counts(counted: str, sentence: str) -> bool:
    """Whether ``sentence`` has a number of what is counted: "46 missions", "the number of missions fell to 46"."""
    heads = list(_stems(counted))
    if not heads:
        return False
    stems = [(stem(bare(word[0])), word.start()) for word in WORD.finditer(sentence)]
    places = [at for word, at in stems if word == heads[-1]]
    return any(
        re.search(rf"{_COUNT}(?:\W+[\w’'-]+){{0,2}}\W+$", sentence[:at], re.IGNORECASE)
        or (
            re.search(r"\b(?:number|total|sum)s?\s+of\b[^.;]{0,60}$", sentence[:at], re.IGNORECASE)
            and re.search(_COUNT, sentence[at:], re.IGNORECASE)
        )
        for at in places
    )


def _stems(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        plain = bare(word)
        if plain not in STOP_WORDS:
            yield stem(plain)
