"""The catalogue: one transaction is the moment at which a Source appears, changes or goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from retrieval.model import Passage, Span
from retrieval.near_duplicates import fingerprints
from retrieval.storage import tables
from retrieval.storage.catalogue import Catalogue, CatalogueUnusable
from retrieval.storage.entries import Entry, Origin
from tests.made import added, page

SHARED = "It is the same old story in the capital and out in the country that nobody wants to tell."


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite3")
    yield opened
    opened.close()


def entry(source_id: str, *paragraphs: str, title: str = "A Page") -> Entry:
    return added(source_id, page(*(paragraphs or ("Missions fell to 46.",)), title=title)).entry()


def ids(one: Entry) -> list[str]:
    return [passage.id for passage in one.passages]


def test_a_new_catalogue_is_empty(catalogue: Catalogue) -> None:
    assert (catalogue.counts(), catalogue.listed(), catalogue.origins(), catalogue.generation) == ((0, 0), [], [], 0)
    assert catalogue.source("a") is None
    assert catalogue.passages(["a:1"]) == {}
    assert list(catalogue.all_passages()) == []


def test_what_is_written_comes_back(catalogue: Catalogue, tmp_path: Path) -> None:
    one, two = entry("b", "Trade grew.[1]\n\n[1] By half.", title="Bread"), entry("a", title="Air")
    catalogue.write([one, two])
    again = Catalogue(tmp_path / "catalogue.sqlite3")
    for opened in (catalogue, again):
        assert opened.source("b") == one.source
        assert opened.counts() == (2, len(one.passages) + len(two.passages))
        assert [(line.id, line.title, line.passages) for line in opened.listed()] == [
            ("a", "Air", 1),
            ("b", "Bread", 2),
        ]
        assert opened.passages([*ids(one), "unknown"]) == {passage.id: passage for passage in one.passages}
        assert set(opened.all_passages()) == {*one.passages, *two.passages}
        assert set(opened.passages_of(["a"])) == set(two.passages)
        assert opened.titles(["a", "c"]).keys() == {"a"}
        assert set(opened.origins()) == {*one.origins, *two.origins}
        assert (opened.origin("file:///a"), opened.origin("file:///c")) == (two.origins[0], None)
    again.close()


def test_a_replaced_source_leaves_what_lost_its_place_to_be_swept(catalogue: Catalogue) -> None:
    old = entry("a", "Missions fell to 46.")
    new = entry("a", "Missions fell to 45.", title=old.source.title)
    kept = replace(old, source=replace(old.source, author="Somebody"))
    catalogue.write([old])
    catalogue.write([kept])
    assert (catalogue.source("a"), catalogue.expected()) == (kept.source, [])
    catalogue.write([new])
    assert catalogue.source("a") == new.source
    assert set(catalogue.passages([*ids(old), *ids(new)])) == set(ids(new))
    assert catalogue.expected() == ids(old)
    assert catalogue.counts() == (1, 1)


def test_a_dropped_source_goes_with_all_that_is_known_of_it(catalogue: Catalogue) -> None:
    one, two = entry("a"), entry("b")
    catalogue.write([one, two])
    catalogue.write((), drop=["a", "unknown"])
    assert catalogue.source("a") is None
    assert catalogue.origins() == list(two.origins)
    assert catalogue.expected() == ids(one)
    assert catalogue.counts() == (1, 1)


def test_a_source_is_known_by_the_bytes_it_was_last_read_from(catalogue: Catalogue) -> None:
    one = entry("a")
    catalogue.write([one])
    new = Origin("a", "https://a.example/", "new", ("file:///l.urls",), "https://b.example/", '"v"', "Sun, 03 Dec 2023")
    catalogue.write([replace(one, origins=(new,))])
    assert catalogue.origins() == [new]


def test_origins_of_a_source_keep_their_order_and_change_sides(catalogue: Catalogue) -> None:
    catalogue.write([entry("a"), entry("b")])
    first, moved = (Origin("b", uri, "d") for uri in ("file:///b", "file:///a"))
    catalogue.write((), origins=[moved, replace(moved, uri="file:///c")])
    catalogue.write((), origins=[replace(first, etag='"v2"')])
    assert [(origin.source_id, origin.uri) for origin in catalogue.origins()] == [
        ("b", "file:///b"),
        ("b", "file:///a"),
        ("b", "file:///c"),
    ]
    catalogue.write((), forget=["file:///b", "unknown"])
    assert [origin.uri for origin in catalogue.origins()] == ["file:///a", "file:///c"]


def test_what_is_expected_stays_until_it_is_settled(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.expect(["p:1", "p:2"])
    catalogue.expect(["p:2", "p:3"])
    catalogue.expect([])
    again = Catalogue(tmp_path / "catalogue.sqlite3")
    assert sorted(again.expected()) == ["p:1", "p:2", "p:3"]
    catalogue.settle()
    assert again.expected() == []
    again.close()


def test_the_generation_grows_with_every_change_and_with_nothing_else(catalogue: Catalogue) -> None:
    catalogue.write([entry("a")])
    catalogue.expect(["p"])
    catalogue.settle()
    assert catalogue.generation == 1
    catalogue.write([entry("b")], facts={"collection": "c"})
    catalogue.write((), drop=["a"])
    assert (catalogue.generation, catalogue.fact("collection"), catalogue.fact("unheard of")) == (3, "c", None)


def test_a_write_that_fails_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.write([entry("a")])
    bad = entry("b")
    with pytest.raises(IntegrityError):
        catalogue.write([bad, replace(bad, source=replace(bad.source, id="c"))], drop=["a"], facts={"x": "y"})
    assert [line.id for line in catalogue.listed()] == ["a"]
    assert (catalogue.generation, catalogue.expected(), catalogue.fact("x")) == (1, [], None)


def test_many_ids_are_asked_for_in_parts(catalogue: Catalogue) -> None:
    passages = [Passage(f"p{i}", "a", 0, 1, "x", (Span(0, 1),)) for i in range(1200)]
    catalogue.write([replace(entry("a"), passages=tuple(passages), fingerprints=())])
    assert (
        len(catalogue.passages([*(passage.id for passage in passages), *(passage.id for passage in passages)])) == 1200
    )
    assert len(catalogue.passage_ids_of(["a", "b"])) == len(list(catalogue.all_passages())) == 1200


def test_passages_that_share_words_are_found_from_either_side(catalogue: Catalogue) -> None:
    article = entry("article", f"Something else was said before. {SHARED} And then some more.", "Nothing of the kind.")
    excerpt = entry("excerpt", f"From the article. {SHARED}")
    other = entry("other", "Trade, on the other hand, grew by two and a half percent in that year, as it had before.")
    catalogue.write([article, excerpt, other])
    for mine, theirs in ((article, excerpt), (excerpt, article)):
        found = catalogue.texts_sharing(fingerprints(SHARED), 1, mine.source.id)
        assert {passage.id: passage.text for passage in theirs.passages if SHARED in passage.text} == found
    assert catalogue.texts_sharing(fingerprints(other.source.text), 1, "other") == {}
    assert catalogue.texts_sharing((), 1, "other") == {}


def test_of_many_copies_the_likest_come_first(catalogue: Catalogue) -> None:
    whole = f"{SHARED} And this is how it went on for years and years, until one day a letter came."
    mine, alike, less = entry("mine", whole), entry("alike", whole), entry("less", SHARED + " Then the end.")
    catalogue.write([less, alike, mine])
    prints = fingerprints(whole)
    found = list(catalogue.texts_sharing(prints, 1, "mine"))
    assert [item.partition(":")[0] for item in found] == ["alike", "less"]
    assert list(catalogue.texts_sharing(prints, 1, "mine", limit=1)) == found[:1]
    assert list(catalogue.texts_sharing(prints, len(prints), "mine")) == found[:1]


def test_another_layout_is_not_opened(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.write((), facts={"layout": "0"})
    with pytest.raises(CatalogueUnusable, match=rf"has layout 0; this version of Ibid reads layout {tables.LAYOUT}\."):
        Catalogue(tmp_path / "catalogue.sqlite3")


@pytest.mark.parametrize("damage", [b"no database at all, but text " * 50, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(damage)
    with pytest.raises(CatalogueUnusable) as raised:
        Catalogue(path)
    assert str(path) in str(raised.value)
    assert "move the folder away and ingest again" in str(raised.value)
