"""``ibid sources``: lists, shows and removes sources."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from bot.cli.shared import CommandLine, Json, opened_library, opened_settings, print_json

app = CommandLine(no_args_is_help=False, help="List, show and remove sources.")


@app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: Json = False) -> None:
    """List the sources."""
    if context.invoked_subcommand is None:
        list_sources(as_json)


@app.command("list")
def list_sources(as_json: Json = False) -> None:
    """List the sources."""
    from bot.cli.source_table import show_sources
    from retrieval.storage.catalogue import open_catalogue
    from retrieval.wire.sources import listed_json

    # The catalogue alone is asked: the Library takes two seconds to import.
    catalogue = open_catalogue(opened_settings())
    with closing(catalogue):
        listed = catalogue.listed()
    if as_json:
        print_json([listed_json(source) for source in listed])
    else:
        show_sources(listed)


@app.command("show")
def show_source(source_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """Show one source with its notes."""
    from bot.cli.console import console
    from bot.cli.terminal import show_source as show
    from retrieval.wire.sources import source_json

    with opened_library() as library:
        source, copies = library.source(source_id), library.copies_of(source_id)
    if as_json:
        print_json(source_json(source, copies))
    else:
        show(source, console(), also_in=copies)


@app.command("remove")
def remove_source(source_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """Remove a source from the library."""
    with opened_library() as library:
        library.remove(source_id)
    if as_json:
        print_json({"removed": source_id})
    else:
        typer.echo(f"Removed {source_id}.")
