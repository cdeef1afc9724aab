"""``GET /health/live`` and ``GET /health/ready``, for whoever keeps the server running."""

import logging
from typing import Literal

from fastapi import APIRouter
from typing_extensions import TypedDict

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary
from bot.http.problem_details import AtTheDoor, problem_responses
from bot.http.problem_kinds import UNAVAILABLE

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/health", tags=["health"])


class AliveJson(TypedDict):
    """The process runs."""

    status: Literal["alive"]


class CountsJson(TypedDict):
    """How much there is of what."""

    sources: int
    passages: int
    vectors: int
    lexical: int


class ReadyJson(TypedDict):
    """Questions can be answered."""

    status: Literal["ready"]
    counts: CountsJson


@router.get("/live", summary="Does it run?", responses=examples.ok("It runs", alive={"status": "alive"}))
async def live() -> AliveJson:
    """Says that the process runs. It looks at nothing, so that a slow store gets no healthy process killed."""
    return {"status": "alive"}


@router.get(
    "/ready",
    summary="Can it answer?",
    responses=examples.ok("It can answer", ready=examples.READY) | problem_responses(UNAVAILABLE),
)
def ready(library: OpenedLibrary) -> ReadyJson:
    """Searches for something, writes something, and compares what the stores hold: all that a question needs has then
    worked. The detail of a problem says what has not.
    """
    try:
        faults = library.faults()
        counts = library.counts() if not faults else {}
    except Exception:
        logger.exception("The library is not ready")
        raise AtTheDoor(UNAVAILABLE) from None
    if faults:
        for fault in faults:
            logger.error("The library is not ready: %s", fault.says, exc_info=fault.error)
        raise AtTheDoor(UNAVAILABLE, " ".join(fault.says for fault in faults))
    return {
        "status": "ready",
        "counts": {
            "sources": counts["sources"],
            "passages": counts["passages"],
            "vectors": counts["vectors"],
            "lexical": counts["lexical"],
        },
    }
