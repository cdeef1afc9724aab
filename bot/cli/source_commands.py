"""``ibid sources``: lists, shows and removes sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shared import Json, opened_library, print_json

if TYPE_CHECKING:
    from retrieval.storage.entries import Listed

app = typer.Typer(no_args_is_help=False, help="List, show and remove sources.")


@app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: Json = False) -> None:
    """List the sources."""
    if context.invoked_subcommand is None:
        list_sources(as_json)


@app.command("list")
def list_sources(as_json: Json = False) -> None:
    """List the sources."""
    from bot.cli.terminal import console, list_lines
    from retrieval.wire.sources import listed_json

    with opened_library() as library:
        listed = library.sources()
    if as_json:
        print_json([listed_json(source) for source in listed])
        return
    out = console()
    for line in list_lines([_listed_line(source) for source in listed]):
        out.print(line)
    if not listed:
        out.print("The library is empty. Add sources with `ibid ingest`.")


@app.command("show")
def show_source(source_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """Show one source with its notes."""
    from bot.cli.terminal import console
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


def _listed_line(source: Listed) -> tuple[str, ...]:
    copies = ", ".join(copy.id for copy in source.also_in)
    return source.id, source.title, f"({source.passages} passages)", copies and f"also in {copies}"
