"""Follow-ups on public conversations, against floors.

It measures two things. First, whether search finds the Sources that answer the last turn of a conversation: recall at 5
(see ``evals.sets.retrieval``), asked alone and asked in its conversation. Second, whether the rules tell a follow-up
from a question that stands on its own: of the turns that a person rewrote, the share that is recognised; of those that
a person left unchanged, the share that is left alone.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from evals.sets.retrieval import HITS, filled, recall, rows, sources_found
from evals.sets.table_lines import TableLine
from retrieval.conversation.dependence import leans
from retrieval.conversation.turns import Utterance
from retrieval.settings import Settings

FLOORS: Mapping[str, float] = {"mtrag_human": 0.71, "inscit": 0.84}
"""Least recall at 5 of a last turn in its conversation."""

ALONE_FLOORS: Mapping[str, float] = {"canard_dev": 0.95, "cast2019": 0.94, "squad2": 0.95}
"""Least share left alone of the questions that stand on their own."""

_REWRITES = "rewrites.jsonl.gz"
_REWRITTEN = ("canard_dev", "cast2019")
_Judged = tuple[str, Sequence[str], bool]
"""A question, the turns before it, and whether it depends on them, as a person judged."""


@dataclass(frozen=True, slots=True)
class Task:
    """The last turn of a conversation, the turns before it, and the Sources that answer it."""

    question: str
    history: tuple[Utterance, ...]
    gold: frozenset[str]


def mtrag(folder: Path) -> Iterator[Task]:
    """Yields the answerable tasks of MTRAG."""
    for row in rows(folder / "tasks.jsonl"):
        if row["gold_docs"]:
            *history, last = utterances(row)
            yield Task(last.text, tuple(history), frozenset(row["gold_docs"]))


def utterances(task: Mapping[str, Any]) -> list[Utterance]:
    """Returns the turns of a task of MTRAG, the question last."""
    return [Utterance(turn["speaker"] == "user", turn["text"]) for turn in task["history"]]


def inscit(folder: Path) -> Iterator[Task]:
    """Yields the answerable turns of INSCIT; its user speaks first and every other turn."""
    for row in rows(folder / "turns.jsonl"):
        *history, last = (Utterance(place % 2 == 0, text) for place, text in enumerate(row["context"]))
        gold = frozenset(chain.from_iterable(label["gold_docs"] for label in row["labels"]))
        if gold:
            yield Task(last.text, tuple(history), gold)


_TASKS: Mapping[str, Callable[[Path], Iterator[Task]]] = {"mtrag_human": mtrag, "inscit": inscit}


def searched(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures recall at 5 of the last turns, asked alone and in their conversation."""
    tasks = list(islice(_TASKS[folder.name](folder), most))
    gold, name = [task.gold for task in tasks], folder.name
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        alone = [sources_found(library.search(task.question, HITS)) for task in tasks]
        within = [sources_found(library.search(task.question, HITS, history=task.history)) for task in tasks]
    yield TableLine(name, "search R@5, last turn alone", recall(gold, alone, 5), len(tasks))
    yield TableLine(name, "search R@5, in conversation", recall(gold, within, 5), len(tasks), floor=FLOORS[name])


def recognised_in(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures whether the rules leave alone a set's questions that stand on their own."""
    del home
    yield from _recognised(folder.name, islice(_one_after_another(folder), most))


def recognised_in_rewrites(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures whether the rules tell follow-ups from independent questions, on turns that people rewrote."""
    del home
    for name in _REWRITTEN:
        yield from _recognised(name, islice(_rewritten(folder / _REWRITES, name), most))


def _recognised(name: str, judged: Iterable[_Judged]) -> Iterator[TableLine]:
    judgements: dict[bool, list[bool]] = {True: [], False: []}
    for question, history, is_follow_up in judged:
        judgements[is_follow_up].append(leans(question, history))
    left_alone = [not leaning for leaning in judgements[False]]
    yield TableLine(name, "left alone", _share(left_alone), len(left_alone), floor=ALONE_FLOORS[name])
    if judgements[True]:
        yield TableLine(name, "follow-ups recognised", _share(judgements[True]), len(judgements[True]))


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / max(1, len(outcomes))


def _one_after_another(folder: Path) -> Iterator[_Judged]:
    """Yields independent questions, each with the one before as if one user had asked them all."""
    before = ""
    for row in rows(folder / "questions.jsonl"):
        if before:
            yield row["question"], [before], False
        before = row["question"]


def _rewritten(path: Path, name: str) -> Iterator[_Judged]:
    """Yields the turns that people rewrote, or left unchanged because nothing was missing."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] == name and row["history"]:
                yield row["question"], row["history"], _plain(row["question"]) != _plain(row["rewrite"])


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
