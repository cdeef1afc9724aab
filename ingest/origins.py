"""Where the bytes of the Library came from, as it changes in the course of a run.

A Source is the bytes of one or more places: a file and a copy of it, an address and another that leads to the same
page. The place that was met first gives the Source its id; a place leaves its Source when its bytes become others.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from retrieval.storage.entries import Origin

_UPLOAD = "upload:"
_TAKEN = 'The id "{id}" is that of a source from {place}. Give this one another id, or remove that source first.'


def is_upload(uri: str) -> bool:
    """Whether nothing keeps the bytes at ``uri``: they were handed over."""
    return uri.startswith(_UPLOAD)


def upload(name: str) -> str:
    """The URI of a file that is handed over."""
    return _UPLOAD + name


def container(uri: str) -> str:
    """The file that ``uri`` is in: for a line of a bulk file that file, else itself."""
    return uri.partition("#")[0]


def is_file(uri: str) -> bool:
    """Whether ``uri`` is a file, or a line of one."""
    return uri.startswith("file:")


def is_gone(uri: str) -> bool:
    """Whether the file at ``uri`` is there no more; one that may not be looked at is not gone."""
    try:
        Path(url2pathname(urlsplit(uri).path)).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


class Places:
    """The origins of all Sources."""

    def __init__(self, origins: Iterable[Origin]) -> None:
        self._at: dict[str, Origin] = {}
        self._of: dict[str, dict[str, Origin]] = {}
        self._with: dict[str, str] = {}
        for origin in origins:
            self.put(origin)

    def at(self, uri: str) -> Origin | None:
        """What came from ``uri``."""
        return self._at.get(uri)

    def of(self, source_id: str) -> list[Origin]:
        """Where a Source came from, the first first."""
        return list(self._of.get(source_id, {}).values())

    def taken(self, source_id: str, uri: str) -> str | None:
        """What to say where an id is that of a Source from elsewhere that is still there; uploads replace uploads."""
        containers = (container(origin.uri) for origin in self.of(source_id) if not is_upload(origin.uri))
        there = (item for item in containers if not (is_file(item) and is_gone(item)))
        place = next((item for item in there if item != container(uri)), None)
        return place and _TAKEN.format(id=source_id, place=place)

    def source_with(self, digest: str) -> str | None:
        """The id of the Source that was read from bytes of this SHA-256."""
        return self._with.get(digest)

    def put(self, origin: Origin) -> str | None:
        """Notes an origin. The id of the Source that thereby lost its last one, if one did."""
        was = self._at.get(origin.uri)
        lost = self.forget(origin.uri) if was and was.source_id != origin.source_id else None
        self._unknow(was)
        self._at[origin.uri] = origin
        self._of.setdefault(origin.source_id, {})[origin.uri] = origin
        self._with[origin.digest] = origin.source_id
        return lost

    def forget(self, uri: str) -> str | None:
        """Forgets an origin. The id of its Source where that has no other."""
        was = self._at.pop(uri, None)
        if was is None:
            return None
        others = self._of[was.source_id]
        del others[uri]
        self._unknow(was)
        if others:
            return None
        del self._of[was.source_id]
        return was.source_id

    def _unknow(self, was: Origin | None) -> None:
        """The bytes of ``was`` are no longer known, unless another origin of its Source has them too."""
        if was and was.digest not in {
            item.digest for item in self._of.get(was.source_id, {}).values() if item is not was
        }:
            self._with.pop(was.digest, None)
