import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from bot.http import openapi_examples as examples
from bot.http.app import JSON_LIMIT
from bot.http.prometheus import Metrics
from retrieval.library import Library
from retrieval.machine import available_cores
from tests.bot.http_parts import NOTED, problem, upload

Serving = Callable[[Library], AbstractContextManager[httpx.Client]]
Opened = Callable[..., Library]


class TestAsk:
    def test_an_answer_cites_verbatim_words_with_their_notes(self, client: httpx.Client) -> None:
        reply = client.post(
            "/ask", json={"question": "How many diplomatic missions does North Korea have left?"}
        ).json()
        assert reply["status"] == "answered"
        assert reply.keys() == examples.ANSWER.keys()
        cited = reply["citations"][0]
        assert cited.keys() == examples.ANSWER["citations"][0].keys()
        assert "46" in cited["quote"]
        assert "Angola" in " ".join(note["text"] for note in cited["footnotes"])
        source = client.get(f"/sources/{cited['source']['id']}").json()
        assert source["text"][cited["start"] : cited["end"]] == cited["quote"]

    def test_marks_number_the_citations_in_order_of_first_use(self, client: httpx.Client) -> None:
        reply = client.post("/ask", json=examples.ASK).json()
        marks = [int(mark) for mark in re.findall(r"\[(\d+)\]", reply["text"])]
        numbers = [citation["number"] for citation in reply["citations"]]
        assert list(dict.fromkeys(marks)) == numbers == list(range(1, len(numbers) + 1))
        assert all(claim["citations"] for claim in reply["claims"])

    def test_a_refusal_is_a_reply_with_status_200(self, client: httpx.Client) -> None:
        response = client.post("/ask", json={"question": "What does a violin bow cost in Cremona?"})
        assert response.status_code == 200
        reply = response.json()
        assert reply["status"] == "refused"
        assert reply.keys() == examples.REFUSAL.keys()
        assert len(reply["nearest"]) <= 3

    def test_an_empty_library_says_so(self, own: httpx.Client) -> None:
        reply = own.post("/ask", json={"question": "Anything?"}).json()
        assert (reply["status"], reply["reason"]) == ("refused", "library_empty")

    def test_source_ids_and_conversation_are_heeded(self, client: httpx.Client) -> None:
        body = {**examples.ASK, "source_ids": ["de-risking-chronology"], "conversation_id": "c-1"}
        reply = client.post("/ask", json=body).json()
        cited = [item["source"]["id"] for item in [*reply.get("citations", []), *reply.get("nearest", [])]]
        assert reply["conversation_id"] == "c-1"
        assert set(cited) <= {"de-risking-chronology"}

    def test_a_conversation_is_gone_on_with_read_and_forgotten(self, client: httpx.Client) -> None:
        first = client.post("/ask", json={"question": "How many North Koreans reached South Korea in 2023?"}).json()
        address = f"/conversations/{first['conversation_id']}"
        body = {"question": "And in 2022?", "conversation_id": first["conversation_id"]}
        second = client.post("/ask", json=body).json()
        assert second["standalone_question"] == "How many North Koreans reached South Korea in 2022?"
        assert second["conversation_id"] == first["conversation_id"]
        found = client.get(address).json()
        assert found["id"] == first["conversation_id"]
        assert found["turns"][0].keys() == examples.CONVERSATION["turns"][0].keys()
        assert [turn["reply_id"] for turn in found["turns"]] == [first["id"], second["id"]]
        assert [turn["question"] for turn in found["turns"]] == [first["question"], "And in 2022?"]
        assert [turn["reply"] for turn in found["turns"]] == [first, second]
        alone = client.get(f"/replies/{second['id']}").json()
        assert alone == {**second, "conversation_id": None}, "who is sent one answer must not learn of the others"
        assert client.delete(address).status_code == 204
        for method in ("GET", "DELETE"):
            problem(client.request(method, address), 404, "unknown-conversation")
        problem(client.get(f"/replies/{second['id']}"), 404, "unknown-reply")

    def test_each_conversation_gets_an_id_of_its_own(self, client: httpx.Client) -> None:
        ids = {client.post("/ask", json=examples.ASK).json()["conversation_id"] for _ in range(3)}
        assert len(ids) == 3

    def test_many_may_ask_at_once(self, client: httpx.Client) -> None:
        many = 4 * available_cores()  # as many as are answered and may wait
        with ThreadPoolExecutor(many) as pool:
            asked = [pool.submit(client.post, "/ask", json=examples.ASK) for _ in range(many)]
            texts = {question.result().json()["text"] for question in asked}
        assert len(texts) == 1

    def test_an_unknown_source_is_named(self, client: httpx.Client) -> None:
        for path in ("/ask", "/search"):
            body = {"question": "Why?", "source_ids": ["de-risking-briefing", "nowhere/ünknown"]}
            assert "nowhere/ünknown" in problem(client.post(path, json=body), 404, "unknown-source")["detail"]

    @pytest.mark.parametrize("question", ["", " \n\t ", "why? " * 2000])
    def test_a_question_that_cannot_be_asked(self, client: httpx.Client, question: str) -> None:
        for path in ("/ask", "/search"):
            assert "question" in problem(client.post(path, json={"question": question}), 422, "bad-question")["detail"]

    @pytest.mark.parametrize(
        "question", ["\x00", "'; DROP TABLE sources; --", 'AND OR NOT ("', "\u202e🦊 ﷽" * 50, "a:b^2~"]
    )
    def test_odd_questions_get_a_reply(self, client: httpx.Client, question: str) -> None:
        for path in ("/ask", "/search"):
            assert client.post(path, json={"question": question}).status_code in (200, 422)


