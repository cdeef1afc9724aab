"""``ibid export`` and ``ibid import``: a Library as one file, for a backup or another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import Json, opened_library


def export_library(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as library.ibid.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write the whole library to a file: sources, footnotes, vectors. Conversations and feedback are not in it."""
    from ingest.transfer.export import export

    with opened_library() as library:
        typer.echo(f"Wrote {export(library, file, force=force)} sources to {file}.")


def import_library(
    file: Annotated[Path, typer.Argument(help="A file that `ibid export` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the file's version of sources that are in both.")
    ] = False,
    embed: Annotated[bool, typer.Option("--embed", help="Compute the vectors again, for another embedding.")] = False,
    as_json: Json = False,
) -> None:
    """Read a library that was exported, without the original files. Exit code 1 if a source had to be left out."""
    from bot.cli.ingest_command import run_import

    with opened_library() as library:
        raise typer.Exit(run_import(library, file, replace=replace, embed=embed, as_json=as_json))
