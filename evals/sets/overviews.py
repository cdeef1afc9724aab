"""Overviews of meetings on QMSum, beside the first sentences and, where sumy is installed, its TextRank.

The reference of a meeting is all that the set's authors wrote in answer to questions about it (Zhong et al. 2021);
each system gives as many sentences. sumy (Apache-2.0) is no dependency: ``pip install sumy`` adds its line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evals.metrics.rouge import rouge
from evals.sets.retrieval import filled, rows
from evals.sets.table_lines import TableLine
from ingest.sentences import sentences
from retrieval.answering.overview import MOST
from retrieval.library import Library
from retrieval.reply import Answer
from retrieval.settings import Settings

Overview = Callable[[str], Sequence[str]]
FLOORS = {1: 0.25, 2: 0.044}
"""Least ROUGE-1 and ROUGE-2 of an overview; TextRank reaches .242 and .043."""


def qmsum(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures "Summarize the meeting", asked of each meeting alone."""
    meetings = list(rows(folder / "meetings.jsonl"))[:most]
    texts = {row["id"]: "\n\n".join(f"{turn['speaker']}: {turn['text']}" for turn in row["turns"]) for row in meetings}
    home.mkdir(parents=True, exist_ok=True)
    corpus = home / "corpus.jsonl"
    lines = (json.dumps({"id": id_, "title": id_, "text": text}) + "\n" for id_, text in texts.items())
    corpus.write_text("".join(lines), encoding="utf-8")
    with filled(Settings(home=home), corpus) as library:
        own = {id_: _overview(library, id_) for id_ in texts}
    yield from _measured("overview", meetings, own, floors=FLOORS)
    firsts = {id_: " ".join(_sentences(text)[:MOST]) for id_, text in texts.items()}
    yield from _measured("first sentences", meetings, firsts)
    if find_spec("sumy"):
        ranked = {id_: " ".join(_text_rank(_sentences(text))) for id_, text in texts.items()}
        yield from _measured("TextRank (sumy)", meetings, ranked)


def _measured(
    name: str, meetings: Sequence[Mapping[str, Any]], said: Mapping[str, str], floors: Mapping[int, float] | None = None
) -> Iterator[TableLine]:
    for size in (1, 2):
        scores = [
            rouge(said[row["id"]], " ".join(query["reference"] for query in row["queries"]), size) for row in meetings
        ]
        floor = floors[size] if floors else None
        yield TableLine("qmsum", f"{name}, ROUGE-{size}", sum(scores) / len(scores), len(scores), floor=floor)


def _overview(library: Library, source_id: str) -> str:
    reply = library.ask("Summarize the meeting.", history=[], source_ids=[source_id])
    return " ".join(claim.text for claim in reply.claims) if isinstance(reply, Answer) else ""


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _text_rank(said: Sequence[str]) -> list[str]:
    """Returns the sentences that sumy's TextRank (Mihalcea, Tarau 2004) ranks best, in the order of the text."""
    models, ranks = import_module("sumy.models.dom"), import_module("sumy.summarizers.text_rank")
    stemmers, utils = import_module("sumy.nlp.stemmers"), import_module("sumy.utils")
    summarizer = ranks.TextRankSummarizer(stemmers.Stemmer("english"))
    summarizer.stop_words = utils.get_stop_words("english")
    words = _Words()
    paragraph = models.Paragraph([models.Sentence(sentence, words) for sentence in said])
    return [str(sentence) for sentence in summarizer(models.ObjectDocumentModel([paragraph]), MOST)]


class _Words:
    """What sumy asks of a tokenizer; its own downloads data."""

    def to_words(self, text: str) -> list[str]:
        """The words of a sentence."""
        return [word for word in text.lower().split() if any(letter.isalpha() for letter in word)]
