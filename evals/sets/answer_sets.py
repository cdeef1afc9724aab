"""The embedded answerer on public sets, against floors and aims.

Every figure is of questions that the reader's weights never saw: squad2 and nq_oracle on the paragraphs that
``evals.sets.splits`` keeps back, the others whole. Formulas are those of the sets' own papers, named at each function.
A floor is somewhat under what was measured last, which docs/measurements/reader.md has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.metrics import squad_f1 as metrics
from evals.metrics.auroc import auroc
from evals.metrics.calibration_error import calibrated
from evals.metrics.coverage import coverage as covered
from evals.metrics.squad_f1 import items_f1, normal, overlap
from evals.sets.retrieval import filled, rows
from evals.sets.rewrites import said
from evals.sets.splits import is_measured
from evals.sets.table_lines import TableLine
from retrieval.library import Library
from retrieval.model import Answer, Reply
from retrieval.settings import Settings

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question of a set with the Reply it got.

    ``gold``: what would be right, nothing where it has no answer. ``refused``: the Reply is not sure enough to count.
    """

    gold: tuple[str, ...]
    reply: Reply
    refused: bool = False

    @property
    def answered(self) -> bool:
        """Whether the Reply is an Answer that counts."""
        return isinstance(self.reply, Answer) and not self.refused

    @property
    def short(self) -> str:
        """The short answer, else the first claim; empty for a Refusal."""
        return (self.reply.short_answer or self.reply.claims[0].text) if isinstance(self.reply, Answer) else ""

    @property
    def quoted(self) -> str:
        """The first quote; of a Refusal the nearest one."""
        found = self.reply.citations if isinstance(self.reply, Answer) else self.reply.nearest
        return f"{found[0].quote} {' '.join(note.text for note in found[0].footnotes)}" if found else ""

    @property
    def holds(self) -> bool:
        """Whether the quote holds a right answer."""
        return any(normal(one) in normal(self.quoted) for one in self.gold)


def squad_f1(asked: Sequence[SetQuestion]) -> float:
    """SQuAD 2.0's F1 (``evals.metrics.squad_f1``)."""
    return metrics.squad_f1((one.short if one.answered else None, one.gold) for one in asked)


def best_threshold_f1(asked: Sequence[SetQuestion], halves: Sequence[bool]) -> float:
    """SQuAD 2.0's F1 where each half refuses below the confidence that is best for the other half.

    What a reader is compared by elsewhere, there with the threshold that is best for the very questions measured.
    """
    one, two = ([each for each, half in zip(asked, halves, strict=True) if half is side] for side in (True, False))
    return squad_f1([*_refusing(one, _best_threshold(two)), *_refusing(two, _best_threshold(one))])


def _best_threshold(asked: Sequence[SetQuestion]) -> float:
    return max((k / 100 for k in range(100)), key=lambda threshold: squad_f1(_refusing(asked, threshold)))


def _refusing(asked: Sequence[SetQuestion], threshold: float) -> list[SetQuestion]:
    """The same with what is less sure than ``threshold`` refused."""
    return [replace(one, refused=one.reply.confidence < threshold) for one in asked]


def _is_in_one_half(paragraph_id: str) -> bool:
    return hashlib.sha256(paragraph_id.encode()).digest()[1] % 2 == 0


def answerability(asked: Sequence[SetQuestion]) -> float:
    """AUROC of the confidence, answerable questions against the others."""
    return auroc((bool(one.gold), one.reply.confidence) for one in asked)


def coverage(asked: Sequence[SetQuestion]) -> float:
    """The share of questions that can be answered with one in twenty of the answers wrong (``evals.metrics``)."""
    return covered([(one.reply.confidence, _is_right(one)) for one in asked])


def calibration_error(asked: Sequence[SetQuestion]) -> float:
    """How far confidences are from the shares that are right (``evals.metrics``); of a Refusal, had it answered."""
    return calibrated([(one.reply.confidence, _is_right(one)) for one in asked]).error


def _is_right(one: SetQuestion) -> bool:
    return bool(one.gold) and (one.holds or overlap(one.short, one.gold) >= 0.5)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def ask(
    library: Library, questions: Sequence[Row], among: Callable[[Row], Collection[str]] | None = None
) -> list[SetQuestion]:
    """Every question; with ``among``, of the Sources whose ids it gives."""
    return [
        SetQuestion(
            tuple(row.get("answers") or row.get("reference_answers") or ("?",)) if row["answerable"] else (),
            library.ask(row["question"], source_ids=among(row) if among else None),
        )
        for row in questions
    ]


