"""Cuts a Source into Passages: whole sentences of one section, as many as the embedding reads well, and every note."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from ingest.notes.footnotes import BETWEEN_BLOCKS
from ingest.sentences import sentences
from retrieval.model import Footnote, Passage, Source, Span
from retrieval.storage.identity import PASSAGE_TOKENS

_MOST_BESIDE = 50
"""Footnotes of one sentence that each of them is stored with; where there are more, each stands alone."""

TokenCounter = Callable[[Sequence[str]], Sequence[int]]


def passages(source: Source, count_tokens: TokenCounter) -> list[Passage]:
    """The Passages of ``source`` in reading order, then its Footnotes, each at the sentence it hangs on."""
    found = [(section, _sentences(source.text, body)) for section, body in _bodies(source) if body.end > body.start]
    sizes = iter(count_tokens([source.text[s:e] for _, spans in found for s, e in spans]))
    ids = _Ids(source)
    cut = [
        _passage(source, ids, section, group)
        for section, spans in found
        for group in _grouped(source.text, spans, [next(sizes) for _ in spans])
    ]
    everything = [span for _, spans in found for span in spans]
    return cut + [
        _note_passage(source, ids, note, everything) for note in source.footnotes if note.markers and note.text
    ]


def _bodies(source: Source) -> Iterator[tuple[str, Span]]:
    """The sections' texts without their headings, and what stands before the first.

    A heading with nothing below it is all there is to find of its section, and stays.
    """
    first = source.sections[0].start if source.sections else len(source.text)
    yield "", Span(0, first)
    for section in source.sections:
        below = section.start + len(section.title)
        has_body = bool(source.text[below : section.end].strip())
        yield section.title, Span(below if has_body else section.start, section.end)


def _sentences(text: str, body: Span) -> list[Span]:
    return [Span(body.start + s, body.start + e) for s, e in sentences(text[body.start : body.end])]


def _grouped(text: str, spans: Sequence[Span], sizes: Sequence[int]) -> Iterator[list[Span]]:
    """Runs of sentences within the limit; past half of it, a run rather ends where a paragraph does."""
    group: list[Span] = []
    total = 0
    for span, size in zip(spans, sizes, strict=True):
        new_paragraph = bool(group) and BETWEEN_BLOCKS in text[group[-1].end : span.start]
        if group and (total + size > PASSAGE_TOKENS or (new_paragraph and total > PASSAGE_TOKENS // 2)):
            yield group
            group, total = [], 0
        group.append(span)
        total += size
    if group:
        yield group


class _Ids:
    """Ids that depend on what is searched alone, so that text which merely moved keeps its id and its vector."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: Counter[str] = Counter()

    def of(self, *parts: str) -> str:
        content = sha256("\0".join((self._source.title, *parts)).encode()).hexdigest()[:16]
        self._seen[content] += 1
        return f"{self._source.id}:{content}:{self._seen[content]}"


def _passage(source: Source, ids: _Ids, section: str, spans: Sequence[Span]) -> Passage:
    start, end = spans[0].start, spans[-1].end
    text = source.text[start:end]
    notes = source.footnotes_in(start, end)
    return Passage(
        id=ids.of(section, text),
        source_id=source.id,
        start=start,
        end=end,
        text=text,
        sentences=tuple(spans),
        section=section,
        footnotes=notes,
        page=source.page_at(start),
    )


def _note_passage(source: Source, ids: _Ids, note: Footnote, spans: Sequence[Span]) -> Passage:
    """The note as something to be found; its place is the sentence, or the heading, that it first hangs on."""
    start, end = _span_at(source, note.markers[0], spans)
    beside = source.footnotes_in(start, end)
    return Passage(
        id=ids.of("note", note.label, note.text),
        source_id=source.id,
        start=start,
        end=end,
        text=source.text[start:end],
        sentences=(Span(start, end),),
        section=source.section_at(start),
        footnotes=beside if len(beside) <= _MOST_BESIDE else (note,),
        note=note,
        page=source.page_at(start),
    )


def _span_at(source: Source, marker: int, spans: Sequence[Span]) -> Span:
    at = bisect_left(spans, marker, key=lambda span: span.end)
    if at < len(spans) and spans[at].start < marker:
        return spans[at]
    start = source.text.rfind(BETWEEN_BLOCKS, 0, marker)
    return Span(0 if start < 0 else start + len(BETWEEN_BLOCKS), marker)
