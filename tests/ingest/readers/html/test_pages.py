"""From addresses to the Library: pages that are new, changed, the same, gone, and lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import count_inputs, inputs
from ingest.outcome import Outcome, State
from retrieval.library import Library, open_library
from tests.site import PAGE, Page, Site, running, settings, to

LIGHTS = "<!DOCTYPE html><title>Lights</title><p>The lighthouses of Arendia burn whale oil in %s lamps.</p>"


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site({"/missions": Page(PAGE), "/lights/": Page(LIGHTS % "nine")})) as started:
        yield started


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(settings(home=tmp_path / "home")) as opened:
        yield opened


def run(library: Library, *named: object) -> list[Outcome]:
    return list(ingest(library, inputs(map(str, named), 10**6)))


def states(outcomes: list[Outcome]) -> list[tuple[str | None, State]]:
    return [(outcome.source_id, outcome.state) for outcome in outcomes]


def test_a_page_becomes_a_source_and_again_changes_nothing(library: Library, site: Site) -> None:
    assert states(run(library, site.url("/missions"), site.url("/lights/"))) == [
        ("missions", State.ADDED),
        ("lights", State.ADDED),
    ]
    assert library.source("lights").url == site.url("/lights/")
    before = library.sources(), library.origins()
    assert {state for _, state in states(run(library, site.url("/missions"), site.url("/lights/#again")))} == {
        State.UNCHANGED
    }
    assert (library.sources(), library.origins()) == before
    assert "46" in library.search("missions", 1)[0].passage.text


def test_the_address_that_a_page_names_as_its_own_counts(library: Library, site: Site) -> None:
    own = "<link rel='canonical' href='https://a.example/missions'></head>"
    site.pages["/copy"] = Page(PAGE.replace("<h1>", own + "<h1>"))
    site.pages["/short"] = to("/lights/")
    run(library, site.url("/copy"), site.url("/short"))
    assert library.source("copy").url == "https://a.example/missions"
    assert {source.url for source in library.sources()} == {"https://a.example/missions", site.url("/lights/")}


def test_a_page_of_which_the_server_says_that_it_is_the_same_is_not_sent_and_nothing_is_written(
    library: Library, site: Site
) -> None:
    def versioned(headers: Message) -> Page:
        same = headers["If-None-Match"] == '"v1"'
        return Page(status=304, headers={}) if same else Page(PAGE, headers={"ETag": '"v1"'})

    site.pages["/missions"] = versioned
    run(library, site.url("/missions"))
    embedding = library.embedding
    with library.writing():  # whoever writes is not in the way
        assert states(run(library, site.url("/missions"))) == [("missions", State.UNCHANGED)]
    assert library.embedding is embedding
    site.pages["/missions"] = Page(PAGE.replace("46", "45"), headers={"ETag": '"v2"'})
    assert states(run(library, site.url("/missions"))) == [("missions", State.REPLACED)]
    assert "45" in library.source("missions").text
    origin = library.origin(site.url("/missions"))
    assert origin
    assert origin.etag == '"v2"'


def test_a_page_of_other_bytes_that_says_the_same_is_unchanged(library: Library, site: Site) -> None:
    run(library, site.url("/missions"))
    site.pages["/missions"] = Page(PAGE + "<script>nonce = 77</script>", headers={"ETag": '"v2"'})
    assert states(run(library, site.url("/missions"))) == [("missions", State.UNCHANGED)]
    origin = library.origin(site.url("/missions"))
    assert origin
    assert origin.etag == '"v2"'


def test_what_cannot_be_fetched_leaves_the_library_as_it_is(library: Library, site: Site, tmp_path: Path) -> None:
    run(library, site.url("/missions"))
    before = library.sources()
    site.pages["/missions"] = Page(status=503)
    named = [site.url("/missions"), site.url("/nowhere"), "ftp://a.example/x", site.url("/lights/")]
    outcomes = run(library, *named)
    assert [outcome.state for outcome in outcomes] == [State.FAILED] * 3 + [State.ADDED]
    assert all(outcome.error and outcome.error.endswith(".") for outcome in outcomes[:3])
    assert [source for source in library.sources() if source.id == "missions"] == before


def test_a_list_of_addresses_is_fetched_one_by_one(library: Library, site: Site, tmp_path: Path) -> None:
    listed = tmp_path / "pages.urls"
    listed.write_text(f"# Two\n{site.url('/missions')}\nnothing\n{site.url('/lights/')}\n", encoding="utf-8")
    assert count_inputs([str(listed)]) == 3
    outcomes = run(library, listed)
    assert [outcome.state for outcome in outcomes] == [State.ADDED, State.FAILED, State.ADDED]
    assert outcomes[1].error == "Line 3: Only http and https addresses are fetched."
    assert {origin.listed_in for origin in library.origins()} == {(listed.as_uri(),)}
    run(library, site.url("/missions"))
    assert {origin.uri: origin.listed_in for origin in library.origins()}[site.url("/missions")] == ()


def test_without_a_network_a_list_says_so_for_each_address(library: Library, site: Site, tmp_path: Path) -> None:
    listed = tmp_path / "pages.urls"
    listed.write_text("http://127.0.0.1:9/a\nhttp://nowhere.invalid/b\n", encoding="utf-8")
    outcomes = run(library, site.url("/missions"), listed)
    assert [outcome.state for outcome in outcomes] == [State.ADDED, State.FAILED, State.FAILED]
    assert all(outcome.error and "network" in outcome.error for outcome in outcomes[1:])
    assert len(library.sources()) == 1


@pytest.mark.parametrize(
    ("charset", "declared", "header"),
    [
        ("koi8-r", "", "; charset=KOI8-R"),
        ("iso-2022-jp", "", "; charset=ISO-2022-JP"),
        ("utf-8", "", "; charset=iso-8859-1"),
        ("windows-1251", "<meta charset=utf-8>", "; charset=windows-1251"),
        ("windows-1251", "<meta charset=windows-1251>", "; charset=no-such-one"),
        ("koi8-r", "<meta charset=koi8-r>", "; charset=punycode"),
    ],
)
def test_the_charset_of_the_header_is_heeded(
    library: Library, site: Site, charset: str, declared: str, header: str
) -> None:
    words = "日本の大使館は四十六。" if charset == "iso-2022-jp" else "В 2023 году осталось сорок шесть посольств."
    page = f"<!DOCTYPE html><head>{declared}<title>T</title></head><p>{words}</p>"
    site.pages["/page"] = Page(page.encode(charset), headers={"Content-Type": f"text/html{header}"})
    run(library, site.url("/page"))
    assert words in library.source("page").text


@pytest.mark.parametrize(
    ("body", "media_type", "read_as"),
    [
        (PAGE, "text/plain", "html"),
        ("<p>No more than a paragraph.</p>", "text/html", "html"),
        ("No more than a paragraph.", "text/html", "text"),
        ("Words.[^1]\n\n[^1]: A note.", "text/markdown", "markdown"),
        ("Words.", "application/octet-stream", "text"),
    ],
)
def test_type_and_first_bytes_decide_how_a_page_is_read(
    library: Library, site: Site, body: str, media_type: str, read_as: str
) -> None:
    site.pages["/page"] = Page(body, headers={"Content-Type": media_type})
    run(library, site.url("/page"))
    assert library.source("page").format == read_as
