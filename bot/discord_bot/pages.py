"""Cuts text to pages: at paragraphs, else lines, sentences, words; never inside a mark, an escape or a character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.discord_bot.escaping import at_line_start
from bot.discord_bot.length_limits import size

_ATOM = re.compile(r"\\.| ?\[\d+\]|<https?://[^\s>]+>|.[\u0300-\u036f\u200d\ufe0f\U0001f3fb-\U0001f3ff]+.?", re.DOTALL)
"""What must stay whole: an escaped character, marks with the space before them, a link, a composed character."""

_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\n+", r"\n", r"(?<=[.!?…”\]]) +(?!\[\d)", r" +(?!\[\d)"))
"""Where to cut, best first. A mark stays with the words before it."""


def split(text: str, limit: int) -> list[str]:
    """``text`` in pieces of at most ``limit`` UTF-16 units, none of them empty, each able to begin a line."""
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        safe = at_line_start(rest)
        if size(safe) <= limit:
            return [*pieces, safe]
        head, rest = _cut(rest, limit - 1)  # the one is for an escape at the start of the line
        pieces.append(at_line_start(head))
    return pieces


def _cut(text: str, limit: int) -> tuple[str, str]:
    """A head of at most ``limit`` units, and the rest."""
    most = _prefix(text, limit)
    for pattern in _BREAKS:
        starts = (match.start() for match in pattern.finditer(text, most // 2, most + 3))
        ends = [start for start in starts if start <= most]
        if ends:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    place = _outside_atom(text, most)
    return text[:place], text[place:].lstrip()


def _prefix(text: str, limit: int) -> int:
    """How many characters of ``text`` have at most ``limit`` units."""
    if size(text[:limit]) <= limit:
        return min(limit, len(text))
    units = 0
    for i, character in enumerate(text):
        units += size(character)
        if units > limit:
            return i
    return len(text)


def _outside_atom(text: str, place: int) -> int:
    """``place``, or the start of the atom that it falls into; an atom longer than a page is cut all the same."""
    for atom in _ATOM.finditer(text):
        if atom.start() < place < atom.end():
            return atom.start() or place
        if atom.start() >= place:
            break
    return place


def pack(blocks: Iterable[str], limit: int, between: str) -> Iterator[str]:
    """Blocks joined to pages of at most ``limit`` units; a block that is longer than that has been ``split`` before."""
    page = ""
    for block in blocks:
        joined = f"{page}{between}{block}" if page else block
        if size(joined) > limit:
            yield page
            joined = block
        page = joined
    if page:
        yield page
