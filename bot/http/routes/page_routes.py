"""``GET /``: the web page, and beside it the files it is made of."""

from __future__ import annotations

from os import PathLike, stat_result
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.http import openapi_examples as examples

router = APIRouter(tags=["page"])


class _Files(StaticFiles):
    """Files that a browser keeps, and asks after each time: their names do not change when they do."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response


files = _Files(directory=Path(__file__).parents[2] / "page")
"""What stands under ``/page``."""


@router.get("/", summary="The web page", response_class=HTMLResponse, response_model=None, responses=examples.ok_page())
async def page(request: Request) -> Response:
    """Sends the page on which people ask and read. All else it needs comes from this server too, under `/page`."""
    return await files.get_response("index.html", request.scope)
