"""The identity of an index: vectors of different embeddings, or Passages of different chunkings, do not mix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from secrets import token_hex

PASSAGE_TOKENS = 160
"""Most tokens of a Passage, by the embedding's tokenizer; a single long sentence may exceed it."""

CHUNKING = f"sentences-{PASSAGE_TOKENS}-1"
"""Changes whenever ``ingest.passages`` cuts differently, or ``searched_text`` is composed differently."""


def made_by(embedding: str) -> dict[str, str]:
    """Returns the metadata by which a collection remembers its embedding and chunking."""
    return {"embedding": embedding, "chunking": CHUNKING}


def library_id(settled: Callable[[str, str], str]) -> str:
    """Returns the id by which a server tells this Library's collections from others': drawn once, then ``settled``."""
    return settled("library", token_hex(6))


def collection_name(made: Mapping[str, str], generation: int, library: str) -> str:
    """Returns the name of the collection with this making; each ``generation`` gives another name."""
    content = sha256("\0".join(f"{key}={made[key]}" for key in sorted(made)).encode()).hexdigest()[:12]
    return f"{collections_of(library)}{content}-{generation}"


def collections_of(library: str) -> str:
    """Returns the prefix of the names of all collections of a Library."""
    return f"ibid-{library}-"
