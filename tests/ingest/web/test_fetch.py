"""Pages are fetched from a real server: redirects, robots, limits, versions, and what is not fetched."""

from __future__ import annotations

import gzip
import itertools
import socket
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from threading import Thread
from time import sleep

import pytest

from ingest.ingest_errors import AddressRefused, NotFetched
from ingest.input import Input
from ingest.web.addresses import Address
from ingest.web.fetch import HOPS, Web
from retrieval.storage.entries import Origin
from tests.site import PAGE, Page, Site, running, settings, to


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site({"/": Page(PAGE), "/robots.txt": Page(status=404)})) as started:
        yield started


def read(site: Site, path: str = "/", known: Origin | None = None, **stated: object) -> Input:
    return Web(settings(**stated)).read(Address(site.url(path)), known)


def refused(site: Site, path: str = "/", **stated: object) -> str:
    with pytest.raises(NotFetched) as raised:
        read(site, path, None, **stated)
    assert str(raised.value).endswith((".", "?"))
    return str(raised.value)


def test_a_page_comes_with_its_bytes_and_its_address(site: Site) -> None:
    page = read(site)
    assert (page.origin, page.data, page.error) == (site.url("/"), PAGE.encode(), None)
    assert page.page
    assert page.page.url == site.url("/")


def test_we_say_who_we_are(site: Site) -> None:
    read(site)
    for _, headers in site.asked:
        assert headers["User-Agent"].startswith("Ibid/")
        assert headers["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_a_page_over_ipv6() -> None:
    with running(Site({"/": Page(PAGE)}), "127.0.0.1") as site:
        page = Web(settings()).read(Address(site.url("/", "[::ffff:127.0.0.1]")))
    assert page.data == PAGE.encode()
    assert site.asked[-1][1]["Host"] == f"[::ffff:127.0.0.1]:{site.port}"


class TestRedirects:
    def test_a_chain_is_followed_to_its_end(self, site: Site) -> None:
        site.pages |= {f"/{i}": to(f"/{i + 1}", 301 + i % 2) for i in range(HOPS - 1)}
        site.pages[f"/{HOPS - 1}"] = to("/", 307)
        page = read(site, "/0")
        assert page.page
        assert (page.origin, page.page.url) == (site.url("/0"), site.url("/"))
        assert len(site.paths) == HOPS + 1

    def test_one_that_is_too_long_is_left(self, site: Site) -> None:
        site.pages |= {f"/{i}": to(f"/{i + 1}") for i in range(50)}
        assert "more than 10 times" in refused(site, "/0")
        assert len(site.paths) == HOPS + 1

    @pytest.mark.parametrize("path", ["/a", "/same"])
    def test_a_circle_is_left_at_once(self, site: Site, path: str) -> None:
        site.pages |= {"/a": to("/b"), "/b": to("/a#again"), "/same": to("/same")}
        assert "in a circle" in refused(site, path)
        assert len(site.paths) <= 2

    @pytest.mark.parametrize(
        ("target", "says"),
        [
            ("ftp://a.example/", "Only http and https"),
            ("file:///etc/passwd", "Only http and https"),
            ("javascript:alert(1)", "Only http and https"),
            ("http://user:secret@127.0.0.1/", "user name"),
            ("http://a.example:99999/", "no web address"),
            ("http://[::1", "to no address"),
        ],
    )
    def test_to_where_nothing_is_fetched(self, site: Site, target: str, says: str) -> None:
        site.pages["/out"] = to(target)
        assert says in refused(site, "/out")

    def test_to_nowhere(self, site: Site) -> None:
        site.pages["/out"] = Page(status=302, headers={})
        assert "to no address" in refused(site, "/out")

    def test_to_another_host_is_checked_anew(self, site: Site) -> None:
        """A page that may be fetched must not lead to one that may not: here by the other host's own rules."""
        with running(Site({"/robots.txt": Page("User-agent: *\nDisallow: /"), "/": Page(PAGE)})) as other:
            site.pages["/out"] = to(other.url("/"))
            assert "robots.txt asks" in refused(site, "/out")
            assert other.paths == []


class TestPrivateAddresses:
    def test_nothing_of_this_machine_is_fetched_unless_a_setting_says_so(self, site: Site) -> None:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "127.1"):
            address = Address(site.url("/", host))
            with pytest.raises(AddressRefused, match="IBID_ALLOW_PRIVATE_ADDRESSES=true"):
                Web(settings(allow_private_addresses=False)).read(address)
        assert site.asked == []

    def test_a_redirect_does_not_lead_there_either(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        """The first host is made to pass for public; it redirects to one that is not."""
        monkeypatch.setattr("ingest.web.connections.is_public", lambda address: address == "127.0.0.1")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        site.pages["/out"] = to("http://10.0.0.1/latest/meta-data/")
        with pytest.raises(AddressRefused, match=r"10\.0\.0\.1 is this machine or in a private network"):
            read(site, "/out", allow_private_addresses=False)


class TestRobots:
    @pytest.mark.parametrize(
        ("robots", "fetched"),
        [
            (Page("User-agent: *\nDisallow: /private"), True),
            (Page("User-agent: *\nDisallow: /"), False),
            (Page(status=404), True),
            (Page(status=503), False),
            (to("/moved-robots"), False),
            (to("/robots.txt"), False),
            (Page("# nothing\n" * 200_000), False),
        ],
        ids=["allowed", "forbidden", "absent", "in trouble", "moved", "in a circle", "too large"],
    )
    def test_they_are_minded(self, site: Site, robots: Page, fetched: bool) -> None:
        site.pages |= {"/robots.txt": robots, "/moved-robots": Page("User-agent: Ibid\nDisallow: /")}
        if fetched:
            assert read(site).data == PAGE.encode()
        else:
            assert refused(site)
            assert "/" not in site.paths

    def test_the_pause_that_a_site_asks_for_is_kept(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        site.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 5")
        waited: list[float] = []
        monkeypatch.setattr("time.sleep", waited.append)
        web = Web(settings(fetch_pause_seconds=2))
        for _ in range(3):
            web.read(Address(site.url("/")))
        assert [path for path, _ in site.asked].count("/robots.txt") == 1
        assert [round(seconds) for seconds in waited if seconds > 1] == [5, 10]  # nobody waited, so turns queue up


class TestLimits:
    def test_a_page_of_just_the_limit(self, site: Site) -> None:
        site.pages["/"] = Page("x" * 1000)
        assert len(read(site, upload_limit=1000).data) == 1000
        site.pages["/"] = Page("x" * 1001)
        assert "more than 1,000 bytes" in refused(site, upload_limit=1000)

    def test_one_that_announces_to_be_too_large_is_not_read(self, site: Site) -> None:
        site.pages["/"] = Page([], headers={"Content-Length": "999999999999"})
        assert "more than 1,000 bytes" in refused(site, upload_limit=1000)

    def test_one_without_end(self, site: Site) -> None:
        site.pages["/"] = Page(itertools.repeat(b"words " * 1000))
        assert "more than 1,000,000 bytes" in refused(site, upload_limit=1_000_000)

    def test_a_bomb(self, site: Site) -> None:
        bomb = gzip.compress(bytes(100_000_000), 9)
        site.pages["/"] = Page(bomb, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})
        assert "more than 200,000 bytes" in refused(site, upload_limit=200_000)

    @pytest.mark.timeout(60)
    def test_one_that_drips(self, site: Site) -> None:
        site.pages["/"] = Page(itertools.repeat(b"x"), seconds=0.05)
        assert "longer than 0.5 seconds" in refused(site, fetch_seconds=0.5)

    @pytest.mark.timeout(60)
    def test_headers_that_drip(self) -> None:
        """Each byte comes in time, the whole never."""

        def drip(server: socket.socket) -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Words: ")
                while True:
                    connection.sendall(b"x")
                    sleep(0.05)

        with socket.create_server(("127.0.0.1", 0)) as server:
            dripping = Thread(target=drip, args=[server])
            dripping.start()
            assert "longer than 0.5 seconds" in refused(Site(port=server.getsockname()[1]), fetch_seconds=0.5)
            dripping.join()

    def test_packed_pages_are_unpacked(self, site: Site) -> None:
        site.pages["/"] = Page(gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"})
        assert read(site).data == PAGE.encode()


class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "says"),
        [
            (404, "There is no such page (status 404)."),
            (410, "taken away"),
            (401, "not open to everyone"),
            (403, "does not let Ibid"),
            (429, "a pause"),
            (500, "in trouble"),
            (503, "in trouble"),
            (204, "no page to be had"),
            (304, "no page to be had"),
            (300, "no page to be had"),
        ],
    )
    def test_each_status_has_its_sentence(self, site: Site, status: int, says: str) -> None:
        site.pages["/"] = Page(status=status)
        assert says in refused(site)

    @pytest.mark.parametrize("media_type", ["image/png", "video/mp4; codecs=x", "TEXT/CSS", "audio/ogg"])
    def test_what_is_no_document_is_not_read(self, site: Site, media_type: str) -> None:
        site.pages["/"] = Page(itertools.repeat(b"x" * 1000), headers={"Content-Type": media_type})
        assert media_type.partition(";")[0].lower() in refused(site)

    def test_one_that_breaks_off(self, site: Site) -> None:
        site.pages["/"] = Page([b"half"], headers={"Content-Length": "100"})
        assert "broke off" in refused(site)

    def test_where_nobody_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        assert "cannot be reached" in refused(Site(port=port))

    @pytest.mark.parametrize(
        ("path", "media_type", "name"),
        [
            ("/report-2023/", "text/html; charset=utf-8", "report-2023.html"),
            ("/a/notes", "text/markdown", "notes.md"),
            ("/v1.2", "text/html", "v1.2.html"),
            ("/x.PDF", "application/pdf", "x.PDF"),
            ("/x.html?id=3", "text/html", "x.html"),
            ("/%E5%8C%97", "text/plain", "北"),
            ("/", "text/html", "127.0.0.1.html"),
            ("/x", "nonsense", "x"),
        ],
    )
    def test_a_page_has_the_name_of_a_file(self, site: Site, path: str, media_type: str, name: str) -> None:
        site.pages[path] = Page(PAGE, headers={"Content-Type": media_type})
        assert read(site, path).name == name

    @pytest.mark.parametrize(
        ("header", "charset"),
        [("text/html", None), ("text/html; charset=KOI8-R", "KOI8-R"), ('text/html; charset="x y"', "x y")],
    )
    def test_the_charset_is_passed_on(self, site: Site, header: str, charset: str | None) -> None:
        site.pages["/"] = Page(PAGE, headers={"Content-Type": header})
        page = read(site).page
        assert page
        assert page.charset == charset


