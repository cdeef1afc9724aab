"""The lines of a plain text put together to paragraphs, headings and rows of tables.

Mail, text browsers and documentation tools break lines at a width; lists, verses and tables break them on purpose. A
line goes on where the next word would not have fitted into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import quantiles

BULLET = re.compile(r"^\s*(?:[-–—•·*◦▪+]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+)(?=\S)")
LONE_LABEL = re.compile(r"^\s*(?:[-–•·*]\s*)?(?:\[\w{1,4}\]|\d{1,4}[.)]?|[*†‡§]+)\s*$")
_LABEL = re.compile(r"\s*(?:\^?\[\d+\]|\\\d{1,3}\\(?=\s)|\(\d{1,3}\)\s|\[(?:Footnote|Note)\s)")
_RULE = re.compile(r"\s*(?:[-=_~#^.]{4,}|\*{5,}|(?:[-*_~.]\s+){2,}[-*_~.]|[-+=|:]*[-=]{3}[-+=|:\s]*)\s*")
"""A line that only sets apart: a rule, an underline, a border of a table."""
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,}|\^{3,}|#{3,}|\"{3,}|'{3,})\s*")
_GRID_ROW = re.compile(r"\s*\|.*\|\s*")
_COLUMNS = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
"""The line below the head of a table without bars."""
_WORD = re.compile(r"\w")
_GAP = re.compile(r"\s{2,}")
_CUT_WORD = re.compile(r"[a-z]-$")
_WRAP = 100
"""Lines are taken for hard-wrapped if nine in ten are no longer than this many characters."""
_FULL = 0.95
"""A line is full from this share of the text's width, the next word included."""
_VERSE = 0.75
"""The lines of a verse stay below this share of the text's width, and each begins with a capital."""
_NARROWEST = 50
_NEAR = 0.85
_LEAST_AT_WIDTH = 2
_LEAST_LINES = 10


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of a text with their lines joined. ``cells`` of a row of a table are set apart by bars in ``words``."""

    words: str
    is_heading: bool = False
    is_row: bool = False


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yields the paragraphs of ``text``; rules between them are no words."""
    lines = text.splitlines()
    width, is_wrapped = _width(lines)
    for has_words, group in groupby(lines, key=lambda line: bool(line.strip())):
        if has_words:
            yield from _of_group(list(group), width, is_wrapped=is_wrapped)


def _width(lines: Sequence[str]) -> tuple[int, bool]:
    """The width that lines are broken at, 0 where they are not, and whether there are enough lines to be sure of it."""
    lengths = [len(line) for line in lines if line.strip() and not _is_of_table(line)]
    if len(lengths) < _LEAST_AT_WIDTH or quantiles(lengths, n=10)[-1] > _WRAP:
        return 0, False
    width = max(length for length in lengths if length <= _WRAP)
    at_width = sum(width * _NEAR <= length <= width for length in lengths)
    return (width if at_width >= _LEAST_AT_WIDTH else 0), len(lengths) > _LEAST_LINES


def _is_of_table(line: str) -> bool:
    return bool(_RULE.fullmatch(line) or _GRID_ROW.fullmatch(line))


def _of_group(lines: Sequence[str], width: int, *, is_wrapped: bool) -> Iterator[Paragraph]:
    """The paragraphs of lines that no blank one parts."""
    if any(_COLUMNS.fullmatch(line) for line in lines):
        rows = (line for line in lines if not _RULE.fullmatch(line) and not _COLUMNS.fullmatch(line))
        yield from (Paragraph(" | ".join(_GAP.split(line.strip())), is_row=True) for line in rows)
        return
    waiting = list[str]()
    for line, following in pairwise([*lines, ""]):
        if _is_underline(following, line):
            yield from _of_prose(waiting, width, is_wrapped=is_wrapped)
            waiting = []
            yield Paragraph(line.strip(), is_heading=True)
        elif _RULE.fullmatch(line) or _GRID_ROW.fullmatch(line):
            yield from _of_prose(waiting, width, is_wrapped=is_wrapped)
            waiting = []
            if not _RULE.fullmatch(line):
                yield Paragraph(_row(line), is_row=True)
        else:
            waiting.append(line)
    yield from _of_prose(waiting, width, is_wrapped=is_wrapped)


def _is_underline(line: str, above: str) -> bool:
    """Whether ``line`` underlines ``above``, as long as it is."""
    title = above.strip()
    is_line = bool(_UNDERLINE.fullmatch(line)) and bool(_WORD.search(title))
    return is_line and abs(len(line.strip()) - len(title)) <= 3


def _row(line: str) -> str:
    return " | ".join(cell.strip() for cell in line.strip().strip("|").split("|"))


def _of_prose(lines: Sequence[str], width: int, *, is_wrapped: bool) -> Iterator[Paragraph]:
    """The paragraphs of lines without tables and rules: a bullet or a label begins a new one."""
    is_verse = _is_verse(lines, width)
    paragraph, last = list[str](), ""
    for line in lines:
        begins = BULLET.match(line) or LONE_LABEL.match(line) or _LABEL.match(line)
        goes_on = (is_wrapped and not is_verse) or _goes_on(last, line, width)
        if paragraph and (begins or not goes_on):
            yield Paragraph("".join(paragraph))
            paragraph = []
        if paragraph and _CUT_WORD.search(paragraph[-1][-2:]) and line[:1].islower():
            paragraph[-1] = paragraph[-1][:-1]
        elif paragraph:
            paragraph.append(" ")
        paragraph.append(line.strip())
        last = line
    if paragraph:
        yield Paragraph("".join(paragraph))


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether ``line`` was broken for its width, or ``following`` hangs below its label."""
    if not line.strip():
        return False
    indent, next_indent = _indent(line), _indent(following)
    if (BULLET.match(line) or _LABEL.match(line)) and next_indent >= indent + 2:
        return True
    word = following.split(maxsplit=1)[0]
    return width >= _NARROWEST and len(line.rstrip()) <= _WRAP and len(line.rstrip()) + 1 + len(word) > width * _FULL


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_verse(lines: Sequence[str], width: int) -> bool:
    """Whether ``lines`` are short, three or more, and all begin with a capital: verses, or a list without bullets."""
    return len(lines) >= 3 and all(len(line.strip()) < width * _VERSE and _begins_high(line) for line in lines)


def _begins_high(line: str) -> bool:
    first = line.strip().lstrip("“\"‘'«([")[:1]
    return first.isupper()
