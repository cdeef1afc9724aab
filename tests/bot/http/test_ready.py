"""``GET /health/ready`` and ``ibid doctor`` name what cannot be read or written, without the words of an error."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.cli.doctor import examine
from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.input import Input
from retrieval.library import Library, open_library
from tests.bot.conftest import Serving
from tests.bot.http_parts import problem

ASK = {"question": "How many lighthouses were there in 2021?"}
LIGHTS = Input("upload:lights.txt", "lights.txt", b"Lights\n\nIn 2021 there were 46 lighthouses on the coast.")


@pytest.fixture
def library(opened: Callable[..., Library]) -> Library:
    library = opened()
    list(ingest(library, [LIGHTS]))
    return library


def not_ready(library: Library, serving: Serving) -> str:
    """The detail of the problem that ``/health/ready`` answers, which tells nothing of the inside."""
    with serving(library) as client:
        detail = problem(client.get("/health/ready"), 503, "unavailable")["detail"]
    assert not re.search(r"sqlite|SELECT|Traceback|Error|tmp|/home|meta\.json|\(", detail)
    return detail


def fill(ballast: Path) -> None:
    """Writes to a file until its disk is full."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"-" * 4096)


def test_a_full_disk_is_told_while_questions_are_answered(small_disk: Path, serving: Serving) -> None:
    settings = ServiceSettings(home=small_disk / "home")
    with open_library(settings) as library, serving(library) as client:
        list(ingest(library, [LIGHTS]))
        assert client.get("/health/ready").status_code == 200
        ballast = small_disk / "ballast"
        fill(ballast)
        detail = problem(client.get("/health/ready"), 503, "unavailable")["detail"]
        assert detail == "The folder of the library cannot be written: the disk is full. Make room on it."
        answer = client.post("/ask", json=ASK)
        assert (answer.status_code, answer.json()["status"]) == (200, "answered")
        sick = {check.name: check.says for check in examine(settings) if not check.ok}
        assert "the disk is full" in " ".join(sick.values()) or "disk is neither full" in " ".join(sick.values())
        ballast.unlink()
        assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("name", ["catalogue", "conversations", "feedback"])
def test_a_database_that_cannot_grow_is_named(
    library: Library, serving: Serving, full_files: set[str], name: str
) -> None:
    full_files.add(f"{name}.sqlite3")
    detail = not_ready(library, serving)
    assert "cannot be written: the disk is full. Make room on it." in detail
    assert name in detail
    full_files.clear()
    with serving(library) as client:
        assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("name", ["catalogue", "conversations", "feedback"])
@pytest.mark.parametrize("does", ["deleted", "replaced"])
def test_a_database_whose_file_is_gone_is_named(library: Library, serving: Serving, name: str, does: str) -> None:
    path = library.settings.folder / f"{name}.sqlite3"
    path.rename(path.with_suffix(".away"))
    if does == "replaced":
        path.touch()
    detail = not_ready(library, serving)
    assert name in detail
    assert "its file was deleted or replaced" in detail


def overwrite(path: Path, start: int) -> None:
    """Overwrites a database, from a byte on, once all of it is in its file."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * (path.stat().st_size - start))


def test_a_damaged_catalogue_is_named(library: Library, serving: Serving) -> None:
    overwrite(library.settings.folder / "catalogue.sqlite3", 0)
    assert "The catalogue cannot be written: its file is damaged. Restore" in not_ready(library, serving)
    library.close()
    (sick,) = [check for check in examine(ServiceSettings(home=library.settings.folder)) if not check.ok]
    assert sick.name == "library"
    assert "move the folder away and ingest again" in sick.says


@pytest.mark.parametrize("name", ["catalogue", "conversations", "feedback"])
def test_damage_that_no_question_comes_by_is_named_by_doctor(library: Library, name: str) -> None:
    library.close()
    path = library.settings.folder / f"{name}.sqlite3"
    overwrite(path, path.stat().st_size - 4096)
    sick = {check.name: check.says for check in examine(ServiceSettings(home=library.settings.folder)) if not check.ok}
    assert "damaged" in sick[name] if name in sick else "If the file is damaged" in sick["library"]


def test_a_catalogue_that_was_deleted_is_named_by_the_next_process(library: Library, serving: Serving) -> None:
    folder = library.settings.folder
    library.close()
    for path in folder.glob("catalogue.sqlite3*"):
        path.unlink()
    with open_library(ServiceSettings(home=folder)) as anew:
        assert "its file was deleted or replaced. Restore" in not_ready(anew, serving)
    sick = {check.name: check.says for check in examine(ServiceSettings(home=folder)) if not check.ok}
    assert "Restore" in sick["catalogue"]


def test_a_library_that_was_emptied_is_ready(library: Library, serving: Serving) -> None:
    library.remove(library.sources()[0].id)
    with serving(library) as client:
        assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("damage", ["deleted", "overwritten", "a file missing"])
def test_a_word_index_that_is_gone_is_told_and_mended_by_doctor(
    library: Library, serving: Serving, damage: str
) -> None:
    folder = library.settings.folder / "lexical"
    if damage == "deleted":
        shutil.rmtree(folder)
    elif damage == "overwritten":
        (folder / "meta.json").write_text("{}")
    else:
        for path in folder.glob("*.term"):
            path.unlink()
    assert "Run `ibid doctor`, which builds it anew" in not_ready(library, serving)
    lexical = {check.name: check for check in examine(ServiceSettings(home=library.settings.folder))}["lexical"]
    assert lexical.ok
    assert "has been built anew" in lexical.says
    with serving(library) as client:
        assert client.get("/health/ready").json()["counts"]["lexical"] == 1
        assert client.post("/ask", json=ASK).json()["status"] == "answered"
