"""``ibid bench peers``: Ibid and others on the same documents, with the same embedding, on this machine, in one run.

The others are what their own guides begin with: LangChain with Chroma, LlamaIndex, Haystack, each with its splitter
(set to pieces that the embedding reads whole) and its search by vectors. None needs a chat model for that. They come
with ``pip install "ibid[peers]"``; those that are not installed are left out. Each runs in a process of its own.

Recall is by document: of the documents that hold the answer, the share among the first five that search gives.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from langchain_core.embeddings import Embeddings

from evals.bench.bench_parts import (
    BenchFigure,
    RandomWriter,
    in_process,
    latencies,
    own_home,
    peak_memory,
    settings_there,
    timed,
)
from evals.eval_errors import BenchFailed
from evals.sets.retrieval import recall, rows
from ingest.build import ingest
from ingest.input import Input
from retrieval.embed import load_embedding
from retrieval.library import open_library
from retrieval.settings import Settings

FIRST = 5
"""Documents that recall looks at."""
_HITS = 20
"""Pieces asked for, of which several may be of one document."""
_ASKED = 50
_PIECE = 150
"""Words of a piece: with their split words and marks, what the embedding reads of 256 tokens."""
_LETTERS = 6
"""Letters of a word with the space behind it, for a splitter that counts them."""

_AT_ONCE = 1_000
"""Pieces that are given to Chroma at once, which takes some 5,000."""

_SILENT = {"HAYSTACK_TELEMETRY_ENABLED": "False", "ANONYMIZED_TELEMETRY": "False"}


@dataclass(frozen=True, slots=True)
class PeerDocument:
    """A text to search in."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """What one of them took: seconds for all words, milliseconds a search, MiB; recall where questions have answers."""

    words: int
    seconds: float
    search: list[float]
    memory: float
    recall: float | None


class Peer(Protocol):
    """One of those that are compared."""

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """Takes the documents in, ready to be searched."""
        ...

    def search(self, question: str) -> list[str]:
        """The ids of the documents found, best first; one may come several times."""
        ...


class Ibid:
    """Vectors and words, fused; notes, sentences and copies are found while ingesting."""

    def __init__(self, settings: Settings, _embedding: Embeddings) -> None:
        self._library = open_library(settings)
        self._documents: dict[str, str] = {}

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """As ``ibid ingest`` does, which gives ids of its own."""
        inputs = (Input(one.id, f"{one.title}.txt", f"{one.title}\n\n{one.text}".encode()) for one in documents)
        for done in ingest(self._library, inputs):
            if done.source_id is None:
                raise BenchFailed(f"A document could not be ingested: {done.error}")
            self._documents[done.source_id] = done.origin

    def search(self, question: str) -> list[str]:
        """As ``ibid search`` does."""
        return [self._documents[hit.passage.source_id] for hit in self._library.search(question, _HITS)]


class LangChain:
    """A recursive splitter and Chroma on disk."""

    def __init__(self, settings: Settings, embedding: Embeddings) -> None:
        letters = _PIECE * _LETTERS
        splitters = import_module("langchain_text_splitters")
        self._splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=letters, chunk_overlap=letters // 10)
        chroma = import_module("langchain_chroma").Chroma
        self._store = chroma(embedding_function=embedding, persist_directory=str(settings.home))

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """A batch at a time, as much as Chroma takes."""
        pieces = [
            (piece, {"id": one.id})
            for one in documents
            for piece in self._splitter.split_text(f"{one.title}\n\n{one.text}")
        ]
        for first in range(0, len(pieces), _AT_ONCE):
            texts, metadata = zip(*pieces[first : first + _AT_ONCE], strict=True)
            self._store.add_texts(texts, metadata)

    def search(self, question: str) -> list[str]:
        """By vectors."""
        return [found.metadata["id"] for found in self._store.similarity_search(question, k=_HITS)]


class LlamaIndex:
    """A sentence splitter and the index in memory that comes first in its guide."""

    def __init__(self, _settings: Settings, embedding: Embeddings) -> None:
        self._core = import_module("llama_index.core")
        adapter = import_module("llama_index.embeddings.langchain").LangchainEmbedding
        self._embedding = adapter(embedding, model_name="minilm", embed_batch_size=64)
        self._splitter = import_module("llama_index.core.node_parser").SentenceSplitter(
            chunk_size=_PIECE * 3 // 2, chunk_overlap=20
        )
        self._retriever: Any = None

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """All at once."""
        texts = [
            self._core.Document(
                text=f"{one.title}\n\n{one.text}",
                metadata={"id": one.id},
                excluded_embed_metadata_keys=["id"],
            )
            for one in documents
        ]
        index = self._core.VectorStoreIndex.from_documents(
            texts, embed_model=self._embedding, transformations=[self._splitter]
        )
        self._retriever = index.as_retriever(similarity_top_k=_HITS)

    def search(self, question: str) -> list[str]:
        """By vectors."""
        return [found.node.metadata["id"] for found in self._retriever.retrieve(question)]


class Haystack:
    """A splitter by words and the store in memory."""

    def __init__(self, _settings: Settings, embedding: Embeddings) -> None:
        self._embedding = embedding
        self._document = import_module("haystack").Document
        self._splitter = import_module("haystack.components.preprocessors").DocumentSplitter(
            split_by="word", split_length=_PIECE, split_overlap=_PIECE // 10
        )
        stores = import_module("haystack.document_stores.in_memory")
        retrievers = import_module("haystack.components.retrievers.in_memory")
        self._store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._retriever = retrievers.InMemoryEmbeddingRetriever(self._store, top_k=_HITS)

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """A document at a time."""
        for one in documents:
            whole = self._document(content=f"{one.title}\n\n{one.text}", meta={"document": one.id})
            pieces: list[Any] = self._splitter.run(documents=[whole])["documents"]
            vectors = self._embedding.embed_documents([piece.content for piece in pieces])
            self._store.write_documents(
                [replace(piece, embedding=vector) for piece, vector in zip(pieces, vectors, strict=True)]
            )

    def search(self, question: str) -> list[str]:
        """By vectors."""
        vector = self._embedding.embed_query(question)
        return [found.meta["document"] for found in self._retriever.run(query_embedding=vector)["documents"]]


PEERS: Mapping[str, Callable[[Settings, Embeddings], Peer]] = {
    "ibid": Ibid,
    "langchain": LangChain,
    "llamaindex": LlamaIndex,
    "haystack": Haystack,
}
PACKAGES: Mapping[str, Sequence[str]] = {
    "langchain": ("langchain-chroma", "langchain-text-splitters"),
    "llamaindex": ("llama-index-core", "llama-index-embeddings-langchain"),
    "haystack": ("haystack-ai",),
}
"""What the others need; the first is the one whose version is told."""


def bench_peers(settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Measures each that is installed. ``seed``: a text to generate from, or a set of questions in ``corpus.jsonl`` and
    ``questions.jsonl``, to whose documents as many are added from the texts of the set.

    Raises ``BenchFailed``.
    """
    for name in PEERS:
        versions = _versions(PACKAGES.get(name, ()))
        if versions is None:
            continue
        with own_home(settings) as own:
            measured = PeerFigures(**json.loads(in_process(__name__, own, name, passages, seed, **_SILENT)))
        who = " ".join([name, *versions[:1]])
        yield BenchFigure(f"{who}, ingest", measured.words / measured.seconds, "words/s")
        yield from latencies(f"{who}, search", measured.search)
        if measured.recall is not None:
            yield BenchFigure(f"{who}, recall at {FIRST}", measured.recall, "")
        yield BenchFigure(f"{who}, peak memory", measured.memory, "MiB")


