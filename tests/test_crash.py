"""A crash half-way through ingesting leaves every Source wholly there or not at all, and the next run completes it.

Half of the kills come at a drawn moment, whatever the process is doing then, compiled code included; the others at a
drawn call between the parts that write, where a moment is hard to hit. ``IBID_KILLS`` says how many there are.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from chromadb import PersistentClient
from chromadb.api.client import Client

from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.collect import inputs
from ingest.outcome import State
from ingest.parse import parse
from retrieval.library import Library, open_library
from retrieval.model import Passage, Source
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.lexical import LexicalEntry, LexicalIndex
from tests.made import page
from tests.processes import running, said

KILLS = int(os.environ.get("IBID_KILLS", "12"))
NEVER = 10**9

INGEST = """
import os, signal, sys
from pathlib import Path
from ingest import build
from ingest.collect import inputs
from retrieval.library import open_library
from bot.settings import ServiceSettings

build.BATCH = 6  # Passages: a process that writes often can be killed between many writes
parts = ("writer.py", "catalogue.py", "store.py", "lexical.py")
last, seen = int(sys.argv[3]), 0

def count(frame, event, argument):
    global seen
    if event in ("call", "return") and frame.f_code.co_filename.endswith(parts):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

with open_library(ServiceSettings(home=Path(sys.argv[1]), threads=1)) as library:
    library.embedding.embed_query("so that the weights are loaded")
    print("ready", flush=True)
    if last:
        sys.setprofile(count)
    outcomes = list(build.ingest(library, inputs([sys.argv[2]], 10**6)))
    sys.setprofile(None)
    assert not [one.error for one in outcomes if one.error]
    print(seen, flush=True)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@dataclass(frozen=True)
class Course:
    """What is to happen, and what happens when nothing comes between: from ``home`` and ``old`` sources to ``new``."""

    home: Path
    folder: Path
    old: dict[str, Source]
    new: dict[str, Source]
    counts: dict[str, int]
    seconds: float
    calls: int


def write_sources(folder: Path, version: int) -> dict[str, Source]:
    """Writes six files, in version 1 but three: the first the same in both, the others partly changed."""
    folder.mkdir(exist_ok=True)
    for i in range(3 if version == 1 else 6):
        body = [f"Part {n} of book {i} tells of lamps and of {n * i + n % 2 * i * version} wicks." for n in range(60)]
        words = page(f"{' '.join(body)} Here it ends.[1]", f"[1] From shelf {i}, edition {version if i else 1}.")
        (folder / f"book-{i}.txt").write_text(words, encoding="utf-8")
    return {path.stem: parse(path.read_bytes(), path.name, path.stem)[0] for path in folder.glob("*.txt")}


def complete(library: Library, folder: Path) -> None:
    assert State.FAILED not in {outcome.state for outcome in ingest(library, inputs([str(folder)], 10**6))}


def run_through(home: Path, folder: Path, last: int) -> tuple[float, int]:
    """Seconds and calls that a whole run takes."""
    with running(INGEST, home, folder, last) as process:
        assert said(process) == "ready"
        began = time.perf_counter()
        calls = int(said(process))
        return time.perf_counter() - began, calls


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder, home = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("homes")
    old = write_sources(folder, 1)
    with open_library(ServiceSettings(home=home / "before")) as library:
        complete(library, folder)
    new = write_sources(folder, 2)
    shutil.copytree(home / "before", home / "after")
    seconds, calls = run_through(home / "after", folder, NEVER)
    with open_library(ServiceSettings(home=home / "after")) as library:
        counts = library.counts()
    assert counts["sources"] == 6
    assert counts["passages"] == counts["vectors"] == counts["lexical"] > 30
    return Course(home / "before", folder, old, new, counts, seconds, calls)


def kill_within(home: Path, course: Course, chance: random.Random, *, at_a_call: bool) -> None:
    last = chance.randint(1, course.calls) if at_a_call else 0
    with running(INGEST, home, course.folder, last) as process:
        assert said(process) == "ready"
        if not at_a_call:
            time.sleep(chance.uniform(0, course.seconds))
            process.kill()
        assert process.wait() in (-signal.SIGKILL, 0)


@contextmanager
def catalogue_of(home: Path) -> Generator[Catalogue]:
    with closing(Catalogue(home / "catalogue.sqlite3")) as catalogue:
        yield catalogue


def check_whole(home: Path, course: Course) -> None:
    """Each Source is as it was before or as it is to be, and either search holds every Passage of it."""
    with catalogue_of(home) as catalogue:
        held = {source.id: catalogue.source(source.id) for source in catalogue.listed()}
        for name, source in held.items():
            assert source in (course.old.get(name), course.new[name])
        assert held.keys() >= course.old.keys()
        passages = list(catalogue.all_passages())
        collection = catalogue.fact("collection")
    assert {passage.source_id for passage in passages} == held.keys()
    for passage in passages:
        source = held[passage.source_id]
        assert source is not None
        assert source.text[passage.start : passage.end] == passage.text
    check_found(home, passages, collection or "")


def check_found(home: Path, passages: list[Passage], collection: str) -> None:
    client = PersistentClient(str(home / "chroma"))
    stored = client.get_collection(collection, embedding_function=None).get(include=["embeddings"])
    cast("Client", client).close()
    assert {passage.id for passage in passages} <= set(stored["ids"])
    assert len(cast("list[object]", stored["embeddings"])) == len(stored["ids"])
    lexical = LexicalIndex(home / "lexical")
    for passage in passages:
        assert passage.id in dict(lexical.search(passage.searched, 10_000, [passage.source_id]))


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_ingest_leaves_all_or_nothing_of_each_source(course: Course, tmp_path: Path, seed: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(course.home, home)
    kill_within(home, course, random.Random(seed), at_a_call=bool(seed % 2))
    check_whole(home, course)
    with open_library(ServiceSettings(home=home)) as library:
        assert library.search("lamps", 5)
        complete(library, course.folder)
        assert library.counts() == course.counts
    check_whole(home, course)
    with catalogue_of(home) as catalogue:
        assert {source.id: catalogue.source(source.id) for source in catalogue.listed()} == course.new
        assert catalogue.expected() == []


def test_what_a_killed_deletion_leaves_does_not_stand_in_the_way(tmp_path: Path) -> None:
    """A kill between tantivy's writing of a list of deletions and its commit: drawn moments hit it now and then."""
    kept, done = tmp_path / "kept", tmp_path / "done"
    LexicalIndex(kept).apply([LexicalEntry(f"a:{n}", "a", "", "lamps") for n in range(3)], ())
    shutil.copytree(kept, done)
    LexicalIndex(done).apply((), ["a:1"])
    (deletions,) = done.glob("*.del")
    shutil.copy(deletions, kept)
    managed = kept / ".managed.json"
    managed.write_text(json.dumps([*json.loads(managed.read_text()), deletions.name]))
    LexicalIndex(kept).apply((), ["a:1"])
    assert len(LexicalIndex(kept)) == 2
