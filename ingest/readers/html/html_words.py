"""The words of a page's elements: which of them are blocks, and where those went that are no part of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement

from ingest.readers.html.html_furniture import HEADINGS
from ingest.reading import BlockKind, LeftOut, Note, Omission

KINDS = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.ITEM),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
    "tr": BlockKind.ROW,
}
BLOCKS = frozenset(
    (*KINDS, *"p div section article main header footer blockquote pre ul ol dl table tbody thead figure hr".split())
)
_CODE = frozenset(("script", "style"))
_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style)]")


def words_of(element: HtmlElement) -> str:
    """All words below ``element``, blocks set apart by spaces, but for scripts and styles."""
    if not isinstance(element.tag, str) or element.tag in _CODE:
        return ""
    made = list[str]()
    for text in _TEXTS(element):
        holder = text.getparent()
        apart = holder is not None and holder.tag in BLOCKS
        made.append(f" {text}" if apart else text)
    return "".join(made)


def unsaid(words: str, *taken: str) -> str:
    """The letters of ``words`` that are not among those ``taken``, in their order."""
    left = Counter("".join(taken))
    found = list[str]()
    for letter in words:
        if left[letter] > 0:
            left[letter] -= 1
        else:
            found.append(letter)
    return "".join(found) if any(map(str.isalnum, found)) else ""


def around(document: HtmlElement, notes: Iterable[Note]) -> Iterator[LeftOut]:
    """What stands around the document, but for ``notes``: menus, related pages, what its publisher says of himself."""
    said = list(notes)
    element = document
    while element.tag != "body":
        parent = element.getparent()
        if parent is None:
            return
        beside = [child for child in parent if child is not element and child.tag != "head"]
        around = [parent.text or "", *map(words_of, beside)]
        around += [child.tail or "" for child in parent]
        for words in around:
            folded = " ".join(words.split())
            here = [note for note in said if note.text in folded]
            said = [note for note in said if note not in here]
            taken = [part for note in here for part in (note.label, note.text)]
            folded = unsaid(folded, *taken).strip() if taken else folded
            if folded:
                yield LeftOut(Omission.AROUND, folded)
        element = parent
