"""Which element of a page a link leads to: names compared as browsers compare them, and names that occur again."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import unquote

from lxml.html import HtmlElement

_REFERRED = re.compile(r"[-_]?ref(?=[-_:.]?\w*$)", re.IGNORECASE)
"""What the name of a mark has in it beyond the name of its note: "fnref1", "footnote-ref-2", "user-content-fnref-a"."""
_WORD = re.compile(r"\w")


class Targets:
    """The elements of a page that links may lead to, by their names, in the order of the page."""

    def __init__(self, page: HtmlElement | None = None) -> None:
        self._order = {element: place for place, element in enumerate(page.iter() if page is not None else ())}
        self._named = defaultdict[str, list[HtmlElement]](list)
        for element in self._order:
            names = {element.get("id"), element.get("name") if element.tag == "a" else None}
            for name in names - {None, ""}:
                self._named[str(name)].append(element)
        if page is not None:
            self._name_by_links_back(page)
        self._encoded = {unquote(name): name for name in self._named if "%" in name}

    def _name_by_links_back(self, page: HtmlElement) -> None:
        """Gives notes the names that converters dropped: what ends in a link to "#fnref1" is where "#fn1" leads.

        markdownify and html2text keep links but no names.
        """
        for link in page.iter("a"):
            fragment = (link.get("href") or "").partition("#")[2]
            if (
                _REFERRED.search(fragment)
                and fragment not in self._named
                and not _WORD.search(str(link.text_content()))
            ):
                name = _REFERRED.sub("", fragment)
                holder = next((outer for outer in link.iterancestors() if outer.tag in ("li", "p", "td", "dd")), None)
                item = holder.getparent() if holder is not None and holder.tag == "p" else None
                holder = item if item is not None and item.tag == "li" else holder
                if name not in self._named and holder is not None:
                    self._named[name].append(holder)

    def __contains__(self, name: str) -> bool:
        """Whether the page has an element of this name."""
        return name in self._named

    def name(self, fragment: str) -> str:
        """Returns the name that ``fragment`` means: as it stands, else decoded, as browsers do (HTML, 7.4.6.4).

        Some tools write percent signs into the names themselves, and slide shows set a slash before them.
        """
        decoded = unquote(fragment)
        for name in (fragment, decoded, self._encoded.get(decoded, ""), decoded.lstrip("/!")):
            if name in self._named:
                return name
        return decoded

    def of(self, name: str) -> list[HtmlElement]:
        """Returns the elements of this name; mostly one, more where parts of a page were put together."""
        return self._named.get(name, [])

    def place(self, element: HtmlElement) -> int:
        """Returns how many elements of the page come before ``element``."""
        return self._order[element]
