"""What a question gets: an Answer with Claims, or a Refusal; constructors refuse values that break an invariant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from retrieval.model import Citation, require

MARK = re.compile(r"\[(\d+)\]")
"""A Citation's number in the text of an Answer."""

_WORD_JOINER = "\u2060"


def claim_text(words: str) -> str:
    """Returns ``words`` so that a bracketed number in them cannot be taken for a Citation's mark.

    A law report's "[2001] 1 AC 45" keeps its looks: an invisible word joiner (U+2060) goes before the closing bracket.
    """
    return MARK.sub(rf"[\1{_WORD_JOINER}]", words)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an Answer and the numbers of the Citations that support it."""

    text: str
    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        require(bool(self.text.strip()), "a Claim needs words")
        require(bool(self.citations), "a Claim needs a Citation")
        require(not MARK.search(self.text), "a Claim's words hold a Citation's mark; pass them through claim_text")

    def __str__(self) -> str:
        return f"{self.text} {''.join(f'[{number}]' for number in self.citations)}"


@dataclass(frozen=True, slots=True)
class Usage:
    """A chat model's tokens for one Reply, read and written, as it counts them, and the cost in US dollars if known."""

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A Reply with Claims, and exactly the Citations they use, numbered in order of first use.

    ``dropped``: sentences of a chat model that the Sources do not support. ``note``: a remark for the reader on how the
    Reply came about, such as that the chat model could not be reached. ``kind``: that of the question.
    """

    id: str
    question: str
    standalone_question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float
    answerer: str
    short_answer: str | None = None
    conversation_id: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict[str, float])
    dropped: int = 0
    note: str | None = None
    usage: Usage | None = None
    kind: str = "fact"

    def __post_init__(self) -> None:
        require(bool(self.claims), "an Answer without Claims is a Refusal")
        used = list(dict.fromkeys(chain.from_iterable(claim.citations for claim in self.claims)))
        numbers = [citation.number for citation in self.citations]
        require(
            used == numbers == list(range(1, len(numbers) + 1)),
            f"Citations must be 1…N in order of first use: used {used}, given {numbers}",
        )
        require(0.0 <= self.confidence <= 1.0, "confidence lies between 0 and 1")

    @property
    def text(self) -> str:
        """The Claims in order, each followed by its Citations' marks."""
        return " ".join(map(str, self.claims))


class Reason(StrEnum):
    """The reason of a Refusal."""

    NOT_IN_LIBRARY = "not_in_library"
    LIBRARY_EMPTY = "library_empty"
    UNSUPPORTED = "unsupported"
    TALK = "talk"
    """There was nothing to answer: somebody greeted, thanked, or asked what Ibid is."""


_SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_IN_LIBRARY: "The library does not say.",
    Reason.LIBRARY_EMPTY: "The library is empty: add sources with `ibid ingest`, then ask again.",
    Reason.UNSUPPORTED: "An answer was found, but the sources do not support it.",
    Reason.TALK: "Ask a question, and the library answers.",
}


@dataclass(frozen=True, slots=True)
class Related:
    """A section of a Source that is on the subject of a question. ``section`` is empty where the Source has none."""

    source_id: str
    title: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A Reply that plainly declines to answer. ``nearest``: up to three Citations of the closest passages.

    ``says``: the text, where it is more than the sentence of the reason. ``missing``: what the question has and the
    Library has not, as a sentence. ``related``: sections on its subject. ``suggestions``: questions that are answered.
    """

    id: str
    question: str
    standalone_question: str
    reason: Reason
    answerer: str
    nearest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    conversation_id: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict[str, float])
    dropped: int = 0
    note: str | None = None
    usage: Usage | None = None
    says: str = ""
    missing: str = ""
    related: tuple[Related, ...] = ()
    suggestions: tuple[str, ...] = ()
    kind: str = "fact"

    def __post_init__(self) -> None:
        require(len(self.nearest) <= 3, "a Refusal names at most three nearest Citations")

    @property
    def text(self) -> str:
        """The reason as a sentence, with what more there is to say."""
        return self.says or _SENTENCES[self.reason]


Reply = Answer | Refusal
