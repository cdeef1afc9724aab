"""A console and words that are safe on it; light to import, for commands that need nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bot.control_characters import CONTROL

_WIDEST = 100
_UNBROKEN = 1_000_000


def console(*, stderr: bool = False) -> Console:
    """Makes a console: colours and lines of a readable width on a terminal, whole lines of plain text elsewhere."""
    shown = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    shown.width = min(shown.width, _WIDEST) if shown.is_terminal else _UNBROKEN
    return shown


def safe(words: str) -> str:
    """Returns ``words`` without characters that could control a terminal."""
    return CONTROL.sub("", words)


def list_lines(rows: Iterable[Sequence[str]]) -> Iterator[Text]:
    """Yields the lines of a list, its first column in colour."""
    for first, *rest in rows:
        yield Text.assemble((safe(first), "bold cyan"), "  ", safe("  ".join(filter(None, rest))))
