"""Word documents: ECMA-376 part 1 (WordprocessingML), read from the parts themselves.

python-docx knows no footnotes, tracked changes or content controls, so that what it adds to lxml is not needed here.
Header, footer and comments are parts of their own and no part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.notes.loose_notes import find_loose_notes
from ingest.notes.superscripts import raised
from ingest.notes.urls import urls_in
from ingest.readers.containers import Container, Element, Step, attribute, local, walk
from ingest.readers.office.docx_fields import Fields
from ingest.readers.office.docx_labels import REFERENCES, Labels, find_labels, is_custom
from ingest.readers.office.docx_parts import (
    Package,
    Relationship,
    core_properties,
    is_gone,
    is_on,
    open_package,
    properties,
    relationships,
    value,
)
from ingest.readers.office.docx_styles import Styles
from ingest.readers.office.office_blocks import Blocks, said_at_top
from ingest.readers.published_dates import iso_date
from ingest.reading import Block, Metadata, Note, Reading

_PROPERTIES = frozenset("pPr rPr sdtPr sdtEndPr tblPr tblGrid tcPr trPr sectPr rt instrText delInstrText".split())
_WRITTEN = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_LONGEST_LABEL = 8
_SYMBOLS = str.maketrans(
    "".join(map(chr, (*range(0xF061, 0xF07B), 0xF0A2, 0xF0A3, 0xF0AE, 0xF0B0, 0xF0B1, 0xF0B3, 0xF0B4, 0xF0B7, 0xF0B9))),
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ′≤→°±≥×•≠",
)
"""The characters of the Symbol font that texts use, as Unicode."""


def read_docx(data: bytes) -> Reading:
    """What stands in a Word document, its changes accepted. Raises ``UnreadableSource``."""
    container = Container(data)
    package = open_package(container)
    root = container.required(package.main)
    styles = Styles(container.optional(package.name_of("styles")))
    labels = find_labels(root, container.optional(package.name_of("settings")))
    body = _Walk(styles, labels, package.relationships)
    body.over(root)
    blocks, left_out = tuple(body.blocks.done), tuple(body.blocks.left_out)
    metadata = core_properties(package).or_else(body.stated).or_else(said_at_top(blocks))
    notes = tuple(_in_order(_notes(package, styles, labels), blocks))
    if not notes:
        loose = find_loose_notes(blocks)
        return Reading("docx", loose.blocks, loose.notes, metadata, (*left_out, *loose.left_out), _words(root))
    parts = (package.container.xml(package.name_of(f"{kind}s")) for kind in REFERENCES.values())
    said = (_words(part) for part in (root, *parts) if part is not None)
    return Reading("docx", blocks, notes, metadata, left_out, "".join(said))


@dataclass(slots=True)
class _Walk:
    """One pass over the document, or over one note."""

    styles: Styles
    labels: Labels
    relationships: Mapping[str, Relationship]
    blocks: Blocks = field(default_factory=Blocks)
    stated: Metadata = field(default_factory=Metadata)
    _fields: Fields = field(default_factory=Fields)
    _custom: tuple[str, list[str]] | None = None
    """Where a mark set by hand leads, and what of it was read."""
    _is_raised: bool = False

    def over(self, root: Element) -> None:
        """Walks ``root`` and all below it."""
        for step, element in walk(root, self._skips):
            if step is Step.START:
                self._begin(element, local(element))
            elif step is Step.END:
                self._end(element, local(element))
        self.blocks.finish()

    def _skips(self, element: Element) -> bool:
        name = local(element)
        if name in _PROPERTIES:
            if name == "instrText":
                self._fields.instruct(element.text or "")
            return True
        is_placeholder = name == "sdt" and is_on(properties(element, "sdtPr"), "showingPlcHdr")
        if is_gone(element):
            if name == "r":
                self.blocks.leave_out(_words(element))
            return True
        if is_placeholder or (name == "p" and self.styles.is_index(element)):
            self.blocks.leave_out(_words(element))
            return True
        return False

    def _begin(self, element: Element, name: str) -> None:
        if name == "p":
            self.blocks.begin()
        elif name == "tr":
            self.blocks.begin_row()
        elif name == "tc":
            self.blocks.cell()
        elif name == "txbxContent":
            self.blocks.begin_part()
        elif name == "r":
            self._is_raised = value(properties(element, "rPr"), "vertAlign") == "superscript"
        elif name in REFERENCES:
            self._refer(element, REFERENCES[name])
        else:
            self._begin_field(element, name)

    def _begin_field(self, element: Element, name: str) -> None:
        if name == "hyperlink":
            self._link(element)
        elif name == "fldSimple":
            self._fields.begin()
            self._fields.instruct(attribute(element, "instr") or "")
            self._show_field()
        elif name == "fldChar":
            kind = attribute(element, "fldCharType")
            if kind == "begin":
                self._fields.begin()
            elif kind == "separate":
                self._show_field()
            elif kind == "end":
                self._fields.end()
        else:
            self._add(_text(element, name))

    def _end(self, element: Element, name: str) -> None:
        if name == "p":
            self._end_paragraph(element)
        elif name == "tr":
            self.blocks.end_row()
        elif name == "txbxContent":
            self.blocks.end_part()
        elif name == "r":
            self._end_custom()
            self._is_raised = False
        elif name == "fldSimple":
            self._fields.end()

    def _end_paragraph(self, element: Element) -> None:
        if self._custom is not None:
            self._custom[1].append("*")
            self._end_custom()
        self._fields.end_paragraph()
        own = properties(element, "pPr")
        before = len(self.blocks.done)
        joins = own is not None and is_on(_properties_of_mark(own), "del")
        self.blocks.end(self.styles.kind(element), joins=joins)
        if len(self.blocks.done) > before:
            self._take_metadata(element, self.blocks.done[-1].text)

    def _take_metadata(self, paragraph: Element, words: str) -> None:
        """Title, author and date where the paragraph's style says that it holds them."""
        style = self.styles.names(paragraph)[:1]
        if style == ("title",):
            self.stated = self.stated.or_else(Metadata(title=words))
        elif style == ("author",):
            self.stated = self.stated.or_else(Metadata(author=words))
        elif style == ("date",):
            self.stated = self.stated.or_else(Metadata(published=iso_date(words)))

    def _add(self, words: str) -> None:
        if not words or self._fields.muted:
            return
        if self._custom is not None:
            self._custom[1].append(words)
        elif not self._is_repeated_mark():
            self.blocks.add(raised(words) if self._is_raised else words)

    def _refer(self, element: Element, kind: str) -> None:
        target = _target(element, kind)
        if is_custom(element):
            self._custom = (target, [])
        elif element in self.labels.of and not self._fields.muted:
            self.blocks.mark(self.labels.of[element], target)

    def _end_custom(self) -> None:
        """A mark set by hand ends with the run that holds it; a whole sentence is no mark."""
        if self._custom is None or not "".join(self._custom[1]).strip():
            return
        target, words = self._custom[0], "".join(self._custom[1])
        self._custom = None
        label = words.strip()
        if len(label) > _LONGEST_LABEL:
            self.blocks.mark("*", target)
            self.blocks.add(words)
        else:
            self.blocks.mark(label, target)
            self.blocks.add(" " if words[-1].isspace() else "")

    def _show_field(self) -> None:
        shown = self._fields.separate()
        if shown is not None and shown.link:
            self.blocks.urls.append(shown.link)
        if shown is not None and shown.is_mark:
            self._repeat_mark(shown.note)

    def _is_repeated_mark(self) -> bool:
        """Whether these words are a field that repeats a note's mark and are raised as marks are."""
        shown = self._fields.innermost
        return self._is_raised and shown is not None and self._repeat_mark(shown.note)

    def _repeat_mark(self, bookmark: str | None) -> bool:
        """Marks the words with the note inside ``bookmark`` once more, in place of the field's number."""
        reference = self.labels.bookmarked.get(bookmark or "")
        if reference is None or reference not in self.labels.of:
            return False
        self.blocks.mark(self.labels.of[reference], _target(reference, REFERENCES[local(reference)]))
        self._fields.mute()
        return True

    def _link(self, element: Element) -> None:
        ids = (value for key, value in element.attrib.items() if str(key).endswith("}id"))
        found = self.relationships.get(str(next(ids, "")))
        if found is not None and found.is_external and found.target.lower().startswith(("http://", "https://")):
            self.blocks.urls.append(found.target)


