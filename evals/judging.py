"""The judge of the citation metrics: our own gate, which needs no model and says the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.grounding import Gate, missing
from retrieval.wire.replies import AnswerJson, CitationJson, ClaimJson


@lru_cache(4096)
def bears_out(claim: str, evidence: tuple[str, ...]) -> bool:
    """Whether ``evidence`` bears ``claim`` out."""
    return bool(evidence) and Gate().check(claim, evidence).supported


def absent(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """The numbers, dates, units and names of ``claim`` that ``evidence`` does not have."""
    return missing(claim, "\n".join(evidence))


def cited_by(claim: ClaimJson, answer: AnswerJson) -> list[CitationJson]:
    """The Citations that a claim rests on."""
    return [one for one in answer["citations"] if one["number"] in claim["citations"]]


def words_of(citation: CitationJson) -> tuple[str, ...]:
    """What a Citation puts before its reader: the quote, its notes and the notes that these mean."""
    return tuple(_words_of(citation))


def _words_of(citation: CitationJson) -> Iterator[str]:
    yield citation["quote"]
    for note in citation["footnotes"]:
        yield " ".join((note["text"], *note["urls"]))
        meant = note.get("refers_to")
        if meant:
            yield meant["text"]
