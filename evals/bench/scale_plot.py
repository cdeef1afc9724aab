"""Plots the output of ``ibid bench scale``: ``python -m evals.bench.scale_plot < FIGURES > docs/images/scale.svg``.

Both axes are logarithmic: a straight line of slope one is a cost that grows in proportion to the Library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from jinja2 import Environment, PackageLoader, StrictUndefined

_LINE = re.compile(r"^(?P<name>\S.*?) {2,}(?P<value>[\d,.]+) *\S* *$", re.MULTILINE)
_DRAWN = ("search p50", "search p95", "ask p50", "ask p95")
_WIDTH, _HEIGHT = 560, 300


@dataclass(frozen=True, slots=True)
class Curve:
    """One measure: its points in the plot, and its last value."""

    name: str
    points: Sequence[tuple[float, float]]
    last: float

    @property
    def path(self) -> str:
        """The points in SVG's syntax."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


def read(printed: str) -> list[dict[str, float]]:
    """Returns the figures of each size, in the order in which they were printed."""
    sizes: list[dict[str, float]] = []
    for match in _LINE.finditer(printed):
        if match["name"] == "passages":
            sizes.append({})
        if sizes:
            sizes[-1][match["name"]] = float(match["value"].replace(",", ""))
    return sizes


def plot(sizes: Sequence[Mapping[str, float]]) -> str:
    """Returns the plot of two sizes or more, as SVG."""
    counts = [size["passages"] for size in sizes]
    values = [size[name] for size in sizes for name in _DRAWN]
    low, high = 10 ** floor(log10(min(values))), 10 ** (floor(log10(max(values))) + 1)

    def x(count: float) -> float:
        return _WIDTH * log10(count / counts[0]) / log10(counts[-1] / counts[0])

    def y(value: float) -> float:
        return _HEIGHT * (1 - log10(value / low) / log10(high / low))

    curves = [Curve(name, [(x(s["passages"]), y(s[name])) for s in sizes], sizes[-1][name]) for name in _DRAWN]
    steps = [low * 10**power for power in range(round(log10(high / low)) + 1)]
    page = Environment(
        loader=PackageLoader("evals.bench"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return page.get_template("scale.svg.j2").render(
        width=_WIDTH,
        height=_HEIGHT,
        curves=curves,
        columns=[(x(count), f"{count:,.0f}") for count in counts],
        rows=[(y(step), f"{step:,.0f}") for step in steps],
    )


if __name__ == "__main__":
    printed = read(sys.stdin.read())
    if len(printed) < 2:
        sys.exit("A curve needs two sizes or more: ibid bench scale --passages 10000")
    sys.stdout.write(plot(printed))
