"""Public sets that ask for the right place: a sentence of a paragraph, a source, a turn of a meeting."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from evals.metrics.average_precision import average_precision
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.sets.answer_sets import ask
from evals.sets.retrieval import filled, rows
from evals.sets.table_lines import TableLine
from ingest.passages import TokenCounter, passages
from retrieval.answering.evidence import features, probability
from retrieval.answering.extractive import Extractive
from retrieval.answering.reader import Reader
from retrieval.embed import MiniLM
from retrieval.model import Hit, Source, Span
from retrieval.settings import Settings

Row = Mapping[str, Any]

MAP_FLOOR, HELD_FLOOR = 0.69, 0.83
"""Least mean average precision on WikiQA, and least share of QuoteSum's sources whose quote has the short answer."""
_LOOKED_AT = 5
"""Hits per question of a meeting."""


def wikiqa(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures WikiQA (Yang et al. 2015): a paragraph's sentences ranked by their probability of answering.

    They are read as the answerer reads a Source: in Passages, with their context.
    """
    del home
    embedding, answerer = MiniLM(), Extractive(Reader())
    questions = list(rows(folder / "questions.jsonl"))[:most]
    ranked = [_ranked(answerer, row, embedding.count_tokens) for row in questions]
    gold = [{str(place) for place, label in enumerate(row["labels"]) if label} for row in questions]
    for name, metric, floor in (("MAP", average_precision, MAP_FLOOR), ("MRR", reciprocal_rank, None)):
        values = [metric(wanted, order) for wanted, order in zip(gold, ranked, strict=True)]
        yield TableLine("wikiqa", name, sum(values) / len(values), len(values), floor=floor)


def _ranked(answerer: Extractive, row: Row, count_tokens: TokenCounter) -> list[str]:
    """Returns the indices of the sentences, most probable first, independent of Ibid's own sentence boundaries."""
    ends = list(accumulate(len(sentence) + 1 for sentence in row["sentences"]))
    source = Source("paragraph", row["title"], " ".join(row["sentences"]))
    hits = [
        Hit(passage, rank, 0.0, source.title) for rank, passage in enumerate(passages(source, count_tokens), start=1)
    ]
    best = [0.0] * len(ends)
    for candidate in answerer.candidates(row["question"], hits):
        for place in range(bisect_right(ends, candidate.quote.start), bisect_left(ends, candidate.quote.end) + 1):
            best[place] = max(best[place], probability(features(candidate)))
    return [str(place) for place in sorted(range(len(ends)), key=lambda place: -best[place])]


def quotesum(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures QuoteSum (Schuster et al. 2024): whether the quote from a source has its short answer."""
    questions = list(rows(folder / "questions.jsonl"))[:most]
    sources = {
        f"{row['id']}-{source['n']}": {
            "question": row["question"],
            "answerable": True,
            "answers": [source["short_answer"]],
            **source,
        }
        for row in questions
        for source in row["sources"]
    }
    corpus = _corpus(
        home, ({"id": id_, "title": source["title"], "text": source["text"]} for id_, source in sources.items())
    )
    asked = [{**source, "given": id_} for id_, source in sources.items()]
    with filled(Settings(home=home), corpus) as library:
        replies = ask(library, asked, lambda row: [row["given"]])
    holds = [reply.holds for reply in replies]
    yield TableLine("quotesum", "quote holds the short answer", sum(holds) / len(holds), len(holds), floor=HELD_FLOOR)
    answered = [reply.answered for reply in replies]
    yield TableLine("quotesum", "answered", sum(answered) / len(answered), len(answered))


def qmsum(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures QMSum (Zhong et al. 2021): whether search finds the relevant turns of a long meeting."""
    meetings = list(rows(folder / "meetings.jsonl"))[:most]
    texts = {row["id"]: [f"{turn['speaker']}: {turn['text']}" for turn in row["turns"]] for row in meetings}
    corpus = _corpus(home, ({"id": id_, "title": id_, "text": "\n\n".join(turns)} for id_, turns in texts.items()))
    hit_right: list[bool] = []
    with filled(Settings(home=home), corpus) as library:
        for row in meetings:
            text = library.source(row["id"]).text
            for query in row["queries"]:
                gold = _spans(texts[row["id"]], query["gold_turns"], text)
                hits = library.search(query["query"], _LOOKED_AT, source_ids=[row["id"]])
                hit_right.append(any(_overlaps(hit, gold) for hit in hits))
    yield TableLine(
        "qmsum", f"one of {_LOOKED_AT} passages is of the right turns", sum(hit_right) / len(hit_right), len(hit_right)
    )


def _spans(turns: Sequence[str], gold: Sequence[Sequence[int]], text: str) -> list[Span]:
    """Returns the spans of the turns from first to last, by their share of the whole, because reading may
    tidy spaces.
    """
    ends = [0, *accumulate(len(turn) + 2 for turn in turns)]
    scale = len(text) / ends[-1]
    return [Span(int(ends[first] * scale), int(ends[min(last + 1, len(turns))] * scale)) for first, last in gold]


def _overlaps(hit: Hit, gold: Sequence[Span]) -> bool:
    return any(hit.passage.start < span.end and span.start < hit.passage.end for span in gold)


def _corpus(home: Path, sources: Iterator[Row]) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    path = home / "corpus.jsonl"
    path.write_text("".join(json.dumps(source) + "\n" for source in sources), encoding="utf-8")
    return path
