"""Sources and Passages in a line, made by the parts that make them in earnest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from ingest.parse import parse
from ingest.passages import passages
from retrieval.model import Source, Span
from retrieval.storage.entries import Origin
from retrieval.storage.writer import Addition


def count_words(texts: Sequence[str]) -> list[int]:
    """A count of tokens that needs no model."""
    return [len(text.split()) for text in texts]


def page(*paragraphs: str, title: str = "A Page") -> str:
    """A plain text with its title."""
    return "\n\n".join([title, *paragraphs])


def added(source_id: str, text: str, name: str = "page.txt") -> Addition:
    """What goes into the Library for a file that holds ``text``."""
    data = text.encode()
    source, _ = parse(data, name, source_id)
    digest = sha256(data).hexdigest()
    origin = Origin(source_id, f"file:///{source_id}", digest)
    return Addition(source, tuple(passages(source, count_words)), (origin,))


def place(source: Source, words: str) -> Span:
    """Where ``words`` stand first."""
    start = source.text.index(words)
    return Span(start, start + len(words))


def flat(groups: Iterable[Iterable[str]]) -> list[str]:
    """All strings of all groups."""
    return [item for group in groups for item in group]
