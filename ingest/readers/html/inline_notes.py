"""Notes that stand inside their sentence, where style sheets set them beside it or show them when pointed at.

LaTeXML (the pages of arXiv) and Tufte's style sheet put the note's words in the line, plugins of WordPress put them in
a tooltip behind the mark, and other pages into an attribute of the mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from ingest.notes.urls import urls_in
from ingest.readers.html.html_notes import read_note
from ingest.readers.html.linked_marks import LABEL, Links, is_raised, words_of
from ingest.readers.html.note_holders import BLOCKS, INLINE
from ingest.reading import Note

_HELD_IN = frozenset((*INLINE, "aside", "label", "q", "dfn", "mark", "ins"))
_NAMED = re.compile(
    r"""(?:[\w-]*[-_])?
    (?:(?:side|margin|foot|end)-?note)
    (?:[-_]+(?:tooltip|text|content|body|note|inline|popup|popover|wrapper))*
    | ltx_role_(?:(?:foot|end)note|thanks)""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERS = re.compile(r"ltx_note_mark|ltx_tag|ltx_note_type|(?:side|foot)note[-_]?(?:number|mark|label)", re.IGNORECASE)
"""The names of a note's own number within it."""
_TOGGLE = re.compile(r"margin-?toggle", re.IGNORECASE)
_TOLD_IN = re.compile(
    r"title|data-(?:\w+-)*(?:title|content|footnote|note|tooltip|text)(?:-content|-text)?|data-mfn-content",
    re.IGNORECASE,
)
_ABOUT_THE_LINK = re.compile(
    r"(?:view|see|jump|go|back|click|scroll|link|read|show|open|reference|footnote|endnote|note|anmerkung|fußnote)\b"
    r"(?:\W+\w+){0,4}\W*",
    re.IGNORECASE,
)
"""Titles that tell what the link does: "View footnote"."""
_NUMBER = re.compile(r"\[?(?P<label>\d{1,3})\]?")
_BEHIND_WORDS = re.compile(r"(?:[^\W\d_]|\w[.,;:!?)”\"’'])$")
_LISTED_IN = ("li", "p", "dd")
"""Where a list of notes has the words of one."""
_MANY = 2
_UNNUMBERED = "*"


@dataclass(frozen=True, slots=True)
class InlineNote:
    """A note in the line: its label and key, and the element or the words that it consists of."""

    label: str
    key: str
    words: HtmlElement | str

    def read(self, links: Links, place: int) -> Note:
        """Returns the Note; ``place``: how many Blocks came before it."""
        if isinstance(self.words, str):
            return Note(self.label, self.words, urls_in(self.words), self.key, place)
        return read_note(self.words, self.key, self.label, links, place)


@dataclass(frozen=True)
class InlineNotes:
    """The notes in the line by the elements they stand in, and the marks, toggles and doubles that go with them."""

    page: HtmlElement
    notes: dict[HtmlElement, InlineNote]
    dropped: set[HtmlElement]

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(words_of(block) for block in self.page.iter(*_LISTED_IN))

    def is_listed(self, note: HtmlElement) -> bool:
        """Whether a list of the page has the words of ``note``: it is the list's, and the line repeats it."""
        return words_of(note) in self._listed


def find_inline_notes(page: HtmlElement, links: Links) -> InlineNotes:
    """Returns the notes of ``page`` that stand inside sentences."""
    found = InlineNotes(page, {}, set())
    for element in page.iter(*_HELD_IN):
        named = element.get("class") or ""
        if "note" in named.lower() and _is_note_in_line(element, named, links):
            _take_element(element, links, found)
        elif (told := _told(element, links)) is not None:
            label = LABEL.match(words_of(element))
            key = f"told {len(found.notes)}"
            found.notes[element] = InlineNote(label["label"] if label else _UNNUMBERED, key, told)
        elif element.tag == "a" and (label := _label_of_address(element, links)):
            address = element.get("href") or ""
            found.notes[element] = InlineNote(label, f"{label} {address}", address)
        elif element.tag == "label" and _TOGGLE.search(named):
            found.dropped.add(element)
    return found


def _is_note_in_line(element: HtmlElement, named: str, links: Links) -> bool:
    """Whether ``element`` is named as a note, says more than a label, and stands behind words of its paragraph."""
    if not any(_NAMED.fullmatch(name) for name in named.split()) or element in links.marks:
        return False
    words = words_of(element)
    if len(words) < _MANY or LABEL.match(words) or any(inner in links.marks for inner in element.iter("a")):
        return False
    around = list(element.iterancestors())
    if any(outer in links.notes or _is_named_as_note(outer) for outer in around):
        return False
    return _has_words_before(element)


