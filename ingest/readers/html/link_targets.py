"""Which element of a page a link leads to: names compared as browsers compare them, and names that occur again."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import unquote

from lxml.html import HtmlElement


class Targets:
    """The elements of a page that links may lead to, by their names, in the order of the page."""

    def __init__(self, page: HtmlElement | None = None) -> None:
        self._order = {element: place for place, element in enumerate(page.iter() if page is not None else ())}
        self._named = defaultdict[str, list[HtmlElement]](list)
        for element in self._order:
            names = {element.get("id"), element.get("name") if element.tag == "a" else None}
            for name in names - {None, ""}:
                self._named[str(name)].append(element)
        self._encoded = {unquote(name): name for name in self._named if "%" in name}

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
