"""Which words a question and a passage have in common, told to the reader as the kind of each token.

A small cross-encoder finds it out by itself only in part. To mark exact matches helps it (Boualili, Moreno, Boughanem,
"MarkedBERT", SIGIR 2020); here it is told, too, what the question says and the passage does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from retrieval.english.words import STOP_WORDS, stem

_WORDS_KEPT = 32768

Word = tuple[str, int]
"""The stem of a word, empty where it says little by itself, and how many tokens the word has."""


class TokenKind(IntEnum):
    """What a token is of; the kinds of a passage are odd."""

    QUESTION = 0
    PASSAGE = 1
    MISSING = 2
    """A word of the question that the passage has in no form."""
    SHARED = 3
    """A word of the passage that the question has in some form."""


class Matching:
    """Compares two texts word by word, by their stems. Any number of threads may."""

    def __init__(self, piece: Callable[[int], str]) -> None:
        """``piece``: the word piece that a token stands for, "##" in front of one that goes on."""
        self._piece = lru_cache(_WORDS_KEPT)(piece)
        self._stem = lru_cache(_WORDS_KEPT)(self._stem_of)

    def kinds(self, question: Sequence[int], passage: Sequence[int]) -> list[int]:
        """The ``TokenKind`` of each token of "[CLS] question [SEP] passage [SEP]"."""
        asked, said = list(self._words(question)), list(self._words(passage))
        shared = {word for word, _ in asked if word}.intersection(word for word, _ in said)
        kinds = [int(TokenKind.QUESTION)]
        for word, length in asked:
            kinds += [TokenKind.MISSING if word and word not in shared else TokenKind.QUESTION] * length
        kinds.append(TokenKind.QUESTION)
        for word, length in said:
            kinds += [TokenKind.SHARED if word in shared else TokenKind.PASSAGE] * length
        return [*kinds, TokenKind.PASSAGE]

    def _words(self, tokens: Sequence[int]) -> Iterator[Word]:
        start = 0
        for end in range(1, len(tokens) + 1):
            if end == len(tokens) or not self._piece(tokens[end]).startswith("##"):
                yield self._stem(tuple(tokens[start:end])), end - start
                start = end

    def _stem_of(self, tokens: tuple[int, ...]) -> str:
        word = "".join(self._piece(token).removeprefix("##") for token in tokens)
        tells = len(word) > 1 and word not in STOP_WORDS and any(letter.isalnum() for letter in word)
        return stem(word) if tells else ""
