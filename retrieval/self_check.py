"""Finds what keeps a Library from answering or from remembering, and names each fault in sentences for everybody.

The sentences hold no words of an error, because those name folders and addresses; whoever logs has the error itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.conversation.conversation_store import Conversations
from retrieval.errors import IbidError
from retrieval.feedback import FeedbackBook
from retrieval.storage.catalogue import Catalogue, CatalogueUnusable
from retrieval.storage.lexical import LexicalDamaged, LexicalIndex
from retrieval.storage.vector_store import IndexMissing, StoreUnavailable
from retrieval.storage.write_trial import Cause, cause_of, try_folder

_NEW_FILE = "Move that file away, if it is still there, and start Ibid again: only {lost} are lost."
_NAMES: Mapping[str, tuple[str, str]] = {
    "disk": ("The folder of the library", "Look at the disk."),
    "catalogue": ("The catalogue", "Restore IBID_HOME from a backup, or move the folder away and ingest again."),
    "conversations": ("The store of conversations", _NEW_FILE.format(lost="the conversations")),
    "feedback": ("The store of feedback", _NEW_FILE.format(lost="feedback and gaps")),
}
_ADVICE: Mapping[Cause, str] = {
    Cause.FULL: "Make room on it.",
    Cause.READ_ONLY: "Let the user that runs Ibid write there.",
    Cause.BUSY: "Try again when it is done.",
    Cause.FAILING: "The log says more.",
}
_WORDS_GONE = "The word index is damaged or gone. Run `ibid doctor`, which builds it anew from the catalogue."
_VECTORS = "The vectors cannot be read. Run `ibid doctor`, which says what to do."
_FEW = {
    "vectors": "The vectors of some passages are missing. Run `ibid reindex`.",
    "lexical": "The words of some passages are missing. Run `ibid reindex`.",
}
_EMPTIED = (
    "The catalogue is empty, though the word index is not: its file was deleted or replaced. Restore IBID_HOME from a "
    "backup, or ingest again."
)
_NO_SEARCH = "The library cannot be searched. The log says why."


@dataclass(frozen=True, slots=True)
class LibraryFault:
    """Something that does not work. ``part``: which of the parts; ``says``: a sentence for everybody, or two."""

    part: str
    says: str
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a Library that are tried, in the order in which a fault of one causes others."""

    folder: Path
    catalogue: Catalogue
    conversations: Conversations
    feedback: FeedbackBook
    lexical: LexicalIndex
    counts: Callable[[], Mapping[str, int]]
    search: Callable[[str, int], object]


def faults_of(parts: Parts) -> list[LibraryFault]:
    """Returns the faults, those first that cause others; an empty list where all is well."""
    faults = list(_unwritable(parts))
    if not any(fault.part == "catalogue" for fault in faults):
        faults += _unreadable(parts)
    return faults


def _unwritable(parts: Parts) -> Iterator[LibraryFault]:
    """Yields what takes no write. One disk that is full is one fault."""
    trials: Mapping[str, Callable[[], None]] = {
        "disk": lambda: try_folder(parts.folder),
        "catalogue": parts.catalogue.try_write,
        "conversations": parts.conversations.try_write,
        "feedback": parts.feedback.try_write,
    }
    is_full = False
    for part, attempt in trials.items():
        try:
            attempt()
        except (IbidError, OSError) as error:
            cause = cause_of(error)
            if not (is_full and cause is Cause.FULL):
                name, mend = _NAMES[part]
                yield LibraryFault(part, f"{name} cannot be written: {cause}. {_ADVICE.get(cause, mend)}", error)
            is_full = is_full or (part == "disk" and cause is Cause.FULL)


def _unreadable(parts: Parts) -> Iterator[LibraryFault]:
    try:
        parts.lexical.check()
        counts = parts.counts()
        for part, says in _FEW.items():
            if counts[part] < counts["passages"]:
                yield LibraryFault(part, says)
        if counts["lexical"] and not counts["passages"] and not parts.catalogue.expected():
            yield LibraryFault("catalogue", _EMPTIED)
        parts.search("Is the library ready?", 1)
    except CatalogueUnusable as error:
        name, mend = _NAMES["catalogue"]
        cause = cause_of(error)
        yield LibraryFault("catalogue", f"{name} cannot be read: {cause}. {_ADVICE.get(cause, mend)}", error)
    except LexicalDamaged as error:
        yield LibraryFault("lexical", _WORDS_GONE, error)
    except (StoreUnavailable, IndexMissing) as error:
        yield LibraryFault("vectors", _VECTORS, error)
    except IbidError as error:
        yield LibraryFault("search", _NO_SEARCH, error)