class TestVersions:
    @staticmethod
    def known(site: Site, location: str = "/", etag: str | None = None, modified: str | None = None) -> Origin:
        return Origin("a", site.url("/"), "d1", (), site.url(location), etag, modified)

    def test_both_validators_are_kept_and_asked_with(self, site: Site) -> None:
        stamps = {"ETag": 'W/"v1"', "Last-Modified": "Sun, 03 Dec 2023 10:00:00 GMT"}
        site.pages["/"] = Page(PAGE, headers=stamps)
        page = read(site).page
        assert page
        assert (page.etag, page.last_modified) == tuple(stamps.values())
        asked_with: list[Message] = []

        def unless_changed(headers: Message) -> Page:
            asked_with.append(headers)
            return Page(status=304, headers={})

        site.pages["/"] = unless_changed
        again = read(site, known=self.known(site, etag=stamps["ETag"], modified=stamps["Last-Modified"]))
        assert (asked_with[0]["If-None-Match"], asked_with[0]["If-Modified-Since"]) == tuple(stamps.values())
        assert (again.digest, again.data) == ("d1", b"")
        assert again.page
        assert (again.page.etag, again.page.last_modified) == tuple(stamps.values())

    def test_they_are_told_to_nobody_but_who_gave_them(self, site: Site) -> None:
        site.pages |= {"/": to("/new"), "/new": Page(PAGE)}
        read(site, known=self.known(site, "/old", etag='"v1"'))
        assert all("If-None-Match" not in headers for _, headers in site.asked)
        site.asked.clear()
        read(site, known=self.known(site, "/new", etag='"v1"'))
        assert [path for path, headers in site.asked if "If-None-Match" in headers] == ["/new"]

    @pytest.mark.parametrize("etag", ["x" * 5000, "ü"])
    def test_odd_ones_are_not_kept(self, site: Site, etag: str) -> None:
        site.pages["/"] = Page(PAGE, headers={"ETag": etag})
        page = read(site).page
        assert page
        assert page.etag is None
