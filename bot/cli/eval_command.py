"""``ibid eval``: runs an eval suite; its other commands help to write one."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import CommandLine, Json, PlainGroup, opened_library, opened_settings
from retrieval.errors import IbidError

if TYPE_CHECKING:
    from evals.drafting import DraftCase

NOT_RUN = 2
"""Exit code where nothing could be measured, as for invalid options."""


class RunByDefault(PlainGroup):
    """Runs ``ibid eval my-suite.yaml`` as ``ibid eval run my-suite.yaml``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts ``run`` before arguments that do not begin with a command."""
        has_command = args and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if has_command else ["run", *args])


app = CommandLine(
    cls=RunByDefault,
    no_args_is_help=False,
    help="Run an eval suite: `ibid eval [SUITE]`; `ibid eval run --help` lists the options. Others help to write one.",
)

Compared = Annotated[
    str,
    typer.Option(
        "--compare",
        help="Models to ask one after another, separated by commas; +setting=value changes a setting for a model.",
    ),
]
To = Annotated[Path | None, typer.Option("--to", help="Add the drafts to this suite; default: print them.")]


@app.command()
def run(
    suite: Annotated[str, typer.Argument(help="A suite file, or the name of a bundled suite.")] = "corpus",
    url: Annotated[str | None, typer.Option(help="Ask a running Ibid at this address.")] = None,
    library: Annotated[str | None, typer.Option(help="A library of the suite, or a path to sources.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html, .md, .json and junit.xml.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Compare with this baseline; default: the suite's.")] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Make this run the baseline.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Questions asked at once.")] = 2,
    resume: Annotated[bool, typer.Option("--resume", help="Continue with the replies already in --out.")] = False,
    compare: Compared = "",
    record: Annotated[Path | None, typer.Option(help="Record the chat model's replies in this file.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Replay the chat model's replies from this file.")] = None,
    as_json: Json = False,
) -> None:
    """Run a suite. Exit code 0: passed, 1: failed, as the last line says, 2: not run."""
    from evals.command import Options, evaluate

    options = Options(
        suite=suite,
        url=url,
        library=library,
        out=out,
        as_json=as_json,
        baseline=baseline,
        update_baseline=update_baseline,
        workers=workers,
        resume=resume,
        compared=tuple(model.strip() for model in compare.split(",") if model.strip()),
        record=record,
        replay=replay,
    )
    with _not_run():
        code = evaluate(options, opened_settings())
    raise typer.Exit(code)


@contextmanager
def _not_run() -> Generator[None]:
    """Turns an error that prevents a run into a sentence and exit code 2."""
    try:
        yield
    except IbidError as error:
        sys.stderr.write(f"ibid: {error}\n")
        raise typer.Exit(NOT_RUN) from None


@app.command()
def add(
    from_feedback: Annotated[
        bool,
        typer.Option("--from-feedback", help="From refused questions and disliked answers."),
    ] = False,
    to: To = None,
) -> None:
    """Turn gaps into draft cases: refused questions, disliked answers. A draft is not asked until it is confirmed."""
    from evals.drafting import from_feedback as disliked

    if not from_feedback:
        raise typer.BadParameter("say where the cases come from: --from-feedback")
    with opened_library() as library:
        drafts = disliked(library.feedback.all(), library.feedback.unanswered())
    none = "There is neither a refused question nor a disliked answer whose question was stored."
    _give(drafts, to, library.settings.folder, none)


@app.command()
def draft(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Id of a source in the library.")],
    most: Annotated[int, typer.Option(min=1, max=1000, help="Most cases to propose.")] = 20,
    to: To = None,
) -> None:
    """Propose cases from a source, for a person to reword and confirm."""
    from evals.drafting import from_source

    with opened_library() as library:
        drafts = from_source(library.source(source), most)
    _give(drafts, to, library.settings.folder, f"No sentence of {source} has a number or a date to ask for.")


@app.command("bench-data")
def bench_data(
    path: Annotated[Path, typer.Argument(help="Folder with the public sets.")],
    sets: Annotated[str, typer.Option("--sets", help="Only these sets, separated by commas.")] = "",
    most: Annotated[int | None, typer.Option("--most", min=1, help="Only so many questions of each set.")] = None,
    as_json: Json = False,
) -> None:
    """Measure on public question sets, beside published figures. Exit code 1: a floor is missed."""
    from evals.sets.run_sets import bench

    names = [name.strip() for name in sets.split(",") if name.strip()]
    with _not_run():
        code = bench(path, names, most, as_json=as_json)
    raise typer.Exit(code)


def _give(drafts: list[DraftCase], to: Path | None, home: Path, none: str) -> None:
    """Prints drafts, or adds them to a suite, which is about the library in ``home`` where it is new."""
    from evals.drafting import add_to, as_yaml

    if not drafts:
        typer.echo(none, err=True)
    elif to is None:
        typer.echo(as_yaml(drafts), nl=False)
    else:
        added = add_to(to, drafts, home)
        what = "1 draft" if added == 1 else f"{added} drafts"
        typer.echo(f"Added {what} to {to}. Correct them, then delete their line 'draft: true'.")
