"""Helpers of all commands. What takes long to import is imported where a command needs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import ServiceSettings
    from retrieval.library import Library

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def opened_settings() -> ServiceSettings:
    """Reads the settings of the environment and ``.env``; warns of a name there that is nearly a setting's."""
    from bot.settings import ServiceSettings, load_service_settings
    from retrieval.settings import misspelt

    settings = load_service_settings()
    for name, near in misspelt(ServiceSettings).items():
        typer.echo(f"ibid: there is no setting {name}; did you mean {near}?", err=True)
    return settings


def opened_library(settings: ServiceSettings | None = None) -> Library:
    """Opens the Library of these settings, or of those of the environment and ``.env``."""
    from retrieval.library import open_library

    return open_library(settings or opened_settings())


def print_json(value: object) -> None:
    """Prints a value as JSON for people and programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
