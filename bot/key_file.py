"""Stores the keys that `ibid keys add` made, as digests; a key itself is shown once and never again."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import IbidError

_NAME = re.compile(r"[\w.@ -]{1,80}")


class BadKey(IbidError):
    """The name of a key cannot be used, or there is no such key."""


class Scope(StrEnum):
    """What the holder of a key may do: ask, or change the Library as well."""

    ASK = "ask"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key as the file stores it. It is 256 random bits, so that its plain SHA-256 cannot be reversed by guessing."""

    name: str
    scope: Scope
    digest: str
    made: str


class KeyFile:
    """``keys.json`` in the home folder, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def changed(self) -> int:
        """Returns the time of the last change in nanoseconds; 0 where there is no file."""
        try:
            return self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def all(self) -> list[MadeKey]:
        """Returns the keys by name; raises ``BadKey`` where the file cannot be read."""
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return [MadeKey(row["name"], Scope(row["scope"]), row["digest"], row["made"]) for row in rows]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadKey(f"{self._path} cannot be read ({error}). Repair it, or delete it and make new keys.") from None

    def add(self, name: str, scope: Scope) -> str:
        """Makes a key and returns it, this once; raises ``BadKey`` where the name is taken or invalid."""
        if not _NAME.fullmatch(name):
            raise BadKey("A key's name has 1 to 80 letters, digits, spaces or . @ - _.")
        with self._changing():
            keys = self.all()
            if any(other.name == name for other in keys):
                raise BadKey(f"There is a key named {name!r} already. `ibid keys remove` removes it.")
            key = f"ibid-{secrets.token_urlsafe(32)}"
            made = datetime.now(UTC).isoformat(timespec="seconds")
            self._write([*keys, MadeKey(name, scope, sha256(key.encode()).hexdigest(), made)])
        return key

    def remove(self, name: str) -> MadeKey:
        """Removes a key and returns its record; raises ``BadKey`` where no key has that name."""
        with self._changing():
            keys = {key.name: key for key in self.all()}
            if name not in keys:
                raise BadKey(f"There is no key named {name!r}. `ibid keys` lists them.")
            removed = keys.pop(name)
            self._write([*keys.values()])
        return removed

    @contextmanager
    def _changing(self) -> Generator[None]:
        """Locks the file while the block runs; raises ``BadKey`` where this user may not change it."""
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=10):
                yield
        except Timeout:
            raise BadKey(f"Another `ibid keys` is changing the keys in {folder}. Try again in a moment.") from None
        except OSError as error:
            raise BadKey(
                f"Keys cannot be kept in {folder} ({error.strerror}). Set IBID_HOME to one that this user may write."
            ) from None

    def _write(self, keys: list[MadeKey]) -> None:
        """Puts a whole new file in the old one's place."""
        new = self._path.with_suffix(".new")
        with open(new, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump([asdict(key) for key in sorted(keys, key=lambda key: key.name)], file, indent=1)
        new.replace(self._path)
