"""What a tool makes of a text: one kind of document, how it is written, and what a reader should find in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.typesetters.set_texts import SetText

_PATIENCE = 180


class ToolMissingError(Exception):
    """The tool is not installed."""


class ToolFailedError(Exception):
    """The tool made no PDF."""


@dataclass(frozen=True, slots=True)
class SetKind:
    """A kind of document of one tool.

    ``make`` takes the text and an empty folder and returns the PDF. ``label`` gives the label of the n-th note;
    ``again``: second references are set; ``restarts``: each section counts from 1.
    """

    tool: str
    feature: str
    make: Callable[[SetText, Path], Path]
    label: Callable[[int], str] = str
    again: bool = False
    restarts: bool = False

    @property
    def name(self) -> str:
        """Tool and feature."""
        return f"{self.tool} {self.feature}"


def run(command: Sequence[str | Path], folder: Path, output: str) -> Path:
    """Runs a tool in ``folder`` and returns the PDF it has made there."""
    try:
        done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, timeout=_PATIENCE, check=False)
    except FileNotFoundError:
        raise ToolMissingError(str(command[0])) from None
    except subprocess.TimeoutExpired:
        raise ToolFailedError(f"{command[0]} took longer than {_PATIENCE} s") from None
    made = folder / output
    if not made.is_file() or not made.stat().st_size:
        raise ToolFailedError((done.stdout + done.stderr)[-600:].decode(errors="replace"))
    return made


def module(name: str) -> Any:
    """A tool that is a Python package; most of these have no types."""
    try:
        return import_module(name)
    except ImportError:
        raise ToolMissingError(name) from None


def letters(number: int) -> str:
    """The n-th label in letters: a, b, c …"""
    return chr(ord("a") + number - 1)


def roman(number: int) -> str:
    """The n-th label in small roman numerals, below 40."""
    return "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]


def signs(order: str) -> Callable[[int], str]:
    """Labels that take the signs in turn, doubled in the second round."""
    return lambda number: order[(number - 1) % len(order)] * ((number - 1) // len(order) + 1)


def unknown(_number: int) -> str:
    """Labels that hang on where pages break, so that links are compared without them."""
    return ""
