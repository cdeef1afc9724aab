"""The extractive answerer on public sets, against floors and aims.

Every figure is over questions that the reader was not trained on: squad2 and nq_oracle on the paragraphs that
``evals.sets.splits`` keeps back, the others whole. Formulas are those of the sets' own papers, named at each function.
A floor is slightly below the last measurement in docs/measurements/reader.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.metrics import squad_f1 as squad_f1_metric
from evals.metrics.auroc import auroc
from evals.metrics.calibration_error import calibrated
from evals.metrics.coverage import coverage as covered
from evals.metrics.squad_f1 import items_f1, normal, overlap
from evals.sets.retrieval import filled, rows
from evals.sets.rewrites import utterances
from evals.sets.splits import is_measured
from evals.sets.table_lines import TableLine
from retrieval.english.words import sentences
from retrieval.library import Library
from retrieval.reply import Answer, Reply
from retrieval.settings import Settings

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question of a set with its Reply.

    ``gold``: the right answers, empty for an unanswerable question. ``refused``: the Reply's confidence is below a
    threshold.
    """

    gold: tuple[str, ...]
    reply: Reply
    refused: bool = False

    @property
    def answered(self) -> bool:
        """Whether the Reply is an Answer above the threshold."""
        return isinstance(self.reply, Answer) and not self.refused

    @property
    def short(self) -> str:
        """The short answer, else the first claim; empty for a Refusal."""
        return (self.reply.short_answer or self.reply.claims[0].text) if isinstance(self.reply, Answer) else ""

    @property
    def quoted(self) -> str:
        """The first quote; of a Refusal the nearest one."""
        citations = self.reply.citations if isinstance(self.reply, Answer) else self.reply.nearest
        return f"{citations[0].quote} {' '.join(note.text for note in citations[0].footnotes)}" if citations else ""

    @property
    def holds(self) -> bool:
        """Whether the quote contains a right answer."""
        return any(normal(wording) in normal(self.quoted) for wording in self.gold)


def squad_f1(asked: Sequence[SetQuestion]) -> float:
    """Returns SQuAD 2.0's F1 (``evals.metrics.squad_f1``)."""
    return squad_f1_metric.squad_f1(
        (question.short if question.answered else None, question.gold) for question in asked
    )


def best_threshold_f1(asked: Sequence[SetQuestion], halves: Sequence[bool]) -> float:
    """Returns SQuAD 2.0's F1 where each half refuses below the best confidence for the other half.

    Published figures of other readers use the threshold that is best for the very questions measured.
    """
    first, second = (
        [question for question, half in zip(asked, halves, strict=True) if half is side] for side in (True, False)
    )
    return squad_f1([*_refusing(first, _best_threshold(second)), *_refusing(second, _best_threshold(first))])


def _best_threshold(asked: Sequence[SetQuestion]) -> float:
    return max((k / 100 for k in range(100)), key=lambda threshold: squad_f1(_refusing(asked, threshold)))


def _refusing(asked: Sequence[SetQuestion], threshold: float) -> list[SetQuestion]:
    """Returns the questions, with those below ``threshold`` refused."""
    return [replace(question, refused=question.reply.confidence < threshold) for question in asked]


def _is_in_one_half(paragraph_id: str) -> bool:
    return hashlib.sha256(paragraph_id.encode()).digest()[1] % 2 == 0


def answerability(asked: Sequence[SetQuestion]) -> float:
    """Returns the AUROC of the confidence, answerable questions against the others."""
    return auroc((bool(question.gold), question.reply.confidence) for question in asked)


def coverage(asked: Sequence[SetQuestion]) -> float:
    """Returns the share of questions answered when one in twenty of the answers is wrong (``evals.metrics``)."""
    return covered([(question.reply.confidence, _is_right(question)) for question in asked])


def calibration_error(asked: Sequence[SetQuestion]) -> float:
    """Returns the calibration error (``evals.metrics``); a Refusal counts with its withheld answer."""
    return calibrated([(question.reply.confidence, _is_right(question)) for question in asked]).error


def _is_right(question: SetQuestion) -> bool:
    return bool(question.gold) and (question.holds or overlap(question.short, question.gold) >= 0.5)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def ask(
    library: Library, questions: Sequence[Row], among: Callable[[Row], Collection[str]] | None = None
) -> list[SetQuestion]:
    """Asks every question, with ``among`` only of the Sources whose ids it returns."""
    return [
        SetQuestion(
            tuple(row.get("answers") or row.get("reference_answers") or ("?",)) if row["answerable"] else (),
            library.ask(row["question"], source_ids=among(row) if among else None),
        )
        for row in questions
    ]


