"""Embeds text: with the bundled model, or with any embedding that LangChain knows.

The bundled model is all-MiniLM-L6-v2 as an int8 ONNX graph that pools and normalises by itself; ``weights/minilm``
holds it with its card, licence, checksums and the script that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from retrieval.errors import IbidError
from retrieval.inference import CLS, LONGEST, SEP, WEIGHTS, Feed, Model, batches, padded

MINILM: Final = WEIGHTS / "minilm"
_QUESTIONS_KEPT: Final = 256


class EmbeddingUnavailable(IbidError):
    """The embedding that the settings name cannot be used."""


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2: 384 dimensions, English, on the CPU, without a download.

    The weights are read, checked against their checksums and loaded at first use, once per object. A text's vector
    depends on the text alone, neither on the rest of its batch nor on the number of threads.
    """

    name: Final = "minilm"
    dimensions: Final = 384

    def __init__(self, threads: int = 0, weights: Path = MINILM) -> None:
        """``threads``: 0 means one per core that this process may use. ``weights``: the folder of the model's files."""
        self.model = Model(weights, weights, threads)
        self._query = lru_cache(_QUESTIONS_KEPT)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns vectors of shape ``(len(texts), 384)`` and length one, in the order of the texts.

        A text is cut after 256 tokens. Raises ``WeightsUnavailable`` where the weights are missing or damaged.
        """
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        tokens = [[CLS, *ids[: LONGEST - 2], SEP] for ids in self.model.ids(texts)]
        places = list(batches([len(ids) for ids in tokens]))
        for batch, outputs in zip(places, self.model.run(_feed(tokens, batch) for batch in places), strict=True):
            vectors[batch] = outputs[0]
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embeds texts to be stored; LangChain's interface."""
        return self.encode(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Embeds a question; LangChain's interface. Caches the last ones, because search and answerer both ask."""
        return list(self._query(text))

    def _encode_one(self, text: str) -> list[float]:
        return self.encode([text])[0].tolist()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Returns the number of tokens of each text, uncut and without special tokens."""
        return [len(ids) for ids in self.model.ids(texts)]


def _feed(tokens: Sequence[list[int]], batch: Sequence[int]) -> Feed:
    ids, mask = padded([tokens[place] for place in batch])
    return {"input_ids": ids, "attention_mask": mask}


def load_embedding(spec: str, threads: int = 0) -> Embeddings:
    """Returns the embedding that a setting names: ``minilm``, or a LangChain ``provider:model``.

    Raises ``EmbeddingUnavailable`` where the name is unknown, or its package or key is missing.
    """
    if spec == MiniLM.name:
        return MiniLM(threads)
    from langchain.embeddings import init_embeddings  # noqa: PLC0415  (takes a second that MiniLM need not wait for)

    try:
        return init_embeddings(spec)
    except ImportError as error:
        raise EmbeddingUnavailable(f"The embedding {spec!r} needs a package that is not installed: {error}") from error
    except Exception as error:  # each provider has errors of its own, for a missing key say
        raise EmbeddingUnavailable(
            f"The embedding {spec!r} cannot be used. Set IBID_EMBEDDING to `minilm` or to a LangChain "
            f"`provider:model`, and the key that the provider asks for. LangChain says: {error}"
        ) from error
