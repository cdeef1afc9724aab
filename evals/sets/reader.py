"""The embedded answerer on public sets, against floors and aims: ``python -m evals.sets.reader PATH [SET …]``.

Every figure is of questions that the reader's weights never saw: squad2 and nq_oracle on the paragraphs that
``evals.sets.held`` keeps back, the others whole. Formulas are those of the sets' own papers, named at each function.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.metrics import squad_f1 as metrics
from evals.metrics.auroc import auroc
from evals.metrics.coverage import coverage as covered
from evals.metrics.squad_f1 import items_f1, normal, overlap
from evals.sets.held import is_measured
from evals.sets.retrieval import filled, rows
from retrieval.library import Library
from retrieval.model import Answer, Reply
from retrieval.settings import Settings

Row = Mapping[str, Any]

FLOORS: Mapping[str, float] = {
    "squad2 F1, given the paragraph": 0.61,
    "squad2 answerability AUROC": 0.74,
    "squad2 open, quote holds the answer": 0.86,
    "nq_oracle open, quote holds the answer": 0.79,
    "nq_oracle open, short answer F1": 0.62,
    "nq_oracle open, coverage at 5 % wrong": 0.15,
    "clapnq answerability AUROC, given": 0.84,
    "clapnq answerability AUROC, open": 0.82,
    "clapnq gold sentences F1": 0.49,
    "mtrag_human answerability AUROC": 0.72,
}
"""What a change may not fall below: somewhat under what was measured last, which docs/decisions/0014-reader.md has."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure with the value to aim at."""

    name: str
    value: float
    aim: float
    cases: int

    @property
    def floor(self) -> float:
        """The least that will do."""
        return FLOORS[self.name]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set with the Reply it got. ``gold``: what would be right, nothing where it has no answer."""

    gold: tuple[str, ...]
    reply: Reply

    @property
    def answered(self) -> bool:
        """Whether the Reply is an Answer."""
        return isinstance(self.reply, Answer)

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


def squad_f1(asked: Sequence[Asked]) -> float:
    """SQuAD 2.0's F1 (``evals.metrics.squad_f1``)."""
    return metrics.squad_f1((one.short if one.answered else None, one.gold) for one in asked)


def answerability(asked: Sequence[Asked]) -> float:
    """AUROC of the confidence, answerable questions against the others."""
    return auroc((bool(one.gold), one.reply.confidence) for one in asked)


def coverage(asked: Sequence[Asked]) -> float:
    """The share of questions that can be answered with one in twenty of the answers wrong (``evals.metrics``)."""
    return covered([(one.reply.confidence, _is_right(one)) for one in asked])


def _is_right(one: Asked) -> bool:
    return bool(one.gold) and (one.holds or overlap(one.short, one.gold) >= 0.5)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def ask(library: Library, questions: Sequence[Row], given: Callable[[Row], str] | None = None) -> list[Asked]:
    """Every question; with ``given``, of the one Source that it names."""
    return [
        Asked(
            tuple(row.get("answers") or row.get("reference_answers") or ("?",)) if row["answerable"] else (),
            library.ask(row["question"], source_ids=[given(row)] if given else None),
        )
        for row in questions
    ]


def squad(folder: Path, home: Path, most: int | None = None) -> Iterator[Figure]:
    """SQuAD 2.0 (Rajpurkar et al. 2018), with the paragraph given and open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        given = ask(library, questions, lambda row: row["gold_docs"][0])
        found = ask(library, [row for row in questions if row["answerable"]])
    yield Figure("squad2 F1, given the paragraph", squad_f1(given), 0.69, len(given))
    yield Figure("squad2 answerability AUROC", answerability(given), 0.80, len(given))
    yield Figure("squad2 open, quote holds the answer", _mean([one.holds for one in found]), 0.83, len(found))


def nq(folder: Path, home: Path, most: int | None = None) -> Iterator[Figure]:
    """Natural Questions (Kwiatkowski et al. 2019), open."""
    questions = [row for row in rows(folder / "questions.jsonl") if is_measured(row["gold_docs"][0])][:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        found = ask(library, questions)
    yield Figure("nq_oracle open, quote holds the answer", _mean([one.holds for one in found]), 0.80, len(found))
    yield Figure(
        "nq_oracle open, short answer F1", _mean([overlap(one.short, one.gold) for one in found]), 0.62, len(found)
    )
    yield Figure("nq_oracle open, coverage at 5 % wrong", coverage(found), 0.60, len(found))


def clapnq(folder: Path, home: Path, most: int | None = None) -> Iterator[Figure]:
    """CLAP NQ (Rosenthal et al. 2024): long answers, and questions whose passage does not answer."""
    questions = list(rows(folder / "questions.jsonl"))[:most]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        given = ask(library, questions, lambda row: row["given_doc"])
        found = ask(library, questions)
    yield Figure("clapnq answerability AUROC, given", answerability(given), 0.92, len(given))
    yield Figure("clapnq answerability AUROC, open", answerability(found), 0.89, len(found))
    long = [(one, row["gold_sentences"]) for one, row in zip(given, questions, strict=True) if row["answerable"]]
    scores = [_sentences_f1(one, gold) for one, gold in long]
    yield Figure("clapnq gold sentences F1", _mean(scores), 0.70, len(scores))


def _sentences_f1(one: Asked, gold: Sequence[Sequence[str]]) -> float:
    """F1 of the quoted sentences against the best of the annotators' sets."""
    quotes = one.reply.citations if isinstance(one.reply, Answer) else one.reply.nearest[:1]
    quoted = {normal(quote.quote) for quote in quotes}
    return max((items_f1(sorted(quoted), sorted(map(normal, wanted))) for wanted in gold), default=0.0)


def mtrag(folder: Path, home: Path, most: int | None = None) -> Iterator[Figure]:
    """MTRAG (Katsis et al. 2025): the last turn of a conversation, answerable or not."""
    tasks = [row for row in rows(folder / "tasks.jsonl") if row["answerability"] in ("ANSWERABLE", "UNANSWERABLE")]
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        found = [
            Asked(
                ("?",) if row["answerability"] == "ANSWERABLE" else (),
                library.ask(row["history"][-1]["text"]),
            )
            for row in tasks[:most]
        ]
    yield Figure("mtrag_human answerability AUROC", answerability(found), 0.80, len(found))


SETS: Mapping[str, Callable[[Path, Path, int | None], Iterator[Figure]]] = {
    "squad2": squad,
    "nq_oracle": nq,
    "clapnq": clapnq,
    "mtrag_human": mtrag,
}


def main(data: Path, names: Sequence[str]) -> int:
    """Prints a line for each figure; exit code 1 where a floor is missed."""
    met = True
    sys.stdout.write(f"{'measure':<42}{'value':>8}{'floor':>8}{'aim':>8}{'cases':>7}\n")
    for name in names or SETS:
        with TemporaryDirectory() as home:
            for one in SETS[name](data / name, Path(home), None):
                met &= one.value >= one.floor
                below = "" if one.value >= one.floor else "  BELOW"
                sys.stdout.write(
                    f"{one.name:<42}{one.value:>8.3f}{one.floor:>8.2f}{one.aim:>8.2f}{one.cases:>7}{below}\n"
                )
                sys.stdout.flush()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
