"""The reader in the box: reads a question with a passage, word by word.

A MiniLM cross-encoder that is told which words the two have in common (``shared_words``). It has outputs on each
token of the passage (an answer starts here; ends here; this token is of a sentence that answers) and on the pair (the
passage answers). ``weights/reader`` holds it with its card; ``training/`` holds the recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.shared_words import Matching
from retrieval.inference import CLS, LONGEST, SEP, WEIGHTS, Feed, Model, batches, padded
from retrieval.model import Span
from retrieval.tracing import step

READER: Final = WEIGHTS / "reader"
_LONGEST_FIRST: Final = 64
"""Tokens of a question that are read."""
_LONGEST_ANSWER: Final = 30
"""Tokens of a short answer."""

_IN_ORDER: Final = np.triu(np.tri(LONGEST, k=_LONGEST_ANSWER - 1, dtype=np.bool_))
"""Whether an answer may start at the token of the row and end at that of the column."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A short answer: its place in the passage, and its score, the sum of the logits of its start and its end."""

    span: Span
    score: float


@dataclass(frozen=True)
class Read:
    """What the reader made of one passage.

    ``offsets``: (tokens, 2) places in the passage; ``logits``: (tokens, 3) start, end and evidence; ``nothing``: the
    score of there being no answer, comparable to ``Found.score``; ``answers``: the logit of the passage answering.
    """

    offsets: NDArray[np.int64]
    logits: Floats
    nothing: float
    answers: float

    @cached_property
    def best(self) -> Found | None:
        """The most probable short answer; None where the passage has no tokens."""
        return self.best_in(Span(0, int(self.offsets[-1, 1]))) if len(self.offsets) else None

    def best_in(self, where: Span) -> Found | None:
        """The most probable short answer within ``where``."""
        first, last = self._tokens_in(where)
        if first >= last:
            return None
        sums = self.logits[first:last, 0][:, None] + self.logits[first:last, 1][None, :]
        sums[~_IN_ORDER[: last - first, : last - first]] = -np.inf
        start, end = np.unravel_index(int(np.argmax(sums)), sums.shape)
        place = Span(int(self.offsets[first + start, 0]), int(self.offsets[first + end, 1]))
        return Found(place, float(sums[start, end]))

    def evidence_in(self, where: Span) -> float:
        """The mean logit of the tokens in ``where`` being of a sentence that answers."""
        first, last = self._tokens_in(where)
        return float(self.logits[first:last, 2].mean()) if first < last else -10.0

    def _tokens_in(self, where: Span) -> tuple[int, int]:
        """The first token that stands in ``where``, and the one behind the last."""
        first = np.searchsorted(self.offsets[:, 0], where.start)
        last = np.searchsorted(self.offsets[:, 1], where.end, "right")
        return int(first), int(last)


class Reader:
    """Loads its weights at first use. Any number of threads may read; what is read together changes nothing."""

    def __init__(self, threads: int = 0, weights: Path = READER) -> None:
        """``threads``: 0 is one for each core this process may use. ``weights``: the folder of the model's files."""
        self.model = Model(weights, WEIGHTS / "minilm", threads)
        self._matching = Matching(self.model.piece)

    @step("read")
    def read(self, question: str, passages: Sequence[str]) -> list[Read]:
        """What each passage says to ``question``; a pair is cut after 256 tokens. Raises ``WeightsUnavailable``."""
        asked = self.model.tokens(question).ids[:_LONGEST_FIRST]
        pairs = [_Pair.of(asked, *self.model.tokens(passage), self._matching) for passage in passages]
        return [pair.read(tokens, of_pair) for pair, (tokens, of_pair) in zip(pairs, self._run(pairs), strict=True)]

    def _run(self, pairs: Sequence[_Pair]) -> list[tuple[Floats, Floats]]:
        """The outputs for the tokens (length, 3) and for the pair (1,) of each pair, in their order."""
        done: dict[int, tuple[Floats, Floats]] = {}
        places = list(batches([len(pair.ids) for pair in pairs]))
        feeds = (_feed([pairs[place] for place in batch]) for batch in places)
        for batch, (tokens, of_pair) in zip(places, self.model.run(feeds), strict=True):
            done |= {place: (tokens[row], of_pair[row]) for row, place in enumerate(batch)}
        return [done[place] for place in range(len(pairs))]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two texts as the model takes them. ``offsets``: where the tokens of the second stand in it."""

    ids: list[int]
    kinds: list[int]
    lead: int
    offsets: list[tuple[int, int]]

    @classmethod
    def of(cls, first: list[int], second: list[int], offsets: list[tuple[int, int]], matching: Matching) -> _Pair:
        """The pair of two texts by their token ids, cut to what the model reads."""
        lead = len(first) + 2
        room = LONGEST - lead - 1
        second = second[:room]
        return cls([CLS, *first, SEP, *second, SEP], matching.kinds(first, second), lead, offsets[:room])

    def read(self, tokens: Floats, of_pair: Floats) -> Read:
        """What the model's outputs for it, (tokens, 3) and (1,), say of the second text."""
        return Read(
            offsets=np.array(self.offsets, dtype=np.int64).reshape(-1, 2),
            logits=tokens[self.lead : self.lead + len(self.offsets)],
            nothing=float(tokens[0, 0] + tokens[0, 1]),
            answers=float(of_pair[0]),
        )


def _feed(pairs: Sequence[_Pair]) -> Feed:
    ids, mask = padded([pair.ids for pair in pairs])
    kinds, _ = padded([pair.kinds for pair in pairs])
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
