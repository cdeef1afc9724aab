"""The judge of the citation metrics: Ibid's own gate, which is deterministic and needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.grounding import Gate, missing
from retrieval.wire.replies import AnswerJson, CitationJson, ClaimJson


@lru_cache(4096)
def supports(claim: str, evidence: tuple[str, ...]) -> bool:
    """Whether ``evidence`` supports ``claim``."""
    return bool(evidence) and Gate().check(claim, evidence).supported


def absent(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Returns the numbers, dates, units and names of ``claim`` that ``evidence`` lacks."""
    return missing(claim, "\n".join(evidence))


def cited_by(claim: ClaimJson, answer: AnswerJson) -> list[CitationJson]:
    """Returns the Citations of a claim."""
    return [citation for citation in answer["citations"] if citation["number"] in claim["citations"]]


def words_of(citation: CitationJson, kind: str = "") -> tuple[str, ...]:
    """Returns the texts of a Citation: the quote, its notes and the notes that these refer to.

    For the ``kind`` of question that asks about a Source itself, the Citation's data of its Source are among them.
    """
    return (*_words_of(citation), *(_record(citation) if kind == "metadata" else ()))


def _record(citation: CitationJson) -> Iterator[str]:
    source = citation["source"]
    count = source.get("footnote_count", 0)
    known = (source["title"], source["author"], source["published"], source["url"])
    yield "\n".join((*(value for value in known if value), f"{count} footnote{'' if count == 1 else 's'}"))


def _words_of(citation: CitationJson) -> Iterator[str]:
    yield citation["quote"]
    for note in citation["footnotes"]:
        yield " ".join((note["text"], *note["urls"]))
        meant = note.get("refers_to")
        if meant:
            yield meant["text"]
