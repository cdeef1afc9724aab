"""What a reader found in a file, before markers and notes are tied together.

A Reading is a list of Blocks in reading order and a list of Notes. Readers know formats; they do not know how notes
are resolved, which is the same for all of them (``ingest.notes.footnotes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

SEPARATORS = re.compile(r"[\s,;–-]*")
"""What may stand between the marks of several notes at one word: it parts the marks, not the words."""
_LONGEST_SEPARATOR = 3
_CLOSING = (",", ".", ";", ":", "!", "?", ")", "]", "”", "’")


_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")


def visible(words: str) -> str:
    """``words`` without the characters that only say where a line may break, which would part a word in two."""
    return words if words.isascii() else _UNSEEN.sub("", words)


class BlockKind(StrEnum):
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
    """A paragraph, heading, list item or table row, white space normalised, marks taken out of the words.

    ``pages``: where in ``text`` a page begins, with its number from 1; the first is the one that the Block begins on.
    """

    kind: BlockKind
    text: str
    marks: tuple[Mark, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands in the file.

    ``place``: how many Blocks came before it, which tells equal labels apart; ``cites``: the format's keys of the notes
    that are cited within this one; ``page``: the number of the page that it begins on, 0 where the file has no pages.
    """

    label: str
    text: str
    urls: tuple[str, ...] = ()
    target: str | None = None
    place: int = 0
    cites: tuple[str, ...] = ()
    page: int = 0


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


class Omission(StrEnum):
    """Why words of a file are no part of its text."""

    COMMENT = "comment of a reviewer"
    NOTE_IN_LINE = "sign or double of a note in the line"
    RUNNING_HEAD = "running head"
    PAGE_NUMBER = "page number"
    LINE_NUMBER = "line number"
    CONTENTS = "list of contents"
    RULE = "rule drawn with letters"
    STAMP = "words set sideways"
    PICTURE = "picture without text"
    INVISIBLE = "invisible"
    NAVIGATION = "navigation and page furniture"
    AROUND = "around the document"
    CALL = "call to the reader"
    DATELINE = "date or byline"
    BACK_LINK = "link back to the text"
    MARK = "words of a mark"
    HEADING_OF_NOTES = "heading of the notes"
    DUPLICATE = "note repeated in the line"
    DELETED = "deleted or a placeholder"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a file that are no part of its text, whole, and why."""

    reason: Omission
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader found.

    ``left_out``: what it dropped, and why; ``extracted``: all text that the format's own extractor yields, by which
    ``ingest.losses.ledger`` tells whether anything is lost; ``unreadable``: how many letters have no character that
    they stand for; ``scans``: the numbers of pages that are pictures without text; ``page_labels``: what is
    printed on pages, by their numbers.
    """

    format: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    metadata: Metadata = Metadata()
    left_out: tuple[LeftOut, ...] = ()
    extracted: str = field(default="", repr=False, compare=False)
    unreadable: int = 0
    scans: tuple[int, ...] = ()
    page_labels: Mapping[int, str] = field(default_factory=dict[int, str])


class BlockText:
    """A Block's text while it is put together: white space runs fold to one space, marks keep their places.

    Words and spaces are kept apart until the end, so that time is linear in words and marks.
    """

    __slots__ = ("_end", "_marks", "_parts", "_spaced")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks: list[Mark] = []
        self._end = 0
        self._spaced = False

    def __bool__(self) -> bool:
        """Whether there are words."""
        return self._end > 0

    @property
    def text(self) -> str:
        """The words so far, with the space behind them if there is one."""
        return "".join(self._parts) + " " * self._spaced

    @property
    def is_marked(self) -> bool:
        """Whether there are marks."""
        return bool(self._marks)

    @property
    def ends_marked(self) -> bool:
        """Whether a mark hangs on the last word."""
        return bool(self._marks) and self._marks[-1].offset == self._end

    def rewrite(self, text: str) -> None:
        """Puts ``text`` in place of the words so far; it may differ from them behind the last mark alone.

        A mark behind a hyphen that is no more moves to the end of the words.
        """
        words = text.rstrip()
        self._marks = [Mark(min(mark.offset, len(words)), mark.label, mark.target) for mark in self._marks]
        self._parts, self._end = [words] if words else [], len(words)
        self._spaced = bool(words) and len(words) < len(text)

    def add(self, words: str) -> None:
        """Append ``words``; a space at the seam is kept once, one at the very start not at all."""
        folded = " ".join(words.split())
        if self._spaced and self.ends_marked and folded.startswith(_CLOSING):
            self._spaced = False  # the space stood before the mark alone: "so ², as"
        self._spaced = self._spaced or (self._end > 0 and words[:1].isspace())
        if folded:
            self._parts += (" ", folded) if self._spaced else (folded,)
            self._end += self._spaced + len(folded)
            self._spaced = words[-1:].isspace()

    def mark(self, label: str, target: str | None = None) -> None:
        """Hang a mark on the words so far; space between the words and their mark is no part of either.

        A second mark at the same words takes what sets it off from the first one with it: "so², ³".
        """
        since = self._end - self._marks[-1].offset if self._marks else 0
        if 0 < since <= _LONGEST_SEPARATOR:
            words = "".join(self._parts[-since:])
            if SEPARATORS.fullmatch(words, len(words) - since):
                self._parts[-since:] = [words[:-since]] if len(words) > since else []
                self._end -= since
                self._spaced = False
        self._marks.append(Mark(self._end, label, target))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks so far."""
        return tuple(self._marks)

    def block(self, kind: BlockKind) -> Block | None:
        """The finished Block; None where there are no words to hang anything on."""
        return Block(kind, "".join(self._parts), tuple(self._marks)) if self else None


def hang_on_last(blocks: list[Block], marks: Iterable[Mark]) -> None:
    """Hangs marks that stand alone in a paragraph on the last words before them."""
    last = blocks[-1]
    if moved := [replace(mark, offset=len(last.text)) for mark in marks]:
        blocks[-1] = replace(last, marks=(*last.marks, *moved))


def with_words(blocks: Sequence[Block]) -> tuple[list[Block], list[int]]:
    """The Blocks that have words, and for each place among ``blocks``, the end included, its place among those.

    Marks that stand alone in a paragraph hang on the Block before it, or at the beginning of the first one.
    """
    kept, places, waiting = list[Block](), list[int](), tuple[Mark, ...]()
    for block in blocks:
        places.append(len(kept))
        if block.text:
            kept.append(replace(block, marks=(*waiting, *block.marks)) if waiting else block)
            waiting = ()
        elif kept:
            hang_on_last(kept, block.marks)
        else:
            waiting += tuple(replace(mark, offset=0) for mark in block.marks)
    return kept, [*places, len(kept)]
