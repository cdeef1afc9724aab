"""Which elements of a page hold notes: those that marks lead to, their further paragraphs, and notes nobody cites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from ingest.readers.html.html_furniture import HEADINGS
from ingest.readers.html.link_targets import Targets
from retrieval.numbers import number

INLINE = frozenset(["a", "span", "sup", "sub", "b", "i", "em", "strong", "small", "cite"])
BLOCKS = frozenset(["li", "p", "div", "td", "th", "tr", "dd", "dl", "table", "aside", "section", "blockquote"])
_GOES_ON = frozenset(["p", "ul", "ol", "dl", "blockquote", "pre", "table", "div"])
"""What the further paragraphs of a note may be."""
_WHOLE = frozenset(["div", "aside", "td", "dd", "blockquote"])
"""What may hold one note and nothing else."""
_MOST_PARAGRAPHS = 12
_ONE_NOTE = re.compile(r"(?:\d+\.)?(?:_?(?:ftn|edn)|fn|(?:sd)?(?:foot|end)?note)[-_:.]?\d{1,4}[a-z]?", re.IGNORECASE)
"""The name of one note; a book put together from files has the number of the file before it."""
_STYLED_NOTE = re.compile(r"mso-element:\s*(?:foot|end)note\b", re.IGNORECASE)
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"))
_NOTE_CLASSES = frozenset(("footnote", "endnote", "citation", "sdfootnote", "sdendnote", "fn"))
_SAYS_BACK = re.compile(
    r"(?:[\w-]*[-_])?back(?:-?(?:link|ref|reference))?|\w*back-?link|reverse-?footnote", re.IGNORECASE
)
_NAME_OF_KIND = re.compile(r"(?P<kind>.*[-_:.](?=.)|\D+(?=\d+$))")
_NOTE_LABEL = re.compile(r"[\s\[(←↑^]*(?P<label>\d{1,4}|[*†‡§¶]{1,3})\s*(?P<box>[\]).:]?)(?=\D|$)")


class Holders:
    """The elements that hold notes; each is judged once, for many links may lead to one."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._are_notes: dict[HtmlElement, bool] = {}

    def of_name(self, name: str) -> list[HtmlElement]:
        """Returns the elements that hold the notes of this name, each once, in the order of the page."""
        found = (self._of(target) for target in self._targets.of(name))
        return list(dict.fromkeys(holder for holder in found if holder is not None))

    def _of(self, target: HtmlElement) -> HtmlElement | None:
        """The block that holds the note which ``target`` names; None where that is a part of the document."""
        element: HtmlElement | None = target
        while element is not None and element.tag in INLINE:
            element = element.getparent()
        if element is not None and element.tag == "dt":
            element = element.getnext()
        if element is None or element.tag not in BLOCKS or (element.tag in ("dl", "table") and _holds_many(element)):
            return None
        element = _note_around(_row_of_label(element))
        if element not in self._are_notes:
            self._are_notes[element] = not any(True for _ in element.iter(*HEADINGS))
        return element if self._are_notes[element] else None

    def add_uncited(self, page: HtmlElement, notes: dict[HtmlElement, str], labels: dict[str, str]) -> None:
        """Adds the notes that no mark leads to: items among others that are notes, and what calls itself a note."""
        for holder in [*_items_beside(notes), *_by_name(page, notes)]:
            if holder not in notes and not any(True for _ in holder.iter(*HEADINGS)):
                key = f"{holder.get('id') or ''} uncited {len(notes)}"
                notes[holder] = key
                labels[key] = note_label(holder) or "?"

    def rests(
        self, notes: Mapping[HtmlElement, str], marks: Collection[HtmlElement]
    ) -> dict[HtmlElement, list[HtmlElement]]:
        """Returns the elements that notes go on in, where a note's holder is but its first paragraph."""
        around = {outer for held in (*notes, *marks) for outer in (held, *held.iterancestors())}
        rests = ((holder, _rest(holder, notes, around)) for holder in notes if holder.tag in ("p", "div"))
        return {holder: rest for holder, rest in rests if rest}


def _holds_many(element: HtmlElement) -> bool:
    """Whether a list of definitions, or a table, holds more than one item or row."""
    return sum(1 for _ in element.iter("dd", "tr")) != 1


def _row_of_label(element: HtmlElement) -> HtmlElement:
    """The row of a cell that holds nothing but a label, for the note stands in the next cell."""
    row = element.getparent()
    is_label = element.tag in ("td", "th") and len(str(element.text_content()).strip()) <= 6
    return row if is_label and row is not None and row.tag == "tr" else element


def _note_around(element: HtmlElement) -> HtmlElement:
    """The block around ``element`` that is one note of several paragraphs, as Word and others write them."""
    parent = element.getparent()
    if parent is None or parent.tag not in BLOCKS:
        return element
    if parent.tag == "li" and element.getprevious() is None:
        return parent
    is_one = _STYLED_NOTE.search(parent.get("style") or "") or _ONE_NOTE.fullmatch(parent.get("id") or "")
    return parent if is_one else element


