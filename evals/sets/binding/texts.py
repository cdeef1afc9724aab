"""The documents that claims are made of, out of public sets that nobody tunes by hand and the briefing papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.sets.binding.binding_claim import TextPassage
from evals.sets.retrieval import rows
from ingest.collect import Input, inputs
from ingest.parse import parse
from ingest.sentences import sentences
from retrieval.model import Source

CORPORA = ("squad2", "nq_oracle", "clapnq")
_LONGEST_PASSAGE = 6
_SHORTEST, _LONGEST = 25, 320
_SHORTEST_TURN = 60
_NOTE = (15, 200)
"""Letters of a note."""
_TOKENISED = (
    (re.compile(r"\s+([,.;:!?)\]’]|'s\b|'\w{1,2}\b|n't\b)"), r"\1"),
    (re.compile(r"([(\[])\s+"), r"\1"),
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\s+-\s+(?=\w+\b)"), "-"),
    (re.compile(r"\{\w+\}\s*|<\w+>\s*"), ""),
)
"""How texts cut into tokens are put together again."""


def passages(data: Path, corpus: Path | None = None) -> Iterator[TextPassage]:
    """All passages of the public sets in ``data`` and the papers in ``corpus``, always in the same order."""
    for name in CORPORA:
        for row in _rows(data / name / "corpus.jsonl"):
            yield from passages_of(row["title"], "encyclopedia", detokenised(row["text"]))
    for row in _rows(data / "policyqa" / "passages.jsonl"):
        yield from passages_of(row["title"], "policy", row["text"])
    for row in _rows(data / "wice" / "claims.jsonl"):
        yield from _windows(row["id"], "web page", [text for text in row["evidence"] if _is_prose(text)])
    for row in _rows(data / "qmsum" / "meetings.jsonl"):
        yield from _windows(row["id"], "minutes", _turns(row["turns"]))
    yield from _parsed(data / "footnotes" / "fr" / "html", "notice")
    yield from _parsed(data / "footnotes" / "wikipedia", "encyclopedia")
    if corpus:
        yield from _parsed(corpus, "briefing")


def passages_of(document: str, kind: str, text: str) -> Iterator[TextPassage]:
    """The passages of one text: up to six sentences of prose each."""
    yield from _windows(document, kind, _prose(text))


def _rows(path: Path) -> Iterable[Mapping[str, Any]]:
    return rows(path) if path.exists() else ()


def _prose(text: str) -> list[str]:
    pieces = (" ".join(text[start:end].split()) for start, end in sentences(text))
    return [piece for piece in pieces if _is_prose(piece)]


def _is_prose(piece: str) -> bool:
    letters = sum(letter.isalpha() or letter == " " for letter in piece)
    return (
        _SHORTEST <= len(piece) <= _LONGEST
        and piece[-1] in '.”"!?'
        and piece[0].isupper()
        and letters > 0.75 * len(piece)
    )


def _windows(document: str, kind: str, pieces: list[str]) -> Iterator[TextPassage]:
    for first in range(0, len(pieces), _LONGEST_PASSAGE):
        window = tuple(pieces[first : first + _LONGEST_PASSAGE])
        if len(window) > 1:
            yield TextPassage(document, kind, window)


def _turns(turns: Iterable[dict[str, str]]) -> list[str]:
    """What is said in turn, "Speaker: words", of those turns that say something."""
    spoken: list[str] = []
    for speaker, group in groupby(turns, key=lambda turn: turn["speaker"]):
        words = detokenised(" ".join(turn["text"] for turn in group))
        if len(words) >= _SHORTEST_TURN:
            cut = words if len(words) < _LONGEST else words[:_LONGEST].rsplit(". ", 1)[0].rstrip(".") + "."
            spoken.append(f"{speaker}: {cut}")
    return [turn for turn in spoken if len(turn) <= _LONGEST + 40]


def _parsed(folder: Path, kind: str) -> Iterator[TextPassage]:
    if not folder.is_dir():
        return
    for file in inputs([str(folder)], 10**7):
        if isinstance(file, Input) and not file.name.endswith((".json", ".urls")):
            source = parse(file.data, file.name, file.name)[0]
            yield from passages_of(Path(file.name).name, kind, source.text)
            yield from _notes(Path(file.name).name, source)


def _notes(document: str, source: Source) -> Iterator[TextPassage]:
    """Sentences each followed by its note, two or three pairs a passage."""
    pairs: list[tuple[str, str]] = []
    for start, end in sentences(source.text):
        sentence = " ".join(source.text[start:end].split())
        notes = [note.text for note in source.footnotes if any(start < marker <= end for marker in note.markers)]
        if len(notes) == 1 and _is_prose(sentence) and _NOTE[0] <= len(notes[0]) <= _NOTE[1]:
            pairs.append((sentence, " ".join(notes[0].split())))
    for first in range(0, len(pairs) - 1, 3):
        yield TextPassage(document, "note", tuple(text for pair in pairs[first : first + 3] for text in pair))


def detokenised(text: str) -> str:
    """``text`` without the spaces that a tokenizer put before and after marks."""
    for pattern, other in _TOKENISED:
        text = pattern.sub(other, text)
    return " ".join(text.split())
