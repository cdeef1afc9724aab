"""What the marks of a DOCX show: Word numbers its notes when it draws the page and does not store the numbers.

ECMA-376 part 1, 17.11: numbering runs on, or begins anew with each section or page, in one of several alphabets;
a section may differ from the settings, and says so at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.readers.containers import Element, Step, attribute, local, walk
from ingest.readers.office.docx_parts import is_gone, properties, value
from retrieval.numbers import number

REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_ROMAN = tuple(zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                   "m cm d cd c xc l xl x ix v iv i".split(), strict=True))  # fmt: skip
_SYMBOLS = "*†‡§"
_ON = ("1", "true", "on")
_NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Labels:
    """``of``: the label of each reference that Word numbers. ``bookmarked``: the reference inside each bookmark."""

    of: dict[Element, str] = field(default_factory=dict[Element, str])
    bookmarked: dict[str, Element] = field(default_factory=dict[str, Element])


@dataclass(frozen=True, slots=True)
class _Rule:
    """How notes of one kind are numbered. Without a word on it endnotes have Roman numbers."""

    style: str
    start: int = 1
    restart: str = "continuous"

    def changed_by(self, stated: Element | None) -> _Rule:
        """This, with what ``stated`` (a footnotePr or endnotePr) says otherwise."""
        start = value(stated, "numStart") or ""
        return _Rule(
            value(stated, "numFmt") or self.style,
            number(start) if _NUMBER.fullmatch(start) else self.start,
            value(stated, "numRestart") or self.restart,
        )


@dataclass(slots=True)
class _Counter:
    """Numbers the notes of one kind. ``waiting``: those of this section, each with the page it stands on."""

    kind: str
    rule: _Rule
    next: int | None = None
    waiting: list[tuple[Element, int]] = field(default_factory=list[tuple[Element, int]])

    def close(self, section: Element | None) -> Iterator[tuple[Element, str]]:
        """The references of the section that ends, each with its label."""
        rule = self.rule.changed_by(section.find(f"{{*}}{self.kind}Pr") if section is not None else None)
        number = rule.start if self.next is None or rule.restart == "eachSect" else self.next
        before: int | None = None
        for reference, page in self.waiting:
            if rule.restart == "eachPage" and page != before:
                number = rule.start
            before = page
            yield reference, written(number, rule.style)
            number += 1
        self.next = number
        self.waiting.clear()


def is_custom(reference: Element) -> bool:
    """Whether the author set the mark by hand: it follows in the text and is not counted (17.11.2)."""
    return (attribute(reference, "customMarkFollows") or "").lower() in _ON


def find_labels(document: Element, settings: Element | None) -> Labels:
    """The labels of all references in ``document`` that are not deleted, by the rules of their sections."""
    pass_over = _Pass({kind: _counter(kind, settings) for kind in REFERENCES.values()})
    for step, element in walk(document, is_gone):
        if step is Step.START:
            pass_over.meet(element, local(element))
        elif step is Step.END and local(element) == "p":
            pass_over.end_paragraph(element)
    pass_over.end_section(document.find("{*}body/{*}sectPr"))
    return pass_over.labels


@dataclass(slots=True)
class _Pass:
    """One pass over the document, from which the labels come."""

    counters: Mapping[str, _Counter]
    labels: Labels = field(default_factory=Labels)
    _bookmarks: dict[str, str] = field(default_factory=dict[str, str])
    _page: int = 0

    def meet(self, element: Element, name: str) -> None:
        """What ``element`` means for the numbers of notes."""
        if name == "bookmarkStart":
            self._bookmarks[attribute(element, "id") or ""] = attribute(element, "name") or ""
        elif name == "bookmarkEnd":
            self._bookmarks.pop(attribute(element, "id") or "", None)
        elif name in REFERENCES:
            self.labels.bookmarked.update(dict.fromkeys(self._bookmarks.values(), element))
            self._bookmarks.clear()
            if not is_custom(element):
                self.counters[REFERENCES[name]].waiting.append((element, self._page))
        elif name == "lastRenderedPageBreak" or (name == "br" and attribute(element, "type") == "page"):
            self._page += 1

    def end_paragraph(self, paragraph: Element) -> None:
        """A section ends with the paragraph that holds its properties, that paragraph's notes included (17.6.18)."""
        own = properties(paragraph, "pPr")
        section = own.find("{*}sectPr") if own is not None else None
        if section is not None:
            self.end_section(section)

    def end_section(self, section: Element | None) -> None:
        """Numbers the notes of the section that ends."""
        self.labels.of.update(pair for counter in self.counters.values() for pair in counter.close(section))


def _counter(kind: str, settings: Element | None) -> _Counter:
    rule = _Rule("decimal" if kind == "footnote" else "lowerRoman")
    return _Counter(kind, rule.changed_by(settings.find(f"{{*}}{kind}Pr") if settings is not None else None))


def written(number: int, style: str) -> str:
    """``number`` as ``style`` (17.18.59: ST_NumberFormat) writes it; as digits where it is out of the style's reach."""
    if style in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        return _cased(_roman(number), style)
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 104:
        return _cased(chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1), style)
    if style == "chicago" and 0 < number <= 40:
        return _SYMBOLS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    return str(number)


def _cased(words: str, style: str) -> str:
    return words.upper() if style.startswith("upper") else words


def _roman(number: int) -> str:
    digits: list[str] = []
    for size, digit in _ROMAN:
        digits.append(digit * (number // size))
        number %= size
    return "".join(digits)
