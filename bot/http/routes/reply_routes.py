"""``/replies/{id}``: an answer by itself, for whoever was sent its link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary, may_ask
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import INVALID, KEY_NEEDED, UNAVAILABLE, UNEXPECTED, UNKNOWN_REPLY
from retrieval.wire.replies import AnswerJson, RefusalJson

router = APIRouter(
    tags=["conversations"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(KEY_NEEDED, UNKNOWN_REPLY, INVALID, UNEXPECTED, UNAVAILABLE),
)

ReplyId = Annotated[
    str,
    Path(
        description="The `id` of the reply. Whoever knows it may read the reply, and nothing else of its conversation.",
        examples=[examples.ANSWER["id"]],
        min_length=1,
        max_length=100,
    ),
]


@router.get(
    "/replies/{reply_id}",
    summary="Read a reply again",
    response_model=AnswerJson | RefusalJson,
    responses=examples.ok("The reply", answer=examples.ANSWER, refusal=examples.REFUSAL),
)
def reply(reply_id: ReplyId, library: OpenedLibrary) -> AnswerJson | RefusalJson:
    """Sends a stored reply, without the id of its conversation. It is deleted together with the conversation."""
    reply = library.reply(reply_id)
    reply["conversation_id"] = None
    return reply
