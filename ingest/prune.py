"""Takes out of the Library what is no longer in the folders, bulk files and lists it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.collect import BULK, belongs
from ingest.origins import Places, container, is_gone
from ingest.outcome import Outcome, State
from ingest.web.addresses import LIST, Address, looks_like_address, read_list
from retrieval.library import Library
from retrieval.storage.entries import Origin


@dataclass(slots=True)
class Met:
    """What a run of ``ingest`` came across, in order to tell what it missed."""

    origins: set[str] = field(default_factory=set[str])
    failed: set[str] = field(default_factory=set[str])

    def note(self, outcome: Outcome) -> None:
        """Takes in one outcome of the run."""
        if outcome.state is State.FAILED:
            self.failed.add(container(outcome.origin))
        self.origins.add(outcome.origin)

    @property
    def read_whole(self) -> set[str]:
        """Bulk files in which every line could be read."""
        return {container(origin) for origin in self.origins if "#" in origin} - self.failed


def prune(library: Library, named: Iterable[str], met: Met) -> Iterator[Outcome]:
    """Removes the Sources that came from what is ``named`` and are there no more; ``met`` is what ``ingest`` met there.

    A Source goes when the last place that it came from is gone. In doubt it stays: where a folder or list is empty or
    cannot be read (a disk may not be mounted), where a line is broken (it may be the one that is missed), where the
    file is there and merely was not read. Raises ``LibraryBusy``.
    """
    scope = _Scope.of(named)
    with library.writing() as writer:
        places = Places(library.origins())
        changed: list[Origin] = []
        forgotten: list[str] = []
        lost: dict[str, str] = {}
        for origin in library.origins():
            lists = tuple(list_ for list_ in origin.listed_in if origin.uri in scope.lists.get(list_, {origin.uri}))
            if (scope.has(origin.uri) and _is_missed(origin.uri, met)) or (origin.listed_in and not lists):
                forgotten.append(origin.uri)
                if source_id := places.forget(origin.uri):
                    lost[source_id] = origin.uri
            elif lists != origin.listed_in:
                changed.append(replace(origin, listed_in=lists))
        titles = {source.id: source.title for source in library.sources() if source.id in lost}
        if changed or forgotten:
            writer.remove(lost, changed, forgotten)
    for source_id, uri in lost.items():
        yield Outcome(uri, State.REMOVED, source_id, titles[source_id])


def _is_missed(uri: str, met: Met) -> bool:
    """Whether the file at ``uri`` is gone, or the line of a bulk file that was read to its end."""
    return is_gone(uri) or (container(uri) in met.read_whole and uri not in met.origins)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What may be pruned: all below these prefixes of a URI, and what these lists named (list → its addresses now)."""

    prefixes: tuple[str, ...]
    lists: dict[str, set[str]]

    @classmethod
    def of(cls, named: Iterable[str]) -> _Scope:
        paths = [Path(name) for name in named if not looks_like_address(name)]
        folders = [f"{path.resolve().as_uri()}/" for path in paths if _has_files(path)]
        bulk = [f"{path.resolve().as_uri()}#" for path in paths if path.suffix == BULK and path.is_file()]
        lists = {path.resolve().as_uri(): found for path in paths if path.suffix == LIST and (found := _listed(path))}
        return cls((*folders, *bulk), lists)

    def has(self, uri: str) -> bool:
        return uri.startswith(self.prefixes)


def _has_files(path: Path) -> bool:
    return path.is_dir() and any(belongs(file, path) for file in path.rglob("*"))


def _listed(path: Path) -> set[str]:
    """The addresses of a list; none where it cannot be read, or not all of it."""
    try:
        found = list(read_list(path))
    except OSError:
        return set()
    urls = {address.url for address in found if isinstance(address, Address)}
    return urls if len(urls) == len(found) else set()
