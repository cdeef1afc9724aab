"""What the log says of a request, and what it never says."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot import logs
from bot.settings import ServiceSettings
from retrieval.library import Library
from tests.bot.conftest import Serving
from tests.processes import ROOT

TREASURE = "xanadu"


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


def heard(settings: ServiceSettings, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> logging.Handler:
    """What writes to ``lines`` as a process with these settings would."""
    monkeypatch.setattr(sys, "stderr", lines)
    return logs.handler(settings)


def test_no_line_holds_what_is_asked(
    corpus_library: Library, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with serving(corpus_library) as client:
        question = {"question": f"Where is the treasure of {TREASURE}?"}
        first = client.post("/ask", json=question, headers={"X-Request-ID": "mine-1"}).json()
        client.post("/ask", json={**question, "conversation_id": first["conversation_id"]})
        client.post("/ask", json=question, headers={"Accept": "text/event-stream"})
        client.post("/search", json=question)
        client.post("/verify", json={"claim": f"The treasure is in {TREASURE}."})
        client.post("/ask", json={**question, TREASURE: 1})
        client.post("/ask", content=f'{{"question": "{TREASURE}')
        client.get(f"/sources/{TREASURE}")
        client.get(f"/{TREASURE}")
        messages = [{"role": "user", "content": question["question"]}]
        client.post("/v1/chat/completions", json={"model": "ibid", "messages": messages})
        client.post("/feedback", json={"reply_id": first["id"], "verdict": "down", "comment": TREASURE})
    not_ours = ("uvicorn", "httpx")  # the server and the client of this test: ``ibid serve`` has both silent
    kept = [record for record in caplog.records if not record.name.startswith(not_ours)]
    said = [logging.Formatter().format(record) for record in kept]
    assert any("route=/ask status=200" in line for line in said)
    assert [line for line in said if TREASURE in line.casefold()] == []


def test_a_line_is_json_with_its_request(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = heard(ServiceSettings(log_format="json"), lines, monkeypatch)
    log = logging.Logger("tests")  # noqa: LOG001 - one that nobody else hears
    log.addHandler(handler)
    with logs.request("r-1"):
        log.info("first %s", 'with "quotes"\nand a break')
    try:
        raise ValueError("what\nwent wrong")
    except ValueError:
        log.exception("second")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (first["level"], first["logger"], first["request_id"]) == ("info", "tests", "r-1")
    assert first["message"] == 'first with "quotes"\nand a break'
    assert first["time"].endswith("+00:00")
    assert "request_id" not in second
    assert "ValueError: what" in second["error"]


def test_nobody_can_forge_a_line(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    log = logging.Logger("tests")  # noqa: LOG001 - one that nobody else hears
    log.addHandler(heard(ServiceSettings(), lines, monkeypatch))
    with logs.request("r-2"):
        log.warning("Named %s", "a\r\n2026-01-01 ERROR all is lost")
    assert lines.getvalue().count("\n") == 1
    assert lines.getvalue().endswith("request=r-2\n")


def test_the_service_logs_in_the_format_of_its_settings(tmp_path: Path) -> None:
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
        "IBID_HOME": str(tmp_path),
        "IBID_PORT": "0",
        "IBID_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", "serve"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = (json.loads(line)["message"] for line in process.stderr)
            port = next(line for line in said if line.startswith("listening")).split("port=")[1].split()[0]
            httpx.get(f"http://127.0.0.1:{port}/sources", headers={"X-Request-ID": "mine-2"}, timeout=60)
            answered = json.loads(process.stderr.readline())
        finally:
            process.kill()
    assert answered["request_id"] == "mine-2"
    assert answered["message"].startswith("answered method=GET route=/sources status=200 ms=")