def squad(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures SQuAD 2.0 (Rajpurkar et al. 2018), with the paragraph given and open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        closed = ask(library, questions, lambda row: row["gold_docs"][:1])
        open_ = ask(library, [row for row in questions if row["answerable"]])
    yield TableLine("squad2", "F1, given the paragraph", squad_f1(closed), len(closed), floor=0.63, aim=0.69)
    fitting = best_threshold_f1(closed, [_is_in_one_half(row["gold_docs"][0]) for row in questions])
    yield TableLine("squad2", "the same, refusing as suits squad2", fitting, len(closed), floor=0.65, aim=0.69)
    yield TableLine("squad2", "answerability AUROC", answerability(closed), len(closed), floor=0.74, aim=0.80)
    yield TableLine("squad2", "calibration error", calibration_error(closed), len(closed))
    holds = _mean([question.holds for question in open_])
    yield TableLine("squad2", "open, quote holds the answer", holds, len(open_), floor=0.86, aim=0.83)


def nq(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures Natural Questions (Kwiatkowski et al. 2019), open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        open_ = ask(library, questions)
        sources = {source.id for source in library.sources()}
        gone = ask(library, questions, lambda row: sources.difference(row["gold_docs"]))
    cases = len(open_)
    short = _mean([overlap(question.short, question.gold) for question in open_])
    yield TableLine(
        "nq_oracle", "open, quote holds the answer", _mean([question.holds for question in open_]), cases, 0.79, 0.80
    )
    yield TableLine("nq_oracle", "open, short answer F1", short, cases, floor=0.57, aim=0.62)
    yield TableLine("nq_oracle", "open, coverage at 5 % wrong", coverage(open_), cases, floor=0.15, aim=0.60)
    error = calibration_error([*open_, *gone])
    yield TableLine("nq_oracle", "calibration error, answer there and gone", error, 2 * cases)


def clapnq(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures CLAP NQ (Rosenthal et al. 2024): long answers, and questions that their passage does not answer."""
    questions = list(rows(folder / "questions.jsonl"))[:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        closed = ask(library, questions, lambda row: [row["given_doc"]])
        open_ = ask(library, questions)
    yield TableLine("clapnq", "answerability AUROC, given", answerability(closed), len(closed), floor=0.84, aim=0.92)
    yield TableLine("clapnq", "answerability AUROC, open", answerability(open_), len(open_), floor=0.82, aim=0.89)
    long = [
        (question, row["gold_sentences"]) for question, row in zip(closed, questions, strict=True) if row["answerable"]
    ]
    scores = [_sentences_f1(question, gold) for question, gold in long]
    yield TableLine("clapnq", "gold sentences F1", _mean(scores), len(scores), floor=0.49, aim=0.70)


def _sentences_f1(question: SetQuestion, gold: Sequence[Sequence[str]]) -> float:
    """Returns the F1 of the quoted sentences against the best of the annotators' sets."""
    quotes = question.reply.citations if isinstance(question.reply, Answer) else question.reply.nearest[:1]
    quoted = {normal(sentence) for quote in quotes for sentence in sentences(quote.quote)}
    return max((items_f1(sorted(quoted), sorted(map(normal, wanted))) for wanted in gold), default=0.0)


def mtrag(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures MTRAG (Katsis et al. 2025): the last turn of a conversation, answerable or not, in context and alone."""
    tasks = [row for row in rows(folder / "tasks.jsonl") if row["answerability"] in ("ANSWERABLE", "UNANSWERABLE")]
    within: list[SetQuestion] = []
    alone: list[SetQuestion] = []
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        for row in tasks[:most]:
            *history, last = utterances(row)
            gold = ("?",) if row["answerability"] == "ANSWERABLE" else ()
            within.append(SetQuestion(gold, library.ask(last.text, history=history)))
            alone.append(SetQuestion(gold, library.ask(last.text)))
    cases = len(within)
    yield TableLine("mtrag_human", "answerability AUROC, in conversation", answerability(within), cases, 0.75, 0.80)
    yield TableLine("mtrag_human", "answerability AUROC, last turn alone", answerability(alone), cases, floor=0.72)
