"""Real processes beside the one that tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]


@contextmanager
def running(code: str, *arguments: object) -> Generator[subprocess.Popen[str]]:
    """A Python process that runs ``code`` with ``arguments``, its standard streams open; killed when done with."""
    process = subprocess.Popen(
        [sys.executable, "-c", dedent(code), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""},
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """The next line that ``process`` prints; what it complained of where it prints no more."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        raise AssertionError(process.stderr.read())
    return line.strip()


def tell(process: subprocess.Popen[str], line: str = "") -> None:
    """Gives ``process`` a line to read."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
