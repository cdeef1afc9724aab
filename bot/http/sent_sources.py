"""What the body of ``POST /sources`` brings: a file, or the address of a page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from bot.http.dependencies import OpenedLibrary
from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import INVALID, NOT_JSON, NOT_MULTIPART, TOO_LARGE

_ADDRESS_LIMIT = 16 * 1024
"""Bytes of a body that names an address."""


class AddressJson(BaseModel):
    """A page to fetch and add."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="Address of the page, http or https.", max_length=8000)


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
        raise RequestValidationError([{**field, "loc": ("body", *field["loc"])} for field in error.errors()]) from None
