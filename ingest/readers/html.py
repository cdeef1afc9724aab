"""Web pages: the document without the furniture around it, notes by their links or, failing that, by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ingest.dates import iso_date
from ingest.furniture import is_furniture as is_call
from ingest.html_furniture import document_in, is_furniture
from ingest.html_metadata import read_metadata
from ingest.html_notes import Links, find_links, read_note
from ingest.loose_notes import find_loose_notes
from ingest.reading import Block, BlockText, Kind, Note, Reading, present

_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.ITEM),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    "tr": Kind.ROW,
}
_BLOCKS = frozenset(
    (*_KINDS, *"p div section article main header footer blockquote pre ul ol dl table tbody thead figure hr".split())
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
"""lxml refuses characters that claim to be bytes of some encoding."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CELL = " | "
_HEAD = 6
"""How many Blocks at the top may hold the dateline."""


def read_html(markup: str) -> Reading:
    """What stands in a web page."""
    try:
        page = document_fromstring(_DECLARATION.sub("", markup), HTMLParser(huge_tree=True, remove_comments=True))
    except etree.ParserError:  # there is no element in it
        return Reading("html", ())
    walk = _Walk(find_links(page), inside_article=document_in(page).tag == "article")
    walk.over(document_in(page))
    walk.collect_notes_elsewhere()
    blocks = present(walk.blocks)
    furniture = [block.text for i, block in enumerate(blocks) if _is_no_text(i, block)]
    kept = tuple(block for i, block in enumerate(blocks) if not _is_no_text(i, block))
    notes, left_out = tuple(walk.notes), (*walk.left_out, *furniture)
    if not notes:
        loose = find_loose_notes(kept)
        kept, notes, left_out = loose.blocks, loose.notes, (*left_out, *loose.left_out)
    return Reading("html", kept, notes, read_metadata(page), left_out)


def _is_no_text(place: int, block: Block) -> bool:
    """A call to the reader anywhere, or a dateline at the head of the page."""
    return is_call(block.text) or (place < _HEAD and iso_date(block.text) is not None)


@dataclass(slots=True)
class _Walk:
    """One pass over the document in reading order, without recursion: pages may nest ten thousand deep."""

    links: Links
    inside_article: bool
    blocks: list[Block | None] = field(default_factory=list[Block | None])
    notes: list[Note] = field(default_factory=list[Note])
    left_out: list[str] = field(default_factory=list[str])
    _current: BlockText = field(default_factory=BlockText)
    _kinds: list[Kind] = field(default_factory=lambda: [Kind.PARAGRAPH])
    _rows: int = 0

    def over(self, root: HtmlElement) -> None:
        """Walks ``root`` and all below it."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element, tail=element is not root)
            elif self._skip(element):
                walk.skip_subtree()
            else:
                self._enter(element)
        self._flush()

    def collect_notes_elsewhere(self) -> None:
        """Reads the notes of marks in the document that stand outside it."""
        met = {mark.target for block in present(self.blocks) for mark in block.marks}
        found = {note.target for note in self.notes}
        for holder, key in self.links.notes.items():
            if key in met and key not in found:
                self._take_note(holder)

    def _take_note(self, holder: HtmlElement) -> None:
        key = self.links.notes[holder]
        label = self.links.labels()[key]
        self.notes.append(read_note(holder, key, label, self.links, len(present(self.blocks))))

    def _skip(self, element: HtmlElement) -> bool:
        """Whether what is below ``element`` is dealt with: a mark, a note, or furniture."""
        if element in self.links.marks:
            label, key = self.links.marks[element]
            self._current.mark(label, key)
        elif element in self.links.notes:
            self._flush()
            self._take_note(element)
        elif self._labels_note(element):
            self._flush()
        elif is_furniture(element, self.inside_article):
            self.left_out.extend(_first_words(element))
        else:
            return False
        return True

    def _labels_note(self, element: HtmlElement) -> bool:
        return element.tag == "dt" and element.getnext() in self.links.notes

    def _enter(self, element: HtmlElement) -> None:
        if element.tag in _BLOCKS and not self._rows:
            self._flush()
            self._kinds.append(_KINDS.get(str(element.tag), self._kinds[-1]))
        self._rows += element.tag == "tr"
        if element.tag in ("td", "th") and self._current.text:
            self._current.add(_CELL)
        elif element.tag == "br" or (self._rows and element.tag in _BLOCKS):
            self._current.add(" ")
        words = element.text or ""
        is_raised_number = element.tag == "sup" and words.strip().isdecimal() and not len(element)
        self._current.add(words.strip().translate(_RAISED) if is_raised_number else words)

    def _leave(self, element: HtmlElement, tail: bool) -> None:
        skipped = element in self.links.marks or element in self.links.notes or self._labels_note(element)
        if not skipped and not is_furniture(element, self.inside_article):
            self._rows -= element.tag == "tr"
            if element.tag in _BLOCKS and not self._rows:
                self._flush()
                self._kinds.pop()
        if tail and element.tail:
            self._current.add(element.tail)

    def _flush(self) -> None:
        self.blocks.append(self._current.block(self._kinds[-1]))
        self._current = BlockText()


def _first_words(element: HtmlElement) -> Iterator[str]:
    """The beginning of what is left out, where a reader of the page would have seen words."""
    if isinstance(element.tag, str) and element.tag not in ("script", "style", "template", "noscript", "svg"):
        words = " ".join(str(element.text_content()).split())
        if words:
            yield words[:80]
