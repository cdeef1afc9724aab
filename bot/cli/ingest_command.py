"""``ibid ingest`` and ``ibid parse``: a line per source, a progress bar, JSON on demand."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.cli.console import console
from bot.cli.terminal import show_outcome, show_source
from bot.control_characters import one_line
from ingest.build import ingest, parsed
from ingest.collect import count_inputs, inputs
from ingest.ingest_errors import NotFetched, UnreadableSource
from ingest.input import Input
from ingest.losses.ledger import ledger_of
from ingest.outcome import Outcome, State
from ingest.prune import Met, prune
from ingest.reading import Reading
from ingest.transfer.export import import_from
from ingest.web.addresses import Address
from ingest.web.fetch import Web
from retrieval.library import Library
from retrieval.model import Source
from retrieval.settings import Settings
from retrieval.wire.sources import UnresolvedJson, source_json


def run_ingest(library: Library, named: Sequence[str], *, as_json: bool, pruned: bool = False) -> int:
    """Ingests what is ``named`` and prints each outcome; returns exit code 1 if anything could not be read.

    ``pruned``: then removes the Sources that came from there before and are no longer there.
    """
    out, met = console(), Met()
    with _progress(out) as progress:
        shown = progress.console if out.is_terminal else out
        task = progress.add_task("Ingesting", total=count_inputs(named))
        for outcome in ingest(library, inputs(named, library.settings.upload_limit)):
            met.note(outcome)
            _tell(outcome, shown, as_json=as_json)
            progress.advance(task, outcome.state is not State.REMOVED)
        for outcome in prune(library, named, met) if pruned else ():
            _tell(outcome, shown, as_json=as_json)
    return int(bool(met.failed))


def run_import(library: Library, path: Path, *, replace: bool, embed: bool, as_json: bool) -> int:
    """Reads an export and prints the outcome of each Source; returns exit code 1 if a Source was left out."""
    out, failed = console(), False
    for outcome in import_from(library, path, replace=replace, embed=embed):
        failed = failed or outcome.state is State.FAILED
        _tell(outcome, out, as_json=as_json)
    return int(failed)


def _tell(outcome: Outcome, out: Console, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_outcome_json(outcome), ensure_ascii=False))  # noqa: T201 - the output itself
    else:
        show_outcome(outcome, out)


def _progress(out: Console) -> Progress:
    """A bar on the terminal: on the console of the lines where that is one, so that bar and lines do not mix."""
    shown = out if out.is_terminal else console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=shown, transient=out.is_terminal, disable=not shown.is_terminal)


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    unresolved: list[UnresolvedJson] = [{"label": mark.label, "offset": mark.offset} for mark in outcome.unresolved]
    return {
        "origin": outcome.origin,
        "state": outcome.state.value,
        "id": outcome.source_id,
        "title": outcome.title,
        "passages": outcome.passages,
        "footnotes": outcome.footnotes,
        "unresolved": unresolved,
        "warnings": list(outcome.warnings),
        "error": outcome.error,
    }


def run_parse(settings: Settings, named: Sequence[str], *, as_json: bool) -> int:
    """Shows how files and pages are understood; returns exit code 1 if any could not be read."""
    out, web, failed = console(), Web(settings), False
    for named_input in inputs(named, settings.upload_limit):
        name = named_input.url if isinstance(named_input, Address) else named_input.name
        try:
            read = web.read(named_input) if isinstance(named_input, Address) else named_input
            source, reading = _understood(read)
        except (UnreadableSource, NotFetched) as error:
            sys.stderr.write(f"ibid: {one_line(f'{name}: {error}')}\n")
            failed = True
            continue
        if as_json:
            print(json.dumps(_parsed_json(source, reading), ensure_ascii=False))  # noqa: T201 - the output itself
        else:
            show_source(source, out, reading)
    return int(failed)


def _parsed_json(source: Source, reading: Reading) -> dict[str, object]:
    """A Source as JSON, with the ledger of its reading: counts of letters and digits."""
    return {**source_json(source), "ledger": asdict(ledger_of(reading))}


def _understood(read: Input) -> tuple[Source, Reading]:
    if read.error:
        raise UnreadableSource(read.error)
    return parsed(read, read.stated.id if read.stated else read.name)