class TestFeedback:
    def test_a_verdict_is_kept_with_question_and_answer_and_can_be_changed(
        self, client: httpx.Client, corpus_library: Library
    ) -> None:
        reply = client.post("/ask", json=examples.ASK).json()
        for verdict, comment in (("up", ""), ("down", "Too long.")):
            body = {"reply_id": reply["id"], "verdict": verdict, "comment": comment}
            assert client.post("/feedback", json=body).status_code == 204
        [kept] = [item for item in corpus_library.feedback.all() if item.reply_id == reply["id"]]
        assert (kept.verdict, kept.comment, kept.question) == ("down", "Too long.", examples.ASK["question"])
        assert kept.answer in reply["text"]

    @pytest.mark.parametrize(
        "body", [{}, {"reply_id": "r", "verdict": "meh"}, {"reply_id": "r", "verdict": "up", "comment": "a" * 4001}]
    )
    def test_a_wrong_verdict_is_refused(self, client: httpx.Client, body: dict[str, str]) -> None:
        problem(client.post("/feedback", json=body), 422, "invalid-request")


class TestMetrics:
    def test_a_method_that_is_made_up_makes_no_line_of_its_own(self) -> None:
        metrics = Metrics()
        for method in ("BREW", "BROIL"):
            metrics.requested(method, "none", 405, 0.1)
        assert 'ibid_requests_total{method="other",route="none",status="405"} 2.0' in metrics.exposition({}).decode()

    def test_replies_and_requests_are_counted_by_route(self, client: httpx.Client) -> None:
        client.post("/ask", json={"question": "How do I bake a sourdough bread?"})
        client.get("/conversations/nobody")
        found = client.get("/metrics").text
        assert 'ibid_replies_total{answerer="extractive",reason="not_in_library",status="refused"}' in found
        assert 'ibid_requests_total{method="GET",route="/conversations/{conversation_id}",status="404"}' in found
        assert 'ibid_library{what="sources"} 3.0' in found
        assert "nobody" not in found


