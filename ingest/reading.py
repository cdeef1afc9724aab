"""What a reader found in a file, before markers and notes are tied together.

A Reading is a list of Blocks in reading order and a list of Notes. Readers know formats; they do not know how notes
are resolved, which is the same for all of them (``ingest.footnotes``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_CLOSING = (",", ".", ";", ":", "!", "?", ")", "]", "”", "’")


class Kind(StrEnum):
    """What a Block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference to a note: ``offset`` in the Block's text, right after the words it hangs on.

    ``target`` is the format's own key of the Note (an id that a link points to), where the format has one.
    """

    offset: int
    label: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row, white space normalised, marks taken out of the words."""

    kind: Kind
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands in the file. ``place``: how many Blocks came before it, which tells equal labels apart."""

    label: str
    text: str
    urls: tuple[str, ...] = ()
    target: str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself. ``published`` is an ISO 8601 date or a part of one."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """This, with gaps filled from ``other``."""
        return Metadata(
            title=self.title or other.title,
            author=self.author or other.author,
            published=self.published or other.published,
            url=self.url or other.url,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader found. ``left_out``: the furniture it dropped, so that nothing goes in silence."""

    format: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    metadata: Metadata = Metadata()
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class BlockText:
    """A Block's text while it is put together: white space runs fold to one space, marks keep their places."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def add(self, words: str) -> None:
        """Append ``words``; a space at the seam is kept once, one at the very start not at all."""
        folded = " ".join(words.split())
        if self.marks and self.marks[-1].offset == len(self.text) - 1 and folded.startswith(_CLOSING):
            self.text = self.text.rstrip()  # the space stood before the mark alone: "so ², as"
        if words[:1].isspace() and self.text and not self.text.endswith(" "):
            self.text += " "
        self.text += folded
        if folded and words[-1:].isspace():
            self.text += " "

    def mark(self, label: str, target: str | None = None) -> None:
        """Hang a mark on the words so far; space between the words and their mark is no part of either."""
        self.marks = (*self.marks, Mark(len(self.text.rstrip()), label, target))

    def block(self, kind: Kind) -> Block | None:
        """The finished Block; None where there are no words to hang anything on."""
        text = self.text.rstrip()
        return Block(kind, text, self.marks) if text else None


def present(blocks: Iterable[Block | None]) -> tuple[Block, ...]:
    """The Blocks that have words."""
    return tuple(block for block in blocks if block is not None)
