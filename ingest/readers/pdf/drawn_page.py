"""What a PDF draws on its pages: letters with their places, links, and the dark boxes that redactions are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """A letter: its left and right edge, its baseline and its size, in points from the page's lower left corner."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    spaced: bool
    """White space stands before it."""
    breaks: bool
    """PDFium begins a new line with it."""
    superior: bool = False
    """A digit that its font draws small and high without being set so: "1" as "¹"."""
    link: int = -1
    """The index among the page's links of the one that it lies on; -1 where there is none."""


class Box(NamedTuple):
    """A dark filled rectangle, in points from the lower left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


class InnerLink(NamedTuple):
    """A link within the file: ``page`` counts from 1; ``x`` and ``y`` are None where only the page is told."""

    box: Box
    page: int
    x: float | None
    y: float | None


@dataclass(slots=True)
class DrawnPage:
    """A page as it is looked at: ``number`` counts from 1, and a turned page is turned upright."""

    number: int
    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    boxes: list[Box] = field(default_factory=list[Box])
    links: list[InnerLink] = field(default_factory=list[InnerLink])
    label: str = ""
    """The number that the file says is printed on it: "iv", "A-3"; empty where it says none."""
    sideways: str = ""
    """The words that do not run from left to right: stamps on the margin, labels of axes."""
    unseen: str = ""
    """Letters too small to be seen, or nowhere on any page."""
    unknown: int = 0
    """How many letters have no character that they stand for."""
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns a page upright: ``quarters`` clockwise, into a page of this width and height."""

    quarters: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is once it stands upright."""
        if self.quarters == 1:
            return y, self.height - x
        if self.quarters == 2:
            return self.width - x, self.height - y
        return (self.width - y, x) if self.quarters == 3 else (x, y)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """Where a direction points once the page stands upright."""
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.quarters % 4]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle once the page stands upright."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))
