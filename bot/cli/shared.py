"""Helpers of all commands. What takes long to import is imported where a command needs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from bot.settings import ServiceSettings
    from retrieval.library import Library

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _without_type_of_flags(parameters: list[Any]) -> list[Any]:
    """Returns the parameters of a command, so that its help shows ``--json`` and not ``--json <bool>``."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters


class PlainCommand(TyperCommand):
    """A command whose help leaves out the type of flags."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Returns the parameters, ``--help`` included."""
        return _without_type_of_flags(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands whose help leaves out the type of flags."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Returns the parameters, ``--help`` included."""
        return _without_type_of_flags(super().get_params(ctx))


class CommandLine(typer.Typer):
    """A part of the command line, with plain help for each command."""

    def __init__(self, *, cls: type[PlainGroup] = PlainGroup, **options: Any) -> None:
        super().__init__(cls=cls, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Registers a command."""
        return super().command(name, cls=PlainCommand, **options)


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
