"""Addresses of the web page that open a Source at the quoted words, as ``bot/page/router.js`` reads them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from retrieval.model import Citation

_BEGINNING = 32
"""Characters of a quote that its fingerprint shows (``bot/page/quoted.js``)."""
_FNV_BASIS, _FNV_PRIME, _BITS = 0x811C9DC5, 0x01000193, 0xFFFFFFFF
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def quoted_address(base: str, citation: Citation) -> str:
    """Returns the address, below ``base``, of the page with the Source open at the quoted words."""
    place = {
        "source": citation.source.id,
        "start": citation.start,
        "end": citation.end,
        "quote": fingerprint(citation.quote),
    }
    return f"{base.rstrip('/')}/#/sources?{urlencode(place, quote_via=quote, safe='')}"


def source_address(base: str, source_id: str) -> str:
    """Returns the address of the page with the Source open at its beginning."""
    return f"{base.rstrip('/')}/#/sources?{urlencode({'source': source_id}, quote_via=quote, safe='')}"


def fingerprint(words: str) -> str:
    """Returns the length of a quote, a sum over it (FNV-1a, 32 bits) and its beginning, by which the page finds it.

    JavaScript counts in UTF-16 units, and so do length and sum.
    """
    encoded = words.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
    total = _FNV_BASIS
    for unit in units:
        total = ((total ^ unit) * _FNV_PRIME) & _BITS
    return f"{len(units)}.{_base36(total)}.{words[:_BEGINNING]}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
