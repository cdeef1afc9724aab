"""``/problems/{slug}``: what a kind of problem means; the ``type`` of problem details leads here (RFC 9457, 3.1.1)."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import PROBLEMS, UNKNOWN_PROBLEM, HttpProblem

router = APIRouter(tags=["problems"])

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} – Ibid</title>
<h1>{title}</h1>
<p>{says}</p>
<p>Status {status} ({phrase}). The <code>detail</code> of a problem says what happened in that request.</p>
<ul>{others}</ul>
</html>
"""


@router.get("/problems/{slug}", include_in_schema=False, response_class=HTMLResponse)
def problem(slug: str) -> HTMLResponse:
    """Sends the page that explains a kind of problem, with links to the others."""
    kind = next((kind for kind in PROBLEMS if kind.slug == slug), None)
    if kind is None:
        raise AtTheDoor(UNKNOWN_PROBLEM)
    return HTMLResponse(_page(kind))


def _page(kind: HttpProblem) -> str:
    others = "".join(f'<li><a href="{other.slug}">{escape(other.title)}</a></li>' for other in PROBLEMS)
    return _PAGE.format(
        title=escape(kind.title),
        says=escape(kind.says.replace(" {id}", "")),
        status=kind.status.value,
        phrase=kind.status.phrase,
        others=others,
    )
