"""Copies are linked from either side, as soon as the second one is there and as long as both are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql

from retrieval.storage import duplicate_links as copy_links
from retrieval.storage import tables
from retrieval.storage.catalogue import Catalogue
from tests.made import added, page

ARTICLE = [
    f"In the year {1950 + i} the missions in place number {i * 7} were {i} more than those of the year before, and "
    f"the harbor of town {i * 3} took in {i * 11} ships that carried grain, salt and cloth to the coast."
    for i in range(12)
]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite3")
    yield opened
    opened.close()


def put(catalogue: Catalogue, source_id: str, *paragraphs: str) -> None:
    catalogue.write([added(source_id, page(*paragraphs, title=source_id.title())).entry()])


def also_in(catalogue: Catalogue) -> dict[str, list[str]]:
    listed = {source.id: [copy.id for copy in source.also_in] for source in catalogue.listed()}
    assert all([copy.id for copy in catalogue.copies_of(source)] == copies for source, copies in listed.items())
    return listed


def test_a_reprint_and_an_excerpt_are_linked_both_ways(catalogue: Catalogue) -> None:
    put(catalogue, "article", *ARTICLE)
    put(catalogue, "excerpt", "A word from the editor on what follows below here.", *ARTICLE[3:5])
    put(catalogue, "other", "Of lighthouses there is much to tell, and nobody has told it yet in so many words.")
    put(catalogue, "reprint", *ARTICLE)
    assert also_in(catalogue) == {
        "article": ["reprint", "excerpt"],
        "excerpt": ["article", "reprint"],
        "other": [],
        "reprint": ["article", "excerpt"],
    }
    shares = {copy.id: copy.shared for copy in catalogue.copies_of("article")}
    assert shares["reprint"] == pytest.approx(1.0)
    assert 0.5 < shares["excerpt"] < 1.0


def test_who_quotes_a_little_is_no_copy(catalogue: Catalogue) -> None:
    put(catalogue, "article", *ARTICLE)
    remarks = [f"And this is remark {i} of one who has sailed {i * 17} days to {i * 19} islands." for i in range(9)]
    put(catalogue, "review", f"What I think of it: {ARTICLE[5]}", *remarks)
    assert also_in(catalogue) == {"article": [], "review": []}


def test_links_follow_what_becomes_of_the_sources(catalogue: Catalogue) -> None:
    both = [added(name, page(*ARTICLE, title=name)).entry() for name in ("a", "b")]
    catalogue.write(both)
    assert also_in(catalogue) == {"a": ["b"], "b": ["a"]}
    put(catalogue, "b", "Something else altogether stands here now, and nothing of what it was.")
    assert also_in(catalogue) == {"a": [], "b": []}
    catalogue.write([both[1]])
    assert also_in(catalogue) == {"a": ["b"], "b": ["a"]}
    catalogue.write((), drop=["a"])
    assert also_in(catalogue) == {"b": []}


def test_small_print_that_everyone_has_links_nobody(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_links, "SMALL_PRINT", 4)
    for i in range(8):
        put(catalogue, f"s{i}", ARTICLE[0])
    assert also_in(catalogue)["s7"] == []


def test_a_catalogue_of_layout_1_is_brought_up_to_date(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    for name in ("a", "b"):
        put(catalogue, name, *ARTICLE)
    origins, copies = set(catalogue.origins()), also_in(catalogue)
    catalogue.close()
    engine = sql.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sql.text("ALTER TABLE sources DROP COLUMN prints"))
        for column in ("origin", "digest"):
            connection.execute(sql.text(f"ALTER TABLE sources ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"))
        connection.execute(
            sql.text(
                "UPDATE sources SET origin = (SELECT uri FROM origins WHERE source_id = id),"
                " digest = (SELECT digest FROM origins o WHERE source_id = id)"
            )
        )
        tables.metadata.drop_all(connection, [tables.origins, tables.copies])
        connection.execute(sql.text("UPDATE facts SET value = '1' WHERE name = 'layout'"))
    engine.dispose()
    for _ in range(2):
        again = Catalogue(path)
        assert (set(again.origins()), also_in(again)) == (origins, copies)
        put(again, "a", *ARTICLE)
        again.close()
