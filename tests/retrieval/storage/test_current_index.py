"""Who reads sees the vectors as they are, and no crowd of readers keeps a writer out."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from retrieval.storage.catalogue import Catalogue
from retrieval.storage.current_index import CurrentIndex
from retrieval.storage.identity import made_by
from retrieval.storage.vector_store import Embedded
from tests.processes import running, said, tell

ONE = np.full((1, 4), 0.5, dtype=np.float32)

OPENS = """
import sys
from pathlib import Path
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.identity import made_by
from retrieval.storage.current_index import CurrentIndex
from retrieval.storage.vector_store import Embedded
print("ready", flush=True)
for line in sys.stdin:
    home = Path(line.strip())
    catalogue = Catalogue(home / "catalogue.sqlite3")
    CurrentIndex(catalogue, Embedded(home / "chroma"), made_by("minilm")).close()
    catalogue.close()
    print("opened", flush=True)
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    yield catalogue
    catalogue.close()


def serving(catalogue: Catalogue, folder: Path) -> CurrentIndex:
    return CurrentIndex(catalogue, Embedded(folder / "chroma"), made_by("minilm"))


def test_what_a_writer_puts_in_is_seen_by_readers_at_once(catalogue: Catalogue, tmp_path: Path) -> None:
    one = serving(catalogue, tmp_path)
    with one.writing() as store:
        store.add(["a"], ["s"], ONE)
        catalogue.write(())
        with one.reading() as seen:
            assert [found for found, _ in seen.search(ONE[0], 5)] == ["a"]
    one.close()


def test_the_store_is_opened_anew_after_a_change_that_was_not_made_here(catalogue: Catalogue, tmp_path: Path) -> None:
    one = serving(catalogue, tmp_path)
    with one.reading() as before:
        pass
    with one.reading() as same:
        assert same is before
    catalogue.write(())
    with one.reading() as after:
        assert after is not before
    one.close()


def test_readers_without_end_do_not_keep_a_writer_out(catalogue: Catalogue, tmp_path: Path) -> None:
    one, stop, wrote = serving(catalogue, tmp_path), Event(), Event()

    def read() -> None:
        while not stop.is_set():
            with one.reading() as store:
                store.count()

    def write() -> None:
        with one.writing():
            wrote.set()

    readers = [Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    writer = Thread(target=write)
    writer.start()
    came_through = wrote.wait(30)
    stop.set()
    for thread in (*readers, writer):
        thread.join()
    one.close()
    assert came_through


@pytest.mark.parametrize("is_there", [False, True], ids=["nothing is there", "the catalogue is there"])
def test_processes_that_open_a_fresh_home_at_once_all_do(tmp_path: Path, is_there: bool) -> None:
    """Neither SQLite nor Chroma keeps two processes from making the same tables."""
    with ExitStack() as stack:
        processes = [stack.enter_context(running(OPENS)) for _ in range(4)]
        assert [said(process) for process in processes] == ["ready"] * 4
        for home in (tmp_path / str(number) for number in range(6)):
            home.mkdir()
            if is_there:
                Catalogue(home / "catalogue.sqlite3").close()
            for process in processes:
                tell(process, str(home))
            assert [said(process) for process in processes] == ["opened"] * 4
