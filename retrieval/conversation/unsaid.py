"""Takes out of Hits what has been said already, so that "what else?" is answered by something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.model import Hit, Passage, Span
from retrieval.near_duplicates import ShingledText


def without_said(hits: Sequence[Hit], said: Sequence[str]) -> list[Hit]:
    """Returns ``hits`` without the sentences that ``said`` holds; a Passage with one in the middle becomes two."""
    if not said:
        return list(hits)
    told = " ".join(said)
    return [replace(hit, passage=rest) for hit in hits for rest in _rest(hit.passage, told)]


def _rest(passage: Passage, told: str) -> Iterator[Passage]:
    if passage.note:
        if not is_said(passage.text, told) and not is_said(passage.note.text, told):
            yield passage
        return
    run: list[Span] = []
    for span in passage.sentences:
        if is_said(passage.text[span.start - passage.start : span.end - passage.start], told):
            yield from _part(passage, run)
            run = []
        else:
            run.append(span)
    yield from _part(passage, run)


def _part(passage: Passage, run: Sequence[Span]) -> Iterator[Passage]:
    if not run:
        return
    start, end = run[0].start, run[-1].end
    text = passage.text[start - passage.start : end - passage.start]
    yield replace(passage, id=f"{passage.id}@{start}", start=start, end=end, text=text, sentences=tuple(run))


def is_said(sentence: str, told: str) -> bool:
    """Whether ``told`` has ``sentence``, or nearly all of its words in a row."""
    return bool(told) and (sentence in told or ShingledText(told).repeats(ShingledText(sentence)))
