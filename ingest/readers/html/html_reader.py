"""Web pages: the document without the furniture around it, notes by their links or, failing that, by their looks."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ingest.ingest_errors import UnreadableSource
from ingest.notes.chapters import NOTES_HEADING
from ingest.notes.loose_notes import find_loose_notes
from ingest.notes.notations import common_marks
from ingest.notes.superscripts import raised
from ingest.readers.html.code_lines import code_in
from ingest.readers.html.html_furniture import Furniture, document_in, is_permalink
from ingest.readers.html.html_metadata import read_metadata
from ingest.readers.html.html_notes import read_note
from ingest.readers.html.html_words import BLOCKS, KINDS, around, unsaid, words_of
from ingest.readers.html.inline_notes import InlineNotes, find_inline_notes
from ingest.readers.html.linked_marks import Links, find_links
from ingest.readers.html.page_furniture import is_furniture as is_call
from ingest.readers.published_dates import iso_date
from ingest.reading import Block, BlockKind, BlockText, LeftOut, Note, Omission, Reading, hang_on_last, visible
from retrieval.numbers import number

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
"""lxml refuses characters that claim to be bytes of some encoding."""
_NEVER_CLOSED = re.compile(r"</?(?:div|span|font|b|i|u|em|strong|small|big|center)\b[^<>]*>", re.IGNORECASE)
_TOO_DEEP = (
    "This page nests its elements more than 2,048 levels deep, as no page does that is written to be read. "
    "Open it in a browser, save it as text and try again."
)
_SAID = re.compile(r"\s*[\[(]?(?P<number>\d{1,4})[\]).:]+(?:\s|$)")
"""An item's own number among its words."""
_LABEL_OF_DOUBLE = re.compile(r"^[\W\d]+")
_CELL = " | "
_DOUBLES = frozenset(("annotation", "annotation-xml"))
"""What MathML says a second time, for programs."""
_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg"))
_HEAD = 6
"""How many Blocks at the top may hold the dateline."""


def read_html(markup: str) -> Reading:
    """What stands in a web page. Raises ``UnreadableSource`` where it nests without end."""
    try:
        page = _parsed(_DECLARATION.sub("", markup))
    except etree.ParserError:  # there is no element in it
        return Reading("html", ())
    document, links = document_in(page), find_links(page)
    walk = _Walk(links, Furniture(document), find_inline_notes(page, links))
    walk.over(document)
    inside = len(walk.notes)
    walk.collect_notes_elsewhere()
    outside = around(document, walk.notes[inside:])
    doubled = {note.text for note in walk.notes if note.target in walk.inline_keys}
    judged = [(_reason_not_to_read(i, block, doubled), block) for i, block in enumerate(walk.blocks)]
    dropped = [LeftOut(reason, _with_marks(block)) for reason, block in judged if reason]
    kept = tuple(block for reason, block in judged if not reason)
    notes, left_out = tuple(walk.notes), (*outside, *walk.left_out, *dropped)
    if not notes:
        loose = find_loose_notes(common_marks(kept))
        kept, notes, left_out = loose.blocks, loose.notes, (*left_out, *loose.left_out)
    body = page.find(".//body")
    return Reading("html", kept, notes, read_metadata(page), left_out, words_of(page if body is None else body))


def _parsed(markup: str) -> HtmlElement:
    """The tree of ``markup``. libxml2 stops at 2,048 levels; what is beyond is mostly tags that nobody closed.

    Raises ``UnreadableSource`` where it is not.
    """
    page, is_whole = _tree(markup)
    if not is_whole:
        page, is_whole = _tree(_NEVER_CLOSED.sub(_without, markup))
    if not is_whole:
        raise UnreadableSource(_TOO_DEEP)
    return page


