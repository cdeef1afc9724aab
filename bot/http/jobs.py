"""Uploads that go on after their caller was answered: kept on disk, so that a restart takes them up again.

A job is a folder: ``job.json``, which is replaced whole with every step, and beside it the uploaded file. Ingesting the
same bytes twice changes nothing, so a job that was cut off is simply run again.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from queue import SimpleQueue
from threading import Event, Thread
from typing import BinaryIO
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from bot import logs
from bot.http.outcomes import AddedJson, added_json
from bot.http.problem_details import ProblemJson, problem_json, went_wrong
from bot.http.problem_kinds import UNREADABLE
from bot.http.prometheus import Metrics
from ingest.build import ingest
from ingest.collect import BULK, bulk_lines
from ingest.input import Input
from ingest.origins import upload
from ingest.outcome import Outcome, State
from ingest.web.addresses import Address
from ingest.web.fetch import Web
from retrieval.errors import LibraryBusy
from retrieval.library import Library
from retrieval.tracing import step

logger = logging.getLogger(__name__)

_KEPT = timedelta(days=1)
"""How long a finished job can be asked about, and its Idempotency-Key is known."""
_MOST_ERRORS = 100
_SWEEP_EVERY = timedelta(hours=1)
_BUSY_SECONDS = 1.0
"""Pause before a job is tried again because another process is changing the Library."""
_NOTE, _BODY, _UNFINISHED = "job.json", "body", "new-"
_ID = re.compile(r"[0-9a-f]{32}")
_SAVED_EVERY = 50
"""Sources of a bulk file between two notes of how far it has come."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobError(BaseModel):
    """A line of a bulk file that could not be added."""

    origin: str
    error: str


class Job(BaseModel):
    """An upload and what became of it so far.

    ``done`` of ``total`` Sources are through (``total`` is null until that is known); ``counts`` says how many of them
    were added, replaced, and so on. ``source`` is what a single file became, ``problem`` why the job failed.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    state: JobState = JobState.WAITING
    name: str = Field(description="The file's name, or the page's address.")
    bulk: bool = Field(default=False, description="Whether the file has a Source in each line.")
    created: datetime
    finished: datetime | None = None
    done: int = 0
    total: int | None = None
    counts: dict[str, int] = Field(default_factory=dict[str, int])
    source: AddedJson | None = None
    errors: list[JobError] = Field(default_factory=list[JobError], description=f"The first {_MOST_ERRORS} that failed.")
    problem: ProblemJson | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED)


class KeyReused(Exception):
    """The Idempotency-Key was sent with another upload before."""


class Jobs:
    """The jobs of one server: a thread of their own works them off in the order in which they came."""

    def __init__(self, library: Library, web: Web, metrics: Metrics) -> None:
        self._library = library
        self._web = web
        self._metrics = metrics
        self._folder = library.settings.folder / "jobs"
        self._waiting = SimpleQueue[str | None]()
        self._unsaved: dict[str, Job] = {}  # over, but the disk did not take it
        self._stopping = Event()
        self._swept: datetime | None = None

    @contextmanager
    def running(self) -> Generator[None]:
        """Works as long as the block lasts; what is not through by then waits for the next time."""
        thread = Thread(target=self._work, name="jobs", daemon=True)
        for job in self._unfinished():
            self._waiting.put(job.id)
        self._stopping.clear()
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self._waiting.put(None)
            thread.join(timeout=self._library.settings.lock_seconds)

    def begin(self, name: str, content: BinaryIO | None, key: str | None = None) -> tuple[Job, bool]:
        """A job for a file, or for the page at ``name``, and whether it is new: the same ``key`` leads to the same job.

        It waits until ``enqueue`` or ``settle`` is called. Raises ``KeyReused``.
        """
        self._sweep()
        fingerprint = _fingerprint(name, content)
        job_id = sha256(key.encode()).hexdigest()[:32] if key else uuid4().hex
        job = Job(id=job_id, name=name, bulk=content is not None and name.endswith(BULK), created=_now())
        new, place = self._folder / f"{_UNFINISHED}{uuid4().hex}", self._folder / job.id
        if not place.exists():
            new.mkdir(parents=True)
            (new / "fingerprint").write_text(fingerprint)
            (new / _NOTE).write_text(job.model_dump_json(), encoding="utf-8")
            if content is not None:
                with (new / _BODY).open("wb") as file:
                    shutil.copyfileobj(content, file)
                content.seek(0)
            try:
                new.rename(place)
            except OSError:
                shutil.rmtree(new)
            else:
                return job, True
        if (place / "fingerprint").read_text() != fingerprint:
            raise KeyReused
        return self.read(job.id) or job, False

    def enqueue(self, job: Job) -> None:
        """Has a job done, after those that came before."""
        self._waiting.put(job.id)

    def settle(self, job: Job, outcome: Outcome) -> None:
        """Notes what became of a job that its caller waited for."""
        self._end(_after(job, outcome, 1), JobState.DONE)

    def drop(self, job: Job) -> None:
        """Forgets a job: what was sent may be sent again."""
        shutil.rmtree(self._folder / job.id, ignore_errors=True)
        self._unsaved.pop(job.id, None)

    def read(self, job_id: str) -> Job | None:
        """How far a job is; None where there is none of that id."""
        if job_id in self._unsaved or not _ID.fullmatch(job_id):
            return self._unsaved.get(job_id)
        try:
            return Job.model_validate_json((self._folder / job_id / _NOTE).read_bytes())
        except (OSError, ValueError):
            return None

    def _save(self, job: Job) -> None:
        path = self._folder / job.id / _NOTE
        new = path.with_suffix(".new")
        new.write_text(job.model_dump_json(), encoding="utf-8")
        new.replace(path)

    def _all(self) -> Iterator[Job]:
        for path in sorted(self._folder.glob(f"*/{_NOTE}")):
            if job := self.read(path.parent.name):
                yield job

    def _unfinished(self) -> list[Job]:
        return sorted((job for job in self._all() if not job.over), key=lambda job: job.created)

    def _sweep(self) -> None:
        """Forgets, once an hour, the jobs that are long over and what a crash left half written."""
        now = _now()
        if self._swept and now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        for job in self._all():
            if job.finished and job.finished < now - _KEPT:
                self.drop(job)
        for left in self._folder.glob(f"{_UNFINISHED}*"):
            if left.stat().st_mtime < (now - _KEPT).timestamp():
                shutil.rmtree(left, ignore_errors=True)

    def _work(self) -> None:
        while (job_id := self._waiting.get()) is not None and not self._stopping.is_set():
            if job := self.read(job_id):
                with logs.request(_name(job)), step("job"):
                    self._run(job)

    def _run(self, job: Job) -> None:
        begun: dict[str, object] = {"state": JobState.RUNNING, "done": 0, "counts": {}, "errors": []}
        try:
            job = job.model_copy(update={**begun, "total": self._total(job)})
            self._save(job)
            for outcome in ingest(self._library, self._inputs(job), self._web):
                self._metrics.ingested(outcome.state.value)
                job = _after(job, outcome, job.done + (outcome.state is not State.REMOVED))
                if job.done % _SAVED_EVERY == 0:
                    self._save(job)
        except Exception as error:  # noqa: BLE001 - whatever it is, the job ends with it and the next one begins
            if self._stopping.is_set():
                return
            if isinstance(error, LibraryBusy):
                self._stopping.wait(_BUSY_SECONDS)
                self.enqueue(job)
                return
            problem = went_wrong(error, _name(job))
            if isinstance(error, OSError):
                problem["detail"] = f"The server's disk could not be used; it may be full. {problem['detail']}"
        else:
            if self._stopping.is_set() and job.done < (job.total or 1):
                return
            problem = problem_json(UNREADABLE, job.errors[0].error) if job.errors and job.total == 1 else None
        self._end(job, JobState.FAILED if problem else JobState.DONE, problem)

    def _end(self, job: Job, state: JobState, problem: ProblemJson | None = None) -> None:
        ended = job.model_copy(update={"state": state, "finished": _now(), "problem": problem})
        logger.info("job %s sources=%d errors=%d", state.value, job.done, len(job.errors))
        try:
            self._save(ended)
            (self._folder / job.id / _BODY).unlink(missing_ok=True)
        except OSError:
            logger.exception("How the job ended could not be written down; it will be run again after a restart")
            self._unsaved[job.id] = ended

    def _total(self, job: Job) -> int:
        if not job.bulk:
            return 1
        with (self._folder / job.id / _BODY).open("rb") as lines:
            return sum(1 for line in lines if line.strip())

    def _inputs(self, job: Job) -> Iterator[Input | Address]:
        """What a job brings, until the server stops. Sources come one by one, and are written in batches."""
        body = self._folder / job.id / _BODY
        if not body.exists():
            yield Address(job.name)
        elif job.bulk:
            for line in bulk_lines(body, job.name, upload(job.name), self._library.settings.upload_limit):
                if self._stopping.is_set():
                    return
                yield line
        else:
            yield Input(upload(job.name), job.name, body.read_bytes())


def _after(job: Job, outcome: Outcome, done: int) -> Job:
    counts = Counter(job.counts) + Counter([outcome.state.value])
    failed = [JobError(origin=outcome.origin, error=outcome.error)] if outcome.error else []
    single = outcome.state not in (State.FAILED, State.REMOVED) and not job.bulk
    return job.model_copy(
        update={
            "done": done,
            "counts": dict(counts),
            "source": added_json(outcome) if single else job.source,
            "errors": (job.errors + failed)[:_MOST_ERRORS],
        }
    )


def _name(job: Job) -> str:
    """What the log and the traces know a job by."""
    return f"job-{job.id[:12]}"


def _fingerprint(name: str, content: BinaryIO | None) -> str:
    digest = sha256(json.dumps(name).encode())
    if content is not None:
        while block := content.read(1 << 20):
            digest.update(block)
        content.seek(0)
    return digest.hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
