"""What the commands share. Nothing that takes long to import is imported before a command needs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def opened_settings() -> Settings:
    """The settings of the environment and ``.env``; a name there that is nearly a setting's is told of."""
    from retrieval.settings import load_settings, misspelt

    known = load_settings()
    for name, near in misspelt().items():
        typer.echo(f"ibid: there is no setting {name}; did you mean {near}?", err=True)
    return known


def opened_library(settings: Settings | None = None) -> Library:
    """The Library of these settings, or of those of the environment and ``.env``."""
    from retrieval.library import open_library

    return open_library(settings or opened_settings())


def print_json(value: object) -> None:
    """Prints a value as JSON for people and programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