def _is_named_as_note(element: HtmlElement) -> bool:
    return element.tag in _HELD_IN and any(_NAMED.fullmatch(name) for name in (element.get("class") or "").split())


def _has_words_before(element: HtmlElement) -> bool:
    """Whether words of the same paragraph stand before ``element``."""
    inner = element
    while inner.tag not in BLOCKS:
        outer = inner.getparent()
        if outer is None:
            return False
        before = [outer.text or "", *(f"{sibling.text_content()}{sibling.tail or ''}" for sibling in _before(inner))]
        if any(part.strip() for part in before):
            return True
        inner = outer
    return False


def _before(element: HtmlElement) -> Iterator[HtmlElement]:
    return (sibling for sibling in element.itersiblings(preceding=True) if isinstance(sibling.tag, str))


def _take_element(element: HtmlElement, links: Links, found: InlineNotes) -> None:
    """Takes the note of ``element`` with the mark before it; the mark of a note that stands elsewhere has it twice."""
    before = _mark_before(element)
    tied = [links.marks[inner] for inner in before.iter("a") if inner in links.marks] if before is not None else []
    if tied and all(not marks[0][1].endswith("?") for marks in tied):
        found.dropped.add(element)
        return
    if found.is_listed(element):  # ``cut_repeats`` takes it out with its mark
        return
    label = LABEL.match(words_of(before)) if before is not None else None
    key = f"inline {len(found.notes)}"
    own = label["label"] if label else _own_label(element) or _counted(element, found)
    found.notes[element] = InlineNote(own, key, element)
    for number in list(element.iter(*_HELD_IN)):
        if _NUMBERS.search(number.get("class") or ""):
            _empty(number)
    if before is not None:
        found.dropped.add(before)


def _mark_before(element: HtmlElement) -> HtmlElement | None:
    """The mark that stands right before ``element``, form controls aside."""
    for sibling in _before(element):
        if (sibling.tail or "").strip():
            return None
        if words_of(sibling):
            holds_mark = LABEL.match(words_of(sibling)) and sibling.tag in _HELD_IN
            return sibling if holds_mark else None
    return None


def _own_label(element: HtmlElement) -> str:
    """The number that ``element`` itself begins with."""
    for number in element.iter(*_HELD_IN):
        found = LABEL.match(words_of(number)) if number is not element else None
        if found and (number.tag == "sup" or _NUMBERS.search(number.get("class") or "")):
            return found["label"]
    return ""


def _counted(element: HtmlElement, found: InlineNotes) -> str:
    """The number that a style sheet counts; a note whose toggle has none is unnumbered."""
    names = (sibling.get("class") or "" for sibling in _before(element) if sibling.tag == "label")
    toggle = next(names, None)
    if toggle is not None and "number" not in toggle:
        return _UNNUMBERED
    return str(1 + sum(note.label.isdecimal() for note in found.notes.values()))


def _empty(number: HtmlElement) -> None:
    for inner in list(number):
        number.remove(inner)
    number.text = ""


def _told(element: HtmlElement, links: Links) -> str | None:
    """The note that an attribute of the mark ``element`` tells; None where there is none."""
    if element.tag not in ("sup", "a", "span") or len(element.attrib) == 0:
        return None
    tied = [inner for inner in (element, *element.iter("a")) if inner in links.marks]
    if any(not links.marks[inner][0][1].endswith("?") for inner in tied):
        return None
    told = [str(value) for name, value in element.attrib.items() if _TOLD_IN.fullmatch(str(name))]
    texts = [text for value in told if (text := _text(value)) and " " in text and not _ABOUT_THE_LINK.fullmatch(text)]
    if not texts or not LABEL.match(words_of(element)):
        return None
    is_mark = element.tag == "sup" or is_raised(element) or "note" in (element.get("class") or "").lower()
    return texts[0] if is_mark else None


def _label_of_address(link: HtmlElement, links: Links) -> str:
    """The label of a mark that leads out of the page, as "[1]: https://…" of Markdown does; empty where it is none.

    The address is all there is of the note. A number among the words, "chapter 3", is no mark.
    """
    href, words = (link.get("href") or "").lower(), words_of(link)
    found = _NUMBER.fullmatch(words)
    if not found or not href.startswith(("http://", "https://")) or link in links.marks:
        return ""
    before = link.getprevious()
    above = link.getparent()
    text = (before.tail if before is not None else above.text if above is not None else "") or ""
    is_glued = bool(_BEHIND_WORDS.search(text))
    return found["label"] if words.startswith("[") or is_raised(link) or is_glued else ""


def _text(value: str) -> str:
    """The words of an attribute, which may be written in HTML."""
    if "<" not in value:
        return " ".join(value.split())
    try:
        return words_of(fragment_fromstring(value, create_parent="div"))
    except (etree.ParserError, ValueError):
        return ""
