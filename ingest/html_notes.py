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

from ingest.reading import Note
from ingest.urls import urls_in

_LABEL = re.compile(r"^[\[(]?\s*(?P<label>\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4})\s*[\])]?\.?$", re.IGNORECASE)
_SAYS_MARK = frozenset(("doc-noteref", "noteref", "footnote-ref", "footnote-reference", "reference"))
_SAYS_BACK = frozenset(("doc-backlink", "backlink"))
_INLINE = frozenset(["a", "span", "sup", "sub", "b", "i", "em", "strong", "small", "cite"])
_BLOCKS = frozenset(["li", "p", "div", "td", "tr", "dd", "aside", "section", "blockquote"])
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ARROWS = "^↑↩↵⤴︎️ \n\t"


@dataclass(slots=True)
class Links:
    """What was found.

    ``marks``: link element → (label, key of its note). ``notes``: element that holds a note → its key. ``labels``: the
    label of each note's first mark, by the note's key.
    """

    marks: dict[HtmlElement, tuple[str, str]] = field(default_factory=dict[HtmlElement, tuple[str, str]])
    notes: dict[HtmlElement, str] = field(default_factory=dict[HtmlElement, str])
    labels: dict[str, str] = field(default_factory=dict[str, str])


def find_links(page: HtmlElement) -> Links:
    """All marks of ``page`` that are links, with the elements that hold their notes."""
    order = {element: i for i, element in enumerate(page.iter())}
    places: dict[str, HtmlElement] = {}
    for element in order:
        for key in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if key:
                places.setdefault(key, element)
    links, holders = Links(), _Holders()
    for link in page.iter("a"):
        key = _fragment(link)
        target = places.get(key) if key else None
        label = _label(link)
        if label and target is None and _says_mark(link):
            links.marks[link] = (label, key or (link.get("href") or ""))
        elif label and target is not None and order[target] > order[link]:
            holder = holders.of(target)
            if holder is not None and not any(one is holder for one in link.iterancestors()):
                links.marks[link] = (label, links.notes.setdefault(holder, key))
    for label, key in links.marks.values():
        links.labels.setdefault(key, label)
    return links


def _fragment(link: HtmlElement) -> str:
    href = link.get("href") or ""
    return unquote(href[1:]) if href.startswith("#") else ""


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
        if element not in self._are_notes:
            self._are_notes[element] = not any(True for _ in element.iter(*_HEADINGS))
        return element if self._are_notes[element] else None


def read_note(holder: HtmlElement, key: str, label: str, links: Links, place: int) -> Note:
    """The Note that ``holder`` holds: its words without label and back-links, and where its links lead."""
    text = " ".join("".join(_words(holder, label, links)).split()).lstrip(_ARROWS)
    numbered = next(holder.iterancestors("ol"), None) is not None
    text = _without_label(text, label, numbered=numbered).strip(_ARROWS)
    hrefs = [link.get("href") or "" for link in holder.iter("a")]
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
        if not isinstance(one.tag, str) or one.tag in ("script", "style") or _is_back_link(one, label, links):
            yield after
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
    return bool(says & _SAYS_BACK) or (bool(_fragment(element)) and is_label)
