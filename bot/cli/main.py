"""Defines the command line ``ibid``. Each command only translates to and from the Library.

Imports inside commands are deliberate: the Library takes over a second to import, ``ibid --help`` should not.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import demo_command, eval_command, export_commands, key_commands, settings_command, source_commands
from bot.cli.shared import CommandLine, Json, opened_library, opened_settings, print_json
from bot.control_characters import one_line
from evals.bench.bench_names import BenchTarget
from retrieval.errors import IbidError
from retrieval.machine import spare_memory
from retrieval.version import ibid_version

ANSWERED, FAILED, REFUSED = 0, 1, 3
"""Exit codes of ``ibid ask`` and ``ibid verify``."""

app = CommandLine(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Answers from footnoted sources: claim, verbatim quote, the author's own footnote, its URL; or a refusal.",
)
app.add_typer(source_commands.app, name="sources")
app.add_typer(key_commands.app, name="keys")
app.add_typer(eval_command.app, name="eval")
app.command("demo")(demo_command.demo)
app.command("settings")(settings_command.settings)
app.command("export")(export_commands.export_library)
app.command("import")(export_commands.import_library)

Question = Annotated[str | None, typer.Argument(help="The question; - reads it from stdin.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many hits.")]
Batch = Annotated[Path | None, typer.Option("--batch", help="A .jsonl file with one question a line; - reads stdin.")]
In = Annotated[list[str] | None, typer.Option("--source", help="Only from this source; may be repeated.")]


def main() -> None:
    """Runs a command; turns an error into a sentence and an exit code."""
    spare_memory()
    try:
        app()
    except IbidError as error:
        sys.stderr.write(f"ibid: {one_line(str(error))}\n")
        sys.exit(FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ibid {ibid_version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Takes the options before a command."""


@app.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH_OR_URL...", help="Files, folders, .jsonl in bulk, web addresses, .urls lists."),
    ],
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove sources that are no longer in these folders or lists.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read sources into the library. Unchanged ones are skipped; a bad file is reported and the rest is read."""
    from bot.cli.ingest_command import run_ingest

    with opened_library() as library:
        _exit(run_ingest(library, paths, as_json=as_json, pruned=prune))


@app.command()
def parse(
    files: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL...", help="Files or pages to read.")],
    as_json: Json = False,
) -> None:
    """Show how a file or a page is understood, without storing it."""
    from bot.cli.ingest_command import run_parse

    _exit(run_parse(opened_settings(), files, as_json=as_json))


@app.command()
def search(
    question: Question = None,
    limit: Limit = 10,
    source: In = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Show the passages that search finds, without answering."""
    from bot.cli import ask_command

    with opened_library() as library:
        if batch:
            _exit(ask_command.search_batch(library, batch, limit))
        ask_command.search_one(library, _needed(question), limit, source, as_json=as_json)


