"""What the models in the box share: weights checked against their checksums, one session, and small batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache, partial
from itertools import islice
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any, Final, NamedTuple, Protocol, cast

import numpy as np
import onnxruntime as ort  # pyright: ignore[reportMissingTypeStubs]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.errors import IbidError
from retrieval.machine import available_cores

WEIGHTS: Final = Path(__file__).parent / "weights"
LONGEST: Final = 256
"""Tokens of a text, or of a pair of texts, that the models read, special tokens included."""
CLS: Final = 101
SEP: Final = 102
"""The special tokens of BERT's vocabulary that open a text and close each part of it."""
_BATCH_TOKENS: Final = 256
"""Tokens of a batch, padding included: little enough that all cores have work to the end, and fits their caches."""
_WORDS_KEPT: Final = 32768
_LONGEST_KEPT: Final = 40
"""Words whose tokens are remembered, and the characters of the longest: a text may be one endless word."""

Feed = dict[str, NDArray[np.int64]]
"""One batch: the model's inputs by their names."""


class WeightsUnavailable(IbidError):
    """The files of a model in the box are missing or damaged."""


class Session(Protocol):
    """The one method we use of an onnxruntime session, which has no types. Safe to call from many threads."""

    def run(self, output_names: None, input_feed: Feed) -> list[NDArray[np.float32]]:
        """One batch through the model."""
        ...


class Tokens(NamedTuple):
    """Of a text: the ids in the model's vocabulary, and the places (start, end) where they stand."""

    ids: list[int]
    places: list[tuple[int, int]]


class Model:
    """A model's session and MiniLM's tokenizer, each loaded at its first use, once for an object."""

    def __init__(self, weights: Path, tokenizer: Path, threads: int = 0) -> None:
        """``weights``, ``tokenizer``: folders. ``threads``: 0 is one for each core this process may use."""
        self._weights = weights
        self._tokenizer_folder = tokenizer
        self._threads = threads or available_cores()
        self._lock = Lock()
        self._tokenizer: Tokenizer | None = None
        self._session: Session | None = None
        self._known = lru_cache(_WORDS_KEPT)(self._encoded)
        self.seconds = 0.0
        """Time spent in forward passes so far: the floor of what using the model costs."""

    def tokens(self, text: str) -> Tokens:
        """The tokens of ``text`` with their places, without special ones. Lone surrogates count as unknown."""
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        at = 0
        for word in _words(text):
            known = self._word(word)
            ids += known.ids
            places += [(at + start, at + end) for start, end in known.places]
            at += len(word) + 1
        return Tokens(ids, places)

    def ids(self, texts: Iterable[str]) -> Iterator[list[int]]:
        """The tokens of each text without their places."""
        for text in texts:
            yield [one for word in _words(text) for one in self._word(word).ids]

    def piece(self, token: int) -> str:
        """The word piece of the vocabulary that ``token`` stands for, "##" in front of one that goes on."""
        return self._loaded_tokenizer().id_to_token(token) or ""

    def run(self, feeds: Iterable[Feed]) -> list[list[NDArray[np.float32]]]:
        """The model's outputs for each batch. Raises ``WeightsUnavailable``."""
        session = self._loaded_session()
        started = perf_counter()
        found = list(_workers(self._threads).map(partial(session.run, None), feeds))
        self.seconds += perf_counter() - started
        return found

    def _word(self, word: str) -> Tokens:
        return (self._known if len(word) <= _LONGEST_KEPT else self._encoded)(word)

    def _encoded(self, word: str) -> Tokens:
        clean = word.encode(errors="replace").decode()
        found = self._loaded_tokenizer().encode(clean, add_special_tokens=False)
        return Tokens(found.ids, found.offsets)

    def _loaded_tokenizer(self) -> Tokenizer:
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = Tokenizer.from_buffer(_verified(self._tokenizer_folder, "tokenizer.json"))
            return self._tokenizer

    def _loaded_session(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = _open_session(_verified(self._weights, "model.onnx"))
            return self._session


def _words(text: str) -> list[str]:
    """The words of ``text``, each one character behind the last: no token reaches over a space."""
    return text.replace("\n", " ").split(" ")


@cache
def _workers(threads: int) -> ThreadPoolExecutor:
    """Those that compute, for all models together: however many ask at once, no more of them want a core."""
    return ThreadPoolExecutor(threads, "inference")


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts to be read together: alike in length, so that padding is little. Longest first."""
    places = iter(sorted(range(len(lengths)), key=lambda place: -lengths[place]))
    for first in places:
        yield [first, *islice(places, max(_BATCH_TOKENS // lengths[first] - 1, 0))]


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and their mask (1 a token, 0 padding), both of shape ``(rows, longest row)``."""
    ids = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask


def _verified(folder: Path, name: str) -> bytes:
    """The bytes of a file of the weights, if they are those that ``SHA256SUMS`` beside it promises."""
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        data = (folder / name).read_bytes()
    except OSError as error:
        raise WeightsUnavailable(f"The model's weights cannot be read ({error}). Install Ibid anew.") from error
    if f"{hashlib.sha256(data).hexdigest()}  {name}" not in lines:
        raise WeightsUnavailable(
            f"{folder / name} is damaged: its checksum is not the promised one. Install Ibid anew."
        )
    return data


def _open_session(model: bytes) -> Session:
    """A session on the CPU that says nothing but errors. It computes in the thread that calls it.

    Two threads on a batch each are a quarter faster than two on one batch, which wait for each other at each layer.
    """
    runtime = cast("Any", ort)
    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
