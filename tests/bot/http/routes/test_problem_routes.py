"""The pages to which the ``type`` of a problem leads."""

from __future__ import annotations

from html import escape

import httpx
import pytest

from bot.http import problem_kinds
from bot.http.problem_kinds import PROBLEMS, HttpProblem

DEFINED = [kind for kind in vars(problem_kinds).values() if isinstance(kind, HttpProblem)]


def test_every_kind_has_a_page_of_its_own() -> None:
    assert sorted(kind.slug for kind in DEFINED) == sorted(kind.slug for kind in PROBLEMS)
    assert len({kind.slug for kind in PROBLEMS}) == len(PROBLEMS)


@pytest.mark.parametrize("slug", [kind.slug for kind in PROBLEMS])
def test_the_page_says_what_it_means(client: httpx.Client, slug: str) -> None:
    page = client.get(f"/problems/{slug}")
    kind = next(kind for kind in PROBLEMS if kind.slug == slug)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert f"<h1>{escape(kind.title)}</h1>" in page.text
    assert "{id}" not in page.text


def test_the_type_of_a_problem_leads_there(client: httpx.Client) -> None:
    problem = client.post("/ask", json={"question": ""}).json()
    assert client.get(problem["type"]).status_code == 200


def test_an_unknown_kind_is_a_problem_itself(client: httpx.Client) -> None:
    answer = client.get("/problems/nonsense")
    assert answer.status_code == 404
    assert client.get(answer.json()["type"]).status_code == 200
