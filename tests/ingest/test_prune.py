"""A library in step with its folders: what is gone goes when that is asked for, and nothing that is in doubt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from ingest.outcome import Outcome, State
from ingest.prune import Met, prune
from retrieval.library import Library, open_library
from tests.made import page
from tests.site import PAGE, Page, Site, running, settings

MISSIONS = page("The number of missions fell to 46.")
LIGHTS = page("The lighthouses of Arendia burn whale oil.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(settings(home=tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sources"
    (made / "deeper").mkdir(parents=True)
    (made / "missions.txt").write_text(MISSIONS, encoding="utf-8")
    (made / "deeper" / "lights.txt").write_text(LIGHTS, encoding="utf-8")
    return made


def run(library: Library, *named: object, pruned: bool = True) -> list[Outcome]:
    """The Outcomes that are worth a word: all but what is unchanged."""
    met, outcomes = Met(), list[Outcome]()
    for outcome in ingest(library, inputs(map(str, named), 10**6)):
        met.note(outcome)
        outcomes.append(outcome)
    outcomes += prune(library, map(str, named), met) if pruned else ()
    return [outcome for outcome in outcomes if outcome.state is not State.UNCHANGED]


def ids(library: Library) -> set[str]:
    return {source.id for source in library.sources()}


def test_what_is_gone_from_a_folder_goes_when_that_is_asked_for(library: Library, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "sources-of-others.txt"
    other.write_text("Words of others.", encoding="utf-8")
    run(library, folder, other)
    (folder / "deeper" / "lights.txt").unlink()
    other.unlink()
    assert run(library, folder, pruned=False) == []
    assert ids(library) == {"missions", "lights", "sources-of-others"}
    [removed] = run(library, folder)
    assert (removed.state, removed.source_id, removed.title) == (State.REMOVED, "lights", "A Page")
    assert ids(library) == {"missions", "sources-of-others"}
    assert run(library, folder) == []


def test_the_folder_that_lies_beside_it_is_left_alone(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "deeper" / "lights.txt").unlink()
    beside = folder.with_name("sources-2")
    beside.mkdir()
    (beside / "x.txt").write_text("Words.", encoding="utf-8")
    run(library, beside)
    assert "lights" in ids(library)


def test_a_folder_that_is_empty_or_away_prunes_nothing(library: Library, folder: Path) -> None:
    run(library, folder)
    folder.rename(folder.with_name("away"))
    assert [item.error for item in run(library, folder)] == ["There is no such file."]
    folder.mkdir()
    assert [item.error for item in run(library, folder)] == ["There is no file in this folder."]
    assert ids(library) == {"missions", "lights"}


def test_a_file_that_is_there_but_not_read_stays(library: Library, folder: Path) -> None:
    hidden = folder / ".draft.txt"
    hidden.write_text("A draft.", encoding="utf-8")
    run(library, folder, hidden)
    (folder / "missions.txt").write_bytes(bytes(range(256)) * 9)
    assert [item.state for item in run(library, folder)] == [State.FAILED]
    assert len(library.sources()) == 3


def test_a_source_that_stands_elsewhere_too_stays_until_that_is_gone(library: Library, folder: Path) -> None:
    copy = folder / "the-same.txt"
    copy.write_text(MISSIONS, encoding="utf-8")
    run(library, folder)
    (folder / "missions.txt").unlink()
    assert run(library, folder) == []
    assert ids(library) == {"missions", "lights"}
    copy.unlink()
    assert [item.source_id for item in run(library, folder)] == ["missions"]


def test_a_file_that_moved_is_no_other_source(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "missions.txt").rename(folder / "deeper" / "moved.txt")
    assert run(library, folder) == []
    assert ids(library) == {"missions", "lights"}
    (folder / "deeper" / "moved.txt").write_text(MISSIONS.replace("46", "45"), encoding="utf-8")
    assert [(item.source_id, item.state) for item in run(library, folder)] == [("missions", State.REPLACED)]


class TestFilesThatBecomeTheSame:
    def test_the_source_that_a_file_had_goes(self, library: Library, folder: Path) -> None:
        run(library, folder)
        (folder / "deeper" / "lights.txt").write_text(MISSIONS, encoding="utf-8")
        outcomes = run(library, folder, pruned=False)
        assert [(outcome.source_id, outcome.state) for outcome in outcomes] == [("lights", State.REMOVED)]
        assert ids(library) == {"missions"}
        assert run(library, folder) == []

    def test_the_first_one_that_changes_again_keeps_its_id_and_the_other_its_words(
        self, library: Library, folder: Path
    ) -> None:
        copy = folder / "deeper" / "copy.txt"
        copy.write_text(MISSIONS, encoding="utf-8")
        run(library, folder / "missions.txt", folder)
        (folder / "missions.txt").write_text(MISSIONS.replace("46", "45"), encoding="utf-8")
        outcomes = run(library, folder, pruned=False)
        assert {(outcome.source_id, outcome.state) for outcome in outcomes} == {
            ("missions", State.REPLACED),
            ("copy", State.ADDED),
        }
        assert "45" in library.source("missions").text
        assert "46" in library.source("copy").text
        assert run(library, folder) == []

    def test_the_other_one_that_changes_again_gets_an_id_of_its_own(self, library: Library, folder: Path) -> None:
        copy = folder / "deeper" / "copy.txt"
        copy.write_text(MISSIONS, encoding="utf-8")
        run(library, folder / "missions.txt", folder)
        copy.write_text(MISSIONS.replace("46", "45"), encoding="utf-8")
        outcomes = run(library, folder, pruned=False)
        assert [(outcome.source_id, outcome.state) for outcome in outcomes] == [("copy", State.ADDED)]
        assert "46" in library.source("missions").text
        assert run(library, folder) == []

    def test_two_files_that_change_places(self, library: Library, folder: Path) -> None:
        run(library, folder)
        (folder / "missions.txt").write_text(LIGHTS, encoding="utf-8")
        (folder / "deeper" / "lights.txt").write_text(MISSIONS, encoding="utf-8")
        run(library, folder)
        assert sorted("46" in library.source(source.id).text for source in library.sources()) == [False, True]
        assert run(library, folder) == []


class TestBulkFiles:
    @staticmethod
    def write(path: Path, *names: str, more: str = "") -> Path:
        rows = [json.dumps({"id": name, "text": f"Words of {name}."}) for name in names]
        path.write_text("\n".join([*rows, more]), encoding="utf-8")
        return path

    def test_a_line_that_is_gone(self, library: Library, folder: Path) -> None:
        bulk = self.write(folder / "bulk.jsonl", "a", "b", "c")
        run(library, folder)
        self.write(bulk, "a", "c")
        assert run(library, folder / "missions.txt") == []
        assert [item.source_id for item in run(library, bulk)] == ["b"]
        self.write(bulk, "a")
        assert [item.source_id for item in run(library, folder)] == ["c"]
        bulk.unlink()
        assert [item.source_id for item in run(library, folder)] == ["a"]

    def test_where_a_line_is_broken_all_stay(self, library: Library, folder: Path) -> None:
        bulk = self.write(folder / "bulk.jsonl", "a", "b")
        run(library, bulk)
        self.write(bulk, "a", more='{"id": "b", "text": "half')
        assert [item.state for item in run(library, bulk)] == [State.FAILED]
        assert ids(library) == {"a", "b"}


class TestLists:
    def test_an_address_that_is_no_longer_listed_goes_and_one_that_fails_stays(
        self, library: Library, folder: Path
    ) -> None:
        with running(Site({f"/{i}": Page(PAGE.replace("46", str(i))) for i in range(4)})) as site:
            one, two = folder / "one.urls", folder / "two.urls"
            one.write_text("\n".join(site.url(f"/{i}") for i in (0, 1, 2)), encoding="utf-8")
            two.write_text(site.url("/1"), encoding="utf-8")
            run(library, one, two, site.url("/3"))
            assert len(library.sources()) == 4
            one.write_text(site.url("/2"), encoding="utf-8")
            site.pages["/2"] = Page(status=404)
            assert run(library, folder, pruned=True)  # adds what is in the folder, and leaves the lists in it alone
            found = run(library, one)
            assert [(o.state, o.origin) for o in found] == [
                (State.FAILED, site.url("/2")),
                (State.REMOVED, site.url("/0")),
            ]
            assert {o.uri for o in library.origins() if o.uri.startswith("http")} == {
                site.url(f"/{i}") for i in (1, 2, 3)
            }
            two.write_text(f"{site.url('/3')}\nno address\n", encoding="utf-8")
            assert [o.state for o in run(library, two)] == [State.FAILED]
            two.write_text(f"{site.url('/3')}\n", encoding="utf-8")
            assert [(o.state, o.origin) for o in run(library, two)] == [(State.REMOVED, site.url("/1"))]
