"""The list of sources: a table on a terminal, a line each where the output is piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.console import console, list_lines, safe
from retrieval.storage.entries import Listed


def show_sources(listed: Sequence[Listed], out: Console | None = None) -> None:
    """Prints the sources, or how to add some."""
    out = out or console()
    if not listed:
        out.print("The library is empty. Add sources with `ibid ingest`.")
    elif out.is_terminal:
        out.print(_table(listed))
    else:
        for line in list_lines([_line(source) for source in listed]):
            out.print(line)


def _table(listed: Sequence[Listed]) -> Table:
    table = Table("id", "title", "author", "published", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("passages", justify="right")
    table.add_column("also in")
    for source in listed:
        id_, title, author, published = (safe(words or "") for words in _about(source))
        copies = safe("\n".join(copy.id for copy in source.also_in))
        table.add_row(
            Text(id_, style="bold cyan"), Text(title), Text(author), Text(published), str(source.passages), Text(copies)
        )
    return table


def _about(source: Listed) -> tuple[str | None, ...]:
    return source.id, source.title, source.author, source.published


def _line(source: Listed) -> tuple[str, ...]:
    copies = ", ".join(copy.id for copy in source.also_in)
    return source.id, source.title, f"({source.passages} passages)", copies and f"also in {copies}"
