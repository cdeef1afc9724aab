"""The line of a Source in an export, as it has to be: words where words belong, numbers where numbers do."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_Offset = Annotated[int, Field(ge=0)]
_Page = tuple[Annotated[int, Field(ge=1)], str]
"""Its number and what is printed on it."""
_Note = (
    tuple[str, str, tuple[str, ...], tuple[_Offset, ...]]
    | tuple[str, str, tuple[str, ...], tuple[_Offset, ...], _Offset | None]
    | tuple[str, str, tuple[str, ...], tuple[_Offset, ...], _Offset | None, _Page | None]
)
"""Files that were written before notes were tied have four parts, those from before pages were known five."""


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True)


class _SourceStructure(_Shape):
    sections: tuple[tuple[str, _Offset, _Offset], ...]
    footnotes: tuple[_Note, ...]
    unresolved: tuple[tuple[str, _Offset], ...]
    pages: tuple[tuple[_Offset, Annotated[int, Field(ge=1)], str], ...] = ()
    warnings: tuple[str, ...] = ()


class _Source(_Shape):
    id: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    format: str
    text: str
    structure: _SourceStructure


class _PassageStructure(_Shape):
    section: str
    sentences: tuple[tuple[_Offset, _Offset], ...]
    footnotes: tuple[_Note, ...]
    note: _Note | None
    page: _Page | None = None


class _Passage(_Shape):
    id: str
    source_id: str
    start: _Offset
    end: _Offset
    text: str
    structure: _PassageStructure
    vector: str


class _Origin(_Shape):
    uri: str
    digest: str
    listed_in: tuple[str, ...] = ()
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class _Line(_Shape):
    source: _Source
    origins: tuple[_Origin, ...]
    passages: tuple[_Passage, ...]


def check_line(line: bytes) -> None:
    """Checks the line of a Source; raises ``ValueError``, which says where it is not as it should be."""
    try:
        _Line.model_validate_json(line)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg']}") from None
