"""Follow-ups on public conversations, against floors: ``python -m evals.followups PATH``.

Two things are measured. Whether search finds the Sources that answer the last turn of a conversation: recall at 5 (see
``evals.public_sets``), asked alone and asked in its conversation. And whether the rules tell a follow-up from a
question that stands on its own: of the turns that a person rewrote, the share that is recognised; of those that a
person left as they were, the share that is left alone.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.public_sets import HITS, ingested, recall, rows, sources_found
from retrieval.conversation import Utterance
from retrieval.dependence import leans

FLOORS: Mapping[str, float] = {"mtrag_human": 0.71, "inscit": 0.84}
"""Least recall at 5 of a last turn in its conversation."""

ALONE_FLOORS: Mapping[str, float] = {"canard_dev": 0.95, "cast2019": 0.94, "squad2": 0.95}
"""Least share of the questions that stand on their own that are left alone."""

_REWRITES = Path("train") / "rewrites.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Task:
    """The last turn of a conversation, what was said before it, and the Sources that answer it."""

    question: str
    history: tuple[Utterance, ...]
    gold: frozenset[str]


def mtrag(folder: Path) -> Iterator[Task]:
    """The tasks of MTRAG that have an answer."""
    for one in rows(folder / "tasks.jsonl"):
        said = [Utterance(turn["speaker"] == "user", turn["text"]) for turn in one["history"]]
        if one["gold_docs"]:
            yield Task(said[-1].text, tuple(said[:-1]), frozenset(one["gold_docs"]))


def inscit(folder: Path) -> Iterator[Task]:
    """The turns of INSCIT that have an answer; its user speaks first and every other turn."""
    for one in rows(folder / "turns.jsonl"):
        said = [Utterance(place % 2 == 0, text) for place, text in enumerate(one["context"])]
        gold = frozenset(chain.from_iterable(label["gold_docs"] for label in one["labels"]))
        if gold:
            yield Task(said[-1].text, tuple(said[:-1]), gold)


_TASKS: Mapping[str, Callable[[Path], Iterator[Task]]] = {"mtrag_human": mtrag, "inscit": inscit}


def searched(folder: Path, home: Path) -> tuple[int, float, float]:
    """How many tasks there are, and recall at 5 of their last turns, alone and in conversation."""
    tasks = list(_TASKS[folder.name](folder))
    gold = [one.gold for one in tasks]
    with ingested(folder, home) as library:
        alone = [sources_found(library.search(one.question, HITS)) for one in tasks]
        within = [sources_found(library.search(one.question, HITS, history=one.history)) for one in tasks]
    return len(tasks), recall(gold, alone, 5), recall(gold, within, 5)


def recognised(data: Path, name: str) -> tuple[list[bool], list[bool]]:
    """For follow-ups and for questions that stand on their own, whether the rules took each for a follow-up."""
    found: tuple[list[bool], list[bool]] = ([], [])
    for question, history, is_follow_up in _judged(data, name):
        found[0 if is_follow_up else 1].append(leans(question, history))
    return found


def _judged(data: Path, name: str) -> Iterator[tuple[str, Sequence[str], bool]]:
    """Questions with what was said before and whether they lean on it, by the judgement of a person.

    SQuAD's questions were each asked by itself: they are put behind one another, as if one user had asked them all.
    """
    if name == "squad2":
        before = ""
        for one in rows(data / name / "questions.jsonl"):
            if before:
                yield one["question"], [before], False
            before = one["question"]
        return
    with gzip.open(data / _REWRITES, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] == name and row["history"]:
                yield row["question"], row["history"], _plain(row["question"]) != _plain(row["rewrite"])


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def main(data: Path) -> int:
    """Prints a line for each set; exit code 1 where a floor is missed."""
    met = [_print_searched(data, name, floor) for name, floor in FLOORS.items()]
    sys.stdout.write("\n")
    met += [_print_recognised(data, name, floor) for name, floor in ALONE_FLOORS.items()]
    return 0 if all(met) else 1


def _print_searched(data: Path, name: str, floor: float) -> bool:
    with TemporaryDirectory() as home:
        tasks, alone, within = searched(data / name, Path(home))
    figures: dict[str, Any] = {"turns": tasks, "alone R@5": alone, "in conversation R@5": within, "floor": floor}
    _print(name, figures, within >= floor)
    return within >= floor


def _print_recognised(data: Path, name: str, floor: float) -> bool:
    follow_ups, standing = recognised(data, name)
    left_alone = 1 - sum(standing) / len(standing)
    figures: dict[str, Any] = {"standing": len(standing), "left alone": left_alone, "floor": floor}
    if follow_ups:
        figures |= {"follow-ups": len(follow_ups), "recognised": sum(follow_ups) / len(follow_ups)}
    _print(name, figures, left_alone >= floor)
    return left_alone >= floor


def _print(name: str, figures: Mapping[str, Any], met: bool) -> None:
    shown = "  ".join(f"{key} {one:.3f}" if isinstance(one, float) else f"{key} {one}" for key, one in figures.items())
    sys.stdout.write(f"{name:<12}  {shown}{'' if met else '  BELOW'}\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
