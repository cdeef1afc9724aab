"""Shared by the bundled models: weights verified by checksum, one ONNX session, and small batches."""

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
"""Most tokens that the models read of a text, or of a pair of texts, special tokens included."""
CLS: Final = 101
SEP: Final = 102
"""BERT's special tokens: CLS opens a text, SEP closes each part of it."""
_BATCH_TOKENS: Final = 256
"""Tokens of a batch, padding included: few enough that all cores stay busy to the end and their caches suffice."""
_WORDS_KEPT: Final = 32768
_LONGEST_KEPT: Final = 40
"""Number of words whose tokens are cached, and the longest of them in characters: a text may be one endless word."""

Feed = dict[str, NDArray[np.int64]]
"""One batch: the model's inputs by name."""


class WeightsUnavailable(IbidError):
    """The files of a bundled model are missing or damaged."""


class Session(Protocol):
    """The one method used of an onnxruntime session, which has no types. Safe to call from many threads."""

    def run(self, output_names: None, input_feed: Feed) -> list[NDArray[np.float32]]:
        """Runs one batch through the model."""
        ...


class Tokens(NamedTuple):
    """The tokens of a text: their ids in the model's vocabulary, and their positions (start, end) in the text."""

    ids: list[int]
    places: list[tuple[int, int]]


class Model:
    """A model's session and MiniLM's tokenizer, each loaded at first use, once per object."""

    def __init__(self, weights: Path, tokenizer: Path, threads: int = 0) -> None:
        """``weights``, ``tokenizer``: folders. ``threads``: 0 means one per core that this process may use."""
        self._weights = weights
        self._tokenizer_folder = tokenizer
        self._threads = threads or available_cores()
        self._lock = Lock()
        self._tokenizer: Tokenizer | None = None
        self._session: Session | None = None
        self._known = lru_cache(_WORDS_KEPT)(self._encoded)
        self.seconds = 0.0
        """Time spent in forward passes so far: the least that using the model costs."""

    def tokens(self, text: str) -> Tokens:
        """Returns the tokens of ``text`` and their positions, without special tokens. A lone surrogate is unknown."""
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        at = 0
        for word in _words(text):
            tokens = self._word(word)
            ids += tokens.ids
            places += [(at + start, at + end) for start, end in tokens.places]
            at += len(word) + 1
        return Tokens(ids, places)

    def ids(self, texts: Iterable[str]) -> Iterator[list[int]]:
        """Yields the token ids of each text."""
        for text in texts:
            yield [token for word in _words(text) for token in self._word(word).ids]

    def piece(self, token: int) -> str:
        """Returns the word piece that ``token`` stands for, with "##" in front where it continues a word."""
        return self._loaded_tokenizer().id_to_token(token) or ""

    def run(self, feeds: Iterable[Feed]) -> list[list[NDArray[np.float32]]]:
        """Returns the model's outputs for each batch. Raises ``WeightsUnavailable``."""
        session = self._loaded_session()
        started = perf_counter()
        outputs = list(_workers(self._threads).map(partial(session.run, None), feeds))
        self.seconds += perf_counter() - started
        return outputs

    def _word(self, word: str) -> Tokens:
        return (self._known if len(word) <= _LONGEST_KEPT else self._encoded)(word)

    def _encoded(self, word: str) -> Tokens:
        clean = word.encode(errors="replace").decode()
        encoding = self._loaded_tokenizer().encode(clean, add_special_tokens=False)
        return Tokens(encoding.ids, encoding.offsets)

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
    """Splits ``text`` into words, each one character after the last: no token spans a space."""
    return text.replace("\n", " ").split(" ")


@cache
def _workers(threads: int) -> ThreadPoolExecutor:
    """The worker threads that all models share, so that concurrent callers do not compete for the cores."""
    return ThreadPoolExecutor(threads, "inference")


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yields the indices of texts to be read together: similar in length, to keep padding small. Longest first."""
    places = iter(sorted(range(len(lengths)), key=lambda place: -lengths[place]))
    for first in places:
        yield [first, *islice(places, max(_BATCH_TOKENS // lengths[first] - 1, 0))]


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns token ids and their mask (1 a token, 0 padding), both of shape ``(rows, longest row)``."""
    ids = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask


def _verified(folder: Path, name: str) -> bytes:
    """Reads a file of the weights and checks it against ``SHA256SUMS`` beside it."""
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        data = (folder / name).read_bytes()
    except OSError as error:
        raise WeightsUnavailable(f"The model's weights cannot be read ({error}). Reinstall Ibid.") from error
    if f"{hashlib.sha256(data).hexdigest()}  {name}" not in lines:
        raise WeightsUnavailable(f"{folder / name} is damaged: its checksum does not match. Reinstall Ibid.")
    return data


def _open_session(model: bytes) -> Session:
    """Opens a session on the CPU that logs errors alone and computes in the thread that calls it.

    Two threads on a batch each are a quarter faster than two on one batch, which wait for each other at each layer.
    """
    runtime = cast("Any", ort)
    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
