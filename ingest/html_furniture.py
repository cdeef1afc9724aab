"""Which elements of a web page are its furniture, and where its document is."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_TAGS = frozenset(
    (
        "script style noscript template nav aside form button select input iframe object svg dialog canvas video audio"
    ).split()
)
_ROLES = frozenset("navigation banner contentinfo search complementary dialog alertdialog menu menubar".split())
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|related|recirc|share|sharing|social|newsletter"
    r"|subscribe|subscription|signup|cookies?|consent|promo|comments?|advert|ads?|site-header|site-footer|masthead"
    r"|widgets?|toc|skip-link|screen-reader-text|mw-editsection|noprint|navbox|byline|popup|modal)(?:$|[-_\s])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:^|[-_\s])(?:foot|end|side)?notes?(?:$|[-_\s\d])|reference|fn", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CANDIDATES = (".//article", ".//main", ".//*[@role='main']")


def document_in(page: HtmlElement) -> HtmlElement:
    """The element that holds the document: the article or main with the most words, else the body, else all."""
    for path in _CANDIDATES:
        found = page.findall(path)
        if found:
            return max(found, key=lambda element: len(str(element.text_content())))
    body = page.find(".//body")
    return page if body is None else body


def is_furniture(element: HtmlElement, inside_article: bool) -> bool:
    """Whether ``element`` and all in it are no part of the document.

    Anything named for notes is kept, and so is a formula that is hidden because a picture shows it.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    role = element.get("role") or ""
    if role.startswith("doc-") or (tag != "script" and _NOTE.search(names)):
        return False
    return (
        tag in _TAGS
        or role in _ROLES
        or (tag in ("header", "footer") and not inside_article)
        or (tag not in ("body", "article", "main", "html") and bool(_NAMES.search(names)))
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (bool(_HIDDEN.search(element.get("style") or "")) and element.find(".//math") is None)
    )
