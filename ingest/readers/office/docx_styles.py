"""What a paragraph of a DOCX is, by its style (ECMA-376 part 1, 17.7).

Style ids are translated ("berschrift1" in a German Word), the names of built-in styles are not, and a style that is
based on another one is of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.containers import Element, attribute
from ingest.readers.office.docx_parts import properties, value
from ingest.reading import BlockKind

_HEADINGS = ("heading", "title", "subtitle")
_INDEXES = ("toc", "table of figures", "index", "table of authorities")
_BODY_LEVEL = "9"
"""The outline level of what is no heading (17.3.1.20)."""
_LONGEST_CHAIN = 12
_NO_LIST = "0"


class Styles:
    """The paragraph styles of a document; without a styles part the ids are taken for names."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        for style in root.iterfind("{*}style") if root is not None else ():
            self._styles.setdefault(attribute(style, "styleId") or "", style)
        self._names: dict[str, tuple[str, ...]] = {}
        self._kinds: dict[str, BlockKind] = {}

    def names(self, paragraph: Element) -> tuple[str, ...]:
        """The names of the paragraph's style and of those it is based on, in lower case, nearest first."""
        style = value(properties(paragraph, "pPr"), "pStyle") or ""
        if style not in self._names:
            self._names[style] = tuple(self._name(ancestor) for ancestor in self._chain(style))
        return self._names[style]

    def is_index(self, paragraph: Element) -> bool:
        """Whether this is a line of a table of contents or the like, which repeats what stands elsewhere."""
        return any(_is_one_of(name, _INDEXES) for name in self.names(paragraph)[:1])

    def kind(self, paragraph: Element) -> BlockKind:
        """What ``paragraph`` is: its own properties go before its style's."""
        own = properties(paragraph, "pPr")
        level = value(own, "outlineLvl")
        if level is not None and level != _BODY_LEVEL:
            return BlockKind.HEADING
        by_style = self._kind(value(own, "pStyle") or "", self.names(paragraph))
        listed = own.find("{*}numPr") if own is not None else None
        if by_style is BlockKind.HEADING or listed is None:
            return by_style
        return BlockKind.PARAGRAPH if value(listed, "numId") == _NO_LIST else BlockKind.ITEM

    def _kind(self, style: str, names: tuple[str, ...]) -> BlockKind:
        if style not in self._kinds:
            self._kinds[style] = self._kind_of_chain(names, list(self._chain(style)))
        return self._kinds[style]

    def _kind_of_chain(self, names: tuple[str, ...], chain: list[str]) -> BlockKind:
        held = [self._styles[style].find("{*}pPr") for style in chain if style in self._styles]
        level = next((found for item in held if (found := value(item, "outlineLvl"))), _BODY_LEVEL)
        if level != _BODY_LEVEL or any(_is_one_of(name, _HEADINGS) for name in names):
            return BlockKind.HEADING
        if "caption" in names:
            return BlockKind.CAPTION
        is_list = any(item is not None and item.find("{*}numPr") is not None for item in held)
        return BlockKind.ITEM if is_list else BlockKind.PARAGRAPH

    def _chain(self, style: str) -> Iterator[str]:
        for _ in range(_LONGEST_CHAIN):
            if not style:
                return
            yield style
            style = value(self._styles.get(style), "basedOn") or ""

    def _name(self, style: str) -> str:
        return (value(self._styles.get(style), "name") or style).lower()


def _is_one_of(name: str, kinds: tuple[str, ...]) -> bool:
    """Whether ``name`` is one of ``kinds``, with or without a level: "heading 2", "heading2"."""
    return name.rstrip("0123456789").rstrip() in kinds
