"""Who may ask, and who may change the Library."""

from __future__ import annotations

import secrets
from hashlib import sha256

from pydantic import SecretStr
from starlette.requests import HTTPConnection

from bot.key_file import KeyFile, Scope
from retrieval.settings import Settings


class Keys:
    """The keys of the settings and those made by ``ibid keys add``, as digests. Without any, a door stands open.

    A key that is made or taken away while the server runs counts at once.
    """

    def __init__(self, settings: Settings) -> None:
        self._stated = {Scope.ASK: _digests(settings.api_keys), Scope.ADMIN: _digests(settings.admin_keys)}
        self._file = KeyFile(settings.folder / "keys.json")
        self._seen = -1
        self._made: dict[Scope, frozenset[bytes]] = {}

    @property
    def asking(self) -> frozenset[bytes]:
        """The digests of the keys that may ask and nothing more."""
        return self._held(Scope.ASK)

    @property
    def admin(self) -> frozenset[bytes]:
        """The digests of the keys that may also change the Library."""
        return self._held(Scope.ADMIN)

    def may_ask(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may ask: with any key, or where no key is asked for."""
        return not self.asking or _among(key, self.asking | self.admin)

    def may_change(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may change the Library."""
        return not self.admin or _among(key, self.admin)

    def _held(self, scope: Scope) -> frozenset[bytes]:
        if (changed := self._file.changed()) != self._seen:
            made = self._file.all()
            self._made = {
                scope: frozenset(bytes.fromhex(one.digest) for one in made if one.scope is scope) for scope in Scope
            }
            self._seen = changed
        return self._stated[scope] | self._made[scope]


def bearer(request: HTTPConnection) -> bytes:
    """The key of a request's ``Authorization``; empty where there is none. A header's bytes arrive as Latin-1."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip().encode("latin-1") if scheme.lower() == "bearer" else b""


def _digests(keys: SecretStr) -> frozenset[bytes]:
    named = (one.strip() for one in keys.get_secret_value().split(","))
    return frozenset(sha256(one.encode()).digest() for one in named if one)


def _among(key: bytes, digests: frozenset[bytes]) -> bool:
    """Compares with every digest in constant time, so that the time taken tells nothing."""
    mine = sha256(key).digest()
    return sum(secrets.compare_digest(mine, one) for one in digests) > 0
