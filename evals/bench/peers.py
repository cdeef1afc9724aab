"""``ibid bench peers``: Ibid and other frameworks on the same documents, embedding and machine, in one run.

The others run as their own guides begin: LangChain with Chroma, LlamaIndex, Haystack, each with its splitter (set to
pieces that the embedding reads whole) and its vector search. None needs a chat model for that. They are installed by
``pip install "ibid[peers]"``; missing ones are skipped. Each runs in a process of its own.

Recall is by document: of the documents with the answer, the share among the first five results.
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
"""Pieces to retrieve, of which several may be of one document."""
_ASKED = 50
_PIECE = 150
"""Words of a piece: with split words and punctuation about the 256 tokens that the embedding reads."""
_LETTERS = 6
"""Letters of a word with its space, for a splitter that counts letters."""

_AT_ONCE = 1_000
"""Pieces to add to Chroma at a time; it takes some 5,000."""

_SILENT = {"HAYSTACK_TELEMETRY_ENABLED": "False", "ANONYMIZED_TELEMETRY": "False"}


@dataclass(frozen=True, slots=True)
class PeerDocument:
    """A document to search."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """One framework's figures: seconds for all words, milliseconds a search, MiB; recall if questions have answers."""

    words: int
    seconds: float
    search: list[float]
    memory: float
    recall: float | None


class Peer(Protocol):
    """One of the frameworks."""

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """Ingests the documents, ready to be searched."""
        ...

    def search(self, question: str) -> list[str]:
        """Returns the ids of the documents found, best first, possibly repeated."""
        ...


class Ibid:
    """Vectors and words, fused; finds notes, sentences and copies while ingesting."""

    def __init__(self, settings: Settings, _embedding: Embeddings) -> None:
        self._library = open_library(settings)
        self._documents: dict[str, str] = {}

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """Ingests like ``ibid ingest``, which gives ids of its own."""
        inputs = (
            Input(document.id, f"{document.title}.txt", f"{document.title}\n\n{document.text}".encode())
            for document in documents
        )
        for done in ingest(self._library, inputs):
            if done.source_id is None:
                raise BenchFailed(f"A document could not be ingested: {done.error}")
            self._documents[done.source_id] = done.origin

    def search(self, question: str) -> list[str]:
        """Searches like ``ibid search``."""
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
        """Adds batches that Chroma accepts."""
        pieces = [
            (piece, {"id": document.id})
            for document in documents
            for piece in self._splitter.split_text(f"{document.title}\n\n{document.text}")
        ]
        for first in range(0, len(pieces), _AT_ONCE):
            texts, metadata = zip(*pieces[first : first + _AT_ONCE], strict=True)
            self._store.add_texts(texts, metadata)

    def search(self, question: str) -> list[str]:
        """Searches by vectors."""
        return [piece.metadata["id"] for piece in self._store.similarity_search(question, k=_HITS)]


class LlamaIndex:
    """A sentence splitter and the in-memory index of its guide's first example."""

    def __init__(self, _settings: Settings, embedding: Embeddings) -> None:
        self._core = import_module("llama_index.core")
        adapter = import_module("llama_index.embeddings.langchain").LangchainEmbedding
        self._embedding = adapter(embedding, model_name="minilm", embed_batch_size=64)
        self._splitter = import_module("llama_index.core.node_parser").SentenceSplitter(
            chunk_size=_PIECE * 3 // 2, chunk_overlap=20
        )
        self._retriever: Any = None

    def fill(self, documents: Sequence[PeerDocument]) -> None:
        """Adds all documents at once."""
        texts = [
            self._core.Document(
                text=f"{document.title}\n\n{document.text}",
                metadata={"id": document.id},
                excluded_embed_metadata_keys=["id"],
            )
            for document in documents
        ]
        index = self._core.VectorStoreIndex.from_documents(
            texts, embed_model=self._embedding, transformations=[self._splitter]
        )
        self._retriever = index.as_retriever(similarity_top_k=_HITS)

    def search(self, question: str) -> list[str]:
        """Searches by vectors."""
        return [piece.node.metadata["id"] for piece in self._retriever.retrieve(question)]


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
        """Adds a document at a time."""
        for document in documents:
            whole = self._document(content=f"{document.title}\n\n{document.text}", meta={"document": document.id})
            pieces: list[Any] = self._splitter.run(documents=[whole])["documents"]
            vectors = self._embedding.embed_documents([piece.content for piece in pieces])
            self._store.write_documents(
                [replace(piece, embedding=vector) for piece, vector in zip(pieces, vectors, strict=True)]
            )

    def search(self, question: str) -> list[str]:
        """Searches by vectors."""
        vector = self._embedding.embed_query(question)
        return [piece.meta["document"] for piece in self._retriever.run(query_embedding=vector)["documents"]]


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
"""The packages of the others; the version of the first is shown."""


def bench_peers(settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Measures each installed framework. ``seed``: a text to generate from, or a folder with a set of questions in
    ``corpus.jsonl`` and ``questions.jsonl``, to which as many documents are added, generated from the set's texts.

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
    """Returns the versions of the packages, or None where one is missing."""
    try:
        return [version(package) for package in packages]
    except PackageNotFoundError:
        return None


def main() -> None:
    """Measures one framework in a process of its own, given home, threads, name, number of Passages, and seed."""
    home, threads, name, passages, seed = sys.argv[1:]
    measured = _measured(name, settings_there(home, threads), int(passages), Path(seed))
    sys.stdout.write(json.dumps(asdict(measured)))


def _measured(name: str, settings: Settings, passages: int, seed: Path) -> PeerFigures:
    gold = [row for row in rows(seed / "questions.jsonl") if row["answerable"]] if seed.is_dir() else []
    documents, writer = _documents(seed, passages)
    questions = [row["question"] for row in gold] or [writer.sentence().rstrip(".") + "?" for _ in range(_ASKED)]
    embedding = load_embedding(settings.embedding, settings.threads)
    embedding.embed_query("What is there?")
    peer = PEERS[name](settings, embedding)
    started = perf_counter()
    peer.fill(documents)
    seconds = perf_counter() - started
    peer.search(questions[0])
    search = [timed(lambda q=question: peer.search(q)) for question in questions[:_ASKED]]
    memory = peak_memory()
    rankings = [list(dict.fromkeys(peer.search(row["question"])))[:FIRST] for row in gold]
    share = recall([frozenset[str](row["gold_docs"]) for row in gold], rankings, FIRST) if gold else None
    return PeerFigures(sum(len(document.text.split()) for document in documents), seconds, search, memory, share)


def _documents(seed: Path, passages: int) -> tuple[list[PeerDocument], RandomWriter]:
    """Returns the documents of the set, if any, and generated ones: about ``passages`` pieces of a paragraph each."""
    given = (
        [PeerDocument(row["id"], row["title"], row["text"]) for row in rows(seed / "corpus.jsonl")]
        if seed.is_dir()
        else []
    )
    texts = " ".join(document.text for document in given) or seed.read_text(encoding="utf-8")
    writer, left = RandomWriter(texts), max(0, passages - len(given))
    made = (
        PeerDocument(f"made-{number}", f"Report {number}", "\n\n".join(writer.paragraph() for _ in range(6)))
        for number in range(left)
    )
    return [*given, *islice(made, left // 6)], writer
