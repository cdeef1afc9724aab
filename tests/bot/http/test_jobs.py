"""Uploads that go on behind their answer, and uploads that are sent twice."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from bot.http.jobs import Jobs, JobState
from bot.http.prometheus import Metrics
from ingest.web.fetch import Web
from retrieval.library import Library
from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import NOTED, problem, upload

LATER = {"Prefer": "respond-async"}


def over(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """The job, once it is over."""
    deadline = time.monotonic() + 60
    while job["state"] not in ("done", "failed"):
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
        job = client.get(f"/jobs/{job['id']}").json()
    return job


def test_an_upload_goes_on_behind_its_answer(own: httpx.Client) -> None:
    accepted = upload(own, "towers.md", NOTED, **LATER)
    assert accepted.status_code == 202
    assert accepted.headers["location"] == f"/jobs/{accepted.json()['id']}"
    job = over(own, accepted.json())
    assert (job["state"], job["done"], job["total"], job["counts"]) == ("done", 1, 1, {"added": 1})
    assert job["source"]["footnotes"] == 1
    assert own.get(f"/sources/{job['source']['source_id']}").status_code == 200


def test_a_file_of_a_source_a_line_says_how_far_it_is(own: httpx.Client) -> None:
    lines = [json.dumps({"id": f"s{n}", "title": f"Tower {n}", "text": f"Tower {n} is {n} feet tall."}) for n in (1, 2)]
    job = over(own, upload(own, "towers.jsonl", "\n".join([lines[0], "no json", lines[1]])).json())
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert job["counts"] == {"added": 2, "failed": 1}
    assert job["errors"] == [{"origin": "upload:towers.jsonl#2", "error": "Line 2: this is not JSON."}]
    assert [source["id"] for source in own.get("/sources").json()["sources"]] == ["s1", "s2"]


def test_a_job_that_fails_says_why(own: httpx.Client) -> None:
    job = over(own, upload(own, "empty.pdf", b"%PDF-1.7 and no more", **LATER).json())
    assert job["state"] == "failed"
    assert job["problem"]["type"] == "/problems/unreadable-source"
    assert job["problem"]["detail"].endswith(".")


@pytest.mark.parametrize("job_id", ["0" * 32, "nowhere", "..%2Fkeys"])
def test_a_job_that_is_none(own: httpx.Client, job_id: str) -> None:
    found = own.get(f"/jobs/{job_id}")
    problem(found, 404, "about:blank" if "%" in job_id else "unknown-job")


def test_an_upload_sent_twice_under_one_key_is_done_once(own: httpx.Client) -> None:
    key = {"Idempotency-Key": "monday"}
    first, again = upload(own, "towers.md", NOTED, **key), upload(own, "towers.md", NOTED, **key)
    assert (first.status_code, first.json()["state"]) == (201, "added")
    assert (again.status_code, again.json(), again.headers["location"]) == (
        201,
        first.json(),
        first.headers["location"],
    )
    assert upload(own, "towers.md", NOTED).json()["state"] == "unchanged", "without the key it is another upload"
    problem(upload(own, "towers.md", "# Other\n\nWords.", **key), 422, "idempotency-key-reused")


def test_what_could_not_be_read_may_be_sent_again_under_its_key(own: httpx.Client) -> None:
    key = {"Idempotency-Key": "tuesday"}
    problem(upload(own, "t.pdf", b"%PDF-1.7", **key), 422, "unreadable-source")
    assert upload(own, "t.md", NOTED, **key).status_code == 201


def test_what_was_cut_off_is_taken_up_again(opened: Opened, tmp_path: Path, serving: Serving) -> None:
    library = opened()
    job = _left_behind(library, tmp_path)
    with serving(library) as client:
        assert over(client, client.get(f"/jobs/{job}").json())["counts"] == {"added": 1}
    assert not list((library.settings.folder / "jobs").glob("*/body")), "the file is kept no longer than needed"


def _left_behind(library: Library, folder: Path) -> str:
    """A job whose server stopped before it began."""
    (folder / "t.md").write_text(NOTED)
    with (folder / "t.md").open("rb") as content:
        job, new = Jobs(library, Web(library.settings), Metrics()).begin("t.md", content)
    assert new
    assert job.state is JobState.WAITING
    return job.id


def test_a_job_that_cannot_be_written_down_fails_and_the_next_one_is_done(
    opened: Opened, tmp_path: Path, serving: Serving
) -> None:
    library = opened()
    job = _left_behind(library, tmp_path)
    blocking = library.settings.folder / "jobs" / job / "job.new"
    blocking.mkdir()
    with serving(library) as client:
        failed = over(client, client.get(f"/jobs/{job}").json())
        assert failed["state"] == "failed"
        assert failed["problem"]["detail"].startswith("The server's disk could not be used; it may be full. ")
        assert over(client, upload(client, "towers.md", NOTED, **LATER).json())["counts"] == {"added": 1}
    blocking.rmdir()
    with serving(library) as client:
        assert over(client, client.get(f"/jobs/{job}").json())["state"] == "done", "it is run again after a restart"


def test_jobs_take_an_admin_key(opened: Opened, serving: Serving) -> None:
    with serving(opened(api_keys="ask", admin_keys="boss")) as client:
        problem(client.get(f"/jobs/{'0' * 32}", headers={"Authorization": "Bearer ask"}), 403, "admin-key-needed")


def test_a_job_waits_until_the_library_is_free(opened: Opened, serving: Serving) -> None:
    library = opened(lock_seconds=0)
    with serving(library) as client:
        with FileLock(library.settings.folder / "write.lock"):
            job = upload(client, "towers.md", NOTED, **LATER).json()
            time.sleep(0.3)
            assert client.get(f"/jobs/{job['id']}").json()["state"] in ("waiting", "running")
        assert over(client, job)["counts"] == {"added": 1}


def test_what_is_long_over_is_forgotten(opened: Opened, tmp_path: Path) -> None:
    library = opened()
    old = _left_behind(library, tmp_path)
    folder = library.settings.folder / "jobs"
    note = folder / old / "job.json"
    ended = {"state": "done", "created": "2020-01-01T00:00:00Z", "finished": "2020-01-01T00:00:01Z"}
    note.write_text(json.dumps(json.loads(note.read_text()) | ended))
    torn = folder / "new-1"
    torn.mkdir()
    os.utime(torn, (0, 0))
    _left_behind(library, tmp_path)
    assert not note.exists()
    assert not torn.exists()