def _versions(packages: Sequence[str]) -> list[str] | None:
    """The versions of the packages; None where one is missing."""
    try:
        return [version(one) for one in packages]
    except PackageNotFoundError:
        return None


def main() -> None:
    """One of them in a process of its own: a home, threads, its name, how many Passages, the seed."""
    home, threads, name, passages, seed = sys.argv[1:]
    measured = _measured(name, settings_there(home, threads), int(passages), Path(seed))
    sys.stdout.write(json.dumps(asdict(measured)))


def _measured(name: str, settings: Settings, passages: int, seed: Path) -> PeerFigures:
    gold = [one for one in rows(seed / "questions.jsonl") if one["answerable"]] if seed.is_dir() else []
    documents, writer = _documents(seed, passages)
    questions = [one["question"] for one in gold] or [writer.sentence().rstrip(".") + "?" for _ in range(_ASKED)]
    embedding = load_embedding(settings.embedding, settings.threads)
    embedding.embed_query("What is there?")
    peer = PEERS[name](settings, embedding)
    started = perf_counter()
    peer.fill(documents)
    seconds = perf_counter() - started
    peer.search(questions[0])
    search = [timed(lambda q=question: peer.search(q)) for question in questions[:_ASKED]]
    memory = peak_memory()
    found = [list(dict.fromkeys(peer.search(one["question"])))[:FIRST] for one in gold]
    share = recall([frozenset[str](one["gold_docs"]) for one in gold], found, FIRST) if gold else None
    return PeerFigures(sum(len(one.text.split()) for one in documents), seconds, search, memory, share)


def _documents(seed: Path, passages: int) -> tuple[list[PeerDocument], RandomWriter]:
    """The documents of the set, if there is one, and generated ones: about ``passages`` pieces of a paragraph each."""
    given = (
        [PeerDocument(one["id"], one["title"], one["text"]) for one in rows(seed / "corpus.jsonl")]
        if seed.is_dir()
        else []
    )
    texts = " ".join(one.text for one in given) or seed.read_text(encoding="utf-8")
    writer, left = RandomWriter(texts), max(0, passages - len(given))
    made = (
        PeerDocument(f"made-{number}", f"Report {number}", "\n\n".join(writer.paragraph() for _ in range(6)))
        for number in range(left)
    )
    return [*given, *islice(made, left // 6)], writer
