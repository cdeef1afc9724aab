"""Checks keys: who may ask, and who may change the Library."""

from __future__ import annotations

import secrets
from contextlib import suppress
from hashlib import sha256

from pydantic import SecretStr
from starlette.requests import HTTPConnection

from bot.key_file import BadKey, KeyFile, Scope
from bot.settings import ServiceSettings


class Keys:
    """The keys of the settings and those made by ``ibid keys add``, as digests. Without any, anyone may do anything.

    As soon as there is a key of any scope, changing the library needs an admin key: an operator who gives out keys to
    ask wants the library protected. Asking needs a key as soon as there is a key to ask.

    A key that is made or removed while the server runs counts at once. A scope that was locked stays locked when its
    last key is removed: taking a right from somebody must never give one to everybody.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._stated = {Scope.ASK: _digests(settings.api_keys), Scope.ADMIN: _digests(settings.admin_keys)}
        self._file = KeyFile(settings.folder / "keys.json")
        self._seen = -1
        self._known = self._stated
        self._locked = set[Scope]()
        self._look()

    def is_locked(self, scope: Scope) -> bool:
        """Whether this scope needs a key: it has a key, or had one. Raises ``BadKey``."""
        self._look()
        return scope in self._locked

    def is_there(self, scope: Scope) -> bool:
        """Whether there is a key of this scope now. Raises ``BadKey``."""
        self._look()
        return bool(self._known[scope])

    def is_known(self, key: bytes) -> bool:
        """Whether ``key`` is valid; while the file cannot be read, the keys that were read last count."""
        with suppress(BadKey):
            self._look()
        return _among(key, self._known[Scope.ASK] | self._known[Scope.ADMIN])

    def may_ask(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may ask: with any valid key, or where asking needs none."""
        return not self.is_locked(Scope.ASK) or self.is_known(key)

    def may_change(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may change the Library."""
        return not self.is_locked(Scope.ADMIN) or _among(key, self._known[Scope.ADMIN])

    @property
    def are_there(self) -> bool:
        """Whether there is a key, or was one."""
        return bool(self._locked)

    def standing(self) -> str:
        """Says in two sentences who may ask and who may change the Library. Raises ``BadKey``."""
        asking = "A key is needed to ask." if self.is_locked(Scope.ASK) else "Anyone may ask."
        if not self.is_locked(Scope.ADMIN):
            changing = "Whoever reaches this server may change the library."
        elif self._known[Scope.ADMIN]:
            changing = "An admin key is needed to change the library."
        else:
            changing = "Nobody may change the library over HTTP: there is no admin key."
        return f"{asking} {changing}"

    def _look(self) -> None:
        """Reads the file again where it has changed; raises ``BadKey`` where it cannot be read."""
        if (changed := self._file.changed()) == self._seen:
            return
        made = self._file.all()
        self._known = {
            scope: of_settings | {bytes.fromhex(key.digest) for key in made if key.scope is scope}
            for scope, of_settings in self._stated.items()
        }
        self._locked |= {scope for scope, known in self._known.items() if known}
        if self._locked:
            self._locked.add(Scope.ADMIN)
        self._seen = changed


def bearer(request: HTTPConnection) -> bytes:
    """Returns the key in a request's ``Authorization``, or b"". A header's bytes arrive as Latin-1."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip().encode("latin-1") if scheme.lower() == "bearer" else b""


def _digests(keys: SecretStr) -> frozenset[bytes]:
    stripped = (key.strip() for key in keys.get_secret_value().split(","))
    return frozenset(sha256(key.encode()).digest() for key in stripped if key)


def _among(key: bytes, digests: frozenset[bytes]) -> bool:
    """Compares with every digest in constant time, so that the time taken tells nothing."""
    mine = sha256(key).digest()
    return sum(secrets.compare_digest(mine, digest) for digest in digests) > 0
