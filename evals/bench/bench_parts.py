"""What the benchmarks share: generated texts, figures, and a Library of their own.

The texts are made from the words of a seed text by a first-order Markov chain with a fixed seed, so that words are
as frequent as in real text and no two machines differ (Shannon, "A Mathematical Theory of Communication", 1948). A
chain of a higher order repeats whole clauses of a short seed: every text would be in part a copy of every other.
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
    """One measured thing with its unit."""

    name: str
    value: float
    unit: str


@contextmanager
def own_home(settings: Settings) -> Generator[Settings]:
    """The settings with a home of their own, which is deleted afterwards."""
    with TemporaryDirectory() as home:
        yield settings.apart(Path(home))


def in_process(module: str, settings: Settings, *words: object, **environment: str) -> str:
    """What ``main`` of a module prints in a process of its own, so that memory is counted from a process's beginning.

    It is given the home, the threads and the ``words``. Raises ``BenchFailed``.
    """
    code = f"from {module} import main; from retrieval.machine import spare_memory; spare_memory(); main()"
    command = [sys.executable, "-c", code, str(settings.home), str(settings.threads), *map(str, words)]
    own = {**os.environ, **environment}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=own)  # noqa: S603 - our own
    if done.returncode:
        raise BenchFailed(f"{module} could not measure {words[0]}; what it said stands above.")
    return done.stdout


def settings_there(home: str, threads: str) -> Settings:
    """The settings in such a process: nothing of a server that this machine may be set to."""
    return Settings.model_validate({"home": home, "threads": int(threads), "chroma_url": "", "database_url": ""})


def peak_memory() -> float:
    """The most memory that this process has held so far, in MiB.

    Linux hands on what ``getrusage`` says to the processes one starts; ``/proc/self/status`` is about its own.
    """
    status = Path("/proc/self/status")
    said = status.read_text(encoding="ascii", errors="replace") if status.exists() else ""
    own = re.search(r"^VmHWM:\s*(\d+) kB", said, re.MULTILINE)
    return (int(own[1]) if own else getrusage(RUSAGE_SELF).ru_maxrss) / 1024


class RandomWriter:
    """Writes sentences in the manner of a seed text."""

    def __init__(self, seed: str) -> None:
        self._words = seed.split()
        self._random = Random(46)  # noqa: S311 - no secret is made of it
        self._follows: dict[str, list[str]] = defaultdict(list)
        for one, two in pairwise(self._words):
            self._follows[one].append(two)

    def sentence(self) -> str:
        """Between 12 and 28 words, each chosen among those that follow the one before it in the seed text."""
        made = [self._random.choice(self._words)]
        for _ in range(self._random.randint(11, 27)):
            made.append(self._random.choice(self._follows.get(made[-1]) or self._words))
        return " ".join(made).strip(" .,;:").capitalize() + "."

    def paragraph(self) -> str:
        """Five sentences."""
        return " ".join(self.sentence() for _ in range(5))

    def sources(self) -> Iterator[Input]:
        """Sources without end, of six paragraphs each."""
        for number in count(1):
            text = "\n\n".join([f"Report {number}", *(self.paragraph() for _ in range(6))])
            yield Input(f"bench:{number}", f"report-{number}.txt", text.encode())


def timed(action: Callable[[], object]) -> float:
    """The milliseconds that ``action`` takes."""
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def latencies(name: str, milliseconds: Sequence[float]) -> Iterator[BenchFigure]:
    """The median and the 95th percentile."""
    ordered = sorted(milliseconds)
    yield BenchFigure(f"{name} p50", percentile(ordered, 50), "ms")
    yield BenchFigure(f"{name} p95", percentile(ordered, 95), "ms")


def fill(library: Library, passages: int, sources: Iterator[Input]) -> int:
    """Ingests until the Library holds so many Passages; returns how many it holds."""
    each = next(outcome.passages for outcome in ingest(library, [next(sources)]))
    more = [next(sources) for _ in range(passages // each + 1)]
    shown = track(more, "Ingesting", console=Console(stderr=True), disable=not sys.stderr.isatty())
    return each + sum(outcome.passages for outcome in ingest(library, shown))
