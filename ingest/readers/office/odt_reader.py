"""OpenDocument texts: ODF 1.3 part 3, read from ``content.xml`` itself.

The libraries there are for it add objects for each element and no help with notes. Unlike Word, OpenDocument stores
what a mark shows (6.3.2, ``text:note-citation``); what was deleted stands apart (5.5.1, ``text:tracked-changes``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.ingest_errors import UnreadableSource
from ingest.notes.loose_notes import find_loose_notes
from ingest.notes.superscripts import raised
from ingest.notes.urls import urls_in
from ingest.readers.containers import Container, Element, Step, attribute, local, locked, parse_xml, walk
from ingest.readers.office.office_blocks import Blocks, said_at_top
from ingest.reading import BlockKind, Metadata, Note, Reading

_XLINK = "{http://www.w3.org/1999/xlink}href"
_LEFT_OUT = frozenset(
    (
        "tracked-changes annotation forms scripts ruby-text title desc hidden-text hidden-paragraph"
        " sequence-decls variable-decls user-field-decls dde-connection-decls automatic-styles font-face-decls"
        " event-listeners binary-data"
    ).split()
)
_INDEXES = frozenset(
    "table-of-content illustration-index table-index object-index user-index alphabetical-index".split()
)
_PARTS = frozenset(("text-box", "annotation"))
_HEADINGS = ("title", "subtitle", "heading")
_CAPTIONS = ("caption", "illustration", "table", "figure", "drawing")
_LONGEST_CHAIN = 12


def read_odt(data: bytes) -> Reading:
    """What stands in an OpenDocument text, its changes accepted. Raises ``UnreadableSource``."""
    container = Container(data)
    if "content.xml" in container.encrypted_parts():
        raise locked()
    root = container.required("content.xml")
    return _read(root, _Styles(root, container.optional("styles.xml")), container.optional("meta.xml"))


def read_flat_odt(data: bytes) -> Reading:
    """Returns what stands in an OpenDocument text that is one XML file (part 3, 2.2.1). Raises ``UnreadableSource``."""
    root = parse_xml(data)
    if root is None:
        raise UnreadableSource("The file is damaged: it is not well-formed XML. Save it as .odt and try again.")
    return _read(root, _Styles(root), root)


def _read(root: Element, styles: _Styles, meta: Element | None) -> Reading:
    """What stands in the document ``root``; ``meta`` holds its metadata."""
    body = _Walk(styles)
    body.over(root)
    blocks, left_out = tuple(body.blocks.done), tuple(body.blocks.left_out)
    extracted = "".join(map(str, root.itertext()))
    metadata = _metadata(meta).or_else(body.stated).or_else(said_at_top(blocks))
    notes = tuple(body.read_notes())
    if not notes:
        loose = find_loose_notes(blocks)
        return Reading("odt", loose.blocks, loose.notes, metadata, (*left_out, *loose.left_out), extracted)
    places = {mark.target: i + 1 for i, block in reversed(list(enumerate(blocks))) for mark in block.marks}
    placed = tuple(replace(note, place=places.get(note.target, len(blocks))) for note in notes)
    return Reading("odt", blocks, placed, metadata, left_out, extracted)


class _Styles:
    """The styles of the document, its own (automatic) ones and those it shares (16.2)."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        for root in roots:
            for style in root.iter("{*}style") if root is not None else ():
                self._styles.setdefault(attribute(style, "name") or "", style)

    def names(self, style: str | None) -> Iterator[str]:
        """The style's name and those of its parents, in lower case, nearest first."""
        for _ in range(_LONGEST_CHAIN):
            if not style:
                return
            yield style.lower().partition("_20_")[0]
            found = self._styles.get(style)
            style = attribute(found, "parent-style-name") if found is not None else None

    def is_raised(self, style: str | None) -> bool:
        """Whether text of this style is set raised (20.379, ``style:text-position``)."""
        found = self._styles.get(style or "")
        own = found.find("{*}text-properties") if found is not None else None
        position = (attribute(own, "text-position") or "") if own is not None else ""
        return position.startswith("super") or (position[:1].isdigit() and not position.startswith("0"))


