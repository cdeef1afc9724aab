"""Finds near-duplicates, that is the same words in two places: reprints, excerpts and copies of one article.

Fingerprints are winnowed hashes of word shingles (Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for
Document Fingerprinting", SIGMOD 2003): two texts that share a run of SHINGLE + WINDOW - 1 words share a fingerprint,
whatever surrounds it.
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
"""Share of a quote's shingles that another text must contain, with all of its numbers, to count as the same words."""

_ALONE = 16
"""Words from which a quote is found by its own fingerprints. A text with SAME of its shingles has SHINGLE + WINDOW - 1
of its words in a row; of a shorter quote perhaps fewer."""
_AROUND = 100
"""Characters on either side that help to find a shorter quote: about as many words as a run takes."""
_SHARED = 0.25
"""Share of its fingerprints that a text with SAME of its shingles has: it was a third or more for 14,460 quotes changed
at random. Many texts on the same subject have fewer, and each takes time."""
_MOST = 500
"""Most fingerprints to look up: of a very long quote those with the smallest hashes, which is as good as a random
sample."""

_ROUNDING = 1e-9

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Returns the words of ``text``, case folded, without punctuation."""
    return _WORD.findall(text.casefold())


def fingerprints(text: str) -> tuple[int, ...]:
    """Returns the winnowed 63-bit hashes of ``text``, sorted; an empty tuple for a text shorter than a shingle."""
    words = [word.encode() for word in words_of(text)]
    if len(words) < SHINGLE:
        return ()
    line, ends = b" ".join(words), [*accumulate(len(word) + 1 for word in words)]
    shingles = (line[start : end - 1] for start, end in zip((0, *ends), ends[SHINGLE - 1 :], strict=False))
    digests = b"".join([blake2b(shingle, digest_size=8).digest() for shingle in shingles])
    hashes = np.frombuffer(digests, ">u8") >> 1
    least = sliding_window_view(hashes, min(WINDOW, len(hashes))).min(axis=1)
    return tuple(np.unique(least).tolist())


def lookup_fingerprints(text: str, start: int, end: int) -> tuple[tuple[int, ...], int]:
    """Returns the fingerprints by which to find other texts with ``text[start:end]``, and the least number to share.

    They are the quote's own, or for a short quote those of its surroundings.
    """
    if len(words_of(text[start:end])) < _ALONE:
        return fingerprints(text[max(0, start - _AROUND) : end + _AROUND]), 1
    own = fingerprints(text[start:end])[:_MOST]
    return own, ceil(len(own) * _SHARED)


class ShingledText:
    """A text's words and shingles, computed at first use, for comparison with other texts, which may be very long."""

    def __init__(self, text: str) -> None:
        self._words = words_of(text)

    @cached_property
    def _line(self) -> str:
        return f" {' '.join(self._words)} "

    @cached_property
    def numbers(self) -> Counter[str]:
        """The words with a digit, which most often differ between two editions."""
        return Counter(word for word in self._words if any(map(str.isnumeric, word)))

    @cached_property
    def shingles(self) -> list[str]:
        """The runs of ``SHINGLE`` words; the whole of a shorter text."""
        words, size = self._words, min(SHINGLE, len(self._words))
        return [f" {' '.join(words[i : i + size])} " for i in range(len(words) - size + 1)] if size else []

    def share_of(self, quote: ShingledText) -> float:
        """Returns the share (0…1) of the shingles of ``quote`` that this text contains; a short quote counts as a
        whole.
        """
        wanted = quote.shingles
        return sum(shingle in self._line for shingle in wanted) / len(wanted) if wanted else 0.0

    def repeats(self, quote: ShingledText) -> bool:
        """Whether this text has ``SAME`` of the shingles of ``quote`` and all its numbers; stops once it cannot."""
        wanted = quote.shingles
        left = len(wanted) - ceil(SAME * len(wanted) - _ROUNDING)
        for shingle in wanted:
            left -= shingle not in self._line
            if left < 0:
                return False
        return bool(wanted) and quote.numbers <= self.numbers


def containment(quote: str, text: str) -> float:
    """Returns the share (0…1) of the shingles of ``quote`` that ``text`` contains."""
    return ShingledText(text).share_of(ShingledText(quote))
