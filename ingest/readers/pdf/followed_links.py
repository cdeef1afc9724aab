"""What a PDF's own links say of its notes: which line a mark leads to is known, whatever the two look like.

LaTeX with hyperref, Typst, LibreOffice, Word and browsers write them (ISO 32000-1, 12.5.6.5). A link is a mark's where
it lies on raised letters and leads to a line that begins with them; links in a list of contents, to sections and to
entries of a bibliography do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ingest.readers.pdf.drawn_page import InnerLink
from ingest.readers.pdf.lines import GlyphSpan, Line
from ingest.readers.pdf.pdf_labels import begins_with, labels_in

_BELOW, _ABOVE = 6.0, 0.6
"""How far below and above the place a link leads to the line may stand, in ems: places are at the tops of lines."""
_LARGER = 1.1


def follow_links(
    pages: Sequence[Sequence[Line]], links: Mapping[int, Sequence[InnerLink]], size: float
) -> dict[int, str]:
    """Tells each mark with a link the line that it leads to; returns the labels of those lines by their identity.

    ``links``: those of each page; ``size``: that of the text in points.
    """
    by_page: dict[int, list[Line]] = defaultdict(list)
    for page in pages:
        for line in page:
            by_page[line.page].append(line)
    labels: dict[int, str] = {}
    for line, span, label in _marks(pages):
        link = links[line.page][span.link]
        target = _line_at(by_page.get(link.page, ()), link, label, line)
        if target is not None and target.size <= _LARGER * size:
            span.leads_to = target
            labels[id(target)] = label
    return labels


def _marks(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[Line, GlyphSpan, str]]:
    for page in pages:
        for line in page:
            for span in line.spans[1:]:
                if span.link >= 0 and span.raised:
                    labels = labels_in(span.text)
                    if len(labels) == 1:
                        yield line, span, labels[0]


def _line_at(lines: Sequence[Line], link: InnerLink, label: str, mark: Line) -> Line | None:
    """The line nearest to where the link leads that begins with ``label``."""
    there = [line for line in lines if line is not mark and _is_at(line, link) and begins_with(line, label)]
    return min(there, key=lambda line: _distance(line, link), default=None)


def _is_at(line: Line, link: InnerLink) -> bool:
    if link.y is None:
        return True
    return -_ABOVE * line.size <= link.y - line.y <= _BELOW * line.size


def _distance(line: Line, link: InnerLink) -> float:
    down = 0.0 if link.y is None else abs(link.y - line.y - line.size)
    aside = 0.0 if link.x is None else max(0.0, line.x0 - link.x - 60, link.x - line.x1)
    return down + aside
