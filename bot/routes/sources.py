"""``/sources``: what is in the Library, and for admins the changing of it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from typing_extensions import TypedDict

from bot import examples
from bot.dependencies import Measured, OpenedLibrary, OpenedWeb, may_ask, may_change
from bot.metrics import Metrics
from bot.problems import (
    ADDRESS_REFUSED,
    ADMIN_KEY_NEEDED,
    BUSY,
    CROSS_SITE,
    INVALID,
    KEY_NEEDED,
    NOT_FETCHED,
    NOT_JSON,
    NOT_MULTIPART,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_SOURCE,
    UNREADABLE,
    AtTheDoor,
    problem_responses,
)
from ingest.addresses import Address, normal
from ingest.build import Outcome, ingest
from ingest.errors import UnreadableSource
from ingest.inputs import Input
from ingest.places import upload
from retrieval.library import Library
from retrieval.wire import ListedJson, SourceJson, UnresolvedJson, listed_json, source_json

reading = APIRouter(
    tags=["sources"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(KEY_NEEDED, UNEXPECTED, UNAVAILABLE),
)
changing = APIRouter(
    tags=["sources"],
    dependencies=[Depends(may_change)],
    responses=problem_responses(KEY_NEEDED, ADMIN_KEY_NEEDED, CROSS_SITE, UNEXPECTED, BUSY, UNAVAILABLE),
)

SourceId = Annotated[
    str, Path(description="The source's id; it may hold slashes.", examples=["de-risking-briefing"], min_length=1)
]

_ADDRESS_LIMIT = 16 * 1024
"""Bytes of a body that names an address."""


class AddressJson(BaseModel):
    """A page to fetch and add."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="Address of the page, http or https.", max_length=8000)


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "description": "A document: Markdown, HTML, plain text, PDF, DOCX, ODT or EPUB.",
                        }
                    },
                },
                "example": {"file": "# Missions\n\nIn 2023 the number fell to 46.[^1]\n\n[^1]: Own count."},
            },
            "application/json": {"schema": AddressJson.model_json_schema(), "example": {"url": examples.URL}},
        },
    }
}


class ListJson(TypedDict):
    """All Sources, by title."""

    sources: list[ListedJson]


class AddedJson(TypedDict):
    """What became of an upload. ``footnotes`` and ``passages`` are counts; ``unresolved`` is what needs a look."""

    source_id: str | None
    title: str | None
    state: Literal["added", "replaced", "unchanged", "failed", "removed"]
    passages: int
    footnotes: int
    unresolved: list[UnresolvedJson]


async def sent(request: Request, library: OpenedLibrary) -> AsyncIterator[UploadFile | AddressJson]:
    """The uploaded file, beyond 1 MB on the disk, or the address to fetch.

    The body is read here, and not by FastAPI, which would read all of it before anyone asks for the key.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        yield await _address(request)
        return
    if media_type != "multipart/form-data":
        raise AtTheDoor(NOT_MULTIPART)
    async with request.form(max_files=1, max_fields=8) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise AtTheDoor(INVALID, "The form has no file in a field named `file`.")
        limit = library.settings.upload_limit
        if (file.size or 0) > limit:
            raise AtTheDoor(TOO_LARGE, f"The file has {file.size:,} bytes; IBID_UPLOAD_LIMIT allows {limit:,}.")
        yield file


async def _address(request: Request) -> AddressJson:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _ADDRESS_LIMIT:
            raise AtTheDoor(TOO_LARGE, f"An address comes in at most {_ADDRESS_LIMIT:,} bytes.")
    try:
        return AddressJson.model_validate_json(bytes(body))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise AtTheDoor(NOT_JSON) from None
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None


@reading.get(
    "/sources", summary="List the sources", responses=examples.ok("All sources", sources={"sources": [examples.LISTED]})
)
def sources(library: OpenedLibrary) -> ListJson:
    """Lists all sources by title, without their texts."""
    return {"sources": [listed_json(one) for one in library.sources()]}


@reading.get(
    "/sources/{source_id:path}",
    summary="Read a source",
    responses=examples.ok("The source", source=examples.SOURCE) | problem_responses(UNKNOWN_SOURCE, INVALID),
)
def source(source_id: SourceId, library: OpenedLibrary) -> SourceJson:
    """Sends a source whole: its canonical text, which the offsets of citations count in, its sections and footnotes."""
    return source_json(library.source(source_id), library.copies_of(source_id))


@changing.post(
    "/sources",
    summary="Add a source",
    status_code=201,
    openapi_extra=_BODY,
    responses=examples.ok("What became of it", 201, added=examples.ADDED)
    | problem_responses(NOT_JSON, TOO_LARGE, NOT_MULTIPART, UNREADABLE, ADDRESS_REFUSED, NOT_FETCHED, INVALID),
)
def add_source(
    library: OpenedLibrary,
    web: OpenedWeb,
    measured: Measured,
    body: Annotated[UploadFile | AddressJson, Depends(sent)],
    response: Response,
) -> AddedJson:
    """Reads a file or a page into the library.

    A file of the same name, or the page at the same address, is replaced; one with the same bytes is left as it is.
    Pages are fetched with the respect that `ibid ingest` has: robots.txt is minded, private addresses are refused.
    """
    if isinstance(body, AddressJson):
        address = Address(normal(body.url))
        outcome = _ingested(library, web.read(address, library.origin(address.url)), measured)
    else:
        name = _name(body.filename or "")
        outcome = _ingested(library, Input(upload(name), name, body.file.read()), measured)
    response.headers["Location"] = f"/sources/{quote(outcome.source_id or '', safe='')}"
    return {
        "source_id": outcome.source_id,
        "title": outcome.title,
        "state": outcome.state.value,
        "passages": outcome.passages,
        "footnotes": outcome.footnotes,
        "unresolved": [{"label": one.label, "offset": one.offset} for one in outcome.unresolved],
    }


@changing.delete(
    "/sources/{source_id:path}",
    summary="Remove a source",
    status_code=204,
    response_description="It is gone",
    responses=problem_responses(UNKNOWN_SOURCE, INVALID),
)
def remove_source(source_id: SourceId, library: OpenedLibrary) -> None:
    """Takes a source out of the library."""
    with library.writing() as writer:
        library.source(source_id)
        writer.remove([source_id])


def _ingested(library: Library, one: Input, measured: Metrics) -> Outcome:
    """What became of it; other Sources that went or were kept under another id thereby are not told of."""
    outcome = next(found for found in list(ingest(library, [one])) if found.origin == one.origin)
    measured.ingested(outcome.state.value)
    if outcome.error:
        raise UnreadableSource(outcome.error)
    return outcome


def _name(stated: str) -> str:
    """The last part of a file's name; some browsers send the folder too, in the manner of their system."""
    return stated.replace("\\", "/").rpartition("/")[2].strip() or "upload"
