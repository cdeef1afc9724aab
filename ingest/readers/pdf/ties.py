"""Ties raised marks to the notes at the foot of their pages, and tells those notes from lists in small print.

A note is tied to the marks with its label on its own page by a key, for a paragraph that runs over the page may hold
the marks of two numberings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.notes.loose_marks import may_have_powers
from ingest.readers.pdf.lines import GlyphSpan, Line
from ingest.readers.pdf.pdf_notes import PageNote, Split, labels_in

_SIGN = re.compile(r"(?<=[^\s*†‡§¶‖])[*†‡§¶‖]{1,4}(?=\W|$)")
_TEN = re.compile(r"(?<![\d.,])10$")


def tie(split: Split) -> None:
    """Gives each raised mark the key of the note with its label: on its page, or else on the next one.

    What may be a power is a mark only if the note on its page has no other.
    """
    by_page: dict[int, dict[str, PageNote]] = defaultdict(dict)
    for note in split.notes:
        by_page[note.page].setdefault(note.label, note)
    left: list[tuple[GlyphSpan, PageNote]] = []
    for body in filter(None, split.bodies):
        here, following = by_page[body[0].page], by_page[body[0].page + 1]
        raised = list(_raised_in(body, signs={label for label in here if not label.isalnum()}))
        sure = {span.text for span, power in raised if not power}
        for span, power in raised:
            if span.text in here and not (power and span.text in sure):
                _cite(span, here[span.text])
            elif span.text in following and not power:
                left.append((span, following[span.text]))
    for span, note in [(span, note) for span, note in left if not note.cited]:
        _cite(span, note)
    _keep(split.notes)


def _cite(span: GlyphSpan, note: PageNote) -> None:
    span.target, note.cited = note.target, True


def _raised_in(body: Iterable[Line], signs: set[str]) -> Iterator[tuple[GlyphSpan, bool]]:
    """What is raised in ``body``, cut into one span a label, and whether it may be a power."""
    for line in body:
        line.spans = [part for span in line.spans for part in _marks(span, signs)]
        for before, span in pairwise([GlyphSpan(""), *line.spans]):
            if span.raised:
                yield span, not before.raised and _may_have_powers(before.text)


def _may_have_powers(words: str) -> bool:
    return may_have_powers(words) or bool(_TEN.search(words[-4:]))


def _keep(notes: Sequence[PageNote]) -> None:
    """Tells notes from lists in small print: of numbers that are not raised but count up, a mark has to have one.

    Where several numberings of a form are cited, they begin again on each page, and one may have lost its marks.
    """
    numberings = _numberings(notes)
    cited = Counter(_form(one[0]) for one in numberings if any(note.cited for note in one))
    for one in numberings:
        is_list = _form(one[0]) and cited[_form(one[0])] < 2 and not any(note.cited for note in one)
        for note in one:
            note.kept = bool(cited and not is_list)


def _numberings(notes: Iterable[PageNote]) -> list[list[PageNote]]:
    """Notes whose labels have one form and count up, together; a note whose label has none, alone."""
    found: list[list[PageNote]] = []
    last: dict[str, list[PageNote]] = {}
    for note in notes:
        form = _form(note)
        if form and form in last and last[form][-1].number == note.number - 1:
            last[form].append(note)
        else:
            last[form] = [note]
            found.append(last[form])
    return found


def _form(note: PageNote) -> str:
    """How a number that is not raised is set, "[#]"; nothing for other labels."""
    return note.level.replace(note.label, "#") if note.number else ""


def _marks(span: GlyphSpan, signs: set[str]) -> Iterator[GlyphSpan]:
    """A raised span as one span a label; a level one cut at the signs that notes of its page begin with."""
    if span.raised:
        labels = labels_in(span.text)
        yield from (GlyphSpan(label, raised=True) for label in labels)
        if not labels:
            yield GlyphSpan(span.text)
        elif span.text.endswith(" "):
            yield GlyphSpan(" ")
        return
    position = 0
    for found in _SIGN.finditer(span.text) if signs else ():
        if found[0] in signs:
            yield GlyphSpan(span.text[position : found.start()])
            yield GlyphSpan(found[0], raised=True)
            position = found.end()
    yield GlyphSpan(span.text[position:])
