"""``POST /ask`` and ``POST /search``."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from bot import examples
from bot.dependencies import OpenedLibrary, may_ask
from bot.problems import (
    BAD_QUESTION,
    INVALID,
    KEY_NEEDED,
    NOT_JSON,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_SOURCE,
    problem_responses,
)
from retrieval.wire import AnswerJson, HitJson, RefusalJson, hit_json, reply_json

_PROBLEMS = problem_responses(
    NOT_JSON, KEY_NEEDED, UNKNOWN_SOURCE, TOO_LARGE, BAD_QUESTION, INVALID, UNEXPECTED, UNAVAILABLE
)
router = APIRouter(tags=["asking"], dependencies=[Depends(may_ask)], responses=_PROBLEMS)


def _writable(text: str) -> str:
    """JSON can name half a character (``"\\ud800"``), which no answer could repeat."""
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise PydanticCustomError("half_a_character", "The text has half of a surrogate pair")
    return text


Text = Annotated[str, AfterValidator(_writable)]
SourceIds = Annotated[
    list[Text] | None,
    Field(description="Ids of the only sources to look at; without it, all.", min_length=1, max_length=1000),
]


class _Body(BaseModel):
    """A body is taken as it is or not at all: a field that nobody reads is a mistake of the caller."""

    model_config = ConfigDict(extra="forbid")


class AskBody(_Body):
    """A question."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASK]})

    question: Annotated[Text, Field(description="The question, in plain words.")]
    conversation_id: Annotated[
        str | None,
        Field(description="The conversation this belongs to, an id of your own.", min_length=1, max_length=200),
    ] = None
    source_ids: SourceIds = None


class SearchBody(_Body):
    """A question whose Hits are wanted, not its answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SEARCH]})

    question: Annotated[Text, Field(description="The question, in plain words.")]
    limit: Annotated[int, Field(description="The most Hits to send.", ge=1, le=100)] = 10
    source_ids: SourceIds = None


class HitsJson(TypedDict):
    """What a search found, best first."""

    hits: list[HitJson]


@router.post(
    "/ask",
    summary="Ask a question",
    responses=examples.ok("Answer or Refusal", answer=examples.ANSWER, refusal=examples.REFUSAL),
)
def ask(body: AskBody, library: OpenedLibrary) -> AnswerJson | RefusalJson:
    """Answers with claims, each with the verbatim quotes it rests on and the author's own footnotes, or refuses.

    A refusal is a reply like any other (status 200): `status` tells them apart.
    """
    return reply_json(library.ask(body.question, conversation_id=body.conversation_id, source_ids=body.source_ids))


@router.post(
    "/search", summary="Search without answering", responses=examples.ok("Hits", hits={"hits": [examples.HIT]})
)
def search(body: SearchBody, library: OpenedLibrary) -> HitsJson:
    """Sends the passages that are nearest to the question, best first."""
    return {"hits": [hit_json(one) for one in library.search(body.question, body.limit, body.source_ids)]}
