"""``ibid doctor``: checks the installation and says what is wrong in a sentence each."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.key_file import Scope
from bot.keys import Keys
from bot.settings import ServiceSettings
from retrieval.errors import IbidError
from retrieval.library import Library, open_library
from retrieval.storage.write_trial import is_whole

_LEAST_FREE = 500_000_000
"""Bytes of disk below which ingesting may fail."""

_DAMAGED = (
    "its file is damaged. Stop Ibid, then restore IBID_HOME from a backup; without one, move the file away: of the "
    "catalogue the sources have to be ingested again, of conversations and feedback nothing else is lost."
)


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    name: str
    ok: bool
    says: str


def examine(settings: ServiceSettings) -> list[Check]:
    """Checks everything that must work for a question to be answered."""
    return list(_checks(settings))


def _checks(settings: ServiceSettings) -> Iterator[Check]:
    yield Check("python", sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}; 3.11 or newer is needed.")
    try:
        library = open_library(settings)
    except IbidError as error:
        yield Check("library", False, str(error))
        return
    with library:
        yield from _library_checks(settings, library)


def _library_checks(settings: ServiceSettings, library: Library) -> Iterator[Check]:
    yield Check("library", True, f"opened {settings.folder}.")
    faults = {fault.part: fault.says for fault in library.faults()}
    yield _disk(settings, faults.get("disk"))
    faults = dict.fromkeys(_damaged(settings, ("catalogue", "conversations", "feedback")), _DAMAGED) | faults
    yield _part(faults, "catalogue", "can be read and written.")
    where = "on the server of IBID_CHROMA_URL" if settings.chroma_url else "embedded"
    yield Check("chroma", True, f"the vectors are {where}.")
    yield _part(faults, "conversations", _conversations(settings))
    yield _part(faults, "feedback", f"kept for {settings.feedback_days} days.")
    yield _keys(settings)
    if "catalogue" not in faults:
        yield from _contents(library, faults)
    if settings.has_chat_model:
        yield _tried("model", lambda: _model(settings))


def _damaged(settings: ServiceSettings, names: Iterable[str]) -> Iterator[str]:
    """Yields those of the databases in files that have a page which cannot be read: a question may not come by it."""
    for name in names:
        path = settings.folder / f"{name}.sqlite3"
        if path.exists() and not is_whole(path):
            yield name


def _part(faults: Mapping[str, str], name: str, works: str) -> Check:
    return Check(name, name not in faults, faults.get(name, works))


def _contents(library: Library, faults: Mapping[str, str]) -> Iterator[Check]:
    """Whether there are sources, and an entry in each index for each of their passages."""
    passages = 0
    try:
        counts = library.counts()
        passages = counts["passages"]
        yield Check("sources", counts["sources"] > 0, f"{counts['sources']} sources; add some with `ibid ingest`.")
    except IbidError as error:
        yield Check("sources", False, str(error))
    yield _part(faults, "vectors", f"an entry for each of {passages} passages.")
    rebuilt = " It was damaged or gone, and has been built anew." if library.words_were_rebuilt else ""
    yield _part(faults, "lexical", f"an entry for each of {passages} passages.{rebuilt}")
    yield _part(faults, "search", "a first question was searched for.")


def _disk(settings: ServiceSettings, fault: str | None) -> Check:
    free = shutil.disk_usage(settings.folder).free
    writable = os.access(settings.folder, os.W_OK)
    says = f"{free / 1e9:.1f} GB free in {settings.folder}" + (
        "." if writable else ", which this user cannot write to."
    )
    return Check("disk", free > _LEAST_FREE and writable and not fault, f"{fault} {says}" if fault else says)


def _conversations(settings: ServiceSettings) -> str:
    shared = "shared in the database of IBID_DATABASE_URL" if settings.database_url.get_secret_value() else "in a file"
    return f"kept {shared} for {settings.conversation_days} days."


def _keys(settings: ServiceSettings) -> Check:
    """Whether the keys can be read, and whether there are any where others can reach this server."""
    try:
        keys = Keys(settings)
        asked_for = all(keys.is_locked(scope) for scope in Scope)
        standing = keys.standing()
    except IbidError as error:
        return Check("keys", False, str(error))
    alone = settings.host in ("127.0.0.1", "::1", "localhost")
    fine = asked_for or alone
    mend = "" if fine else " Set IBID_API_KEYS and IBID_ADMIN_KEYS; without them `ibid serve` does not listen there."
    return Check("keys", fine, f"at {settings.host}: {standing}{mend}")


def _model(settings: ServiceSettings) -> str:
    """Whether the chat model can be loaded; it is not asked anything, for that may cost."""
    from retrieval.answering.chat_models import load_chat_model

    load_chat_model(settings)
    return f"{settings.model} can be loaded."


def _tried(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, True, attempt())
    except IbidError as error:
        return Check(name, False, str(error))
