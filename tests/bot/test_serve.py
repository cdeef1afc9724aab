import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from bot.serve import CannotListen, serve
from bot.settings import ServiceSettings
from tests.chat_models import Turn, chat_server, key_of

posix = pytest.mark.skipif(os.name != "posix", reason="these signals are a matter of POSIX")
ROOT = Path(__file__).parents[2]
PROGRAM = """
import logging
from bot.serve import serve
from bot.settings import load_service_settings
logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
serve(load_service_settings())
print("closed")
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104
@pytest.mark.parametrize("keys", [{}, {"admin_keys": "b"}, {"api_keys": " , ", "admin_keys": "b"}])
def test_without_keys_it_stays_on_this_machine(tmp_path: Path, host: str, keys: dict[str, str]) -> None:
    with pytest.raises(CannotListen, match="KEYS"):
        serve(ServiceSettings.model_validate({"home": tmp_path, "host": host, "port": 0, **keys}))


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"port {port} .*in use"):
            serve(ServiceSettings(home=tmp_path, port=port))


def test_a_host_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(CannotListen, match=r"nowhere\.invalid"):
        serve(ServiceSettings(home=tmp_path, host="nowhere.invalid"))


@contextmanager
def running(home: Path, program: str = PROGRAM) -> Generator[tuple[subprocess.Popen[str], str, dict[str, str]]]:
    """A server in a process of its own: the process, its address, and what it said of itself."""
    environment = {**os.environ, "IBID_HOME": str(home), "IBID_PORT": "0", "IBID_LOCK_SECONDS": "60"}
    command = [sys.executable, "-c", program]
    environment["PYTHONPATH"], pipe = str(ROOT), subprocess.PIPE
    with subprocess.Popen(command, env=environment, cwd=home, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "bot.serve listening" in line)
            said = dict(part.split("=") for part in line.split()[2:])
            yield process, f"http://{said['address']}:{said['port']}", said
        finally:
            process.kill()


@posix
def test_it_says_where_it_listens_and_lets_a_request_end_when_told_to_stop(tmp_path: Path) -> None:
    with running(tmp_path) as (process, address, said), ThreadPoolExecutor(1) as pool:
        assert httpx.get(f"{address}/health/ready").json()["counts"]["sources"] == int(said["sources"]) == 0
        with FileLock(tmp_path / "write.lock"):
            files = {"file": ("a.md", "# A\n\nA sentence stands here.")}
            waiting = pool.submit(httpx.post, f"{address}/sources", files=files, timeout=60)
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{address}/health/live")
            assert not waiting.done()
        out, rest = process.communicate(timeout=30)
        assert waiting.result().status_code == 201
    assert (process.returncode, out) == (0, "closed\n")
    assert "Traceback" not in rest
    assert "uvicorn" not in rest


@posix
def test_an_interrupt_stops_it_too(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _, _):
        process.send_signal(signal.SIGINT)
        out, rest = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "closed\n")
    assert "Traceback" not in rest


IN_SMALL_BATCHES = f"import ingest.build\ningest.build.BATCH = 16\n{PROGRAM}"


@posix
def test_a_job_that_was_under_way_goes_on_after_a_restart(tmp_path: Path) -> None:
    told = [" ".join(f"In year {i + j} there were {i * j} ships in harbor {j}." for j in range(12)) for i in range(120)]
    lines = [{"id": f"s{i}", "title": f"Report {i}", "text": text} for i, text in enumerate(told)]
    bulk = {"file": ("reports.jsonl", "\n".join(map(json.dumps, lines)))}
    with running(tmp_path, IN_SMALL_BATCHES) as (process, address, _):
        begun = httpx.post(f"{address}/sources", files=bulk, timeout=60)
        assert begun.status_code == 202
        place = begun.headers["location"]
        while not httpx.get(f"{address}{place}").json()["done"]:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in rest
    with running(tmp_path) as (_, address, said):
        assert 0 < int(said["sources"]) < len(lines), "it was under way"
        while not (job := httpx.get(f"{address}{place}").json())["finished"]:
            time.sleep(0.2)
        assert (job["state"], job["done"], job["errors"]) == ("done", len(lines), [])
        assert httpx.get(f"{address}/health/ready").json()["counts"]["sources"] == len(lines)


@posix
def test_an_answer_that_is_being_streamed_ends_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = Turn(lambda prompt: f"There were 46 ships [{key_of(prompt, '46')}].", pause=3)
    with chat_server(writes) as model:
        monkeypatch.setenv("IBID_MODEL", "openai:slow")
        monkeypatch.setenv("IBID_MODEL_BASE_URL", model.url)
        monkeypatch.setenv("IBID_MODEL_API_KEY", "none")
        with running(tmp_path) as (process, address, _), ThreadPoolExecutor(1) as pool:
            httpx.post(f"{address}/sources", files={"file": ("a.md", "# A\n\nThere were 46 ships.")}, timeout=60)
            question, as_events = {"question": "How many ships were there?"}, {"accept": "text/event-stream"}
            answer = pool.submit(httpx.post, f"{address}/ask", json=question, headers=as_events, timeout=60)
            while not model.requests:
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            events = answer.result().text.replace("\r\n", "\n").strip().split("\n\n")
            process.communicate(timeout=30)
    assert process.returncode == 0
    assert [event.split("\n")[0] for event in events] == ["event: search", "event: claim", "event: reply"]
    assert '"openai:slow"' in events[-1]
