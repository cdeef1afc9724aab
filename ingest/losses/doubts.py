"""What looks wrong about a reading, in sentences that say what to do: they go wherever an ingested source is told of.

The shares were chosen on the documents of the evaluation sets: of a PDF at most 5 % was furniture, of plain text 20 %
(a reprint with the page around it), of a web page 39 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from ingest.losses.ledger import Ledger, ledger_of
from ingest.reading import Reading
from retrieval.model import Source

_MOST_LEFT_OUT = {"html": 0.6, "text": 0.35}
_MOST_LEFT_OUT_ELSEWHERE = 0.15
"""The share of the letters that may be furniture, by format."""
_LEAST_LETTERS = 400
"""Shares of shorter documents say nothing."""
_LONG_NOTE = 6_000
_LONGER = 20
"""A note is too long that has so many letters, and so many times as many as the middle one."""
_UNRESOLVED, _LEAST_UNRESOLVED = 0.05, 3
_UNREADABLE = 0.01
_LOST = 0.002
_SHOWN = 8


def doubts(source: Source, reading: Reading) -> tuple[str, ...]:
    """Sentences about what may have gone wrong; none where nothing looks so."""
    ledger = ledger_of(reading)
    return (
        *_left_out(reading, ledger),
        *_long_note(source),
        *_unresolved(source),
        *_scans(reading.scans),
        *_unreadable(ledger),
        *_lost(ledger),
    )


def _left_out(reading: Reading, ledger: Ledger) -> Iterator[str]:
    share = ledger.share(sum(ledger.left_out.values()))
    if ledger.extracted >= _LEAST_LETTERS and share > _MOST_LEFT_OUT.get(reading.format, _MOST_LEFT_OUT_ELSEWHERE):
        most = max(ledger.left_out, key=lambda reason: ledger.left_out[reason])
        yield f"{share:.0%} of the letters were left out, most as {most}. Look with `ibid parse` at what is missing."


def _long_note(source: Source) -> Iterator[str]:
    lengths = [len(note.text) for note in source.footnotes]
    longest = max(lengths, default=0)
    if longest > _LONG_NOTE and (len(lengths) < _LEAST_UNRESOLVED or longest > _LONGER * max(1.0, median(lengths))):
        note = source.footnotes[lengths.index(longest)]
        yield f"Note {note.label} has {longest:,} characters; it may hold text of the document. Look at its end."


def _unresolved(source: Source) -> Iterator[str]:
    marks = sum(len(note.markers) for note in source.footnotes) + len(source.unresolved)
    count = len(source.unresolved)
    if count >= _LEAST_UNRESOLVED and count > _UNRESOLVED * marks:
        yield f"{count} of {marks} marks and notes lack the other half; answers from there come without their notes."


def _scans(pages: Sequence[int]) -> Iterator[str]:
    if pages:
        shown = ", ".join(map(str, pages[:_SHOWN])) + (" …" if len(pages) > _SHOWN else "")
        which = f"Page {shown} is a picture" if len(pages) == 1 else f"Pages {shown} are pictures"
        yield f"{which} without text. Run text recognition (OCR) over the file and add it again."


def _unreadable(ledger: Ledger) -> Iterator[str]:
    share = ledger.unreadable / max(1, ledger.extracted + ledger.unreadable)
    if share > _UNREADABLE:
        yield (
            f"{share:.0%} of the letters cannot be told: a font does not say which characters they are. "
            "Look for another edition of the document, or run text recognition (OCR) over it."
        )


def _lost(ledger: Ledger) -> Iterator[str]:
    if ledger.lost > max(_SHOWN, _LOST * ledger.extracted):
        yield f"{ledger.lost:,} letters of the file were not read, and Ibid cannot say why. Please report it."
