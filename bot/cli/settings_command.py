"""``ibid settings``: every setting with its value and what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shared import Json, opened_settings, print_json

if TYPE_CHECKING:
    from bot.settings import ServiceSettings


def settings(
    as_json: Json = False, markdown: Annotated[bool, typer.Option(help="As the table in docs/settings.md.")] = False
) -> None:
    """Print every setting with its value; secrets are masked."""
    from bot.cli.settings_table import as_markdown, as_rows, defaults
    from retrieval.settings import SettingsInvalid

    if markdown:
        typer.echo(as_markdown(), nl=False)
        return
    try:
        current = opened_settings()
    except SettingsInvalid:  # whose sentence leads here: show what each setting takes, then what is wrong
        _list_settings(defaults())
        raise
    if as_json:
        print_json({row.name: row.value for row in as_rows(current)})
    else:
        _list_settings(current)


def _list_settings(current: ServiceSettings) -> None:
    from bot.cli.console import console, list_lines
    from bot.cli.settings_table import as_rows

    out = console()
    for line in list_lines([(f"{row.name}={row.value}", row.description) for row in as_rows(current)]):
        out.print(line)
