"""Follow-ups on public conversations, against floors.

Two things are measured. Whether search finds the Sources that answer the last turn of a conversation: recall at 5 (see
``evals.sets.retrieval``), asked alone and asked in its conversation. And whether the rules tell a follow-up from a
question that stands on its own: of the turns that a person rewrote, the share that is recognised; of those that a
person left as they were, the share that is left alone.
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
"""Least share of the questions that stand on their own that are left alone."""

_REWRITES = "rewrites.jsonl.gz"
_REWRITTEN = ("canard_dev", "cast2019")
_Judged = tuple[str, Sequence[str], bool]
"""A question, what was said before it, and whether it leans on that, by the judgement of a person."""


@dataclass(frozen=True, slots=True)
class Task:
    """The last turn of a conversation, what was said before it, and the Sources that answer it."""

    question: str
    history: tuple[Utterance, ...]
    gold: frozenset[str]


def mtrag(folder: Path) -> Iterator[Task]:
    """The tasks of MTRAG that have an answer."""
    for one in rows(folder / "tasks.jsonl"):
        if one["gold_docs"]:
            *history, last = said(one)
            yield Task(last.text, tuple(history), frozenset(one["gold_docs"]))


def said(task: Mapping[str, Any]) -> list[Utterance]:
    """The turns of a task of MTRAG, the question last."""
    return [Utterance(turn["speaker"] == "user", turn["text"]) for turn in task["history"]]


def inscit(folder: Path) -> Iterator[Task]:
    """The turns of INSCIT that have an answer; its user speaks first and every other turn."""
    for one in rows(folder / "turns.jsonl"):
        *history, last = (Utterance(place % 2 == 0, text) for place, text in enumerate(one["context"]))
        gold = frozenset(chain.from_iterable(label["gold_docs"] for label in one["labels"]))
        if gold:
            yield Task(last.text, tuple(history), gold)


_TASKS: Mapping[str, Callable[[Path], Iterator[Task]]] = {"mtrag_human": mtrag, "inscit": inscit}


def searched(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Recall at 5 of the last turns, asked alone and in their conversation."""
    tasks = list(islice(_TASKS[folder.name](folder), most))
    gold, name = [one.gold for one in tasks], folder.name
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        alone = [sources_found(library.search(one.question, HITS)) for one in tasks]
        within = [sources_found(library.search(one.question, HITS, history=one.history)) for one in tasks]
    yield TableLine(name, "search R@5, last turn alone", recall(gold, alone, 5), len(tasks))
    yield TableLine(name, "search R@5, in conversation", recall(gold, within, 5), len(tasks), floor=FLOORS[name])


def recognised_in(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Whether the rules leave the questions of a set alone that stand on their own."""
    del home
    yield from _recognised(folder.name, islice(_one_after_another(folder), most))


def recognised_in_rewrites(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Whether the rules tell follow-ups from questions that stand on their own, in what people rewrote."""
    del home
    for name in _REWRITTEN:
        yield from _recognised(name, islice(_rewritten(folder / _REWRITES, name), most))


def _recognised(name: str, judged: Iterable[_Judged]) -> Iterator[TableLine]:
    found: dict[bool, list[bool]] = {True: [], False: []}
    for question, history, is_follow_up in judged:
        found[is_follow_up].append(leans(question, history))
    left_alone = [not one for one in found[False]]
    yield TableLine(name, "left alone", _share(left_alone), len(left_alone), floor=ALONE_FLOORS[name])
    if found[True]:
        yield TableLine(name, "follow-ups recognised", _share(found[True]), len(found[True]))


def _share(found: Sequence[bool]) -> float:
    return sum(found) / max(1, len(found))


def _one_after_another(folder: Path) -> Iterator[_Judged]:
    """Questions that were each asked by itself, put behind one another as if one user had asked them all."""
    before = ""
    for one in rows(folder / "questions.jsonl"):
        if before:
            yield one["question"], [before], False
        before = one["question"]


def _rewritten(path: Path, name: str) -> Iterator[_Judged]:
    """The turns that people rewrote, or left as they were, for want of nothing."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] == name and row["history"]:
                yield row["question"], row["history"], _plain(row["question"]) != _plain(row["rewrite"])


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
