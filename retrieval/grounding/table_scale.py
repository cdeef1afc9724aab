"""Tables "in thousand crowns": each of their figures is so many thousand crowns."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SCALE = re.compile(
    r"\b(?:in|of)\s+(?P<scale>thousand|million|billion)s?(?:\s+of)?(?P<unit>\s+[^\W\d_]+)?(?=\W*(?:[.:;)|\n]|$))",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<=\|)\s*(?P<figure>\d[\d.,]*)\s*(?=\||$)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def with_scale(evidence: Sequence[str]) -> Sequence[str]:
    """Returns ``evidence`` with the figures of its rows as they are meant, where a line above them gives a scale."""
    if not any("|" in piece for piece in evidence):
        return evidence
    scale, scaled = "", list[str]()
    for piece in evidence:
        lines = list[str]()
        for line in piece.split("\n"):
            said = _SCALE.search(line)
            if "|" not in line:
                scale = f"{said['scale']}{said['unit'] or ''}" if said else scale
            lines.append(_meant(line, scale) if scale and "|" in line else line)
        scaled.append("\n".join(lines))
    return scaled


def _meant(row: str, scale: str) -> str:
    return _FIGURE.sub(lambda cell: cell[0] if _YEAR.fullmatch(cell["figure"]) else f" {cell['figure']} {scale} ", row)
