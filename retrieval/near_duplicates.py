"""Finds the same words in two places: reprints, excerpts and copies of one article.

Fingerprints are winnowed hashes of word shingles (Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for
Document Fingerprinting", SIGMOD 2003): two texts that share a run of SHINGLE + WINDOW - 1 words share a fingerprint,
whatever stands around it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from math import ceil

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

SHINGLE = 6
WINDOW = 8
SAME = 0.8
"""Share of a quote's shingles that must stand in another text, with all of its numbers, for it to be the same words."""

_ALONE = 16
"""Words of a quote that can be found by itself. Where SAME of its shingles stand in another text, SHINGLE + WINDOW - 1
of its words stand there in a row; of a shorter one perhaps fewer."""
_AROUND = 100
"""Characters on either side that help to find a shorter one: as many words as a run takes."""
_SHARED = 0.25
"""Share of its fingerprints that a text with SAME of its shingles has: it was a third or more for 14,460 quotes changed
at random. Texts with fewer are many, where they are on the same matter, and each takes time."""
_MOST = 500
"""Fingerprints that are looked for: of a very long quote those with the least hashes, as good as drawn by lot."""

_ROUNDING = 1e-9

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of ``text``, case folded, without punctuation."""
    return _WORD.findall(text.casefold())


def fingerprints(text: str) -> tuple[int, ...]:
    """The winnowed 63-bit hashes of ``text``, sorted; none where it is shorter than a shingle."""
    words = [word.encode() for word in words_of(text)]
    if len(words) < SHINGLE:
        return ()
    line, ends = b" ".join(words), [*accumulate(len(word) + 1 for word in words)]
    shingles = (line[start : end - 1] for start, end in zip((0, *ends), ends[SHINGLE - 1 :], strict=False))
    digests = b"".join([blake2b(one, digest_size=8).digest() for one in shingles])
    hashes = np.frombuffer(digests, ">u8") >> 1
    least = sliding_window_view(hashes, min(WINDOW, len(hashes))).min(axis=1)
    return tuple(np.unique(least).tolist())


def traces(text: str, start: int, end: int) -> tuple[tuple[int, ...], int]:
    """By which fingerprints to find the texts that have ``text[start:end]`` too, and how many of them one has at least.

    The quote's own; those around it where it is short.
    """
    if len(words_of(text[start:end])) < _ALONE:
        return fingerprints(text[max(0, start - _AROUND) : end + _AROUND]), 1
    own = fingerprints(text[start:end])[:_MOST]
    return own, ceil(len(own) * _SHARED)


class Wording:
    """The words of a text, to be compared with those of others. Kept by whoever compares: a text may be very long."""

    def __init__(self, text: str) -> None:
        self._words = words_of(text)

    @cached_property
    def _line(self) -> str:
        return f" {' '.join(self._words)} "

    @cached_property
    def numbers(self) -> Counter[str]:
        """The words with a digit in them, which are what one edition most often has otherwise than another."""
        return Counter(word for word in self._words if any(map(str.isnumeric, word)))

    @cached_property
    def shingles(self) -> list[str]:
        """Runs of ``SHINGLE`` words, of a shorter text the whole."""
        words, size = self._words, min(SHINGLE, len(self._words))
        return [f" {' '.join(words[i : i + size])} " for i in range(len(words) - size + 1)] if size else []

    def share_of(self, quote: Wording) -> float:
        """Which share (0…1) of the shingles of ``quote`` stands here; a short quote must stand here whole."""
        wanted = quote.shingles
        return sum(one in self._line for one in wanted) / len(wanted) if wanted else 0.0

    def repeats(self, quote: Wording) -> bool:
        """Whether ``SAME`` of the shingles of ``quote`` and all its numbers stand here, given up once they cannot."""
        wanted = quote.shingles
        left = len(wanted) - ceil(SAME * len(wanted) - _ROUNDING)
        for one in wanted:
            left -= one not in self._line
            if left < 0:
                return False
        return bool(wanted) and quote.numbers <= self.numbers


def contained(quote: str, text: str) -> float:
    """Which share (0…1) of the shingles of ``quote`` stands in ``text``."""
    return Wording(text).share_of(Wording(quote))
