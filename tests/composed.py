"""``docker-compose.yml`` without Docker: each service's own command as a process, its environment, its health check.

What stands in for the engine is small: names of services become this machine, ports free ones, volumes folders.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from tests.processes import ROOT

FILE = ROOT / "docker-compose.yml"
PROGRAMS = {"ibid": [sys.executable, "-c", "from bot.cli.main import main; main()"], "chroma": ["chroma"]}
"""What the entry points of the images run: ours, and Chroma's, which is `dumb-init -- chroma`."""

_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")
_BIN = Path(sys.executable).parent


class NotSet(Exception):
    """A variable that the file insists on is not set; what the file says of it."""


def read(stated: Mapping[str, str]) -> dict[str, Any]:
    """The file with the variables of ``stated`` put in, as Compose does it; raises ``NotSet``."""
    return cast("dict[str, Any]", _filled(yaml.safe_load(FILE.read_text(encoding="utf-8")), stated))


def _filled(value: Any, stated: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, stated) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_filled(item, stated) for item in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value

    def put(found: re.Match[str]) -> str:
        dollar, name, kind, rest = found.groups()
        known = "$" if dollar else stated.get(name, "")
        if not known and kind == "?":
            raise NotSet(f"{name}: {rest}")
        return known or (rest if kind == "-" else "")

    return _VARIABLE.sub(put, value)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Stage:
    """Where services are played: ``folder`` holds their volumes, ``stated`` is what ``.env`` would say."""

    folder: Path
    stated: Mapping[str, str]
    ports: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    @property
    def services(self) -> dict[str, Any]:
        return cast("dict[str, Any]", read(self.stated)["services"])

    def port(self, service: str, inside: str = "8000") -> int:
        """The port of this machine that stands for one of a service."""
        return self.ports.setdefault((service, inside), free_port())

    def environment(self, name: str) -> dict[str, str]:
        """What the service's process is given: ``.env`` where it reads it, then its own."""
        service = self.services[name]
        given = {**(self.stated if "env_file" in service else {}), **service.get("environment", {})}
        system = {"PATH": f"{_BIN}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""}
        return {**system, **{key: self._here(name, str(value)) for key, value in given.items()}}

    def command(self, name: str, *, health: bool = False) -> list[str]:
        """The service's command, or that of its health check, as this machine can run it."""
        service = self.services[name]
        if health:
            kind, *words = service["healthcheck"]["test"]
            assert kind == "CMD"
            return [self._here(name, word) for word in words]
        program = PROGRAMS["chroma" if name == "chroma" else "ibid"]
        return [*program, *(self._here(name, item) for item in service["command"])]

    def _here(self, name: str, words: str) -> str:
        for service in self.services:
            words = re.sub(rf"http://{service}:(\d+)", lambda m, s=service: self._address(s, m[1]), words)
        words = re.sub(r"(?<=127\.0\.0\.1[:/])(\d{4})\b|^(\d{4})$", lambda m: str(self.port(name, m[0])), words)
        for volume in self.services[name].get("volumes", ()):
            source, target = volume.split(":")[:2]
            kept = (
                ROOT / source if source.startswith(".") else Path(source) if source[0] == "/" else self.folder / source
            )
            words = re.sub(rf"^{re.escape(target)}$", str(kept), words)
        return words

    def _address(self, service: str, inside: str) -> str:
        return f"http://127.0.0.1:{self.port(service, inside)}"

    def runs_through(self, name: str) -> str:
        """What a service that ends prints."""
        done = subprocess.run(
            self.command(name), env=self.environment(name), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def up(self, name: str) -> Generator[subprocess.Popen[bytes]]:
        """The service, once its own health check passes; its log lies in ``folder``."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(name), env=self.environment(name), cwd=self.folder, stdout=log, stderr=log
            )
        try:
            self._wait(name, process)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()

    def _wait(self, name: str, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 90
        while not self._is_healthy(name):
            log = (self.folder / f"{name}.log").read_text()
            assert process.poll() is None, log
            assert time.monotonic() < until, log
            time.sleep(0.3)

    def _is_healthy(self, name: str) -> bool:
        probe = self.command(name, health=True)
        done = subprocess.run(probe, env=self.environment(name), capture_output=True, check=False)
        return done.returncode == 0
