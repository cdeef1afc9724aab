"""PDFs with a text layer: lines by their places, notes by their size, marks by their height.

Raised marks are certain; where a document has none that a note at the foot of a page answers, what is left is running
text with its notes somewhere in it, and ``ingest.notes.loose_notes`` finds them as in any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.ingest_errors import UnreadableSource
from ingest.notes.chapters import NOTES_HEADING
from ingest.notes.loose_marks import CERTAIN, MarkCandidate, candidates, cut_out
from ingest.notes.loose_notes import find_loose_notes, keyed
from ingest.notes.superscripts import DIGITS
from ingest.notes.urls import urls_in
from ingest.readers.pdf.drawn_page import DrawnPage, InnerLink
from ingest.readers.pdf.followed_links import follow_links
from ingest.readers.pdf.lines import Line, LineReader
from ingest.readers.pdf.pdf_blocks import PdfParagraph, PdfWords, block_of, note_text, paragraphs
from ingest.readers.pdf.pdf_file import PdfFile
from ingest.readers.pdf.pdf_furniture import without_furniture
from ingest.readers.pdf.pdf_metadata import read_metadata
from ingest.readers.pdf.pdf_notes import PageNote, Split, body_size, split_notes
from ingest.readers.pdf.ties import tie
from ingest.reading import Block, BlockKind, LeftOut, Mark, Note, Omission, Reading, hang_on_last, with_words

_ENTRY = re.compile(r"\[\d{1,3}\]\s")
"""What an entry of a list of references begins with. Judgments number their paragraphs so, too."""
_NO_TEXT = "This PDF holds pictures of pages and no text. Run text recognition (OCR) over it and try again."
_NO_WORDS = "This PDF holds no text."
_NO_LETTERS = "The letters of this PDF cannot be told: it does not say which characters its fonts show."


@dataclass(slots=True)
class _Drawn:
    """What all pages hold: their lines, links and labels, what is not read of them, and the letters as they came."""

    pages: list[list[Line]] = field(default_factory=list[list[Line]])
    links: dict[int, list[InnerLink]] = field(default_factory=dict[int, list[InnerLink]])
    labels: dict[int, str] = field(default_factory=dict[int, str])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    extracted: list[str] = field(default_factory=list[str])
    known: int = 0
    unknown: int = 0
    pictures: bool = False
    scans: list[int] = field(default_factory=list[int])

    def take(self, page: DrawnPage, lines: list[Line]) -> None:
        """Adds a page with its lines."""
        self.pages.append(lines)
        self.links[page.number] = page.links
        self.labels[page.number] = page.label
        self.extracted += ["".join(glyph.text for glyph in page.glyphs), page.sideways, page.unseen]
        self.known, self.unknown = self.known + len(page.glyphs), self.unknown + page.unknown
        self.pictures |= page.pictures
        if page.pictures and not page.glyphs:
            self.scans.append(page.number)
        for reason, words in ((Omission.STAMP, page.sideways), (Omission.INVISIBLE, page.unseen)):
            if words:
                self.left_out.append(LeftOut(reason, words))


def read_pdf(data: bytes) -> Reading:
    """What stands in a PDF. Raises ``UnreadableSource`` where it is protected, damaged, too long, or holds no text."""
    with PdfFile(data) as file:
        drawn = _drawn(file)
        info = {key: file.info(key) for key in ("Title", "Author")}
    pages, furniture = without_furniture(drawn.pages)
    lines = [line for page in pages for line in page]
    size, words = body_size(lines), PdfWords(lines)
    split = split_notes(pages, size, follow_links(pages, drawn.links, size))
    tie(split)
    blocks, notes, first_page = _assembled(split, words, size)
    reading = _settled(blocks, notes, has_lists=len(notes) < len(split.notes))
    return replace(
        reading,
        metadata=read_metadata(lambda key: info.get(key, ""), data, blocks[:first_page]),
        left_out=(*drawn.left_out, *furniture, *split.left_out, *reading.left_out),
        extracted="".join(drawn.extracted),
        unreadable=drawn.unknown,
        scans=tuple(drawn.scans),
        page_labels={number: label for number, label in drawn.labels.items() if label},
    )


def _drawn(file: PdfFile) -> _Drawn:
    """All pages. Raises ``UnreadableSource`` where there is no text on them."""
    reader, drawn = LineReader(), _Drawn()
    for page in file.pages():
        drawn.take(page, reader.lines(page))
    if drawn.unknown > drawn.known:
        raise UnreadableSource(_NO_LETTERS)
    if not drawn.known:
        raise UnreadableSource(_NO_TEXT if drawn.pictures else _NO_WORDS)
    drawn.left_out += [LeftOut(Omission.LINE_NUMBER, number) for number in reader.numbers.left_out]
    return drawn


def _assembled(split: Split, words: PdfWords, size: float) -> tuple[list[Block], list[Note], int]:
    """Blocks, the Notes tied to them, and how many Blocks page one has. Lists in small print are Blocks."""
    in_order = paragraphs([line for body in split.bodies for line in body], size)
    blocks, notes, first_page = list[Block](), list[Note](), 0
    waiting = iter(split.notes)
    note = next(waiting, None)
    for paragraph in in_order:
        while note and note.page < paragraph.page:
            _place(note, words, blocks, notes)
            note = next(waiting, None)
        _add(paragraph, words, blocks)
        first_page = len(blocks) if paragraph.page == in_order[0].page else first_page
    while note:
        _place(note, words, blocks, notes)
        note = next(waiting, None)
    return blocks, notes, first_page


def _add(paragraph: PdfParagraph, words: PdfWords, blocks: list[Block]) -> None:
    """Appends a paragraph's Block; a paragraph of marks alone gives them to the Block before it."""
    block = block_of(paragraph, words)
    if block:
        blocks.append(block)
    elif blocks:
        spans = [span for line in paragraph.lines for span in line.spans if span.raised]
        hang_on_last(blocks, [Mark(0, span.text, span.target) for span in spans])


