"""The labels of notes: figures, letters, roman numerals and signs, raised or on the line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.notes import loose_marks
from ingest.readers.pdf.lines import GlyphSpan, Line

SIGNS = "*†‡§¶‖#"
_SAME_SIGN = str.maketrans({"∗": "*", "⁎": "*", "＊": "*", "∥": "‖", "\x84": "†", "\x85": "‡", "\x86": "‖"})
"""Other letters for the signs. Fonts of TeX that do not say what their letters mean have three of them at 0x84 on."""
_TWO_BARS = re.compile(r"\|\||\x0d\x0d")
_LABEL = rf"\d{{1,4}}|[ivxlc]{{1,7}}|[a-z]{{1,2}}|[{SIGNS}]{{1,4}}"
_RAISED = re.compile(rf"[\[(]?(?P<label>{_LABEL}|[A-Z])[\])]?[.,:]?")
_ONE = rf"(?:\d{{1,4}}(?:\s*[–-]\s*\d{{1,4}})?|[ivxlc]{{1,7}}|[a-z]|[{SIGNS}]{{1,4}})"
_LABELS = re.compile(rf"{_ONE}(?:\s*[,;\s]\s*{_ONE})*")
_LEVEL = re.compile(
    rf"""\s*(?:
        [\[(](?P<enclosed>\d{{1,4}}|[{SIGNS}]{{1,4}})[\])][.:]?
      | (?P<number>\d{{1,4}})(?:[.:](?!\d)|\)|(?=\s)|(?!(?:st|nd|rd|th)\b)(?=[^\W\d_]|["“‘«(]))
      | (?P<sign>[{SIGNS}]{{1,4}})(?!\s*\d)[.:]?
    )\s*(?=\S)""",
    re.VERBOSE,
)
_BRACKETED = re.compile(r"(?<=[^\s(])\[(\d{1,4})\]")


def plain(words: str) -> str:
    """``words`` with one letter for each sign."""
    return _TWO_BARS.sub("‖", words.translate(_SAME_SIGN))


def labels_in(raised: str) -> list[str]:
    """The labels that raised letters amount to: "11 12" are two; none where they are an ordinal's or a formula's."""
    words = plain(raised).strip(" [](),.;:")
    match = _LABELS.fullmatch(words)
    if not match:
        return []
    return [words] if words.isalpha() else loose_marks.labels_in(words)


def raised_labels(lines: Iterable[Line]) -> set[str]:
    """All labels that stand behind the words of ``lines``, raised, or in brackets on the line: "1847.[3]"."""
    labels: set[str] = set()
    for line in lines:
        for i, span in enumerate(line.spans):
            if not span.raised:
                labels.update(_BRACKETED.findall(span.text))
            elif i:
                labels.update(labels_in(span.text))
    return labels


def raised_label(line: Line) -> str | None:
    """The raised label that a line begins with."""
    first = line.spans[0]
    match = _RAISED.fullmatch(plain(first.text).strip()) if first.raised else None
    return match["label"] if match and len(line.spans) > 1 else None


def level_label(line: Line) -> tuple[str, str] | None:
    """The label on the line's own height that a note may begin with, and what stands there: "3" and "[3]"."""
    if line.spans[0].raised:
        return None
    match = _LEVEL.match(plain(line.spans[0].text))
    return (match[match.lastgroup or 0], match[0].strip()) if match else None


def begins_with(line: Line, label: str) -> bool:
    """Whether the first thing on the line is ``label``: a part of its own, or set off from the words behind it."""
    words = plain(line.spans[0].text)
    if words.strip(" [](),.;:") == label:
        return len(line.spans) > 1
    return bool(re.match(rf"\s*[\[(]?{re.escape(label)}(?!\w)[\])]?[.:]?", words))


def drop_label(line: Line, label: str) -> str:
    """Takes the label off a note's first line, and returns it as it stood if it was not raised."""
    first = line.spans[0]
    if first.raised or (plain(first.text).strip(" [](),.;:") == label and len(line.spans) > 1):
        line.spans = line.spans[1:]
        return "" if first.raised or first.link >= 0 else first.text.strip()
    match = _LEVEL.match(plain(first.text)) or re.match(
        rf"\s*[\[(]?{re.escape(label)}[\])]?[.:]?\s*", plain(first.text)
    )
    stood = match[0] if match else ""
    first.text = first.text[len(stood) :]
    return stood.strip()


def span_of(label: str, like: GlyphSpan) -> GlyphSpan:
    """A raised part that is ``label`` alone."""
    return GlyphSpan(label, raised=True, link=like.link, leads_to=like.leads_to)
