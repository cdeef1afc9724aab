"""``/sources``: what is in the Library, and for admins the changing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse
from typing_extensions import TypedDict

from bot.http import openapi_examples as examples
from bot.http.conditional import conditional, documented
from bot.http.dependencies import Measured, OpenedLibrary, OpenedWeb, Uploads, may_ask, may_change
from bot.http.jobs import Job, Jobs, KeyReused
from bot.http.opened_by_browsers import to_the_page
from bot.http.outcomes import AddedJson, added_json
from bot.http.problem_details import AtTheDoor, problem_responses
from bot.http.problem_kinds import (
    ADDRESS_REFUSED,
    ADMIN_KEY_NEEDED,
    BUSY,
    CROSS_SITE,
    INVALID,
    KEY_NEEDED,
    KEY_REUSED,
    NOT_FETCHED,
    NOT_JSON,
    NOT_MULTIPART,
    STILL_UNDER_WAY,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_SOURCE,
    UNREADABLE,
)
from bot.http.prometheus import Metrics
from bot.http.sent_sources import AddressJson, sent
from ingest.build import ingest
from ingest.collect import BULK
from ingest.ingest_errors import UnreadableSource
from ingest.input import Input
from ingest.origins import upload
from ingest.outcome import Outcome
from ingest.web.addresses import Address, normal
from ingest.web.fetch import Web
from retrieval.library import Library
from retrieval.wire.sources import ListedJson, SourceJson, listed_json, source_json

reading = APIRouter(
    tags=["sources"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(KEY_NEEDED, UNEXPECTED, UNAVAILABLE),
)
shown = APIRouter(
    tags=["sources"],
    dependencies=[Depends(to_the_page), Depends(may_ask)],
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

_PAGE = 10_000
"""Sources of a page of the list, at most."""
_UNREADABLE = (UNREADABLE, ADDRESS_REFUSED, NOT_FETCHED, KEY_REUSED)
_KEY_SAYS = "A name for this upload: sent again under it, within a day, it is done once and answered as before."


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
    """Sources by title. ``next``: what to send as ``after`` for those that follow; null where these were the last."""

    sources: list[ListedJson]
    next: str | None


@reading.get(
    "/sources",
    summary="List the sources",
    response_model=ListJson,
    responses=documented(examples.ok("Sources", sources={"sources": [examples.LISTED], "next": None}))
    | problem_responses(UNKNOWN_SOURCE, INVALID),
)
def sources(
    request: Request,
    library: OpenedLibrary,
    limit: Annotated[int, Query(description="The most sources to send.", ge=1, le=_PAGE)] = _PAGE,
    after: Annotated[str | None, Query(description="The `next` of the page before.", min_length=1)] = None,
) -> Response:
    """Lists sources by title, without their texts, a page at a time."""
    page = library.sources(limit + 1, after)
    following = page[limit - 1].id if len(page) > limit else None
    listed: ListJson = {"sources": [listed_json(source) for source in page[:limit]], "next": following}
    link = f'</sources?limit={limit}&after={quote(following, safe="")}>; rel="next"' if following else ""
    return conditional(request, listed, {"Link": link} if link else None)


@shown.get(
    "/sources/{source_id:path}",
    summary="Read a source",
    response_model=SourceJson,
    responses=documented(examples.ok("The source", source=examples.SOURCE))
    | {303: {"description": "A browser is sent to the page"}}
    | problem_responses(UNKNOWN_SOURCE, INVALID),
)
def source(source_id: SourceId, request: Request, library: OpenedLibrary) -> Response:
    """Sends a source whole: its canonical text, which the offsets of citations count in, its sections and footnotes.

    A browser, which asks for `text/html`, is sent to the web page that shows the source.
    """
    found = source_json(library.source(source_id), library.copies_of(source_id))
    return conditional(request, found, {"Vary": "Accept"})


@changing.post(
    "/sources",
    summary="Add a source",
    status_code=201,
    openapi_extra=_BODY,
    response_model=AddedJson,
    responses=examples.ok("What became of it", 201, added=examples.ADDED)
    | {202: {**examples.ok("It goes on; look at the job", 202, job=examples.JOB)[202], "model": Job}}
    | problem_responses(NOT_JSON, STILL_UNDER_WAY, TOO_LARGE, NOT_MULTIPART, INVALID, *_UNREADABLE),
)
def add_source(
    library: OpenedLibrary,
    web: OpenedWeb,
    jobs: Uploads,
    measured: Measured,
    body: Annotated[UploadFile | AddressJson, Depends(sent)],
    idempotency_key: Annotated[str | None, Header(description=_KEY_SAYS, min_length=1, max_length=255)] = None,
    prefer: Annotated[str, Header(description="`respond-async`: answer at once, go on behind it (RFC 7240).")] = "",
) -> Response:
    """Reads a file or a page into the library.

    A file of the same name, or the page at the same address, is replaced; one with the same bytes is left as it is.
    Pages are fetched with the respect that `ibid ingest` has: robots.txt is minded, private addresses are refused. What
    takes long is better sent with `Prefer: respond-async`, as a file of a source a line (`.jsonl`) always is: then
    `GET /jobs/{id}` says how far it is.
    """
    sent = _Sent.of(body)
    later = sent.bulk or "respond-async" in prefer.lower()
    if not later and idempotency_key is None:
        return _added(added_json(sent.ingested(library, web, measured)))
    job, new = _begun(jobs, sent, idempotency_key)
    if later:
        if new:
            jobs.enqueue(job)
        return JSONResponse(job.model_dump(mode="json"), 202, {"Location": f"/jobs/{job.id}"})
    return _added(_at_once(jobs, job, lambda: sent.ingested(library, web, measured)) if new else _as_before(job))


@changing.delete(
    "/sources/{source_id:path}",
    summary="Remove a source",
    status_code=204,
    response_description="It is gone",
    responses=problem_responses(UNKNOWN_SOURCE, INVALID),
)
def remove_source(source_id: SourceId, library: OpenedLibrary) -> None:
    """Takes a source out of the library."""
    library.remove(source_id)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file and its name, or the address of a page."""

    name: str
    content: BinaryIO | None

    @classmethod
    def of(cls, body: UploadFile | AddressJson) -> Self:
        if isinstance(body, AddressJson):
            return cls(normal(body.url), None)
        return cls(_name(body.filename or ""), body.file)

    @property
    def bulk(self) -> bool:
        return self.content is not None and self.name.endswith(BULK)

    def ingested(self, library: Library, web: Web, measured: Metrics) -> Outcome:
        """Ingests it and returns its outcome, without those of other Sources that this removed or renamed."""
        if self.content is None:
            read = web.read(Address(self.name), library.origin(self.name))
        else:
            read = Input(upload(self.name), self.name, self.content.read())
        outcomes = list(ingest(library, [read]))
        outcome = next(outcome for outcome in outcomes if outcome.origin == read.origin)
        measured.ingested(outcome.state.value)
        if outcome.error:
            raise UnreadableSource(outcome.error)
        return outcome


def _begun(jobs: Jobs, sent: _Sent, key: str | None) -> tuple[Job, bool]:
    try:
        return jobs.begin(sent.name, sent.content, key)
    except KeyReused:
        raise AtTheDoor(KEY_REUSED) from None


def _at_once(jobs: Jobs, job: Job, ingested: Callable[[], Outcome]) -> AddedJson:
    """Ingests while the caller waits; a failed upload may be sent again under the same key."""
    try:
        outcome = ingested()
    except Exception:
        jobs.drop(job)
        raise
    jobs.settle(job, outcome)
    return added_json(outcome)


def _as_before(job: Job) -> AddedJson:
    """What the same upload was answered with."""
    if job.source:
        return job.source
    raise AtTheDoor(UNREADABLE, job.problem["detail"]) if job.problem else AtTheDoor(STILL_UNDER_WAY)


def _added(added: AddedJson) -> Response:
    location = f"/sources/{quote(added['source_id'] or '', safe='')}"
    return JSONResponse(added, 201, {"Location": location})


def _name(stated: str) -> str:
    """The last part of a file's name; some browsers send the folder too, in the manner of their system."""
    return stated.replace("\\", "/").rpartition("/")[2].strip() or "upload"