@dataclass(slots=True)
class _Walk:
    """One pass over the document, or over one note. ``labels``: what each note's mark shows, by the note's key."""

    styles: _Styles
    blocks: Blocks = field(default_factory=Blocks)
    stated: Metadata = field(default_factory=Metadata)
    labels: dict[str, str] = field(default_factory=dict[str, str])
    found: deque[tuple[str, Element]] = field(default_factory=deque[tuple[str, Element]])
    _lists: int = 0
    _raised: int = 0

    def over(self, root: Element) -> None:
        """Walks ``root`` and all below it; words stand in an element and after each of those inside it."""
        for step, element in walk(root, self._skips):
            if step is Step.START:
                self._begin(element, local(element))
            elif step is Step.END:
                self._end(element, local(element))
            if step is not Step.START and element is not root:
                self._add(element.tail or "")

    def read_notes(self) -> Iterator[Note]:
        """The notes that were found on the way, one after another, however they nest."""
        while self.found:
            key, element = self.found.popleft()
            inner = _Walk(self.styles, labels=self.labels, found=self.found)
            body = element.find("{*}note-body")
            if body is not None:
                inner.over(body)
            urls = dict.fromkeys((*urls_in(inner.blocks.text), *inner.blocks.urls))
            if inner.blocks.text:
                yield Note(self.labels[key], inner.blocks.text, tuple(urls), key)

    def _skips(self, element: Element) -> bool:
        name = local(element)
        if name == "note":
            self._note(element)
        elif name in _INDEXES or (name == "section" and attribute(element, "display") == "none"):
            self.blocks.leave_out("".join(str(words) for words in element.itertext()))
        elif name == "note-ref":
            return self._repeat_mark(element)
        else:
            return name in _LEFT_OUT
        return True

    def _begin(self, element: Element, name: str) -> None:
        if name in ("p", "h"):
            self.blocks.begin()
        elif name == "table-row":
            self.blocks.begin_row()
        elif name == "table-cell":
            self.blocks.cell()
        elif name in _PARTS:
            self.blocks.begin_part()
        elif name in ("list", "list-header"):
            self._lists += name == "list"
        elif name == "span":
            self._raised += self.styles.is_raised(attribute(element, "style-name"))
        elif name == "a":
            self._link(element)
        elif name in ("s", "tab", "line-break"):
            self._add(" ")
        self._add(element.text or "")

    def _end(self, element: Element, name: str) -> None:
        if name in ("p", "h"):
            before = len(self.blocks.done)
            self.blocks.end(self._kind(element, name))
            if len(self.blocks.done) > before:
                self._take_metadata(element, self.blocks.done[-1].text)
        elif name == "table-row":
            self.blocks.end_row()
        elif name in _PARTS:
            self.blocks.end_part()
        elif name == "list":
            self._lists -= 1
        elif name == "span":
            self._raised -= self.styles.is_raised(attribute(element, "style-name"))

    def _kind(self, element: Element, name: str) -> BlockKind:
        names = list(self.styles.names(attribute(element, "style-name")))
        if name == "h" or any(item in _HEADINGS for item in names):
            return BlockKind.HEADING
        if any(item in _CAPTIONS for item in names):
            return BlockKind.CAPTION
        return BlockKind.ITEM if self._lists else BlockKind.PARAGRAPH

    def _take_metadata(self, paragraph: Element, words: str) -> None:
        """The title, where the paragraph's style says that it is one."""
        if "title" in self.styles.names(attribute(paragraph, "style-name")):
            self.stated = self.stated.or_else(Metadata(title=words))

    def _add(self, words: str) -> None:
        self.blocks.add(raised(words) if self._raised else words)

    def _note(self, element: Element) -> None:
        """Hangs the mark where the note stands; the note itself is read later."""
        citation = element.find("{*}note-citation")
        shown = "".join(str(words) for words in citation.itertext()).strip() if citation is not None else ""
        key = attribute(element, "id") or f"note {len(self.labels)}"
        if key in self.labels:
            key = f"{key} {len(self.labels)}"
        self.labels[key] = shown or str(len(self.labels) + 1)
        self.found.append((key, element))
        self.blocks.mark(self.labels[key], key)

    def _repeat_mark(self, element: Element) -> bool:
        """A reference to a note (7.7.2) that is raised is its mark once more; any other is words: "see note 4"."""
        key = attribute(element, "ref-name") or ""
        if not self._raised or key not in self.labels:
            return False
        self.blocks.mark(self.labels[key], key)
        return True

    def _link(self, element: Element) -> None:
        target = element.get(_XLINK) or ""
        if target.lower().startswith(("http://", "https://")):
            self.blocks.urls.append(target)


def _metadata(root: Element | None) -> Metadata:
    """What ``meta.xml`` says (4.3): the title, and who made the document first. When that was is no publication."""
    said: Mapping[str, str] = {
        local(item): " ".join((item.text or "").split()) for item in (root.iter("{*}*") if root is not None else ())
    }
    return Metadata(
        title=said.get("title") or None,
        author=said.get("initial-creator") or said.get("creator") or None,
    )
