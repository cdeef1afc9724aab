"""Which elements of a web page are its furniture, and where its document is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from lxml.html import HtmlElement

_TAGS = frozenset(
    ("script style noscript template nav aside button select input iframe object svg dialog canvas video audio").split()
)
_ROLES = frozenset("navigation banner contentinfo search complementary dialog alertdialog menu menubar".split())
_NAMES = (
    r"(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|related|recirc|share|sharing|social|newsletter"
    r"|subscribe|subscription|signup|cookies?|consent|promo|comments?|advert|ads?|site-header|site-footer|masthead"
    r"|widgets?|toc|skip-link|screen-?reader(?:-text|-only)?|sr-only|visually-?hidden|mw-editsection|noprint|navbox|byline|popup|modal)"
)
_NAMED = re.compile(_NAMES, re.IGNORECASE)
_NAMED_IN_PART = re.compile(rf"(?!(?:no|has|with|without)[-_])(?:.*[-_])?{_NAMES}(?:[-_].*)?", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_WORD = re.compile(r"[\W_]+")
_NOTE = re.compile(r"(?:^|[-_\s])(?:foot|end|side)?notes?(?:$|[-_\s\d])|reference|fn", re.IGNORECASE)
_PAGE_BREAK = re.compile(
    r"(?<!\S)(?:(?:doc-)?pagebreak|page-?(?:num(?:ber)?|no|break)|printed-page(?:-[\w-]+)?)(?!\S)", re.IGNORECASE
)
_PAGE = re.compile(r"[\[({]?(?:(?:(?:start |end )?(?:printed )?page|pg?\.?) ?)?(?:\d*|[ivxlc]*)[\])}]?", re.IGNORECASE)
_PERMALINKS = frozenset(("¶", "#", "§", "🔗", "⚓", "∞", "link"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_NAMED = frozenset(("body", "article", "main", "html", *HEADINGS))
_HOLDS_TAGS = frozenset(("p", "div", "ul", "li", "span"))
_CANDIDATES = (".//article", ".//main", ".//*[@role='main']")


def document_in(page: HtmlElement) -> HtmlElement:
    """The element that holds the document: the article or main with the most words, else the body, else all."""
    for path in _CANDIDATES:
        found = page.findall(path)
        if found:
            return max(found, key=lambda element: len(str(element.text_content())))
    body = page.find(".//body")
    return page if body is None else body


class Furniture:
    """The elements of a page that are no part of its document, of which ``document`` is the one that holds it."""

    def __init__(self, document: HtmlElement) -> None:
        self._document = document
        self._inside_article = document.tag == "article"

    def __contains__(self, element: HtmlElement) -> bool:
        """Whether ``element`` and all in it are no part of the document.

        Anything named for notes is kept, and so is a formula that is hidden because a picture shows it.
        """
        tag = element.tag
        if not isinstance(tag, str):
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        role = element.get("role") or ""
        if _is_page_break(element):
            return True
        if role.startswith("doc-") or (tag != "script" and _NOTE.search(names)):
            return False
        return (
            tag in _TAGS
            or role in _ROLES
            or (tag in ("header", "footer") and not self._inside_article)
            or (tag == "form" and not self._holds_most(element))
            or (tag not in _NEVER_NAMED and self._is_named(element))
            or _lists_tags(element)
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or (bool(_HIDDEN.search(element.get("style") or "")) and element.find(".//math") is None)
        )

    def _is_named(self, element: HtmlElement) -> bool:
        """Whether the names of ``element`` say that it is furniture.

        A chapter has its heading for its id, "related-work", and what holds the document may be called "no-sidebar".
        """
        classes, name = (element.get("class") or "").split(), element.get("id") or ""
        if not classes and not name:
            return False
        if any(_NAMED.fullmatch(item) for item in (*classes, name)):
            return True
        if any(_NAMED_IN_PART.fullmatch(item) for item in classes):
            return not self._holds_most(element)
        in_part = _NAMED_IN_PART.fullmatch(name) is not None and not _is_its_heading(name, element)
        return in_part and not self._holds_most(element)

    def _holds_most(self, element: HtmlElement) -> bool:
        """Whether most of what the document's paragraphs say stands in ``element``."""
        return 2 * self._said_in[element] > self._said_in[self._document]

    @cached_property
    def _said_in(self) -> Mapping[HtmlElement, int]:
        """The characters of the paragraphs below each element, counted from the leaves up: pages nest deep."""
        said = defaultdict[HtmlElement, int](int)
        for element in reversed(list(self._document.iter())):
            said[element] += len(str(element.text_content())) if element.tag == "p" else 0
            parent = element.getparent()
            if parent is not None:
                said[parent] += said[element]
        return said


def _lists_tags(element: HtmlElement) -> bool:
    """Whether ``element`` says under which tags the page is filed: links with ``rel="tag"`` (microformats)."""
    tags = element.findall("./a[@rel='tag']") if element.tag in _HOLDS_TAGS else []
    linked = sum(len(str(tag.text_content())) for tag in tags)
    return bool(tags) and 2 * linked >= len(str(element.text_content()).strip())


def _is_page_break(element: HtmlElement) -> bool:
    """Whether ``element`` says that a page of the printed book begins: its number would be glued to the words."""
    says = f"{element.get('role')} {element.get('epub:type')} {element.get('class')}"
    return bool(_PAGE_BREAK.search(says) and _PAGE.fullmatch(" ".join(str(element.text_content()).split())))


def is_permalink(element: HtmlElement) -> bool:
    """Whether ``element`` is the link that a heading has to itself: "¶", "#" or a picture of a chain."""
    if element.tag != "a" or "#" not in (element.get("href") or ""):
        return False
    parent = element.getparent()
    is_in_heading = parent is not None and parent.tag in (*HEADINGS, "dt", "span", "figcaption", "caption")
    return is_in_heading and " ".join(str(element.text_content()).split()) in _PERMALINKS


def _is_its_heading(name: str, element: HtmlElement) -> bool:
    heading = next(element.iter(*HEADINGS), None)
    words = "" if heading is None else str(heading.text_content())
    return _NO_WORD.sub("-", words.casefold()).strip("-").endswith(_NO_WORD.sub("-", name.casefold()).strip("-"))
