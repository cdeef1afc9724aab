"""A real PostgreSQL for as long as the tests run, in a folder of its own. It refuses to run as root, so it does not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


def program(name: str) -> str | None:
    """Where ``name`` is; Debian keeps what serves out of the path."""
    found = shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))
    return next(filter(None, found), None)


MISSING = None if program("initdb") and program("postgres") else "there is no PostgreSQL here: apt install postgresql"


@dataclass
class Postgres:
    """One database server; it can be killed and started again on what it kept."""

    folder: Path
    port: int = 0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"postgresql://ibid@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        frugal = ["-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", f"unix_socket_directories={self.folder}"]
        command = [program("postgres") or "", "-D", self.folder / "data", "-h", "127.0.0.1", "-p", str(self.port)]
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen([*command, *frugal], stdout=log, stderr=log, user=_user(), text=True)
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """At once, as a power cut would: what was committed is kept."""
        if self._process is not None:
            self._process.send_signal(3)
            self._process.wait(30)
            self._process = None


@contextmanager
def postgres() -> Generator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="ibid-postgres-"))
    if user := _user():
        shutil.chown(folder, user)
    initdb = [program("initdb") or "", "-D", folder / "data", "-U", "ibid", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, user=_user())
    server = Postgres(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None
