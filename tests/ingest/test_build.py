"""From files to the Library: what became of each, that nothing changes without cause, that all parts agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import build
from ingest.build import ingest, reindex
from ingest.collect import inputs
from ingest.outcome import Outcome, State
from ingest.parse import parse
from retrieval.library import Library, open_library
from retrieval.settings import Settings
from retrieval.storage.catalogue import Catalogue
from tests.made import page

CORPUS = Path(__file__).parents[2] / "corpus"
MISSIONS = page("The number of missions fell to 46.[1] So it goes.", "[1] Closed were those in Spain and Nepal.")
LIGHTS = page("The lighthouses of Arendia burn whale oil.", title="Lighthouses")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sources"
    made.mkdir()
    (made / "missions.txt").write_text(MISSIONS, encoding="utf-8")
    (made / "lights.txt").write_text(LIGHTS, encoding="utf-8")
    return made


def run(library: Library, *named: Path) -> list[Outcome]:
    return list(ingest(library, inputs(map(str, named), 10**6)))


def states(outcomes: list[Outcome]) -> list[tuple[str | None, State]]:
    return [(outcome.source_id, outcome.state) for outcome in outcomes]


def generation(library: Library) -> int:
    catalogue = Catalogue(library.settings.folder / "catalogue.sqlite3")
    try:
        assert catalogue.expected() == []
        return catalogue.generation
    finally:
        catalogue.close()


def check_agree(library: Library) -> dict[str, int]:
    """All that searches hold exactly the Passages of the catalogue; their counts."""
    counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"]
    assert counts["passages"] == sum(source.passages for source in library.sources())
    return counts


def found(library: Library, question: str) -> str:
    return " ".join(hit.passage.searched for hit in library.search(question, 100))


def test_the_corpus_comes_in_and_again_changes_nothing(library: Library) -> None:
    first = run(library, CORPUS)
    assert [(item.state, item.footnotes, item.unresolved, item.error) for item in first] == [
        (State.ADDED, 9, (), None),
        (State.ADDED, 9, (), None),
        (State.ADDED, 2, (), None),
    ]
    assert all(item.passages > 5 and item.title for item in first)
    before = check_agree(library), generation(library), library.sources(), library.search("missions", 20)
    again = run(library, CORPUS)
    assert [(item.source_id, item.state) for item in again] == [(item.source_id, State.UNCHANGED) for item in first]
    assert (check_agree(library), generation(library), library.sources(), library.search("missions", 20)) == before


def test_a_changed_file_replaces_its_source_and_leaves_nothing_of_the_old(library: Library, folder: Path) -> None:
    run(library, folder)
    before = check_agree(library)
    path = folder / "missions.txt"
    path.write_text(MISSIONS.replace("46", "45").replace("Spain", "Angola"), encoding="utf-8")
    assert states(run(library, folder)) == [("lights", State.UNCHANGED), ("missions", State.REPLACED)]
    assert check_agree(library) == before
    assert "45" in found(library, "missions")
    assert not [old for old in ("46", "Spain") if old in found(library, "missions that closed in Spain, 46 of them")]
    path.write_text(MISSIONS, encoding="utf-8")
    assert states(run(library, path)) == [("missions", State.REPLACED)]
    assert "46" in found(library, "missions")
    assert check_agree(library) == before


def test_text_that_merely_moved_keeps_its_passages(library: Library, folder: Path) -> None:
    path = folder / "long.md"
    path.write_text("# T\n\n## One\n\nWords of the one.\n\n## Two\n\nWords of the other.\n", encoding="utf-8")
    run(library, path)
    before = {hit.passage.text: hit.passage.id for hit in library.search("words", 9)}
    path.write_text("# T\n\n## Two\n\nWords of the other.\n\n## One\n\nWords of the one.\n", encoding="utf-8")
    assert states(run(library, path)) == [("long", State.REPLACED)]
    hits = library.search("words", 9)
    assert {hit.passage.text: hit.passage.id for hit in hits} == before
    for hit in hits:
        assert library.source("long").text[hit.passage.start : hit.passage.end] == hit.passage.text
    check_agree(library)


def test_a_removed_source_is_gone_from_everywhere(library: Library, folder: Path) -> None:
    run(library, folder)
    with library.writing() as writer:
        writer.remove(["missions", "nobody"])
    assert [source.id for source in library.sources()] == ["lights"]
    assert "46" not in found(library, "missions fell to 46")
    check_agree(library)
    assert states(run(library, folder)) == [("lights", State.UNCHANGED), ("missions", State.ADDED)]


def test_a_bad_file_among_good_ones_is_reported_and_the_rest_goes_on(library: Library, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "image.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "zero.html").write_text("<html></html>")
    outcomes = run(library, folder, folder / "missing.txt", folder / "lights.txt" / "below")
    failed = [outcome.origin.rpartition("/")[2] for outcome in outcomes if outcome.state is State.FAILED]
    assert sorted(failed) == ["below", "empty.txt", "image.txt", "missing.txt", "zero.html"]
    assert {source.id for source in library.sources()} == {"lights", "missions"}
    assert all(outcome.error and outcome.error.endswith(".") for outcome in outcomes if outcome.state is State.FAILED)
    check_agree(library)


def test_the_same_bytes_elsewhere_are_no_second_source(library: Library, folder: Path) -> None:
    (folder / "the-same.txt").write_text(MISSIONS, encoding="utf-8")
    outcomes = run(library, folder)
    assert sorted((outcome.source_id, outcome.state) for outcome in outcomes) == [
        ("lights", State.ADDED),
        ("missions", State.ADDED),
        ("missions", State.UNCHANGED),
    ]
    assert library.counts()["sources"] == 2


def test_files_of_one_name_are_two_sources_that_keep_their_ids(library: Library, folder: Path) -> None:
    other = folder / "deeper" / "missions.txt"
    other.parent.mkdir()
    other.write_text(LIGHTS.replace("oil", "wax"), encoding="utf-8")
    ids = {item.origin: item.source_id for item in run(library, folder)}
    assert len(set(ids.values())) == 3
    other.write_text(LIGHTS.replace("oil", "tar"), encoding="utf-8")
    (one,) = run(library, other)
    assert (one.source_id, one.state) == (ids[one.origin], State.REPLACED)


def test_odd_names_make_ids(library: Library, tmp_path: Path) -> None:
    names = ("Ä b.C d.txt", "...txt", "北한.txt", "-.md")
    for name in names:
        (tmp_path / name).write_text(f"Words in {name!r}.", encoding="utf-8")
    ids = [item.source_id for item in run(library, *(tmp_path / name for name in names))]
    assert ids[0] == "ä-b-c-d"
    assert ids[2] == "北한"
    assert len(set(ids)) == len(ids)


def test_a_bulk_file_s_lines_are_sources_each(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "bulk.jsonl"
    rows = [{"id": f"s{i}", "title": f"Title {i}", "text": f"Words of number {i}."} for i in range(30)]

    def write() -> list[Outcome]:
        path.write_text("\n".join([*map(json.dumps, rows), "{broken"]), encoding="utf-8")
        return run(library, path)

    outcomes = write()
    assert [outcome.source_id for outcome in outcomes if outcome.state is State.ADDED] == [row["id"] for row in rows]
    assert [outcome.state for outcome in outcomes].count(State.FAILED) == 1
    rows[7]["title"] = "Another title"
    assert [item.source_id for item in write() if item.state is State.REPLACED] == ["s7"]
    assert library.source("s7").title == "Another title"
    check_agree(library)


def test_bytes_that_a_source_had_before_are_no_longer_known(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "bulk.jsonl"
    line = '{"id": "a", "text": "The %s words."}\n'
    path.write_text(line % "first" + line % "last" + line % "first", encoding="utf-8")
    assert states(run(library, path)) == [("a", State.ADDED), ("a", State.REPLACED), ("a", State.REPLACED)]
    assert library.source("a").text == "The first words."
    check_agree(library)


def test_of_two_lines_with_one_id_the_last_one_counts(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "bulk.jsonl"
    path.write_text(
        '{"id": "a", "text": "The first words."}\n{"id": "a", "text": "The last words."}\n', encoding="utf-8"
    )
    assert states(run(library, path)) == [("a", State.ADDED), ("a", State.REPLACED)]
    assert library.source("a").text == "The last words."
    check_agree(library)


def test_a_line_does_not_take_the_id_of_a_source_from_elsewhere(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "report.md").write_text("# Report\n\nThe first words.", encoding="utf-8")
    for year in (2020, 2021):
        text = f'{{"id": "1", "text": "Words of {year}."}}\n{{"id": "report", "text": "A line of {year}."}}\n'
        (folder / f"{year}.jsonl").write_text(text, encoding="utf-8")
    assert states(run(library, folder / "report.md", folder / "2020.jsonl")) == [
        (None, State.FAILED),
        ("report", State.ADDED),
        ("1", State.ADDED),
    ]
    again = run(library, folder)
    assert {item.error for item in again if item.state is State.FAILED} == {
        f'The id "{name}" is that of a source from {(folder / place).as_uri()}. '
        "Give this one another id, or remove that source first."
        for name, place in (("1", "2020.jsonl"), ("report", "report.md"))
    }
    assert State.REPLACED not in {item.state for item in again}
    (folder / "2020.jsonl").unlink()
    assert states(run(library, folder / "2021.jsonl")) == [(None, State.FAILED), ("1", State.REPLACED)]
    assert library.source("report").text == "Report\n\nThe first words."
    check_agree(library)


@pytest.mark.parametrize("batch", [1, 7])
def test_small_batches_come_to_the_same(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    path = tmp_path / "bulk.jsonl"
    rows = [{"id": f"s{i}", "text": f"Words of number {i}. " * (i % 5 + 1)} for i in range(20)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setattr(build, "BATCH", batch)
    assert [item.state for item in run(library, path)] == [State.ADDED] * 20
    assert check_agree(library)["sources"] == 20


def test_a_reader_that_fails_as_nobody_thought_costs_its_own_file_alone(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in ("a", "b", "c"):
        (sources / f"{name}.txt").write_text(f"The words of {name}.", encoding="utf-8")

    def stumble(data: bytes, *others: Any) -> Any:
        if b"of b" in data:
            raise ValueError("cannot convert float NaN to integer")
        return parse(data, *others)

    monkeypatch.setattr(build, "parse", stumble)
    found = {Path(item.origin).stem: item for item in run(library, sources)}
    assert {name: item.state for name, item in found.items()} == {"a": State.ADDED, "b": State.FAILED, "c": State.ADDED}
    assert found["b"].error is not None
    assert "NaN" not in found["b"].error
    assert "report it" in found["b"].error


def test_outcomes_come_when_what_they_say_is_so(library: Library, folder: Path) -> None:
    for outcome in ingest(library, inputs([str(folder)], 10**6)):
        assert outcome.source_id in {source.id for source in library.sources()}


def test_made_anew_everything_is_as_it_was(library: Library, folder: Path) -> None:
    run(library, folder)
    before = check_agree(library), library.search("missions", 9), library.sources()
    assert reindex(library) == 2
    assert (check_agree(library), library.search("missions", 9), library.sources()) == before
    assert {state for _, state in states(run(library, folder))} == {State.UNCHANGED}
