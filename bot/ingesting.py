"""``ibid ingest`` and ``ibid parse``: a line per source, a progress bar, JSON on demand."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.terminal import console, show_outcome, show_source
from ingest.build import Outcome, State, ingest
from ingest.errors import UnreadableSource
from ingest.inputs import count_inputs, inputs
from ingest.parse import parse
from retrieval.library import Library
from retrieval.settings import Settings
from retrieval.wire import UnresolvedJson, source_json


def run_ingest(library: Library, named: Sequence[str], *, as_json: bool) -> int:
    """Ingests what is ``named`` and says what became of it; exit code 1 if anything could not be read."""
    out = console()
    failed = False
    with _progress(out) as progress:
        task = progress.add_task("Ingesting", total=count_inputs(named))
        for outcome in ingest(library, inputs(named, library.settings.upload_limit)):
            failed |= outcome.state is State.FAILED
            if as_json:
                print(json.dumps(_outcome_json(outcome), ensure_ascii=False))  # noqa: T201 - the output itself
            else:
                show_outcome(outcome, progress.console if out.is_terminal else out)
            progress.advance(task)
    return int(failed)


def _progress(out: Console) -> Progress:
    """A bar on the terminal: on the console of the lines where that is one, so that bar and lines do not mix."""
    shown = out if out.is_terminal else console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=shown, transient=out.is_terminal, disable=not shown.is_terminal)


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    unresolved: list[UnresolvedJson] = [{"label": one.label, "offset": one.offset} for one in outcome.unresolved]
    return {
        "origin": outcome.origin,
        "state": outcome.state.value,
        "id": outcome.source_id,
        "title": outcome.title,
        "passages": outcome.passages,
        "footnotes": outcome.footnotes,
        "unresolved": unresolved,
        "error": outcome.error,
    }


def run_parse(settings: Settings, files: Sequence[str], *, as_json: bool) -> int:
    """Shows how files are understood; exit code 1 if one could not be read."""
    out, failed = console(), False
    for one in inputs(files, settings.upload_limit):
        try:
            if one.error:
                raise UnreadableSource(one.error)
            source_id = one.stated.id if one.stated else one.name
            source, reading = parse(one.data, one.name, source_id, one.stated.metadata if one.stated else None)
        except UnreadableSource as error:
            sys.stderr.write(f"ibid: {one.name}: {error}\n")
            failed = True
            continue
        if as_json:
            print(json.dumps(source_json(source), ensure_ascii=False))  # noqa: T201 - the output itself
        else:
            show_source(source, out, reading)
    return int(failed)