def squad(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """SQuAD 2.0 (Rajpurkar et al. 2018), with the paragraph given and open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        given = ask(library, questions, lambda row: row["gold_docs"][:1])
        found = ask(library, [row for row in questions if row["answerable"]])
    yield TableLine("squad2", "F1, given the paragraph", squad_f1(given), len(given), floor=0.61, aim=0.69)
    fitting = best_threshold_f1(given, [_is_in_one_half(row["gold_docs"][0]) for row in questions])
    yield TableLine("squad2", "the same, refusing as suits squad2", fitting, len(given), floor=0.66, aim=0.69)
    yield TableLine("squad2", "answerability AUROC", answerability(given), len(given), floor=0.74, aim=0.80)
    yield TableLine("squad2", "calibration error", calibration_error(given), len(given))
    holds = _mean([one.holds for one in found])
    yield TableLine("squad2", "open, quote holds the answer", holds, len(found), floor=0.86, aim=0.83)


def nq(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Natural Questions (Kwiatkowski et al. 2019), open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        found = ask(library, questions)
        sources = {one.id for one in library.sources()}
        gone = ask(library, questions, lambda row: sources.difference(row["gold_docs"]))
    cases = len(found)
    short = _mean([overlap(one.short, one.gold) for one in found])
    yield TableLine("nq_oracle", "open, quote holds the answer", _mean([one.holds for one in found]), cases, 0.79, 0.80)
    yield TableLine("nq_oracle", "open, short answer F1", short, cases, floor=0.62, aim=0.62)
    yield TableLine("nq_oracle", "open, coverage at 5 % wrong", coverage(found), cases, floor=0.15, aim=0.60)
    error = calibration_error([*found, *gone])
    yield TableLine("nq_oracle", "calibration error, answer there and gone", error, 2 * cases)


def clapnq(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """CLAP NQ (Rosenthal et al. 2024): long answers, and questions whose passage does not answer."""
    questions = list(rows(folder / "questions.jsonl"))[:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        given = ask(library, questions, lambda row: [row["given_doc"]])
        found = ask(library, questions)
    yield TableLine("clapnq", "answerability AUROC, given", answerability(given), len(given), floor=0.84, aim=0.92)
    yield TableLine("clapnq", "answerability AUROC, open", answerability(found), len(found), floor=0.82, aim=0.89)
    long = [(one, row["gold_sentences"]) for one, row in zip(given, questions, strict=True) if row["answerable"]]
    scores = [_sentences_f1(one, gold) for one, gold in long]
    yield TableLine("clapnq", "gold sentences F1", _mean(scores), len(scores), floor=0.49, aim=0.70)


def _sentences_f1(one: SetQuestion, gold: Sequence[Sequence[str]]) -> float:
    """F1 of the quoted sentences against the best of the annotators' sets."""
    quotes = one.reply.citations if isinstance(one.reply, Answer) else one.reply.nearest[:1]
    quoted = {normal(quote.quote) for quote in quotes}
    return max((items_f1(sorted(quoted), sorted(map(normal, wanted))) for wanted in gold), default=0.0)


def mtrag(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """MTRAG (Katsis et al. 2025): the last turn of a conversation, answerable or not, in it and alone."""
    tasks = [row for row in rows(folder / "tasks.jsonl") if row["answerability"] in ("ANSWERABLE", "UNANSWERABLE")]
    within: list[SetQuestion] = []
    alone: list[SetQuestion] = []
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        for row in tasks[:most]:
            *history, last = said(row)
            gold = ("?",) if row["answerability"] == "ANSWERABLE" else ()
            within.append(SetQuestion(gold, library.ask(last.text, history=history)))
            alone.append(SetQuestion(gold, library.ask(last.text)))
    cases = len(within)
    yield TableLine("mtrag_human", "answerability AUROC, in conversation", answerability(within), cases, 0.75, 0.80)
    yield TableLine("mtrag_human", "answerability AUROC, last turn alone", answerability(alone), cases, floor=0.72)
