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
    """The settings of the environment and ``.env``."""
    from retrieval.settings import load_settings

    return load_settings()


def opened_library() -> Library:
    """The Library of these settings."""
    from retrieval.library import open_library

    return open_library(opened_settings())


def print_json(value: object) -> None:
    """Prints a value as JSON for people and programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