class TestRequests:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "question"),
            ({"question": None}, "question"),
            ({"question": 7}, "question"),
            ({"question": "Why?", "top_k": 3}, "top_k"),
            ({"question": "Why?", "source_ids": []}, "source_ids"),
            ({"question": "Why?", "source_ids": "one"}, "source_ids"),
            ({"question": "Why?", "source_ids": [1]}, "source_ids.0"),
            ({"question": "Why?", "conversation_id": ""}, "conversation_id"),
        ],
    )
    def test_a_wrong_field_is_named(self, client: httpx.Client, body: dict[str, object], field: str) -> None:
        found = problem(client.post("/ask", json=body), 422, "invalid-request")
        assert [error["field"] for error in found["errors"]] == [field]
        assert found["detail"].startswith(f"{field}: ")

    @pytest.mark.parametrize("limit", [0, 101, "x", 1.5, None])
    def test_limit_lies_between_1_and_100(self, client: httpx.Client, limit: object) -> None:
        problem(client.post("/search", json={"question": "Why?", "limit": limit}), 422, "invalid-request")

    @pytest.mark.parametrize("data", [b"{", b"question=Why", b'{"question": "Why?"} x'])
    def test_a_body_that_is_no_json(self, client: httpx.Client, data: bytes) -> None:
        response = client.post("/ask", content=data, headers={"Content-Type": "application/json"})
        problem(response, 400, "not-json")

    @pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[" * 100_000], ids=["bytes", "nested"])
    def test_a_body_that_cannot_even_be_looked_at(self, client: httpx.Client, data: bytes) -> None:
        response = client.post("/ask", content=data, headers={"Content-Type": "application/json"})
        problem(response, 400, "about:blank")

    @pytest.mark.parametrize(
        "data", [rb'{"question": "\ud800"}', rb'{"question": "Why?", "\ud800": 1}', b"[]", b"null"]
    )
    def test_json_that_is_no_question(self, client: httpx.Client, data: bytes) -> None:
        response = client.post("/ask", content=data, headers={"Content-Type": "application/json"})
        problem(response, 422, "invalid-request")

    def test_a_forgotten_content_type_is_explained(self, client: httpx.Client) -> None:
        response = client.post("/ask", content=b'{"question": "Why?"}')
        assert "Content-Type: application/json" in problem(response, 422, "invalid-request")["detail"]

    def test_a_body_that_is_too_large(self, client: httpx.Client) -> None:
        def chunks() -> Iterator[bytes]:
            yield from [b" " * 65536] * 32

        headers = {"Content-Type": "application/json"}
        for content in (b" " * (JSON_LIMIT + 1), chunks()):
            problem(client.post("/ask", content=content, headers=headers), 413, "too-large")
        assert client.get("/health/live").status_code == 200

    def test_unknown_addresses_and_methods(self, client: httpx.Client) -> None:
        for path in ("/nowhere", "/ask/", "/sources%00"):
            problem(client.get(path), 404, "about:blank")
        assert problem(client.get("/ask"), 405, "about:blank")["title"] == "Method Not Allowed"
        assert client.get("/ask").headers["allow"] == "POST"

    def test_the_request_id_comes_back(self, client: httpx.Client) -> None:
        made = [client.get("/health/live").headers["x-request-id"] for _ in range(2)]
        assert made[0] != made[1]
        for path in ("/health/live", "/nowhere"):
            assert client.get(path, headers={"X-Request-ID": "mine-7"}).headers["x-request-id"] == "mine-7"
        assert client.get("/health/live", headers={"X-Request-ID": "a b\tc"}).headers["x-request-id"] != "a b\tc"


class TestKeys:
    @pytest.fixture
    def kept(self, opened: Opened, serving: Serving) -> Iterator[httpx.Client]:
        with serving(opened(api_keys="reader-1, lésé", admin_keys="chief,", lock_seconds=0)) as found:
            yield found

    @pytest.mark.parametrize(
        "header", [None, "Bearer", "Bearer wrong", "Basic cmVhZGVyLTE=", "Bearer reader-1,", "Bearer reader-1 chief"]
    )
    def test_without_a_valid_key(self, kept: httpx.Client, header: str | None) -> None:
        headers = {"Authorization": header} if header else {}
        requests = [
            ("POST", "/ask"),
            ("POST", "/search"),
            ("GET", "/sources"),
            ("GET", "/sources/x"),
            ("DELETE", "/sources/x"),
        ]
        for method, path in requests:
            body = {"question": "Why?"} if method == "POST" else None
            response = kept.request(method, path, json=body, headers=headers)
            problem(response, 401, "key-needed")
            assert response.headers["www-authenticate"].startswith("Bearer")
        problem(upload(kept, "a.md", NOTED, **headers), 401, "key-needed")

    @pytest.mark.parametrize("key", ["reader-1", "lésé", "chief"])
    def test_with_a_key(self, kept: httpx.Client, key: str) -> None:
        authorization = f"Bearer {key}".encode()
        response = kept.post("/ask", json={"question": "Why?"}, headers={b"Authorization": authorization})
        assert response.status_code == 200

    def test_changing_takes_an_admin_key(self, kept: httpx.Client) -> None:
        problem(upload(kept, "a.md", NOTED, Authorization="Bearer reader-1"), 403, "admin-key-needed")
        problem(kept.delete("/sources/a", headers={"Authorization": "Bearer reader-1"}), 403, "admin-key-needed")
        assert upload(kept, "a.md", NOTED, Authorization="bearer chief").status_code == 201
        assert kept.delete("/sources/a", headers={"Authorization": "Bearer chief"}).status_code == 204

    def test_the_key_is_asked_for_before_the_file_is_read(self, kept: httpx.Client) -> None:
        problem(upload(kept, "a.md", "word " * 4_000_000), 401, "key-needed")

    def test_health_needs_no_key(self, kept: httpx.Client) -> None:
        assert kept.get("/health/live").status_code == kept.get("/health/ready").status_code == 200


class TestHealth:
    def test_live_and_ready(self, client: httpx.Client) -> None:
        assert client.get("/health/live").json() == {"status": "alive"}
        ready = client.get("/health/ready").json()
        assert ready.keys() == examples.READY.keys()
        assert ready["counts"]["sources"] == 3
        assert ready["counts"]["passages"] == ready["counts"]["vectors"] == ready["counts"]["lexical"] > 0

    def test_an_error_inside_the_library_tells_nothing_but_an_id(
        self, own: httpx.Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        upload(own, "a.md", NOTED)
        with sqlite3.connect(tmp_path / "home" / "catalogue.sqlite3") as catalogue:
            catalogue.execute("DROP TABLE passages")
        catalogue.close()
        response = own.post("/ask", json={"question": "How tall is the lighthouse?"})
        problem(response, 503, "unavailable")
        assert not re.search(r"passages|sqlite|SELECT|Traceback|Error", response.text)
        with pytest.MonkeyPatch.context() as broken:  # what nobody foresaw
            broken.setattr("retrieval.storage.catalogue.Catalogue.is_empty", property(lambda _: 1 / 0))
            response = own.post("/ask", json={"question": "How tall is the lighthouse?"})
        body = problem(response, 500, "unexpected")
        assert body["request_id"] == response.headers["x-request-id"]
        assert body["request_id"] in body["detail"]
        assert not re.search(r"division|Traceback|Error", response.text)
        assert [record for record in caplog.records if body["request_id"] in record.message and record.exc_info]
        problem(own.get("/health/ready"), 503, "unavailable")
        assert own.get("/health/live").status_code == 200

    def test_a_slow_request_does_not_hold_up_the_others(self, opened: Opened, serving: Serving, tmp_path: Path) -> None:
        with serving(opened(lock_seconds=60)) as client, ThreadPoolExecutor(1) as pool:
            with FileLock(tmp_path / "home" / "write.lock"):
                waiting = pool.submit(upload, client, "a.md", NOTED)
                for _ in range(5):
                    assert client.get("/health/live").status_code == 200
                    assert client.post("/ask", json={"question": "Why?"}).status_code == 200
                assert not waiting.done()
            assert waiting.result().status_code == 201
