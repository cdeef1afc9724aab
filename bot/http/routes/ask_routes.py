"""``POST /ask``, ``POST /search`` and ``POST /verify``."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from sse_starlette.sse import EventSourceResponse
from typing_extensions import TypedDict

from bot.http import openapi_examples as examples
from bot.http.dependencies import Measured, OpenedLibrary, may_ask, place
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import (
    BAD_QUESTION,
    INVALID,
    KEY_NEEDED,
    NOT_JSON,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_SOURCE,
)
from bot.http.streaming import as_events, wants_events
from retrieval.events import reply_of
from retrieval.wire.replies import AnswerJson, HitJson, RefusalJson, hit_json, reply_json
from retrieval.wire.verdicts import VerificationJson, verification_json

_PROBLEMS = problem_responses(
    NOT_JSON, KEY_NEEDED, UNKNOWN_SOURCE, TOO_LARGE, BAD_QUESTION, INVALID, UNEXPECTED, UNAVAILABLE
)
router = APIRouter(tags=["asking"], dependencies=[Depends(may_ask), Depends(place)], responses=_PROBLEMS)


def _writable(text: str) -> str:
    """JSON can name half a character (``"\\ud800"``), which no answer could repeat."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("half_a_character", "The text has half of a surrogate pair")
    return text


MOST_SOURCES = 1000
"""Sources that a request may name, at most."""

Text = Annotated[str, AfterValidator(_writable)]
SourceIds = Annotated[
    list[Text] | None,
    Field(description="Ids of the only sources to look at; without it, all.", min_length=1, max_length=MOST_SOURCES),
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
        Field(
            description="The conversation this belongs to: the id that its first reply carries.",
            min_length=1,
            max_length=200,
        ),
    ] = None
    source_ids: SourceIds = None
    as_typed: Annotated[
        bool, Field(description="Ask these words as they are, not as the conversation would have them understood.")
    ] = False


class SearchBody(_Body):
    """A question whose Hits are wanted, not its answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SEARCH]})

    question: Annotated[Text, Field(description="The question, in plain words.")]
    limit: Annotated[int, Field(description="The most Hits to send.", ge=1, le=100)] = 10
    source_ids: SourceIds = None


class VerifyBody(_Body):
    """A claim that somebody brings."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VERIFY]})

    claim: Annotated[Text, Field(description="The claim, a sentence.")]
    source_ids: SourceIds = None
    evidence: Annotated[
        list[Text] | None,
        Field(description="Sentences to check the claim by, in place of the library.", max_length=1000),
    ] = None


class HitsJson(TypedDict):
    """The hits of a search, best first."""

    hits: list[HitJson]


@router.post(
    "/ask",
    summary="Ask a question",
    response_model=AnswerJson | RefusalJson,
    responses=examples.ok_or_events(
        "Answer or Refusal", examples.stream(), answer=examples.ANSWER, refusal=examples.REFUSAL
    ),
)
def ask(
    body: AskBody, library: OpenedLibrary, measured: Measured, request: Request
) -> AnswerJson | RefusalJson | EventSourceResponse:
    """Answers with claims, each with the verbatim quotes it rests on and the author's own footnotes, or refuses.

    A refusal is a reply like any other (status 200): `status` tells them apart. Small talk gets one with the `reason`
    `talk`: a friendly sentence, and `suggestions` to ask. With `Accept: text/event-stream` the
    same comes as events: `search` (what was found), `claim` (a sentence with its citations, as soon as it has passed
    every check), and last `reply` (the whole) or `error` (a problem).
    """
    events = measured.watched(
        library.stream(
            body.question,
            conversation_id=body.conversation_id,
            source_ids=body.source_ids,
            as_typed=body.as_typed,
        )
    )
    if wants_events(request):
        return as_events(events, request.state.request_id)
    *_, last = events
    return reply_json(reply_of(last))


@router.post(
    "/search", summary="Search without answering", responses=examples.ok("Hits", hits={"hits": [examples.HIT]})
)
def search(body: SearchBody, library: OpenedLibrary) -> HitsJson:
    """Sends the passages that are nearest to the question, best first."""
    return {"hits": [hit_json(hit) for hit in library.search(body.question, body.limit, body.source_ids)]}


@router.post(
    "/verify",
    summary="Check a claim",
    responses=examples.ok("The verdict", supported=examples.VERIFICATION, unsupported=examples.UNSUPPORTED),
)
def verify(body: VerifyBody, library: OpenedLibrary) -> VerificationJson:
    """Says whether the library, or the evidence sent along, supports a claim, and if not, what is wrong with it."""
    return verification_json(library.verify(body.claim, evidence=body.evidence, source_ids=body.source_ids))
