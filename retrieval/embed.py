"""Text to vectors: the embedding in the box, or any that LangChain knows.

The one in the box is all-MiniLM-L6-v2 as an int8 ONNX graph that pools and normalises by itself; ``weights/minilm``
holds it with its card, licence, checksums and the script that made it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol, cast

import numpy as np
import onnxruntime as ort  # pyright: ignore[reportMissingTypeStubs]
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.errors import IbidError

WEIGHTS: Final = Path(__file__).parent / "weights" / "minilm"
LONGEST: Final = 256
"""Tokens of a text that the model reads, its two special tokens included; what comes after is not seen."""
_BATCH_TOKENS: Final = 512
"""Tokens of a batch, padding included: what fits a core's cache. At twice as many a quarter of the speed is lost."""
_QUESTIONS_KEPT: Final = 256


class EmbeddingUnavailable(IbidError):
    """The embedding that the settings name cannot be used as things are."""


class _Session(Protocol):
    """The one method we use of an onnxruntime session, which has no types. Safe to call from many threads."""

    def run(self, output_names: None, input_feed: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]: ...


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2: 384 dimensions, English, on the CPU, without a download.

    The weights are read, checked against their checksums and loaded at the first use, once for an object. A text's
    vector depends on nothing but the text: not on what else is in its batch, nor on the number of threads.
    """

    name: Final = "minilm"
    dimensions: Final = 384

    def __init__(self, threads: int = 0, weights: Path = WEIGHTS) -> None:
        """``threads``: 0 is one for each core this process may use. ``weights``: the folder of the model's files."""
        self._threads = threads or _available_cores()
        self._weights = weights
        self._lock = Lock()
        self._loaded_tokenizer: Tokenizer | None = None
        self._loaded_session: _Session | None = None
        self._query = lru_cache(_QUESTIONS_KEPT)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape ``(len(texts), 384)`` and length one, in the order of the texts.

        A text is cut after 256 tokens. Raises ``EmbeddingUnavailable`` where the weights are missing or damaged.
        """
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        tokens = [_cut(ids) for ids in self._tokens(texts, special=True)]
        for batch in _batches([len(ids) for ids in tokens]):
            ids, mask = _padded([tokens[place] for place in batch])
            vectors[batch] = self._session().run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """What LangChain calls for texts to be stored."""
        return self.encode(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """What LangChain calls for a question. Search and answerer both ask for it, so the last ones are kept."""
        return list(self._query(text))

    def _encode_one(self, text: str) -> list[float]:
        return self.encode([text])[0].tolist()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens not counted and nothing cut."""
        return [len(ids) for ids in self._tokens(texts, special=False)]

    def _tokens(self, texts: Sequence[str], *, special: bool) -> list[list[int]]:
        clean = [text.encode(errors="replace").decode() for text in texts]  # lone surrogates are no text
        found = self._tokenizer().encode_batch_fast(clean, add_special_tokens=special)
        return [encoding.ids for encoding in found]

    def _tokenizer(self) -> Tokenizer:
        with self._lock:
            if self._loaded_tokenizer is None:
                self._loaded_tokenizer = Tokenizer.from_buffer(_verified(self._weights, "tokenizer.json"))
            return self._loaded_tokenizer

    def _session(self) -> _Session:
        with self._lock:
            if self._loaded_session is None:
                self._loaded_session = _open_session(_verified(self._weights, "model.onnx"), self._threads)
            return self._loaded_session


def load_embedding(spec: str, threads: int = 0) -> Embeddings:
    """The embedding a setting names: ``minilm``, or a LangChain ``provider:model``.

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


def _verified(folder: Path, name: str) -> bytes:
    """The bytes of a file of the weights, if they are those that ``SHA256SUMS`` beside it promises."""
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        data = (folder / name).read_bytes()
    except OSError as error:
        raise EmbeddingUnavailable(f"The embedding's weights cannot be read ({error}). Install Ibid anew.") from error
    if f"{hashlib.sha256(data).hexdigest()}  {name}" not in lines:
        raise EmbeddingUnavailable(
            f"{folder / name} is damaged: its checksum is not the promised one. Install Ibid anew."
        )
    return data


def _open_session(model: bytes, threads: int) -> _Session:
    """A session on the CPU that says nothing but errors and, between two runs, leaves its cores to others."""
    runtime = cast("Any", ort)
    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _available_cores() -> int:
    """Cores this process may run on; fewer than the machine has where a container or ``taskset`` says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cut(ids: list[int]) -> list[int]:
    """At most ``LONGEST`` tokens, the last of them still the closing one."""
    return ids if len(ids) <= LONGEST else [*ids[: LONGEST - 1], ids[-1]]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts to be embedded together: alike in length, so that padding is little. Longest first."""
    places = iter(sorted(range(len(lengths)), key=lambda place: -lengths[place]))
    for first in places:
        yield [first, *islice(places, max(_BATCH_TOKENS // lengths[first] - 1, 0))]


def _padded(rows: Sequence[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and their mask (1 a token, 0 padding), both of shape ``(rows, longest row)``."""
    ids = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask
