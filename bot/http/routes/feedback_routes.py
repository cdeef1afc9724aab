"""``POST /feedback``: what someone thought of a Reply."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary, may_ask
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import (
    INVALID,
    KEY_NEEDED,
    NOT_JSON,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_REPLY,
)
from bot.http.routes.ask_routes import Text
from retrieval.feedback import Thumb

router = APIRouter(
    tags=["asking"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(NOT_JSON, KEY_NEEDED, UNKNOWN_REPLY, TOO_LARGE, INVALID, UNEXPECTED, UNAVAILABLE),
)


class FeedbackBody(BaseModel):
    """A verdict on a reply."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.FEEDBACK]})

    reply_id: Annotated[Text, Field(description="The `id` of the reply.", min_length=1, max_length=100)]
    verdict: Annotated[Thumb, Field(description="Whether it was good.")]
    comment: Annotated[Text, Field(description="The reason, in the person's own words.", max_length=4000)] = ""
    nearest: Annotated[
        int | None,
        Field(description="Of a refusal: which of its `nearest` answers the question after all.", ge=1, le=3),
    ] = None


@router.post("/feedback", summary="Say what you think of a reply", status_code=204, response_description="Noted")
def feedback(body: FeedbackBody, library: OpenedLibrary) -> None:
    """Notes a verdict, with the question and the answer where the conversation is still kept.

    With `nearest` it is also noted which quote of a refusal answers after all. A second verdict on the same reply takes
    the place of the first.
    """
    library.judge(body.reply_id, body.verdict, body.comment, body.nearest)
