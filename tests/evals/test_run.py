"""A suite is asked of real libraries, and of what answers over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server, socket

import pytest
import uvicorn
from pydantic import SecretStr

from bot.http.app import create_app
from bot.settings import ServiceSettings
from evals.cases import Metric, Suite
from evals.eval_errors import EvalImpossible, SuiteInvalid
from evals.loading import load_suite
from evals.options import RunOptions
from evals.reports.as_json import report_json
from evals.results import Report
from evals.run import run_suite
from retrieval.library import Library
from retrieval.settings import Settings


def values(report: Report) -> dict[Metric, float | None]:
    return {figure.metric: figure.value for figure in report.figures}


def by_id(report: Report) -> dict[str, bool]:
    return {item.trial.case.id: item.passed for item in report.judged}


def test_a_library_of_the_suite_is_ingested_and_asked(suite: Suite, settings: Settings) -> None:
    report = run_suite(suite, settings)
    assert by_id(report) == {"left": True, "keeper": True, "bread": True}
    assert values(report)[Metric.CITATION_VALIDITY] == 1.0
    assert report.passed
    assert report.asked == "library docs"
    assert report.notes == (
        "The citations of these cases are not checked, because their sources are not here (annex): keeper.",
    )
    assert not settings.folder.exists()


def test_what_people_use_is_left_alone(suite: Suite, settings: Settings) -> None:
    theirs = {"chroma_url": "http://127.0.0.1:9", "database_url": SecretStr("postgresql://127.0.0.1:9/ibid")}
    assert run_suite(suite, settings.model_copy(update=theirs)).passed


def test_two_runs_come_to_the_same(suite: Suite, settings: Settings) -> None:
    first, second = (report_json(run_suite(suite, settings, RunOptions(workers=workers))) for workers in (1, 3))
    del first["latency_ms"], second["latency_ms"]
    assert first == second


def test_a_path_is_ingested_and_asked(suite: Suite, settings: Settings, docs: Path) -> None:
    report = run_suite(suite, settings, RunOptions(library=str(docs / "lighthouses.md")))
    assert values(report)[Metric.SOURCE_ACCURACY] == 1.0
    assert report.asked == f"library {docs / 'lighthouses.md'}"


def test_a_home_is_asked_as_it_is(suite: Suite, settings: Settings, library: Library) -> None:
    report = run_suite(suite, settings, RunOptions(library=str(library.settings.folder)))
    assert report.passed
    assert library.counts()["sources"] == 1


def test_a_library_that_lacks_its_sources_is_a_sentence(suite: Suite, settings: Settings, docs: Path) -> None:
    wrong = suite.path.with_name("wrong.yaml")
    wrong.write_text(suite.path.read_text(encoding="utf-8").replace(": lighthouses}", ": beacons}"), encoding="utf-8")
    with pytest.raises(SuiteInvalid, match=r"wrong.yaml:3:53: .* has no source 'beacons'; it has lighthouses"):
        run_suite(load_suite(wrong), settings)
    with pytest.raises(SuiteInvalid, match=r"suite.yaml:4:17: the suite expects the library 'moved' at elsewhere"):
        run_suite(suite, settings, RunOptions(library="moved"))
    with pytest.raises(EvalImpossible, match="nor a library of the suite \\(docs, moved\\)"):
        run_suite(suite, settings, RunOptions(library="nowhere"))


def test_a_file_that_cannot_be_read_is_noted(suite: Suite, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "empty.txt").touch()
    with pytest.raises(EvalImpossible, match="Nothing in"):
        run_suite(suite, settings, RunOptions(library=str(folder)))
    (folder / "note.txt").write_text("The lamp was lit in 1901.", encoding="utf-8")
    report = run_suite(suite, settings, RunOptions(library=str(folder)))
    assert any("empty.txt could not be read" in note for note in report.notes)


@contextmanager
def running(library: Library, **stated: object) -> Generator[str]:
    """The address of a real server on a free port, with its own settings."""
    settings = ServiceSettings.model_validate({"home": library.settings.home, **stated})
    with create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(library, settings), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_a_server_that_asks_for_a_key_gets_it(suite: Suite, settings: Settings, library: Library) -> None:
    with running(library, api_keys="lamp") as url:
        asking = RunOptions(url=url, library="docs")
        with pytest.raises(EvalImpossible, match=r"\(HTTP 401\)\. Set IBID_URL_KEY to one of its keys"):
            run_suite(suite, settings, asking)
        assert run_suite(suite, settings.model_copy(update={"url_key": SecretStr("lamp")}), asking).passed


def test_a_server_that_says_when_to_come_back_is_asked_again(
    suite: Suite, settings: Settings, library: Library
) -> None:
    with running(library, rate_limit="3/second") as url:
        report = run_suite(suite, settings, RunOptions(url=url, library="docs", workers=3))
    assert (report.errors, report.passed) == (0, True)
    assert report.figures == run_suite(suite, settings).figures, "those of search too"


def test_a_server_that_wants_too_long_a_wait_is_not_waited_for(suite: Suite, settings: Settings) -> None:
    with answering(503, b"{}", {"Retry-After": "3600"}) as url:
        report = run_suite(suite, settings, RunOptions(url=url))
    assert [item.trial.error for item in report.judged] == ["HTTP 503 from /ask"] * 3


def test_a_running_server_comes_to_the_same(suite: Suite, settings: Settings, library: Library) -> None:
    with running(library) as url:
        over_http = run_suite(suite, settings, RunOptions(url=url, library="docs"))
    here = run_suite(suite, settings)
    assert over_http.asked == url
    assert over_http.figures == here.figures, "those of search too"
    assert by_id(over_http) == by_id(here)


@contextmanager
def answering(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Generator[str]:
    """The address of a server that says the same to all."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"{}", "HTTP 500 from /ask"),
        (200, b"<html>", "the response breaks the contract"),
        (200, b'{"status": "answered", "text": "46"}', "the response breaks the contract"),
    ],
)
def test_a_question_without_reply_fails_the_run(
    suite: Suite, settings: Settings, status: int, body: bytes, error: str
) -> None:
    with answering(status, body) as url:
        report = run_suite(suite, settings, RunOptions(url=url))
    assert report.errors == 3
    assert not report.passed
    assert all(error in (item.trial.error or "") for item in report.judged)


def test_who_may_not_ask_hears_so_once(suite: Suite, settings: Settings) -> None:
    with answering(401, b"{}") as url, pytest.raises(EvalImpossible, match="refuses questions"):
        run_suite(suite, settings, RunOptions(url=url))


def test_an_address_without_a_server_is_a_sentence(suite: Suite, settings: Settings) -> None:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(EvalImpossible, match="Nothing answers at"):
            run_suite(suite, settings, RunOptions(url=url))
    for wrong in ("localhost:8000", "http://[::"):
        with pytest.raises(EvalImpossible, match="is not a web address"):
            run_suite(suite, settings, RunOptions(url=wrong))
    with pytest.raises(EvalImpossible, match="With --url, --library names one of docs, moved"):
        run_suite(suite, settings, RunOptions(url=url, library="docs2"))
