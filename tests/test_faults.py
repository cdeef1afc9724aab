"""What breaks around a Library on one machine: its disk, its files, its clock, others at work. Nothing is lost, and
whoever looks is told in a sentence what to do.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chromadb import PersistentClient

from bot.cli.doctor import examine
from bot.settings import ServiceSettings
from ingest.build import ingest, reindex
from ingest.collect import inputs
from ingest.input import Input
from ingest.outcome import State
from retrieval.conversation.conversation_store import Conversations
from retrieval.conversation.turns import Turn
from retrieval.library import Library, open_library
from retrieval.reply import Answer
from retrieval.storage import database
from retrieval.storage.catalogue import CatalogueUnusable
from retrieval.storage.vector_store import IndexMissing, StoreUnavailable, VectorStore
from tests.made import page
from tests.processes import ROOT, running, said

ASK = "How many lighthouses were there in 2021?"
LIGHTS = Input("upload:lights.txt", "lights.txt", b"Lights\n\nIn 2021 there were 46 lighthouses on the coast.")
CRANES = Input("upload:cranes.txt", "cranes.txt", b"Cranes\n\nThe harbour of Arendia has two cranes.")


@pytest.fixture
def settings(tmp_path: Path) -> ServiceSettings:
    """A home with one source in it."""
    settings = ServiceSettings(home=tmp_path / "home")
    with open_library(settings) as library:
        assert states(library, LIGHTS) == [State.ADDED]
    return settings


def states(library: Library, *given: Input) -> list[State]:
    return [outcome.state for outcome in ingest(library, given)]


def check_answers(library: Library, passages: int) -> None:
    assert isinstance(library.ask(ASK), Answer)
    counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"] == passages


def test_a_catalogue_that_is_locked_is_waited_for_and_then_told_of(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with open_library(settings) as library:
        holder = sqlite3.connect(settings.folder / "catalogue.sqlite3")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CatalogueUnusable, match=r"database is locked.*no other process holds it"):
            states(library, CRANES)
        assert isinstance(library.ask(ASK), Answer), "those who read go on"
        holder.rollback()
        holder.close()
        assert states(library, CRANES) == [State.ADDED]
        check_answers(library, 2)


@pytest.mark.parametrize("damage", ["the database", "the vectors", pytest.param("all of it", marks=pytest.mark.faults)])
def test_a_damaged_collection_is_told_of_and_made_anew_without_the_originals(
    settings: ServiceSettings, damage: str
) -> None:
    folder = settings.folder / "chroma"
    damaged = {"the database": "chroma.sqlite3", "the vectors": "*/*.bin", "all of it": "**/*"}[damage]
    for path in [path for path in folder.glob(damaged) if path.is_file()]:
        path.write_bytes(b"\xa5" * path.stat().st_size)
    if damage == "the vectors":
        with open_library(settings) as library:
            check_answers(library, 1)  # so few vectors are not in these files yet: Chroma has them from its log
    else:
        with pytest.raises(StoreUnavailable, match=rf"{folder} .* delete that folder and run `ibid reindex`"):
            open_library(settings)
    shutil.rmtree(folder)
    with pytest.raises(IndexMissing, match="Run `ibid reindex`"):
        open_library(settings)
    (sick,) = [check for check in examine(settings) if not check.ok]
    assert (sick.name, "Run `ibid reindex`" in sick.says) == ("library", True)
    with open_library(settings, as_made=True) as library:
        assert reindex(library) == 1
    with open_library(settings) as library:
        check_answers(library, 1)
    checks = {check.name: check.ok for check in examine(settings)}
    assert checks.pop("disk") in (True, False)
    assert all(checks.values())
    assert {"chroma", "conversations", "keys", "search"} <= checks.keys()
    (open_door,) = [check for check in examine(settings.model_copy(update={"host": "0.0.0.0"})) if check.name == "keys"]  # noqa: S104
    assert not open_door.ok


def test_the_old_index_serves_until_the_new_is_whole_and_nothing_is_left_of_one_that_was_not(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(settings) as library:
        for _ in range(2):
            with pytest.MonkeyPatch.context() as broken:
                broken.setattr(VectorStore, "add", _breaks)
                with pytest.raises(StoreUnavailable):
                    reindex(library)
            check_answers(library, 1)
        assert reindex(library) == 1
        check_answers(library, 1)
    client = PersistentClient(str(settings.folder / "chroma"))
    assert len(client.list_collections()) == 1


def _breaks(*_: object) -> None:
    raise StoreUnavailable("The disk is full.")


INGEST = """
import sys
from pathlib import Path
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import open_library
from bot.settings import ServiceSettings
with open_library(ServiceSettings(home=Path(sys.argv[1]), threads=1, lock_seconds=60)) as library:
    print("ready", flush=True)
    input()
    print(*sorted({one.state.value for one in ingest(library, inputs(sys.argv[2:], 10**6))}), flush=True)
"""


@pytest.mark.faults
def test_two_that_ingest_at_once_wait_for_each_other(tmp_path: Path, settings: ServiceSettings) -> None:
    for name in ("a", "b", "both"):
        (tmp_path / f"{name}.txt").write_text(page(f"Shelf {name} holds lamps of brass."), encoding="utf-8")
    both, *mine = (tmp_path / f"{name}.txt" for name in ("both", "a", "b"))
    with running(INGEST, settings.folder, mine[0], both) as one, running(INGEST, settings.folder, mine[1], both) as two:
        assert said(one) == said(two) == "ready"
        for process in (one, two):
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        assert sorted([said(one), said(two)]) == ["added", "added unchanged"]
    with open_library(settings) as library:
        check_answers(library, 4)


def test_a_clock_that_jumps_costs_no_turn_that_is_young_enough(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    store = Conversations(tmp_path / "turns.sqlite3", 30, 20, lambda: now)
    for hours in (0, 20 * 24, -25 * 24, 3):
        now += timedelta(hours=hours)
        store.add("c", Turn("How many?", "How many?", "46.", "it", True, "r", ()))
    assert len(store.read("c").turns) == 4
    store.close()


@pytest.mark.faults
def test_a_full_disk_is_told_of_and_nothing_that_was_there_is_lost(small_disk: Path, tmp_path: Path) -> None:
    home, sources = small_disk / "home", tmp_path / "sources"
    sources.mkdir()
    for number in range(4):
        body = " ".join(f"Lamp {number}-{n} of the {n * number} lamps hangs in hall {n % 7}." for n in range(120))
        (sources / f"book-{number}.txt").write_text(page(body), encoding="utf-8")
    with open_library(ServiceSettings(home=home)) as library:
        assert states(library, LIGHTS) == [State.ADDED]
    (small_disk / "ballast").write_bytes(b"-" * (shutil.disk_usage(small_disk).free - 60_000))
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", "ingest", sources]
    environment = {"PYTHONPATH": str(ROOT), "IBID_HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "disk" in done.stderr.casefold()
    (small_disk / "ballast").unlink()
    with open_library(ServiceSettings(home=home)) as library:
        assert isinstance(library.ask(ASK), Answer)
        outcomes = list(ingest(library, inputs([str(sources)], 10**6)))
        assert {outcome.state for outcome in outcomes} <= {State.ADDED, State.UNCHANGED}
        counts = library.counts()
        assert counts["sources"] == 5
        assert counts["passages"] == counts["vectors"] == counts["lexical"]
