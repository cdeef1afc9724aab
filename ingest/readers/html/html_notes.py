"""The links of a web page that lead from a mark to a note, and the elements that hold the notes.

A mark is a link within the page whose words look like a label, or that says what it is (``role=doc-noteref``), and
that leads forward: what leads from a note back to its mark is a back-link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml.html import HtmlElement

from ingest.notes.urls import urls_in
from ingest.readers.html.html_furniture import HEADINGS
from ingest.reading import Note, visible

_LABEL = re.compile(r"^[\[(]?\s*(?P<label>\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4})\s*[\])]?\.?$", re.IGNORECASE)
_SAYS_MARK = frozenset(("doc-noteref", "noteref", "footnote-ref", "footnote-reference", "reference"))
_SAYS_BACK = frozenset(("doc-backlink", "backlink"))
_INLINE = frozenset(["a", "span", "sup", "sub", "b", "i", "em", "strong", "small", "cite"])
_BLOCKS = frozenset(["li", "p", "div", "td", "tr", "dd", "aside", "section", "blockquote"])
_ARROWS = "^↑↩↵⤴︎️ \n\t"
_ONE_NOTE = re.compile(r"(?:_?(?:ftn|edn)|fn|(?:foot|end)?note)[-_:.]?\d{1,4}[a-z]?", re.IGNORECASE)
_STYLED_NOTE = re.compile(r"mso-element:\s*(?:foot|end)note\b", re.IGNORECASE)
_BETWEEN_MARKS = re.compile(r"[\s\[\](),;–-]*")
_BACK = "\0"
"""Stands for a link back that had the label for its words: no character of a page."""
_BACK_FIRST = re.compile(rf"[\s\[(^↑]*{_BACK}[\s\])]*(?:[.:]\s)?\s*")


@dataclass(slots=True)
class Links:
    """What was found.

    ``marks``: link element → (label, key of its note). ``notes``: element that holds a note → its key. ``labels``: the
    label of each note's first mark, by the note's key. ``bare``: elements that hold marks and what sets them off, which
    is no part of the words. ``places``: the elements that links may lead to, by their names.
    """

    marks: dict[HtmlElement, tuple[str, str]] = field(default_factory=dict[HtmlElement, tuple[str, str]])
    notes: dict[HtmlElement, str] = field(default_factory=dict[HtmlElement, str])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    bare: set[HtmlElement] = field(default_factory=set[HtmlElement])
    places: dict[str, HtmlElement] = field(default_factory=dict[str, HtmlElement])


def find_links(page: HtmlElement) -> Links:
    """All marks of ``page`` that are links, with the elements that hold their notes."""
    order = {element: i for i, element in enumerate(page.iter())}
    links, holders = Links(), _Holders()
    for element in order:
        for key in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if key:
                links.places.setdefault(key, element)
    for link in page.iter("a"):
        key = _fragment(link, links)
        target = links.places.get(key) if key else None
        label = _label(link)
        if label and target is None and _says_mark(link):
            links.marks[link] = (label, key or (link.get("href") or ""))
        elif label and target is not None and order[target] > order[link]:
            holder = holders.of(target)
            if holder is not None and not any(one is holder for one in link.iterancestors()):
                links.marks[link] = (label, links.notes.setdefault(holder, key))
    for link, (label, key) in links.marks.items():
        links.labels.setdefault(key, label)
        parent = link.getparent()
        if parent is not None and parent.tag in _INLINE and _holds_marks_alone(parent, links):
            links.bare.add(parent)
    return links


def _fragment(link: HtmlElement, links: Links) -> str:
    """The place in the page that ``link`` leads to: "#n1", or the page's own address with it, as saved pages have it.

    What address a saved page had is seldom in it: a label that leads to a name which the page has is taken for its own.
    """
    address, _, fragment = (link.get("href") or "").partition("#")
    key = unquote(fragment)
    if not address:
        return key
    words = " ".join(str(link.text_content()).split())
    is_set_off = _is_raised(link) or not words.isalnum()
    return key if key in links.places and is_set_off and (_LABEL.match(words) or not words.strip(_ARROWS)) else ""


def _holds_marks_alone(element: HtmlElement, links: Links) -> bool:
    """Whether ``element`` holds marks, and nothing else but what sets them off: "[1, 2]"."""
    words = [element.text or "", *(child.tail or "" for child in element)]
    return all(child in links.marks for child in element) and all(_BETWEEN_MARKS.fullmatch(one) for one in words)


def _label(link: HtmlElement) -> str | None:
    words = " ".join(str(link.text_content()).split())
    found = _LABEL.match(words)
    if found:
        return found["label"]
    return words.strip("[]() ") or None if _says_mark(link) else None


def _says_mark(link: HtmlElement) -> bool:
    """Whether ``link`` or the raised text that it stands in is declared to be a mark, wherever it leads."""
    parent = link.getparent()
    classes = f"{link.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}".split()
    says = {link.get("role"), link.get("{http://www.idpf.org/2007/ops}type"), link.get("epub:type"), *classes}
    return bool(says & _SAYS_MARK)


def _is_raised(link: HtmlElement) -> bool:
    parent = link.getparent()
    return (parent is not None and parent.tag == "sup") or link.find(".//sup") is not None or _says_mark(link)


class _Holders:
    """The blocks that hold notes, each looked at once: many links may lead to one."""

    def __init__(self) -> None:
        self._are_notes: dict[HtmlElement, bool] = {}

    def of(self, target: HtmlElement) -> HtmlElement | None:
        """The block that holds the note which ``target`` names; None where that is a part of the document."""
        element: HtmlElement | None = target
        while element is not None and element.tag in _INLINE:
            element = element.getparent()
        if element is not None and element.tag == "dt":
            element = element.getnext()
        if element is None or element.tag not in _BLOCKS:
            return None
        if (whole := _note_around(element)) is not None:
            element = whole
        if element not in self._are_notes:
            self._are_notes[element] = not any(True for _ in element.iter(*HEADINGS))
        return element if self._are_notes[element] else None


def _note_around(element: HtmlElement) -> HtmlElement | None:
    """The block around ``element`` that is one note of several paragraphs, as Word and others write them."""
    parent = element.getparent()
    if parent is None or parent.tag not in _BLOCKS:
        return None
    is_one = _STYLED_NOTE.search(parent.get("style") or "") or _ONE_NOTE.fullmatch(parent.get("id") or "")
    return parent if is_one else None


def read_note(holder: HtmlElement, key: str, label: str, links: Links, place: int) -> Note:
    """The Note that ``holder`` holds: its words without label and back-links, and where its links lead."""
    text = visible(" ".join("".join(_words(holder, label, links)).split())).lstrip(_ARROWS)
    numbered = next(holder.iterancestors("ol"), None) is not None
    led = _BACK_FIRST.match(text)
    text = text[led.end() :] if led else _without_label(text, label, numbered=numbered)
    text = " ".join(text.replace(_BACK, " ").split()).strip(_ARROWS)
    hrefs = [link.get("href") or "" for link in holder.iter("a") if not _fragment(link, links)]
    linked = [href for href in hrefs if href.lower().startswith(("http://", "https://"))]
    return Note(label, text, tuple(dict.fromkeys((*urls_in(text), *linked))), key, place)


def _without_label(text: str, label: str, *, numbered: bool) -> str:
    """``text`` without the ``label`` it begins with: "[1]", "(1)", "1." or "1".

    In a ``numbered`` list the number is not among the words: what begins note 12 there may be "12 U.S.C.".
    """
    boxed = text.startswith(("[", "("))
    rest = text[1:].lstrip() if boxed else text
    if not rest.startswith(label):
        return text
    behind = rest[len(label) :]
    if boxed:
        behind = behind.lstrip()
        if not behind.startswith(("]", ")")):
            return text
        return (behind[2:] if behind[1:2] in (".", ":") else behind[1:]).lstrip()
    if behind.startswith((".", ":", ")")) and behind[1:2].isspace():
        return behind[1:].lstrip()
    return behind.lstrip() if behind[:1].isspace() and not numbered else text


def _words(element: HtmlElement, label: str, links: Links) -> Iterator[str]:
    """The words under ``element`` without back-links; blocks are set apart by spaces. Iterative: pages nest deep."""
    waiting: list[HtmlElement | str] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
            continue
        after = (one.tail or "") if one is not element else ""
        if not isinstance(one.tag, str) or one.tag in ("script", "style"):
            yield after
            continue
        if _is_back_link(one, label, links):
            yield (_BACK if label in str(one.text_content()) else "") + after
            continue
        if one in links.marks and _is_raised(one):  # a note within the note, and no "see note 12"
            yield f"[{links.marks[one][0]}]{after}"
            continue
        gap = " " if one.tag in _BLOCKS or one.tag == "br" else ""
        waiting += [gap + after, *reversed(list(one)), gap + (one.text or "")]


def _is_back_link(element: HtmlElement, label: str, links: Links) -> bool:
    """A link within the page that looks like a label, but for the number of another note: that is a cross-reference."""
    if element.tag != "a" or element in links.marks:
        return False
    says = {element.get("role"), *(element.get("class") or "").split()}
    words = str(element.text_content()).strip(_ARROWS)
    found = _LABEL.match(words)
    is_label = not words or (found is not None and (not found["label"].isdecimal() or found["label"] == label))
    return bool(says & _SAYS_BACK) or (bool(_fragment(element, links)) and is_label)
