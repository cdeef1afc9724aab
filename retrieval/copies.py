"""Finds the same words in two places: reprints, excerpts and copies of one article.

Fingerprints are winnowed hashes of word shingles (Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for
Document Fingerprinting", SIGMOD 2003): two texts that share a run of SHINGLE + WINDOW - 1 words share a fingerprint,
whatever stands around it.
"""

from __future__ import annotations

import re
from hashlib import blake2b

SHINGLE = 6
WINDOW = 8
SAME = 0.8
"""Share of a quote's shingles that must stand in another text for it to be the same words."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of ``text``, case folded, without punctuation."""
    return _WORD.findall(text.casefold())


def fingerprints(text: str) -> tuple[int, ...]:
    """The winnowed 63-bit hashes of ``text``, sorted; none where it is shorter than a shingle."""
    words = words_of(text)
    hashes = [_hash(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]
    windows = range(max(1, len(hashes) - WINDOW + 1)) if hashes else range(0)
    return tuple(sorted({min(hashes[i : i + WINDOW]) for i in windows}))


def _hash(words: list[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


def contained(quote: str, text: str) -> float:
    """Which share (0…1) of the shingles of ``quote`` stands in ``text``; a short quote must stand there whole."""
    mine, other = words_of(quote), words_of(text)
    size = min(SHINGLE, len(mine))
    if not size:
        return 0.0
    there = {tuple(other[i : i + size]) for i in range(len(other) - size + 1)}
    shingles = [tuple(mine[i : i + size]) for i in range(len(mine) - size + 1)]
    return sum(one in there for one in shingles) / len(shingles)
