"""Puts the Blocks of an office document together: paragraphs that nest (text boxes, notes), tables row by row.

DOCX and ODT differ in their words but not in this: text comes in runs, a paragraph may stand inside another one,
and whatever stands in a table's row belongs to that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.published_dates import iso_date
from ingest.reading import Block, BlockKind, BlockText, LeftOut, Mark, Metadata, Omission, hang_on_last, visible

_CELL = " | "
_HEAD = 6
"""How many Blocks at the top may hold the date."""


@dataclass(slots=True)
class _Open:
    """A paragraph or row in the making. Words wait until a mark or the end: adding them one by one is quadratic."""

    text: BlockText = field(default_factory=BlockText)
    waiting: list[str] = field(default_factory=list[str])
    has_words: bool = False

    def settled(self) -> BlockText:
        """The text with all words that waited."""
        if self.waiting:
            self.text.add(visible("".join(self.waiting)))
            self.waiting.clear()
        return self.text


@dataclass(slots=True)
class Blocks:
    """Blocks in the making. ``urls`` collects where links lead, ``left_out`` what was dropped."""

    done: list[Block] = field(default_factory=list[Block])
    urls: list[str] = field(default_factory=list[str])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    _open: list[_Open] = field(default_factory=list[_Open])
    _rows: list[int] = field(default_factory=lambda: [0])
    _carried: _Open | None = None
    _ahead: tuple[Mark, ...] = ()

    @property
    def in_row(self) -> bool:
        """Whether the words that come now belong to a table's row."""
        return self._rows[-1] > 0

    def begin(self) -> None:
        """A paragraph begins; in a row it only sets its words apart."""
        if self.in_row:
            self.add(" ")
        else:
            self._open.append(self._carried or _Open())
            self._carried = None

    def end(self, kind: BlockKind, *, joins: bool = False) -> None:
        """A paragraph ends. ``joins``: its end was deleted, so that the next one goes on with it."""
        if self.in_row or not self._open:
            return
        text = self._open.pop()
        if joins and not self._open:
            self._carried = text
        else:
            self._keep(text, kind)

    def finish(self) -> None:
        """Nothing follows: keeps what waited for a next paragraph."""
        if self._carried is not None:
            self._keep(self._carried, BlockKind.PARAGRAPH)

    def begin_row(self) -> None:
        """A row begins; the rows of a table inside a cell are words of that cell."""
        if not self.in_row:
            self._open.append(_Open())
        self._rows[-1] += 1

    def end_row(self) -> None:
        """A row ends, and with the outermost one its Block."""
        if self.in_row:
            self._rows[-1] -= 1
            if not self.in_row and self._open:
                self._keep(self._open.pop(), BlockKind.ROW)

    def cell(self) -> None:
        """A cell begins: a bar sets it apart from words before it."""
        if self._open and self._open[-1].has_words:
            self.add(_CELL)

    def begin_part(self) -> None:
        """What comes next stands apart from the row around it: a text box or a note."""
        self._rows.append(0)

    def end_part(self) -> None:
        """Back in the row, if any, that the part stood in."""
        if len(self._rows) > 1:
            self._rows.pop()

    def add(self, words: str) -> None:
        """Words of the innermost paragraph or row; outside of all there is nothing they could belong to."""
        if self._open and words:
            self._open[-1].waiting.append(words)
            self._open[-1].has_words = self._open[-1].has_words or not words.isspace()

    def mark(self, label: str, target: str) -> None:
        """Hangs a mark on the words so far."""
        if self._open:
            self._open[-1].settled().mark(label, target)

    def leave_out(self, words: str) -> None:
        """Notes what is dropped, so that nothing goes in silence."""
        folded = " ".join(words.split())
        if folded:
            self.left_out.append(LeftOut(Omission.DELETED, folded))

    @property
    def text(self) -> str:
        """All Blocks as the text of a note."""
        return "\n\n".join(block.text for block in self.done)

    def _keep(self, made: _Open, kind: BlockKind) -> None:
        """Keeps a finished Block; marks without any words hang on what stands before them."""
        text = made.settled()
        block = text.block(kind)
        if block is not None:
            self.done.append(replace(block, marks=(*self._ahead, *block.marks)))
            self._ahead = ()
        elif self.done:
            hang_on_last(self.done, text.marks)
        else:  # no words before the marks: they hang on the first that come
            self._ahead += tuple(replace(mark, offset=0) for mark in text.marks)


def said_at_top(blocks: Sequence[Block]) -> Metadata:
    """What the first Blocks say of the document: a heading at the very top is its title, a date alone its date."""
    at_top = blocks[0] if blocks else None
    return Metadata(
        title=at_top.text if at_top is not None and at_top.kind is BlockKind.HEADING else None,
        published=next((day for block in blocks[1:_HEAD] if (day := iso_date(block.text))), None),
    )
