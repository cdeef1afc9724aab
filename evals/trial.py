"""The result of a case, and a metric's score of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evals.cases import Case
from retrieval.wire.replies import AnswerJson, CitationJson, HitJson, RefusalJson

ReplyJson = AnswerJson | RefusalJson
"""A Reply in the contract's form, in which a Library and a running endpoint are measured alike."""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one case, from 0 to 1, with the reason in words."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of asking one case.

    ``sources``: ids behind the case's aliases in this library; empty: not checked. ``texts``: the canonical text of
    each cited Source, None where the library has no such Source. ``error`` is set instead of ``reply`` where none came.
    ``milliseconds``: from question to Reply, as the user waits. ``hits``: of search for the question as understood;
    None if unknown. ``is_documented``: whether the documents contain the expected words; None where nobody looked.
    """

    case: Case
    sources: frozenset[str]
    reply: ReplyJson | None
    error: str | None = None
    texts: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    milliseconds: float = 0.0
    hits: tuple[HitJson, ...] | None = None
    is_documented: bool | None = None

    @property
    def answer(self) -> AnswerJson | None:
        """The Reply if it is an Answer."""
        return self.reply if self.reply and self.reply["status"] == "answered" else None

    @property
    def refusal(self) -> RefusalJson | None:
        """The Reply if it is a Refusal."""
        return self.reply if self.reply and self.reply["status"] == "refused" else None

    @property
    def without_answer(self) -> str:
        """Why there is no Answer, in words."""
        return f"refused ({self.refusal['reason']})" if self.refusal else f"no reply: {self.error}"


def shown(reply: ReplyJson) -> list[CitationJson]:
    """Returns the Citations that ``reply`` shows: those of an Answer, the nearest of a Refusal."""
    return reply["citations"] if reply["status"] == "answered" else reply["nearest"]


def cited(reply: ReplyJson) -> list[str]:
    """Returns the ids of the Sources that ``reply`` cites."""
    return list(dict.fromkeys(citation["source"]["id"] for citation in shown(reply)))


def evidence(answer: AnswerJson) -> Iterator[str]:
    """Yields the words that an Answer shows, piece by piece: claims, quotes, notes and their links."""
    yield from (claim["text"] for claim in answer["claims"])
    for citation in answer["citations"]:
        yield citation["quote"]
        for note in citation["footnotes"]:
            yield from (note["text"], *note["urls"])