def _tree(markup: str) -> tuple[HtmlElement, bool]:
    """The tree of ``markup``, and whether it is all of it."""
    parser = HTMLParser(huge_tree=True, remove_comments=True)
    page = document_fromstring(markup, parser)
    return page, all(error.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


def _without(tag: re.Match[str]) -> str:
    """What stands for a tag that only groups or formats; one that a link may lead to stays."""
    if " id=" in tag[0] or " name=" in tag[0]:
        return tag[0]
    return "<p>" if tag[0].lower().startswith("<div") else ""


def _with_marks(block: Block) -> str:
    return " ".join((block.text, *(mark.label for mark in block.marks)))


def _reason_not_to_read(place: int, block: Block, doubled: Collection[str]) -> Omission | None:
    """Returns why a Block is not the document's.

    A call to the reader anywhere, a dateline at the head of the page, or the double of a note that stands in the line.
    """
    if doubled and not block.marks and _LABEL_OF_DOUBLE.sub("", block.text) in doubled:
        return Omission.DUPLICATE
    if is_call(block.text):
        return Omission.CALL
    return Omission.DATELINE if place < _HEAD and iso_date(block.text) is not None else None


@dataclass(slots=True)
class _Walk:
    """One pass over the document in reading order, without recursion: pages may nest ten thousand deep."""

    links: Links
    furniture: Furniture
    inline: InlineNotes
    blocks: list[Block] = field(default_factory=list[Block])
    notes: list[Note] = field(default_factory=list[Note])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    _current: BlockText = field(default_factory=BlockText)
    _kinds: list[BlockKind] = field(default_factory=lambda: [BlockKind.PARAGRAPH])
    _rows: int = 0
    _taken: set[HtmlElement] = field(default_factory=set[HtmlElement])
    """The further paragraphs of notes that were read."""
    _numbers: dict[HtmlElement, int] = field(default_factory=dict[HtmlElement, int])
    """The items so far of each list below a heading that says "Notes"."""

    @property
    def inline_keys(self) -> set[str]:
        """The keys of the notes that stand in the line."""
        return {note.key for note in self.inline.notes.values()}

    def over(self, root: HtmlElement) -> None:
        """Walks ``root`` and all below it."""
        walk, skipped = etree.iterwalk(root, events=("start", "end")), None
        for event, element in walk:
            if event == "end":
                self._leave(element, entered=element is not skipped, tail=element is not root)
            elif self._skip(element):
                walk.skip_subtree()
                skipped = element  # what comes next is its end
            else:
                self._enter(element)
        self._flush()

    def collect_notes_elsewhere(self) -> None:
        """Reads the notes of marks in the document that stand outside it."""
        met = {mark.target for block in self.blocks for mark in block.marks}
        found = {note.target for note in self.notes}
        for holder, key in self.links.notes.items():
            if key in met and key not in found:
                self._take_note(holder)

    def _take_note(self, holder: HtmlElement) -> None:
        key = self.links.notes[holder]
        self._taken.update(self.links.rests.get(holder, ()))
        note = read_note(holder, key, self.links.labels[key], self.links, len(self.blocks))
        self.notes.append(note)
        self._leave_out(Omission.BACK_LINK, unsaid(words_of(holder), note.text, note.label))

    def _leave_out(self, reason: Omission, words: str) -> None:
        folded = " ".join(words.split())
        if folded:
            self.left_out.append(LeftOut(reason, folded))

    def _skip(self, element: HtmlElement) -> bool:
        """Whether what is below ``element`` is dealt with: a mark, a note, or furniture."""
        if element in self.inline.notes or element in self.inline.dropped:
            self._take_inline(element)
        elif element in self.links.marks:
            for label, key in self.links.marks[element]:
                self._current.mark(label, key)
            labels = "".join(label for label, _ in self.links.marks[element])
            self._leave_out(Omission.MARK, unsaid(words_of(element), labels))
        elif element in self.links.notes:
            self._flush()
            self._leave_heading_out()
            self._take_note(element)
        elif self._labels_note(element) or element in self._taken:
            self._flush()
        elif element in self.links.comments:
            self._leave_out(Omission.COMMENT, words_of(element))
        elif (
            element.tag == "pre"
            and not self._rows
            and not any(inner in self.links.marks for inner in element.iter("a"))
        ):
            self._flush()
            self._take_code(element)
        elif is_permalink(element) or (element.tag in _DOUBLES and not _is_shown_by_picture(element)):
            self._leave_out(Omission.INVISIBLE, words_of(element))
        elif element in self.furniture:
            unseen = element.tag in _UNSEEN or not isinstance(element.tag, str)
            self._leave_out(Omission.INVISIBLE if unseen else Omission.NAVIGATION, words_of(element))
        else:
            return False
        return True

    def _take_code(self, element: HtmlElement) -> None:
        """Code, and whatever else is set as it was typed, keeps its lines and their indentation."""
        code = code_in(element)
        if code:
            self.blocks.append(Block(BlockKind.PARAGRAPH, visible(code)))

    def _take_inline(self, element: HtmlElement) -> None:
        """Hangs a note that stands in the line on the words before it; its mark, or its double, is no text."""
        note = self.inline.notes.get(element)
        if note is not None:
            self._current.mark(note.label, note.key)
            if note.key not in {other.target for other in self.notes}:
                self.notes.append(note.read(self.links, len(self.blocks)))
            self._leave_out(Omission.NOTE_IN_LINE, unsaid(words_of(element), note.label, self.notes[-1].text))
        elif element.tag != "label":
            self._leave_out(Omission.NOTE_IN_LINE, words_of(element))

    def _leave_heading_out(self) -> None:
        """A heading that says "Notes" goes with the notes below it."""
        above = self.blocks[-1] if self.blocks else None
        if above and above.kind is BlockKind.HEADING and not above.marks and NOTES_HEADING.match(above.text):
            self._leave_out(Omission.HEADING_OF_NOTES, self.blocks.pop().text)

    def _labels_note(self, element: HtmlElement) -> bool:
        return element.tag == "dt" and element.getnext() in self.links.notes

    def _enter(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS and not self._rows:
            self._flush()
            self._kinds.append(KINDS.get(str(element.tag), self._kinds[-1]))
            self._current.add(self._number(element))
        self._rows += element.tag == "tr"
        if element.tag in ("td", "th") and self._current:
            self._current.add(_CELL)
        elif element.tag == "br" or (self._rows and element.tag in BLOCKS):
            self._current.add(" ")
        words = element.text or ""
        self._add(raised(words.strip()) if element.tag == "sup" and not len(element) else words, element)

    def _number(self, element: HtmlElement) -> str:
        """The number that a browser writes before an item of a list of notes that no mark leads to."""
        above = element.getparent()
        if element.tag != "li" or above is None or above.tag != "ol" or self.links.marks:
            return ""
        is_first = next(element.itersiblings("li", preceding=True), None) is None
        if is_first and self.blocks and NOTES_HEADING.match(self.blocks[-1].text):
            self._numbers[above] = 0
        if above not in self._numbers:
            return ""
        self._numbers[above] += 1
        place = self._numbers[above]
        said = _SAID.match(str(element.text_content()))
        return "" if said and number(said["number"]) == place else f"{place}. "

    def _leave(self, element: HtmlElement, *, entered: bool, tail: bool) -> None:
        if entered:
            self._rows -= element.tag == "tr"
            if element.tag in BLOCKS and not self._rows:
                self._flush()
                self._kinds.pop()
        if tail and element.tail:
            self._add(element.tail, element.getparent())

    def _add(self, words: str, holder: HtmlElement | None) -> None:
        if holder not in self.links.bare:
            self._current.add(visible(words))

    def _flush(self) -> None:
        block = self._current.block(self._kinds[-1])
        if block is not None:
            self.blocks.append(block)
        elif self.blocks:
            hang_on_last(self.blocks, self._current.marks)
        elif self._current.is_marked:
            return  # no words before the marks: they hang on the first that come
        self._current = BlockText()


def _is_shown_by_picture(annotation: HtmlElement) -> bool:
    """Whether a formula is hidden, as Wikipedia's are, whose TeX is what the picture's words say."""
    return any("display" in (outer.get("style") or "") for outer in annotation.iterancestors("span"))
