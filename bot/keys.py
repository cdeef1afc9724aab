"""Who may ask, and who may change the Library."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from pydantic import SecretStr

from retrieval.settings import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the settings, kept as digests. An empty set of keys leaves its door open."""

    asking: frozenset[bytes]
    admin: frozenset[bytes]

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """The keys that ``settings`` name."""
        return cls(_digests(settings.api_keys), _digests(settings.admin_keys))

    def may_ask(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may ask: with any key, or where no key is asked for."""
        return not self.asking or _among(key, self.asking | self.admin)

    def may_change(self, key: bytes) -> bool:
        """Whether the holder of ``key`` may change the Library."""
        return not self.admin or _among(key, self.admin)


def _digests(keys: SecretStr) -> frozenset[bytes]:
    named = (one.strip() for one in keys.get_secret_value().split(","))
    return frozenset(sha256(one.encode()).digest() for one in named if one)


def _among(key: bytes, digests: frozenset[bytes]) -> bool:
    """Compares with every digest in constant time, so that the time taken tells nothing."""
    mine = sha256(key).digest()
    return sum(secrets.compare_digest(mine, one) for one in digests) > 0
