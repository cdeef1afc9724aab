"""Counts tokens with the tokenizer of the model that will read the text."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from hashlib import sha1
from pathlib import Path
from tempfile import gettempdir

from langchain_core.embeddings import Embeddings

from retrieval.embed import MiniLM

TokenCounter = Callable[[Sequence[str]], list[int]]

logger = logging.getLogger(__name__)

_ENCODING = "o200k_base"
_VOCABULARY = f"https://openaipublic.blob.core.windows.net/encodings/{_ENCODING}.tiktoken"
"""The cached file is named after this address."""
_BYTES_PER_TOKEN = 3
"""Fewer than the four that English averages, so that an estimate is rather too high."""


def token_counter(embedding: Embeddings) -> TokenCounter:
    """Returns the token counter for ``embedding``: its own tokenizer if known, else an estimate, rather too high."""
    return embedding.count_tokens if isinstance(embedding, MiniLM) else _estimated


def chat_token_counter() -> TokenCounter:
    """Returns the token counter for chat models: tiktoken if its vocabulary is on this machine, else an estimate.

    tiktoken downloads a vocabulary that it does not have, which blocks on a machine without a network. It is therefore
    used only where ``TIKTOKEN_CACHE_DIR`` or its usual folder has the file. The Docker image has it.
    """
    if not _vocabulary().is_file():
        logger.info(
            "tiktoken's vocabulary is not on this machine, so token counts are estimates, rather too high than too low."
        )
        return _estimated
    import tiktoken  # noqa: PLC0415 - needed by chat models alone

    encoding = tiktoken.get_encoding(_ENCODING)
    return lambda texts: [len(tokens) for tokens in encoding.encode_ordinary_batch(list(texts))]


def _vocabulary() -> Path:
    """Returns the path of tiktoken's cached vocabulary, named as ``tiktoken.load.read_file_cached`` does."""
    usual = str(Path(gettempdir()) / "data-gym-cache")
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR") or usual
    return Path(folder) / sha1(_VOCABULARY.encode(), usedforsecurity=False).hexdigest()


def _estimated(texts: Sequence[str]) -> list[int]:
    return [len(text.encode()) // _BYTES_PER_TOKEN + 1 for text in texts]