def _rest(holder: HtmlElement, notes: Mapping[HtmlElement, str], around: Collection[HtmlElement]) -> list[HtmlElement]:
    """What follows ``holder`` and goes on with it.

    A holder that is the first thing in a box without a name has all of the box; otherwise what stands between two
    notes, or is set in the same class, goes on, and nothing that has a mark or a note in it.
    """
    following = list(_following(holder, around))
    parent = holder.getparent()
    if not following or parent is None or len(following) > _MOST_PARAGRAPHS:
        return []
    is_box = parent.tag in _WHOLE and not parent.get("id")
    if is_box and holder.getprevious() is None and following[-1].getnext() is None:
        return following
    behind = following[-1].getnext()
    if behind is not None and behind in notes and all(_is_like(holder, element) for element in following):
        return following
    alike = holder.get("class")
    end = max((i for i, element in enumerate(following, start=1) if alike and element.get("class") == alike), default=0)
    return following[:end]


def _following(holder: HtmlElement, around: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    for element in holder.itersiblings():
        if element.tag not in _GOES_ON or element in around or any(True for _ in element.iter(*HEADINGS)):
            return
        yield element


def _is_like(holder: HtmlElement, element: HtmlElement) -> bool:
    """Whether ``element`` may go on with ``holder``: a list, or a paragraph in the same class or one derived of it."""
    return element.tag != holder.tag or _root_of_class(element) == _root_of_class(holder)


def _root_of_class(element: HtmlElement) -> str:
    """The beginning of a class: LibreOffice derives "Footnote_20_Block_20_Text" of "Footnote"."""
    return (element.get("class") or "").partition("_")[0]


def _items_beside(notes: Mapping[HtmlElement, str]) -> Iterator[HtmlElement]:
    """The items beside notes in a list whose names are like the names of the notes, or that lead back."""
    lists = defaultdict[HtmlElement, list[HtmlElement]](list)
    for holder in notes:
        parent = holder.getparent()
        if holder.tag == "li" and parent is not None:
            lists[parent].append(holder)
    for parent, holders in lists.items():
        kinds = {_kind_of_name(holder) for holder in holders} - {""}
        for item in parent.iterchildren("li"):
            is_named_alike = _kind_of_name(item) in kinds
            if item not in notes and (is_named_alike or any(says_back(link) for link in item.iter("a"))):
                yield item


def _kind_of_name(element: HtmlElement) -> str:
    """What the name of ``element`` has in common with those of its kind: "fn:" of "fn:salt", "n" of "n12"."""
    found = _NAME_OF_KIND.match(element.get("id") or "")
    return found["kind"] if found else ""


def _by_name(page: HtmlElement, notes: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    """The elements that call themselves notes, as far as they are no part of a note and hold none."""
    inside = {outer for holder in notes for outer in holder.iterancestors()}
    for element in page.iter(*BLOCKS):
        is_note = is_note_by_name(element) and "citation" not in (element.get("class") or "").split()
        if (
            is_note
            and element not in inside
            and not any(outer in notes for outer in (element, *element.iterancestors()))
        ):
            items = [item for item in element.iter("li") if item.get("id")]
            yield from items or [element]


def is_note_by_name(element: HtmlElement) -> bool:
    """Whether ``element`` says that it is a note: by its role, or by its class where it has a name or a label too."""
    if {element.get("role"), element.get("epub:type")} & {*_NOTE_ROLES, "doc-biblioentry"}:
        return True
    is_named = bool(_NOTE_CLASSES & set((element.get("class") or "").split())) and element.tag in BLOCKS
    return is_named and bool(element.get("id") and (note_label(element) or element.tag == "li"))


def says_back(link: HtmlElement) -> bool:
    """Whether ``link`` says that it leads back from a note."""
    says: Sequence[str] = (element_role(link), *(link.get("class") or "").split())
    return any(_SAYS_BACK.fullmatch(name) for name in says if name) or link.get("data-footnote-backref") is not None


def element_role(element: HtmlElement) -> str:
    """Returns the role of ``element`` without the prefix of publishing, "doc-"; empty where it has none."""
    return (element.get("role") or element.get("epub:type") or "").removeprefix("doc-")


def note_label(holder: HtmlElement) -> str:
    """Returns the label that a note begins with, else its number in its list; empty where it has neither."""
    found = _NOTE_LABEL.match(str(holder.text_content())[:40])
    above = holder.getparent()
    if holder.tag == "li" and above is not None and above.tag == "ol" and not (found and found["box"]):
        first = above.get("start") or "1"
        items = list(above.iterchildren("li"))
        return str(number(first, 1) + items.index(holder))
    return found["label"] if found else ""