def _properties_of_mark(own: Element) -> Element | None:
    """The properties of the paragraph's own end mark, which are among the last of ``pPr``."""
    return own.find("{*}rPr")


def _text(element: Element, name: str) -> str:
    """The words that ``element`` itself stands for."""
    if name == "t":
        return element.text or ""
    if name == "sym":
        return _symbol(element)
    return _WRITTEN.get(name, "")


def _symbol(element: Element) -> str:
    """A character of a symbol font (17.3.3.30): those of the font Symbol and ASCII signs are known."""
    try:
        char = chr(int(attribute(element, "char") or "", 16))
    except (ValueError, OverflowError):
        return ""
    if (attribute(element, "font") or "").lower() == "symbol":
        char = char.translate(_SYMBOLS)
    code = ord(char)
    if 0xF020 <= code < 0xF041:
        return chr(code - 0xF000)
    return "" if 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code < 0x20 else char


def _words(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t"))


def _target(reference: Element, kind: str) -> str:
    return f"{kind}:{attribute(reference, 'id')}"


def _notes(package: Package, styles: Styles, labels: Labels) -> Iterator[Note]:
    """The notes of both kinds that have words, in the order they are stored; separators are no notes (17.11.23)."""
    for kind in REFERENCES.values():
        name = package.name_of(f"{kind}s")
        root = package.container.xml(name)
        related = relationships(package.container, name)
        for element in root.iterfind(f"{{*}}{kind}") if root is not None else ():
            if (attribute(element, "type") or "normal") == "normal":
                body = _Walk(styles, labels, related)
                body.over(element)
                urls = dict.fromkeys((*urls_in(body.blocks.text), *body.blocks.urls))
                if body.blocks.text:
                    yield Note(attribute(element, "id") or "?", body.blocks.text, tuple(urls), _target(element, kind))


def _in_order(notes: Iterator[Note], blocks: tuple[Block, ...]) -> Iterator[Note]:
    """The notes as the text cites them, with the labels of their marks; then those that it does not cite."""
    cited: dict[str | None, tuple[str, int, int]] = {}
    for place, block in enumerate(blocks):
        for mark in block.marks:
            cited.setdefault(mark.target, (mark.label, len(cited), place + 1))
    uncited = ("", len(cited), len(blocks))
    for note in sorted(notes, key=lambda note: cited.get(note.target, uncited)[1]):
        label, _, place = cited.get(note.target, uncited)
        text = note.text if label[:1].isalnum() else note.text.removeprefix(label).lstrip()
        yield replace(note, label=label or note.label, text=text or note.text, place=place)
