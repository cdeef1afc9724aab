"""Counts tokens by the tokenizer of the model that will read the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain_core.embeddings import Embeddings

from retrieval.embed import MiniLM

TokenCounter = Callable[[Sequence[str]], list[int]]

_BYTES_PER_TOKEN = 3
"""Fewer than the four that English averages, so that an estimate errs on the safe side."""


def token_counter(embedding: Embeddings) -> TokenCounter:
    """What counts tokens for ``embedding``: its own tokenizer where it is known, else an estimate on the safe side."""
    return embedding.count_tokens if isinstance(embedding, MiniLM) else _estimated


def _estimated(texts: Sequence[str]) -> list[int]:
    return [len(text.encode()) // _BYTES_PER_TOKEN + 1 for text in texts]
