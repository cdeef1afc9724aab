"""``ibid keys``: who may ask over HTTP, and who may change the Library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shared import CommandLine, Json, opened_settings, print_json

if TYPE_CHECKING:
    from bot.key_file import KeyFile

_LAST = (
    "That was the last key of scope `{scope}`. A running server goes on asking for one; for a server started now: "
    "{standing} `ibid keys add NAME --scope {scope}` makes a new one."
)

app = CommandLine(no_args_is_help=False, help="Who may ask over HTTP, and who may change the library.")


@app.callback(invoke_without_command=True)
def keys(context: typer.Context, as_json: Json = False) -> None:
    """List the keys by name; the keys themselves are not stored."""
    if context.invoked_subcommand:
        return
    made = _key_file().all()
    if as_json:
        print_json([{"name": key.name, "scope": key.scope.value, "made": key.made} for key in made])
    else:
        typer.echo("\n".join(f"{key.name}  {key.scope.value}  {key.made}" for key in made) or "There are no keys.")


@app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[str, typer.Option(help="`ask`, or `admin`: may change the library too.")] = "ask",
) -> None:
    """Make a key and print it; it is not shown again."""
    from bot.key_file import Scope
    from bot.keys import Keys

    if scope not in list(Scope):
        raise typer.BadParameter("--scope is ask or admin")
    typer.echo(_key_file().add(name, Scope(scope)))
    typer.echo(Keys(opened_settings()).standing(), err=True)


@app.command("remove")
def remove_key(name: Annotated[str, typer.Argument(help="Whose key it is.")]) -> None:
    """Remove a key; it stops working at once."""
    from bot.keys import Keys

    scope = _key_file().remove(name).scope
    typer.echo(f"Removed {name}.")
    left = Keys(opened_settings())
    if not left.is_there(scope):
        typer.echo(_LAST.format(scope=scope, standing=left.standing()), err=True)


def _key_file() -> KeyFile:
    from bot.key_file import KeyFile

    return KeyFile(opened_settings().folder / "keys.json")
