"""What the producers share: the document in its three source forms, and how a tool is run on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).parent
MOST_SECONDS = 180


class ToolMissing(Exception):
    """A tool is not installed; the message says how it is."""


@dataclass(frozen=True)
class Kit:
    """The tools of ``folder`` (``venv`` from PyPI, ``node`` from npm) and those of the machine, and a place to work."""

    folder: Path

    @cached_property
    def work(self) -> Path:
        """An empty folder for what the tools write."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        return work

    def source(self, suffix: str) -> Path:
        """The document as Markdown, reStructuredText or AsciiDoc."""
        return HERE / f"lindholm.{suffix}"

    @property
    def python(self) -> str:
        """The interpreter that has the tools from PyPI."""
        return str(self.folder / "venv" / "bin" / "python")

    @cached_property
    def pandoc(self) -> str:
        """pandoc, as its wheel brings it."""
        return next(map(str, self.folder.glob("venv/lib/python*/site-packages/pypandoc/files/pandoc*")), "pandoc")

    def run(self, *command: str | Path, stdin: bytes = b"", within: Path | None = None) -> bytes:
        """What ``command`` prints. Raises ``ToolMissing``, and ``CalledProcessError`` where it fails."""
        try:
            done = subprocess.run(
                [str(part) for part in command],
                input=stdin,
                capture_output=True,
                cwd=within or self.work,
                timeout=MOST_SECONDS,
                check=True,
                env={**os.environ, "SOURCE_DATE_EPOCH": "0", "PYTHONWARNINGS": "ignore"},
            )
        except FileNotFoundError:
            raise ToolMissing(f"{command[0]} is not installed") from None
        return done.stdout

    def script(self, code: str, stdin: bytes) -> bytes:
        """What a few lines of Python print that use tools from PyPI."""
        return self.run(self.python, "-c", code, stdin=stdin)

    def node(self, code: str) -> bytes:
        """What a few lines of JavaScript print that use tools from npm; the Markdown is ``text`` there."""
        if not (self.folder / "node" / "node_modules").is_dir():
            raise ToolMissing("npm's tools are not installed")
        head = f'import {{readFileSync}} from "fs"; const text = readFileSync({str(self.source("md"))!r}, "utf8");'
        return self.run("node", "--input-type=module", "-e", head + code, within=self.folder / "node")


@dataclass(frozen=True, slots=True)
class Producer:
    """A tool with one way of writing: ``file`` names what it makes, ``without`` says why a feature is not owed."""

    name: str
    file: str
    make: Callable[[Kit], bytes]
    without: Mapping[str, str] = field(default_factory=dict[str, str])
    is_quick: bool = False
