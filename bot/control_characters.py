"""The characters removed from texts of sources and users before they are shown (invariant 7)."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, direction overrides included, and halves of characters, which cannot be written at all."""


def one_line(words: str) -> str:
    """Returns ``words``, names of files and the like, as they may stand in a line of a terminal or a log."""
    return CONTROL.sub("\ufffd", words).replace("\n", "\\n")
