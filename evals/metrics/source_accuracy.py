"""Source accuracy: does the Answer cite a document that has the fact?

    source_accuracy = answers that cite one of the named Sources / answers to cases that name Sources

Copies count: where several Sources contain the same evidence, each of them counts as cited. Refused questions are left
to accuracy, so this figure measures the quality of the citations. Source: success at rank N of retrieval
evaluation (Voorhees 1999, TREC-8 question answering track), taken over cited instead of retrieved documents.
"""

from __future__ import annotations

from evals.trial import Score, Trial


def source_accuracy(trial: Trial) -> Score | None:
    """Scores a case 1 or 0; None without an Answer, or for a case that names no Source of this library."""
    if trial.answer is None or not trial.sources:
        return None
    cited = dict.fromkeys(
        source["id"] for citation in trial.answer["citations"] for source in (citation["source"], *citation["also_in"])
    )
    if cited.keys() & trial.sources:
        return Score(1.0, "cites a named source")
    return Score(0.0, f"cites {', '.join(cited)} instead of {' or '.join(sorted(trial.sources))}")
