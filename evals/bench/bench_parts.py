"""Shared parts of the benchmarks: generated texts, figures, and temporary Libraries.

The texts are generated from the words of a seed text by a first-order Markov chain with a fixed seed, so that word
frequencies are as in real text and identical on all machines (Shannon, "A Mathematical Theory of Communication", 1948).
A chain of higher order repeats whole clauses of a short seed: every text would partly copy every other.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.progress import track

from evals.eval_errors import BenchFailed
from evals.metrics.latency import percentile
from ingest.build import ingest
from ingest.input import Input
from retrieval.library import Library
from retrieval.settings import Settings


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """A measurement with its unit."""

    name: str
    value: float
    unit: str


@contextmanager
def own_home(settings: Settings) -> Generator[Settings]:
    """Provides the settings with a temporary home."""
    with TemporaryDirectory() as home:
        yield settings.apart(Path(home))


def in_process(module: str, settings: Settings, *words: object, **environment: str) -> str:
    """Returns the output of a module's ``main``, run in a new process so that memory is counted from its start.

    It gets the home, the threads and the ``words``. Raises ``BenchFailed``.
    """
    code = f"from {module} import main; from retrieval.machine import spare_memory; spare_memory(); main()"
    command = [sys.executable, "-c", code, str(settings.home), str(settings.threads), *map(str, words)]
    own = {**os.environ, **environment}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=own)  # noqa: S603 - our own
    if done.returncode:
        raise BenchFailed(f"{module} could not measure {words[0]}; its error is shown above.")
    return done.stdout


def settings_there(home: str, threads: str) -> Settings:
    """Returns the settings in such a process, without the servers that this machine may be configured for."""
    return Settings.model_validate({"home": home, "threads": int(threads), "chroma_url": "", "database_url": ""})


def peak_memory() -> float:
    """Returns the peak memory of this process in MiB.

    On Linux a child inherits the value of ``getrusage`` from its parent; ``/proc/self/status`` counts this process
    alone.
    """
    status = Path("/proc/self/status")
    text = status.read_text(encoding="ascii", errors="replace") if status.exists() else ""
    own = re.search(r"^VmHWM:\s*(\d+) kB", text, re.MULTILINE)
    return (int(own[1]) if own else getrusage(RUSAGE_SELF).ru_maxrss) / 1024


class RandomWriter:
    """Generates sentences in the style of a seed text."""

    def __init__(self, seed: str) -> None:
        self._words = seed.split()
        self._random = Random(46)  # noqa: S311 - no secret is made of it
        self._follows: dict[str, list[str]] = defaultdict(list)
        for word, following in pairwise(self._words):
            self._follows[word].append(following)

    def sentence(self) -> str:
        """Returns 12 to 28 words, each chosen among those that follow the one before in the seed text."""
        made = [self._random.choice(self._words)]
        for _ in range(self._random.randint(11, 27)):
            made.append(self._random.choice(self._follows.get(made[-1]) or self._words))
        return " ".join(made).strip(" .,;:").capitalize() + "."

    def paragraph(self) -> str:
        """Returns five sentences."""
        return " ".join(self.sentence() for _ in range(5))

    def sources(self) -> Iterator[Input]:
        """Yields Sources of six paragraphs each, without end."""
        for number in count(1):
            text = "\n\n".join([f"Report {number}", *(self.paragraph() for _ in range(6))])
            yield Input(f"bench:{number}", f"report-{number}.txt", text.encode())


def timed(action: Callable[[], object]) -> float:
    """Returns the milliseconds that ``action`` takes."""
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def latencies(name: str, milliseconds: Sequence[float]) -> Iterator[BenchFigure]:
    """Yields the median and the 95th percentile."""
    ordered = sorted(milliseconds)
    yield BenchFigure(f"{name} p50", percentile(ordered, 50), "ms")
    yield BenchFigure(f"{name} p95", percentile(ordered, 95), "ms")


def fill(library: Library, passages: int, sources: Iterator[Input]) -> int:
    """Ingests until the Library holds that many Passages; returns the number it holds."""
    each = next(outcome.passages for outcome in ingest(library, [next(sources)]))
    more = [next(sources) for _ in range(passages // each + 1)]
    shown = track(more, "Ingesting", console=Console(stderr=True), disable=not sys.stderr.isatty())
    return each + sum(outcome.passages for outcome in ingest(library, shown))
