"""``/conversations/{id}``: reads and deletes a conversation, for whoever knows its id."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bot.http import openapi_examples as examples
from bot.http.dependencies import OpenedLibrary, may_ask
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import INVALID, KEY_NEEDED, UNAVAILABLE, UNEXPECTED, UNKNOWN_CONVERSATION
from retrieval.conversation.transcript import ConversationJson, conversation_json

router = APIRouter(
    prefix="/conversations",
    tags=["conversations"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(KEY_NEEDED, UNKNOWN_CONVERSATION, INVALID, UNEXPECTED, UNAVAILABLE),
)

ConversationId = Annotated[
    str,
    Path(
        description="The id that a reply carries. Whoever knows it may read the conversation.",
        examples=[examples.CONVERSATION["id"]],
        min_length=1,
        max_length=200,
    ),
]


@router.get(
    "/{conversation_id}",
    summary="Read a conversation",
    responses=examples.ok("The conversation", conversation=examples.CONVERSATION),
)
def conversation(conversation_id: ConversationId, library: OpenedLibrary) -> ConversationJson:
    """Sends the turns that are kept, first to last: each question, how it was understood, and what was answered."""
    return conversation_json(library.conversation(conversation_id))


@router.delete(
    "/{conversation_id}", summary="Forget a conversation", status_code=204, response_description="It is forgotten"
)
def forget(conversation_id: ConversationId, library: OpenedLibrary) -> None:
    """Deletes a conversation for good."""
    library.forget(conversation_id)
