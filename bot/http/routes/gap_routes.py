"""``GET /gaps``: what the library was asked and has no good answer to."""

from fastapi import APIRouter, Depends

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary, may_change
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import ADMIN_KEY_NEEDED, CROSS_SITE, KEY_NEEDED, UNAVAILABLE, UNEXPECTED
from retrieval.wire.gaps_json import GapsJson, gaps_json

router = APIRouter(
    tags=["asking"],
    dependencies=[Depends(may_change)],
    responses=problem_responses(KEY_NEEDED, ADMIN_KEY_NEEDED, CROSS_SITE, UNEXPECTED, UNAVAILABLE),
)


@router.get("/gaps", summary="See what was not answered", responses=examples.ok("The gaps", gaps=examples.GAPS))
def gaps(library: OpenedLibrary) -> GapsJson:
    """Sends the questions that were refused and the replies that were disliked, grouped by subject, largest first.

    They are kept as long as feedback is, and deleted with their conversation.
    """
    return gaps_json(library.gaps())
