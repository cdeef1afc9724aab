"""``/sources``: what is in the Library, and for admins the changing of it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import UploadFile
from typing_extensions import TypedDict

from bot import examples
from bot.dependencies import OpenedLibrary, may_ask, may_change
from bot.problems import (
    ADMIN_KEY_NEEDED,
    BUSY,
    CROSS_SITE,
    INVALID,
    KEY_NEEDED,
    NOT_MULTIPART,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_SOURCE,
    UNREADABLE,
    AtTheDoor,
    problem_responses,
)
from ingest.build import Outcome, ingest
from ingest.errors import UnreadableSource
from ingest.inputs import Input
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

_FORM: dict[str, Any] = {
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
                            "description": "A text, Markdown or HTML file.",
                        }
                    },
                },
                "example": {"file": "# Missions\n\nIn 2023 the number fell to 46.[^1]\n\n[^1]: Own count."},
            }
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
    state: Literal["added", "replaced", "unchanged", "failed"]
    passages: int
    footnotes: int
    unresolved: list[UnresolvedJson]


async def uploaded(request: Request, library: OpenedLibrary) -> AsyncIterator[UploadFile]:
    """The uploaded file; beyond 1 MB it lies on the disk.

    The form is read here, and not by FastAPI, which would read all of it before anyone asks for the key.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise AtTheDoor(NOT_MULTIPART)
    async with request.form(max_files=1, max_fields=8) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise AtTheDoor(INVALID, "The form has no file in a field named `file`.")
        limit = library.settings.upload_limit
        if (file.size or 0) > limit:
            raise AtTheDoor(TOO_LARGE, f"The file has {file.size:,} bytes; IBID_UPLOAD_LIMIT allows {limit:,}.")
        yield file


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
    return source_json(library.source(source_id))


@changing.post(
    "/sources",
    summary="Add a source",
    status_code=201,
    openapi_extra=_FORM,
    responses=examples.ok("What became of it", 201, added=examples.ADDED)
    | problem_responses(TOO_LARGE, NOT_MULTIPART, UNREADABLE, INVALID),
)
def add_source(library: OpenedLibrary, file: Annotated[UploadFile, Depends(uploaded)], response: Response) -> AddedJson:
    """Reads a file into the library. A file of the same name is replaced; one with the same bytes is left as it is."""
    outcome = _ingested(library, file)
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


def _ingested(library: Library, file: UploadFile) -> Outcome:
    name = _name(file.filename or "")
    [outcome] = ingest(library, [Input(f"upload:{name}", name, file.file.read())])
    if outcome.error:
        raise UnreadableSource(outcome.error)
    return outcome


def _name(stated: str) -> str:
    """The last part of a file's name; some browsers send the folder too, in the manner of their system."""
    return stated.replace("\\", "/").rpartition("/")[2].strip() or "upload"