def _place(note: PageNote, words: PdfWords, blocks: list[Block], notes: list[Note]) -> None:
    text = note_text(note.lines, words)
    if note.kept:
        notes.append(Note(note.label, text, urls_in(text), note.target, len(blocks), page=note.page))
    else:
        blocks.append(Block(BlockKind.PARAGRAPH, f"{note.level or f'{note.label}.'} {text}"))


def _settled(blocks: list[Block], notes: list[Note], *, has_lists: bool) -> Reading:
    """Looks for notes in running text where marks or lists are left that no note at the foot of a page answers."""
    untied = any(character in DIGITS for block in blocks for character in block.text)
    has_lists |= any(_ENTRY.match(b.text) for a, b in pairwise(blocks) if NOTES_HEADING.match(a.text))
    left_out: tuple[LeftOut, ...] = ()
    if untied or has_lists or not notes:
        loose = keyed(find_loose_notes(blocks), "loose")
        blocks, left_out = list(loose.blocks), loose.left_out
        notes = [replace(note, place=min(note.place, len(blocks))) for note in notes] + list(loose.notes)
    by_block = {i: list(_raised(i, block)) for i, block in enumerate(blocks)}
    settled = [cut_out(block, by_block[i]) if by_block[i] else block for i, block in enumerate(blocks)]
    kept, places = with_words(settled)
    notes = [replace(note, place=places[min(note.place, len(settled))]) for note in notes]
    return Reading("pdf", tuple(kept), tuple(notes), left_out=left_out)


def _raised(i: int, block: Block) -> Iterator[MarkCandidate]:
    """Raised marks that nothing answers: they leave the words and are reported."""
    for mark in candidates([block]):
        if mark.looks >= CERTAIN and block.text[mark.start] in DIGITS and not block.text[: mark.start][-1:].isdigit():
            yield replace(mark, block=i)