@app.command()
def ask(
    question: Question = None,
    conversation: Annotated[
        str | None, typer.Option(help="Id of the conversation that the question belongs to.")
    ] = None,
    source: In = None,
    batch: Batch = None,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Ask these words as they are, whatever was asked before.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes and footnotes, or refuse. Exit code 0: answered, 3: refused, 1: error."""
    from bot.cli import ask_command

    with opened_library() as library:
        if batch:
            _exit(ask_command.ask_batch(library, batch))
        answered = ask_command.ask_one(
            library, _needed(question), conversation, source, as_typed=as_typed, as_json=as_json
        )
    _exit(ANSWERED if answered else REFUSED)


@app.command()
def chat(
    conversation: Annotated[str | None, typer.Option(help="Id of a conversation to continue.")] = None,
) -> None:
    """Ask in a conversation: follow-ups are understood, Ctrl-D quits."""
    from bot.cli.chat import chat as run

    with opened_library() as library:
        run(library, conversation)


@app.command()
def verify(
    claim: Annotated[str | None, typer.Argument(help="The claim; - reads it from stdin.")] = None,
    source: In = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Check whether the library supports a claim; if not, say what is wrong. Exit code 0: supported, 3: not."""
    from bot.cli import ask_command

    with opened_library() as library:
        if batch:
            _exit(ask_command.verify_batch(library, batch))
        supported = ask_command.verify_one(library, _needed(claim, "claim"), source, as_json=as_json)
    _exit(ANSWERED if supported else REFUSED)


@app.command()
def feedback(as_json: Json = False) -> None:
    """Show what people thought of the replies."""
    from bot.cli.console import console, list_lines

    with opened_library() as library:
        given = library.feedback.all()
    if as_json:
        print_json([{**asdict(item), "given_at": item.given_at and item.given_at.isoformat()} for item in given])
        return
    for line in list_lines([(item.verdict.value, item.question or item.reply_id, item.comment) for item in given]):
        console().print(line)


@app.command()
def gaps(as_json: Json = False) -> None:
    """Show what was refused or disliked, grouped by subject. `ibid eval add --from-feedback` makes cases of it."""
    from bot.cli.console import console
    from bot.cli.terminal import show_gaps
    from retrieval.wire.gaps_json import gaps_json

    with opened_library() as library:
        groups = library.gaps()
    if as_json:
        print_json(gaps_json(groups))
    else:
        show_gaps(groups, console())


@app.command()
def reindex() -> None:
    """Rebuild the indexes from the stored sources, after a change of embedding or damage."""
    from ingest.build import reindex as rebuild
    from retrieval.library import open_library

    library = open_library(opened_settings(), as_made=True)
    typer.echo(f"Rebuilt the indexes of {rebuild(library)} sources.")
    library.close()


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check the installation and say what is wrong. Exit code 1 if anything is."""
    from bot.cli.doctor import examine

    checks = examine(opened_settings())
    if as_json:
        print_json([{"check": check.name, "ok": check.ok, "says": check.says} for check in checks])
    else:
        for check in checks:
            typer.echo(f"{'ok ' if check.ok else 'BAD'}  {check.name}: {check.says}")
    _exit(FAILED if any(not check.ok for check in checks) else 0)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve the library over HTTP, and to Discord where IBID_DISCORD_TOKEN is set."""
    from bot import logs
    from bot.http import trace_requests
    from bot.serve import serve as run

    stated: dict[str, Any] = {"host": host, "port": port}
    current = opened_settings().model_copy(update={key: value for key, value in stated.items() if value is not None})
    logs.set_up(current)
    trace_requests.set_up()
    run(current)


@app.command()
def discord() -> None:
    """Run the Discord bot."""
    from bot import logs
    from bot.discord_bot.run_command import run_discord
    from bot.http import trace_requests

    logs.set_up(current := opened_settings())
    trace_requests.set_up()
    run_discord(current)


@app.command()
def mcp() -> None:
    """Serve the library to an assistant over standard input and output (Model Context Protocol)."""
    from bot import logs
    from bot.capacity import shared_capacity
    from bot.http import trace_requests
    from bot.http.mcp_door import mcp_server

    logs.set_up(current := opened_settings(), logging.WARNING)
    trace_requests.set_up()
    with opened_library(current) as library:
        mcp_server(library, shared_capacity(current)).run()


@app.command()
def bench(
    target: Annotated[
        BenchTarget | None, typer.Argument(help="Measure only this, in more detail; default: an overview.")
    ] = None,
    passages: Annotated[int, typer.Option(min=100, help="Number of passages to generate.")] = 10_000,
    seed: Annotated[
        Path | None, typer.Option(help="A text to generate the sources from; default: one of the demo corpus.")
    ] = None,
) -> None:
    """Measure how fast this machine ingests, searches and asks."""
    from evals.bench.run_bench import bench as measure
    from evals.cases import corpus_folder

    for figure in measure(target, opened_settings(), passages, seed or corpus_folder() / "de-risking-briefing.md"):
        typer.echo(f"{figure.name:<36}{figure.value:>12,.2f} {figure.unit}")


def _needed(words: str | None, what: str = "question") -> str:
    from bot.cli.ask_command import question_in

    if words is None:
        raise typer.BadParameter(f"give a {what}, - to read it from stdin, or --batch FILE")
    return question_in(words)


def _exit(code: int) -> None:
    raise typer.Exit(code)
