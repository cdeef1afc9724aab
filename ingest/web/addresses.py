"""Web addresses: how they are written, the lists that name them, and which machines they may lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path

import httpx

from ingest.ingest_errors import AddressRefused

LIST = ".urls"
"""How the name of a list of addresses ends."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052, section 2.1)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page to fetch. ``url`` is in normal form; ``listed_in``: the list that names it, None where the user did."""

    url: str
    listed_in: str | None = None


def looks_like_address(named: str) -> bool:
    """Whether ``named`` is meant as an address, and not as a path."""
    return _SCHEME.match(named) is not None


def normal(url: str) -> str:
    """``url`` as all ways of writing it come out: lower case host, no default port, no fragment.

    Raises ``AddressRefused`` where it is none that can be fetched.
    """
    try:
        return _normal(httpx.URL(url.strip()))
    except (httpx.InvalidURL, ValueError):  # a host is decoded, and may prove to be none, only when it is asked for
        raise AddressRefused("This is no web address.") from None


def _normal(parsed: httpx.URL) -> str:
    if parsed.scheme not in ("http", "https"):
        raise AddressRefused("Only http and https addresses are fetched.")
    if not parsed.host or (parsed.port or 0) > 65535:
        raise AddressRefused("This is no web address.")
    if parsed.userinfo:
        raise AddressRefused("An address with a user name or a password in it is not fetched. Take them out.")
    default = {"http": 80, "https": 443}[parsed.scheme]
    return str(parsed.copy_with(fragment=None, port=None if parsed.port == default else parsed.port, path=parsed.path))


def read_list(path: Path) -> Iterator[Address | tuple[int, str]]:
    """The addresses of a list, one a line, once each; for a line that holds none its number and what is wrong.

    Empty lines count for nothing, nor does what follows a ``#`` that is no part of an address. Raises ``OSError``.
    """
    listed_in, met = path.resolve().as_uri(), set[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), start=1):
        named, *comment = line.split(maxsplit=1) or ["#"]
        if named.startswith("#"):
            continue
        try:
            if comment and not comment[0].startswith("#"):
                raise AddressRefused("There is more than one word; a line holds one address.")
            url = normal(named)
        except AddressRefused as error:
            yield number, str(error)
            continue
        if url not in met:
            met.add(url)
            yield Address(url, listed_in)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, and not of this machine, its network or of nobody.

    What an address of IPv6 carries in it counts: ``::ffff:127.0.0.1`` is this machine.
    """
    found = ip_address(address)
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    site_local = isinstance(found, IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or found.is_reserved or site_local)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets for ``address`` end up at, where there is one."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
