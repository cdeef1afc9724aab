"""``ibid bench serve``: the service under one client and under many, on loopback.

A real ``ibid serve`` answers over a Library of generated Passages with random vectors. While the clients ask, a probe
requests ``/health/live`` twenty times a second: it waits for the event loop and for a free processor.

The cost of HTTP is measured around the answer, whose own time each Reply states (``timings_ms``) and which varies by
more than HTTP costs from one process to another::

    added = (one client's wait - answering) - (``library.ask`` in this process - answering), the median of questions

The single client is the standard library's: others add their own time (httpx a millisecond).
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

import httpx
from prometheus_client.parser import text_string_to_metric_families

from evals.bench.bench_parts import BenchFigure, RandomWriter, latencies, own_home, timed
from evals.bench.synthetic_vectors import fill_with_random_vectors
from evals.metrics.latency import percentile
from retrieval.library import Library, open_library
from retrieval.settings import Settings
from retrieval.wire.replies import ReplyJson

CLIENTS, SECONDS, ALONE = 64, 60.0, 50
"""Concurrent clients, seconds of load, and questions of a single client."""
AIM_OVERHEAD, AIM_CROWD, AIM_LOOP = 5.0, 10.0, 0.05
"""Aims: milliseconds added by HTTP; p99 under load by p50 of one client; seconds of event loop delay."""
_COMMAND = (sys.executable, "-c", "from bot.cli.main import main; main()", "serve")
_START_SECONDS = 60
_PATIENCE = 120.0
_ARRIVAL = 2.0
"""Seconds over which the clients start."""
_STEP = 0.05
"""Seconds between two requests of the probe."""


def bench_serve(
    settings: Settings,
    passages: int,
    seed: Path,
    *,
    clients: int = CLIENTS,
    seconds: float = SECONDS,
    alone: int = ALONE,
) -> Iterator[BenchFigure]:
    """Measures the service over that many generated ``passages``, in a temporary home."""
    writer = RandomWriter(seed.read_text(encoding="utf-8"))
    with own_home(settings) as own:
        with open_library(own) as library:
            fill_with_random_vectors(library, passages, writer)
        yield BenchFigure("passages", passages, "")
        questions = [writer.sentence().rstrip(".") + "?" for _ in range(4 * alone)]
        with _served(own) as (address, process):
            with open_library(own) as library:
                waited, added = _alone(address, library, questions[:alone])
            yield from latencies("ask, one client", waited)
            yield BenchFigure(f"added by HTTP p50 (aim {AIM_OVERHEAD:g})", percentile(sorted(added), 50), "ms")
            before = _memory(process)
            late = _loop_late(address)
            with _bystander(address, seconds) as waits:
                crowd = asyncio.run(_crowd(address, questions, clients, seconds))
            crowd.bystander, crowd.loop_late = waits, _loop_late(address) - late
            yield from _crowd_figures(crowd, f"{clients} clients", percentile(sorted(waited), 50))
            yield BenchFigure("memory before the crowd", before, "MiB")
            yield BenchFigure("memory after the crowd", _memory(process), "MiB")


class Crowd:
    """The measurements under load: milliseconds of answers, statuses, and the probe's milliseconds.

    ``loop_late``: how often the service's event loop was late by more than ``AIM_LOOP``, of ten checks a second.
    """

    def __init__(self) -> None:
        self.answered: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bystander: list[float] = []
        self.loop_late = 0


def _crowd_figures(crowd: Crowd, who: str, alone: float) -> Iterator[BenchFigure]:
    ordered, waits = sorted(crowd.answered), sorted(crowd.bystander)
    turned_away = crowd.statuses[429] + crowd.statuses[503]
    yield BenchFigure(f"{who}, answered", len(ordered), "")
    yield BenchFigure(f"{who}, rejected with Retry-After", turned_away, "")
    yield BenchFigure(f"{who}, errors (aim 0)", crowd.statuses.total() - turned_away - len(ordered), "")
    yield from latencies(f"{who}, ask", ordered)
    yield BenchFigure(f"{who}, ask p99 / p50 of one client (aim {AIM_CROWD:g})", percentile(ordered, 99) / alone, "")
    yield BenchFigure(f"event loop late by over {AIM_LOOP * 1000:g} ms (aim 0)", crowd.loop_late, "times")
    yield BenchFigure("bystander p99", percentile(waits, 99), "ms")
    yield BenchFigure("bystander, longest wait", waits[-1], "ms")


def _alone(address: str, library: Library, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    """Returns the milliseconds that a single client waits for each question, and those that HTTP adds."""
    waited, added = list[float](), list[float]()
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=_PATIENCE)) as client:
        _ask(client, "What is there?")
        library.ask("What is there?")
        for question in questions:
            began = perf_counter()
            reply = _ask(client, question)
            between = perf_counter()
            own_reply = library.ask(question)
            waited.append((between - began) * 1000)
            around = (perf_counter() - between) * 1000 - own_reply.timings_ms["total"]
            added.append(waited[-1] - reply["timings_ms"]["total"] - around)
    return waited, added


def _ask(client: HTTPConnection, question: str) -> ReplyJson:
    client.request("POST", "/ask", json.dumps({"question": question}), {"Content-Type": "application/json"})
    return json.loads(client.getresponse().read())


async def _crowd(address: str, questions: Sequence[str], clients: int, seconds: float) -> Crowd:
    """Runs clients that each ask one question after the other until the time is up."""
    crowd = Crowd()
    limits = httpx.Limits(max_connections=clients + 1)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE, limits=limits) as client:

        async def ask(number: int) -> None:
            await asyncio.sleep(_ARRIVAL * number / clients)
            while perf_counter() < until:
                started = perf_counter()
                number += clients
                status = await _status(client, questions[number % len(questions)])
                crowd.statuses[status] += 1
                if status == HTTPStatus.OK:
                    crowd.answered.append((perf_counter() - started) * 1000)

        await asyncio.gather(*(client.get("/health/live") for _ in range(clients)))  # all are connected
        until = perf_counter() + seconds
        await asyncio.gather(*(ask(number) for number in range(clients)))
    return crowd


@contextmanager
def _bystander(address: str, seconds: float) -> Generator[list[float]]:
    """Provides the probe's waits in milliseconds, filled in when the block ends.

    The probe is a process of its own, so that delays in this process do not count.
    """
    command = (sys.executable, "-c", "from evals.bench.load import stand_by; stand_by()", address, str(seconds))
    waits = list[float]()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        if process.stdout is not None:
            process.stdout.readline()  # it is ready
        yield waits
        printed, _ = process.communicate()
    waits += json.loads(printed)


def _loop_late(address: str) -> int:
    """Returns how often the event loop has been late by more than ``AIM_LOOP`` since the service started."""
    told = text_string_to_metric_families(httpx.get(f"{address}/metrics", timeout=_PATIENCE).text)
    (late,) = (family for family in told if family.name == "ibid_loop_late_seconds")
    counts = {sample.labels.get("le", sample.name): sample.value for sample in late.samples}
    return int(counts["+Inf"] - counts[str(AIM_LOOP)])


def stand_by() -> None:
    """Probes the health of the service at an address for some seconds; prints the milliseconds of each answer."""
    address, seconds = sys.argv[1:]
    waits = list[float]()
    with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
        client.get("/health/live")
        print(flush=True)  # noqa: T201 - tells the parent that it is ready
        until = perf_counter() + float(seconds)
        while perf_counter() < until:
            waits.append(timed(lambda: client.get("/health/live")))
            sleep(_STEP)
    sys.stdout.write(json.dumps(waits))


async def _status(client: httpx.AsyncClient, question: str) -> int:
    """Returns the status of an answer, or 0 without one, after waiting out a Retry-After."""
    try:
        answer = await client.post("/ask", json={"question": question})
    except httpx.HTTPError:
        return 0
    if "retry-after" in answer.headers:
        await asyncio.sleep(float(answer.headers["retry-after"]))
    return answer.status_code


@contextmanager
def _served(settings: Settings) -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """Starts a server in a process of its own; provides its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"IBID_HOME": str(settings.home), "IBID_PORT": str(port), "IBID_HOST": "127.0.0.1"}
    own |= {"IBID_CHROMA_URL": "", "IBID_DATABASE_URL": ""}
    process = subprocess.Popen(_COMMAND, env={**os.environ, **own}, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(lambda: httpx.get(f"{address}/health/ready", timeout=5).status_code == HTTPStatus.OK)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=_START_SECONDS)


def _wait(ready: Callable[[], bool]) -> None:
    until = perf_counter() + _START_SECONDS
    while perf_counter() < until:
        try:
            if ready():
                return
        except httpx.HTTPError:
            sleep(0.1)
    raise TimeoutError(f"The server was not ready within {_START_SECONDS} seconds.")


def _memory(process: subprocess.Popen[bytes]) -> float:
    """Returns the memory of a process in MiB, or NaN where the system does not tell (Linux does)."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
