"""``ibid doctor``: checks the installation and says what is wrong in a sentence each."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.key_file import Scope
from bot.keys import Keys
from bot.settings import ServiceSettings
from retrieval.errors import IbidError
from retrieval.library import Library, open_library

_LEAST_FREE = 500_000_000
"""Bytes of disk below which ingesting may fail."""


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
    yield _disk(settings)
    where = "on the server of IBID_CHROMA_URL" if settings.chroma_url else "embedded"
    yield Check("chroma", True, f"the vectors are {where}.")
    yield _tried("conversations", lambda: _conversations(settings, library))
    yield _keys(settings)
    counts = library.counts()
    yield Check("sources", counts["sources"] > 0, f"{counts['sources']} sources; add some with `ibid ingest`.")
    yield from (_index(counts, name) for name in ("vectors", "lexical"))
    yield _search(library)
    if settings.has_chat_model:
        yield _tried("model", lambda: _model(settings))


def _disk(settings: ServiceSettings) -> Check:
    free = shutil.disk_usage(settings.folder).free
    writable = os.access(settings.folder, os.W_OK)
    says = f"{free / 1e9:.1f} GB free in {settings.folder}" + (
        "." if writable else ", which this user cannot write to."
    )
    return Check("disk", free > _LEAST_FREE and writable, says)


def _conversations(settings: ServiceSettings, library: Library) -> str:
    library.check()
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


def _index(counts: dict[str, int], name: str) -> Check:
    """An index may hold more than the catalogue until the next sweep, never less."""
    whole = counts[name] >= counts["passages"]
    mend = "" if whole else " Run `ibid reindex`."
    return Check(name, whole, f"{counts[name]} entries for {counts['passages']} passages.{mend}")


def _search(library: Library) -> Check:
    return _tried("search", lambda: f"{len(library.search('What is in the library?', 1))} hit for a first question.")


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
