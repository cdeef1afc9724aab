"""Web addresses: one form for all ways of writing them, lists of them, and machines that they must not lead to."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingest_errors import AddressRefused
from ingest.web.addresses import Address, is_public, normal, read_list


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("HTTP://A.Example", "http://a.example/"),
        ("https://a.example:443/x#part", "https://a.example/x"),
        ("http://a.example:443/", "http://a.example:443/"),
        (" https://ü.example/ä b?q=1 ", "https://xn--tda.example/%C3%A4%20b?q=1"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("https://a.example/x/../y", "https://a.example/y"),
    ],
)
def test_one_form_for_all_ways_of_writing_it(written: str, url: str) -> None:
    assert normal(written) == url
    assert normal(url) == url


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("ftp://a.example/", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("gopher://a.example/", "Only http and https"),
        ("http://", "This is no web address."),
        ("http:///x", "This is no web address."),
        ("http://a.example:99999/", "This is no web address."),
        ("http://a\x00b/", "This is no web address."),
        ("https://user:secret@a.example/", "a user name or a password"),
        ("https://a.example@b.example/", "a user name or a password"),
    ],
)
def test_what_is_never_fetched(written: str, says: str) -> None:
    with pytest.raises(AddressRefused, match=says):
        normal(written)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
        *("0.0.0.1", "255.255.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%lo", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::1", "2001:0:7f00:1::"),
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_as_private_as_that(address: IPv4Address) -> None:
    for around in (0xFFFF << 32, int(IPv6Address("64:ff9b::"))):
        assert is_public(str(IPv6Address(around + int(address)))) == is_public(str(address))
    assert is_public(str(IPv6Address((0x2002 << 112) + (int(address) << 80) + 1))) == is_public(str(address))


def test_a_list_has_an_address_a_line(tmp_path: Path) -> None:
    path = tmp_path / "pages.urls"
    path.write_text(
        "\ufeff# Two pages.\n\n https://a.example/x#y  # the first\r\nHTTPS://A.example/x\nhttp://b.example\n"
        "no address\nhttps://c.example other\nftp://d.example/\n",
        encoding="utf-8",
    )
    listed_in = path.as_uri()
    found = list(read_list(path))
    assert found[:2] == [Address("https://a.example/x", listed_in), Address("http://b.example/", listed_in)]
    assert [item[0] for item in found[2:] if isinstance(item, tuple)] == [6, 7, 8]


@pytest.mark.parametrize("host", ["xn--", "xn--a", "xn--zzzzzzzzz99999", "a..b", "[::1", "a" * 70, "9" * 5000])
def test_a_host_that_is_none_is_refused_or_not_found(host: str) -> None:
    with suppress(AddressRefused):
        normal(f"http://{host}/")
