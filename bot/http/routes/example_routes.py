"""``GET /examples``: questions to begin with."""

from fastapi import APIRouter, Depends
from typing_extensions import TypedDict

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary, may_ask, place
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import KEY_NEEDED, UNAVAILABLE, UNEXPECTED

router = APIRouter(
    tags=["asking"],
    dependencies=[Depends(may_ask), Depends(place)],
    responses=problem_responses(KEY_NEEDED, UNEXPECTED, UNAVAILABLE),
)


class ExamplesJson(TypedDict):
    """Questions that the library answers."""

    questions: list[str]


@router.get(
    "/examples",
    summary="See what one could ask",
    responses=examples.ok("Questions", examples={"questions": [examples.QUESTION]}),
)
def example_questions(library: OpenedLibrary) -> ExamplesJson:
    """Sends up to two questions that the library answers, made from its own words; none where it is empty."""
    return {"questions": list(library.examples())}
