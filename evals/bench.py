"""``ibid bench``: how fast this machine ingests, searches and asks. Figures to look at; no test asserts them.

The texts are made from the words of a seed text by a second-order Markov chain with a fixed seed, so that words are
as frequent as in real text and no two machines differ (Shannon, "A Mathematical Theory of Communication", 1948).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.progress import track

from evals.metrics.latency import percentile
from ingest.build import ingest
from ingest.inputs import Input
from retrieval.library import Library, open_library
from retrieval.settings import Settings

_ASKED = 50
_BARE = 256


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing with its unit."""

    name: str
    value: float
    unit: str


def bench(settings: Settings, passages: int, seed: Path) -> Iterator[Figure]:
    """Measures a Library of so many generated ``passages``, in a home of its own that is deleted afterwards."""
    writer = _Writer(seed.read_text(encoding="utf-8"))
    with TemporaryDirectory() as home:
        own = settings.model_copy(update={"home": Path(home), "chroma_url": ""})
        yield from _measure(own, passages, writer)


def _measure(settings: Settings, passages: int, writer: _Writer) -> Iterator[Figure]:
    with open_library(settings) as library:
        started = perf_counter()
        held = _fill(library, passages, writer.sources())
        took = perf_counter() - started
        texts = [writer.paragraph() for _ in range(_BARE)]
        bare = _timed(lambda: library.embedding.embed_documents(texts)) / 1000 / _BARE
        yield Figure("passages", held, "")
        yield Figure("ingest", held / took, "passages/s")
        yield Figure("ingest, share spent in embedding", bare * held / took, "")
    started = perf_counter()
    with open_library(settings) as library:
        library.search("What is there?", 1)
        yield Figure("cold open and first search", (perf_counter() - started) * 1000, "ms")
        questions = [writer.sentence().rstrip(".") + "?" for _ in range(_ASKED)]
        yield from _latencies("search", [_timed(lambda q=q: library.search(q)) for q in questions])
        yield from _latencies("ask", [_timed(lambda q=q: library.ask(q)) for q in questions])
        yield from _latencies("ask again", [_timed(lambda q=q: library.ask(q)) for q in questions])
    yield Figure("peak memory", getrusage(RUSAGE_SELF).ru_maxrss / 1024, "MiB")


def _fill(library: Library, passages: int, sources: Iterator[Input]) -> int:
    """Ingests until the Library holds so many Passages; returns how many it holds."""
    each = next(outcome.passages for outcome in ingest(library, [next(sources)]))
    more = [next(sources) for _ in range(passages // each + 1)]
    shown = track(more, "Ingesting", console=Console(stderr=True), disable=not sys.stderr.isatty())
    return each + sum(outcome.passages for outcome in ingest(library, shown))


class _Writer:
    """Writes sentences in the manner of a seed text."""

    def __init__(self, seed: str) -> None:
        self._words = seed.split()
        self._random = Random(46)  # noqa: S311 - no secret is made of it
        self._follows: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one, two, three in zip(self._words, self._words[1:], self._words[2:], strict=False):
            self._follows[one, two].append(three)
        self._pairs = list(self._follows)

    def sentence(self) -> str:
        """Between 12 and 28 words, each chosen among those that follow the two before it in the seed text."""
        made = list(self._random.choice(self._pairs))
        for _ in range(self._random.randint(10, 26)):
            made.append(self._random.choice(self._follows.get((made[-2], made[-1])) or self._words))
        return " ".join(made).strip(" .,;:").capitalize() + "."

    def paragraph(self) -> str:
        """Five sentences."""
        return " ".join(self.sentence() for _ in range(5))

    def sources(self) -> Iterator[Input]:
        """Sources without end, of six paragraphs each."""
        for number in count(1):
            text = "\n\n".join([f"Report {number}", *(self.paragraph() for _ in range(6))])
            yield Input(f"bench:{number}", f"report-{number}.txt", text.encode())


def _timed(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def _latencies(name: str, milliseconds: Sequence[float]) -> Iterator[Figure]:
    ordered = sorted(milliseconds)
    yield Figure(f"{name} p50", percentile(ordered, 50), "ms")
    yield Figure(f"{name} p95", percentile(ordered, 95), "ms")
