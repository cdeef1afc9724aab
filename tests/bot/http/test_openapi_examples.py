"""The description of the interface, which clients are made from."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from fastapi.openapi.models import OpenAPI


class TestOpenApi:
    @pytest.fixture
    def document(self, client: httpx.Client) -> dict[str, Any]:
        return client.get("/openapi.json").json()

    def test_it_is_valid_and_its_references_lead_somewhere(self, document: dict[str, Any]) -> None:
        OpenAPI.model_validate(document)
        for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
            found: Any = document
            for part in reference.split("/"):
                found = found[part]

    def test_every_operation_has_examples_and_documents_its_problems(self, document: dict[str, Any]) -> None:
        operations = [(path, method) for path, methods in document["paths"].items() for method in methods.values()]
        assert {path for path, _ in operations} == {
            *("/ask", "/search", "/sources", "/sources/{source_id}", "/health/live", "/health/ready"),
            *("/conversations/{conversation_id}", "/examples", "/feedback", "/gaps", "/metrics"),
            *("/v1/chat/completions", "/v1/responses", "/v1/models"),
            *("/verify", "/jobs/{job_id}", "/", "/replies/{reply_id}"),
        }
        for path, operation in operations:
            assert "example" in json.dumps(operation), path
            for status, response in operation["responses"].items():
                plain = {"/metrics": "text/plain", "/": "text/html"}.get(path, "application/json")
                media = "application/problem+json" if status >= "400" else plain
                bare = status in ("204", "303", "304")
                assert bare or response["content"][media]["examples"], (path, status)
                assert bare or list(response["content"])[:1] == [media], (path, status)
            assert path == "/health/live" or [status for status in operation["responses"] if status >= "400"]

    def test_replies_have_the_shapes_of_the_wire(self, document: dict[str, Any]) -> None:
        schema = document["paths"]["/ask"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert {item["$ref"].rpartition("/")[2] for item in schema["anyOf"]} == {"AnswerJson", "RefusalJson"}
