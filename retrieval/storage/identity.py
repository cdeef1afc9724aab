"""What made an index. Vectors of one embedding mean nothing to another, nor Passages of one chunking to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from secrets import token_hex

PASSAGE_TOKENS = 160
"""A Passage ends before it exceeds this many tokens of the embedding's tokenizer; one long sentence may be more."""

CHUNKING = f"sentences-{PASSAGE_TOKENS}-1"
"""Changes whenever ``ingest.passages`` cuts differently, or ``searched_text`` puts its parts together differently."""


def made_by(embedding: str) -> dict[str, str]:
    """What a collection remembers of its making."""
    return {"embedding": embedding, "chunking": CHUNKING}


def library_id(settled: Callable[[str, str], str]) -> str:
    """What tells this Library's collections from those of others on the same server: drawn once, then ``settled``."""
    return settled("library", token_hex(6))


def collection_name(made: Mapping[str, str], generation: int, library: str) -> str:
    """A name for the collection that is made so; another ``generation`` gives another name for the same making."""
    content = sha256("\0".join(f"{key}={made[key]}" for key in sorted(made)).encode()).hexdigest()[:12]
    return f"{collections_of(library)}{content}-{generation}"


def collections_of(library: str) -> str:
    """What the names of all collections of a Library begin with."""
    return f"ibid-{library}-"
