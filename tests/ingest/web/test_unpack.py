"""Bodies of pages: unpacked as they come in, never beyond the limit."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingest_errors import NotFetched
from ingest.web.unpack import unpacked

LIMIT = 10_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("", bytes),
    ("identity", bytes),
    ("gzip", gzip.compress),
    (" X-GZIP ", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
]


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


@given(st.binary(max_size=2000), st.integers(1, 500), st.sampled_from(PACKERS))
def test_what_was_packed_comes_out(data: bytes, size: int, packer: tuple[str, Callable[[bytes], bytes]]) -> None:
    encoding, pack = packer
    assert unpacked(pieces(pack(data), size), encoding, LIMIT) == data


@given(st.binary(max_size=500), st.binary(max_size=500), st.integers(1, 300))
def test_gzip_of_several_members_and_padding_behind_it(one: bytes, two: bytes, size: int) -> None:
    packed = gzip.compress(one) + gzip.compress(two)
    assert unpacked(pieces(packed, size), "gzip", LIMIT) == one + two
    assert unpacked(pieces(packed + bytes(100), size), "gzip", LIMIT) == one + two


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
def test_the_limit_is_met_to_the_byte(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    assert len(unpacked([pack(bytes(LIMIT))], encoding, LIMIT)) == LIMIT
    with pytest.raises(NotFetched, match="more than 10,000 bytes"):
        unpacked([pack(bytes(LIMIT + 1))], encoding, LIMIT)


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_a_body_without_end_is_not_waited_for(encoding: str) -> None:
    packer = zlib.compressobj(wbits={"gzip": 31, "deflate": 15}.get(encoding, 15))
    head = packer.compress(b"x") + packer.flush(zlib.Z_SYNC_FLUSH) if encoding else b"x"
    empty_blocks = b"\x00\x00\x00\xff\xff" * 100
    with pytest.raises(NotFetched, match="more than 10,000 bytes"):
        unpacked(itertools.chain([head], itertools.repeat(empty_blocks)), encoding, LIMIT)


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    with pytest.raises(NotFetched, match="more than 10,000 bytes"):
        unpacked([bomb], "gzip", LIMIT)


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        (gzip.compress(b"words" * 100, mtime=0)[:-9], "gzip", "broke off"),
        (b"no gzip at all", "gzip", "cannot be unpacked"),
        (gzip.compress(b"words", mtime=0)[:-8] + bytes(8), "gzip", "cannot be unpacked"),
        (b"words", "br", "not asked for"),
        (b"words", "gzip, gzip", "not asked for"),
    ],
)
def test_what_cannot_be_unpacked_says_why(data: bytes, encoding: str, says: str) -> None:
    with pytest.raises(NotFetched, match=says):
        unpacked([data], encoding, LIMIT)


def test_nothing_is_nothing_however_it_is_packed() -> None:
    assert [unpacked([], encoding, LIMIT) for encoding in ("", "gzip", "deflate")] == [b""] * 3
