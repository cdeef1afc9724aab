"""``GET /metrics``: for Prometheus."""

from contextlib import suppress

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.http.dependencies import Measured, OpenedLibrary, may_ask
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import KEY_NEEDED, UNEXPECTED
from retrieval.errors import IbidError

router = APIRouter(
    tags=["health"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(KEY_NEEDED, UNEXPECTED),
)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "The figures",
            "content": {
                "text/plain": {
                    "schema": {"type": "string"},
                    "examples": {"sources": {"value": 'ibid_library{what="sources"} 3.0\n'}},
                }
            },
        }
    },
)
def metrics(measured: Measured, library: OpenedLibrary) -> Response:
    """Sends counts and durations of requests and replies, and what the library holds, in Prometheus' text format.

    What the library holds is left out while its stores cannot be reached; all else is told as ever.
    """
    held, gaps = dict[str, int](), dict[str, int]()
    with suppress(IbidError):
        held = library.counts()
    with suppress(IbidError):
        gaps = library.feedback.counts()
    return Response(measured.exposition(held, gaps), media_type=CONTENT_TYPE_LATEST)
