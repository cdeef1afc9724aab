"""For all tests: machines are busy, so no drawn example fails for taking long; a whole test still has its timeout."""

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Pool, event

settings.register_profile("ibid", deadline=None, max_examples=60)
settings.load_profile("ibid")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB; it takes a superuser to make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "ibid", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def full_files() -> Iterator[set[str]]:
    """The names of SQLite files that cannot grow, as on a full disk; add one and take it away at any time."""
    full: set[str] = set()

    def limit(connection: sqlite3.Connection, *_given: object) -> None:
        (_, _, path), *_ = connection.execute("PRAGMA database_list").fetchall()
        connection.execute(f"PRAGMA max_page_count={1 if Path(path).name in full else 2**30}")

    event.listen(Pool, "checkout", limit)
    yield full
    event.remove(Pool, "checkout", limit)
