"""What the tests of the HTTP door share."""

from typing import Any

import httpx

NOTED = (
    "# Lighthouses of Orvany\n\nThe lighthouse at Tarn Point is 61 meters tall.[^1]\n\n[^1]: Harbor survey of 1998.\n"
)


def upload(client: httpx.Client, name: str, data: str | bytes, **headers: str) -> httpx.Response:
    """Sends a file as a form does."""
    return client.post("/sources", files={"file": (name, data)}, headers=headers)


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """The body, once it is known to be this problem."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == (kind if kind == "about:blank" else f"/problems/{kind}")
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith((".", "?"))
    return body
