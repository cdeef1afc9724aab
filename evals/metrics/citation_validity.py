"""Citation validity: is every quote verbatim, and do the numbers in the text fit the Citations?

    citation_validity = replies without a fault / replies with Citations

Faults: a quote that differs from ``source.text[start:end]`` of the Source in the library; numbers ``[n]`` in the text
that are not exactly 1…N in order of first use; a claim without a Citation. The nearest Citations of a Refusal are
checked too, because their quotes also leave the program. Source: invariants 1 and 3 of the design; the idea of checking
a quote against its original is that of Menick et al. 2022 (arXiv:2203.11147, "verified quotes").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evals.trial import Score, Trial, shown
from retrieval.reply import MARK
from retrieval.wire.replies import AnswerJson, CitationJson


def citation_validity(trial: Trial) -> Score | None:
    """Scores a case 1 or 0; None without Citations."""
    if trial.reply is None or (trial.answer is None and not shown(trial.reply)):
        return None
    faults = [fault for citation in shown(trial.reply) if (fault := _quote_fault(citation, trial.texts))]
    faults += _number_faults(trial.answer) if trial.answer else []
    return Score(0.0, "; ".join(faults)) if faults else Score(1.0, "all quotes are verbatim")


def _quote_fault(citation: CitationJson, texts: Mapping[str, str | None]) -> str | None:
    start, end, source_id = citation["start"], citation["end"], citation["source"]["id"]
    text = texts.get(source_id)
    if text is None:
        return f"[{citation['number']}] cites {source_id}, which the library does not have"
    if not 0 <= start < end or text[start:end] != citation["quote"]:
        return f"[{citation['number']}] differs from {source_id} at {start}:{end}"
    return None


def _number_faults(answer: AnswerJson) -> Iterator[str]:
    numbers = [citation["number"] for citation in answer["citations"]]
    if not numbers:
        yield "an answer without citations"
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"citations are numbered {numbers}"
    marks = list(dict.fromkeys(int(mark) for mark in MARK.findall(answer["text"])))
    if marks != numbers:
        yield f"the text marks {marks}, the citations are {numbers}"
    for claim in answer["claims"]:
        if not claim["citations"] or not set(claim["citations"]) <= set(numbers):
            yield f"a claim rests on {claim['citations']}, the citations are {numbers}"
