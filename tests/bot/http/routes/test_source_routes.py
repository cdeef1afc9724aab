import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from filelock import FileLock

from bot.http import openapi_examples as examples
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library
from tests.bot.http_parts import NOTED, problem, upload

Serving = Callable[[Library], AbstractContextManager[httpx.Client]]
Opened = Callable[..., Library]


class TestSources:
    def test_search_sends_hits_in_order(self, client: httpx.Client) -> None:
        hits = client.post("/search", json={**examples.SEARCH, "limit": 5}).json()["hits"]
        assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
        assert hits[0].keys() == examples.HIT.keys()
        assert len(client.post("/search", json={"question": "North Korea"}).json()["hits"]) == 10

    def test_the_list_has_every_source(self, client: httpx.Client) -> None:
        listed = client.get("/sources").json()["sources"]
        assert {source["id"] for source in listed} == {
            "de-risking-briefing",
            "de-risking-chronology",
            "de-risking-reprint",
        }
        assert listed[0].keys() == examples.LISTED.keys()

    def test_the_example_is_true(self, client: httpx.Client) -> None:
        source = client.get("/sources/de-risking-briefing").json()
        example = examples.ANSWER["citations"][0]
        assert source["text"][example["start"] : example["end"]] == example["quote"]
        notes = [
            {key: note[key] for key in ("label", "text", "urls", "refers_to", "page", "page_label")}
            for note in source["footnotes"]
        ]
        assert [note for note in notes if note in example["footnotes"]] == example["footnotes"]

    def test_an_unknown_source(self, client: httpx.Client) -> None:
        for path in ("/sources/nowhere", "/sources/a/b%2Fc", "/sources/%00"):
            problem(client.get(path), 404, "unknown-source")
            problem(client.delete(path), 404, "unknown-source")

    @pytest.mark.parametrize("source_id", ["a/b/c", "ünïcode 조선", "100%", "a?b#c", "%2F", "/lead", "🦊&=+;"])
    def test_ids_hold_any_characters(self, opened: Opened, serving: Serving, tmp_path: Path, source_id: str) -> None:
        bulk = tmp_path / "bulk.jsonl"
        bulk.write_text(json.dumps({"id": source_id, "title": "T", "text": "One sentence stands here."}))
        library = opened()
        assert [outcome.error for outcome in ingest(library, inputs([str(bulk)], 1000))] == [None]
        with serving(library) as client:
            path = f"/sources/{quote(source_id, safe='')}"
            assert client.get(path).json()["id"] == source_id
            assert client.delete(path).status_code == 204
            problem(client.get(path), 404, "unknown-source")


class TestUpload:
    def test_upload_ask_and_delete(self, own: httpx.Client) -> None:
        added = upload(own, "lighthouses.md", NOTED)
        assert added.status_code == 201
        assert added.json() == {**examples.ADDED, "source_id": "lighthouses", "title": "Lighthouses of Orvany"}
        question = {"question": "How tall is the lighthouse at Tarn Point?"}
        cited = own.post("/ask", json=question).json()["citations"][0]
        assert cited["quote"] == "The lighthouse at Tarn Point is 61 meters tall."
        note: dict[str, object] = {"label": "1", "text": "Harbor survey of 1998.", "urls": [], "refers_to": None}
        assert cited["footnotes"] == [{**note, "page": None, "page_label": None}]
        assert own.delete(added.headers["location"]).status_code == 204
        assert own.get("/sources").json() == {"sources": [], "next": None}
        assert own.post("/ask", json=question).json()["reason"] == "library_empty"

    def test_the_examples_are_true(self, own: httpx.Client) -> None:
        form = own.get("/openapi.json").json()["paths"]["/sources"]["post"]["requestBody"]["content"]
        added = upload(own, "missions.md", form["multipart/form-data"]["example"]["file"]).json()
        assert added == examples.ADDED
        assert own.get("/sources/missions").json() == examples.SOURCE

    def test_the_same_bytes_change_nothing(self, own: httpx.Client) -> None:
        first = upload(own, "a.md", NOTED).json()
        for name in ("a.md", "b.md"):
            again = upload(own, name, NOTED).json()
            assert (again["state"], again["source_id"]) == ("unchanged", first["source_id"])
        assert upload(own, "a.md", NOTED.replace("61", "62")).json()["state"] == "replaced"
        assert len(own.get("/sources").json()["sources"]) == 1

    def test_names_of_files(self, own: httpx.Client) -> None:
        ids = [
            upload(own, name, f"# {number}\n\nSentence number {number} stands here.").json()["source_id"]
            for number, name in enumerate(["../../etc/pass wd.md", "C:\\docs\\Über uns.md", "朝鮮.md", "…"])
        ]
        assert ids == ["pass-wd", "über-uns", "朝鮮", "source"]

    @pytest.mark.parametrize("data", [b"", b" \n", bytes(range(256)) * 100, b"\x89PNG\r\n\x1a\n" + bytes(5000)])
    def test_a_file_that_cannot_be_read(self, own: httpx.Client, data: bytes) -> None:
        problem(upload(own, "data.bin", data), 422, "unreadable-source")

    def test_a_file_that_is_too_large(self, own: httpx.Client) -> None:
        assert upload(own, "a.txt", "word " * 20_000).status_code == 201
        assert "100,000" in problem(upload(own, "a.txt", "word " * 20_000 + "x"), 413, "too-large")["detail"]
        problem(upload(own, "a.txt", "word " * 1_000_000), 413, "too-large")
        assert own.get("/health/live").status_code == 200

    def test_forms_without_a_file(self, own: httpx.Client) -> None:
        problem(own.post("/sources", data={"file": "x"}), 415, "not-multipart")
        problem(own.post("/sources", files={"other": ("a.md", NOTED)}), 422, "invalid-request")
        problem(own.post("/sources", files={"file": (None, NOTED)}), 422, "invalid-request")
        two = [("file", ("a.md", NOTED)), ("file", ("b.md", NOTED))]
        problem(own.post("/sources", files=two), 400, "about:blank")
        broken = own.post("/sources", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=b"})
        assert broken.status_code in (400, 422)

    def test_while_another_process_writes(self, own: httpx.Client, tmp_path: Path) -> None:
        upload(own, "a.md", NOTED)
        with FileLock(tmp_path / "home" / "write.lock"):
            for response in (upload(own, "b.md", "# B\n\nB stands here."), own.delete("/sources/a")):
                assert str(tmp_path) not in problem(response, 503, "library-busy")["detail"]
                assert int(response.headers["retry-after"]) > 0
            assert own.get("/sources/a").status_code == 200

    def test_a_page_of_another_site_may_not_upload(self, own: httpx.Client) -> None:
        for origin in ("https://evil.example", "null", "http://["):
            problem(upload(own, "a.md", NOTED, Origin=origin), 403, "cross-site")
        rebound = {"Origin": "http://evil.example:8000", "Host": "evil.example:8000"}
        problem(upload(own, "a.md", NOTED, **rebound), 403, "cross-site")
        assert upload(own, "a.md", NOTED, Origin=str(own.base_url).rstrip("/")).status_code == 201
