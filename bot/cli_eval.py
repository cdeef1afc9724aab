"""``ibid eval``: whether a change ships. Without a word it runs a suite; the other words help to write one."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli_parts import Json, opened_settings
from retrieval.errors import IbidError

NOT_RUN = 2
"""Exit code where nothing could be measured, as for options that are none."""


class RunByDefault(TyperGroup):
    """``ibid eval my-suite.yaml`` is ``ibid eval run my-suite.yaml``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts ``run`` in front of what is no command."""
        known = args and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if known else ["run", *args])


app = typer.Typer(
    cls=RunByDefault,
    no_args_is_help=False,
    help="Run an eval suite: `ibid eval [SUITE]`; `ibid eval run --help` has the options. The rest helps to write one.",
)

Compared = Annotated[
    str, typer.Option("--compare", help="Models to ask one after the other, such as extractive,openai:gpt-4.1-mini.")
]
To = Annotated[Path | None, typer.Option("--to", help="Add the drafts to this suite; default: print them.")]


@app.command()
def run(
    suite: Annotated[str, typer.Argument(help="A suite file, or the name of one in the box.")] = "corpus",
    url: Annotated[str | None, typer.Option(help="Ask a running Ibid at this address.")] = None,
    library: Annotated[str | None, typer.Option(help="A library of the suite, or a path to sources.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html, .md, .json and junit.xml.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Compare with this baseline; default: the suite's.")] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Make this run the baseline.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Questions under way at once.")] = 2,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the replies that --out has.")] = False,
    compare: Compared = "",
    record: Annotated[Path | None, typer.Option(help="Keep what the chat model says in this file.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Take what the chat model says from this file.")] = None,
    as_json: Json = False,
) -> None:
    """Run a suite. Exit code 0: all is well, 1: below a threshold, worse than the baseline or no reply, 2: not run."""
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
        compared=tuple(one.strip() for one in compare.split(",") if one.strip()),
        record=record,
        replay=replay,
    )
    with _not_run():
        code = evaluate(options, opened_settings())
    raise typer.Exit(code)


@contextmanager
def _not_run() -> Generator[None]:
    """What keeps a run from being made is a sentence, and an exit code of its own."""
    try:
        yield
    except IbidError as error:
        sys.stderr.write(f"ibid: {error}\n")
        raise typer.Exit(NOT_RUN) from None
