"""The tools that assistants get. A result has a short text to read and, structured, the JSON that HTTP would send."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, cast
from uuid import uuid4

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent
from pydantic import Field

from bot.http.cited_text import CitedText
from bot.http.problem_details import problem_of
from retrieval.errors import IbidError
from retrieval.library import Library
from retrieval.model import Source
from retrieval.wire.replies import hit_json, reply_json
from retrieval.wire.sources import listed_json, source_json
from retrieval.wire.verdicts import verification_json

_Question = Annotated[str, Field(description="The question, in plain words.")]
_SourceIds = Annotated[list[str] | None, Field(description="Ids of the only sources to look at; without it, all.")]
_Limit = Annotated[int, Field(description="The most passages to send.", ge=1, le=100)]
_Evidence = Annotated[list[str] | None, Field(description="Sentences to check the claim by, in place of the library.")]


def answering_tools(library: Library) -> tuple[Callable[..., Any], ...]:
    """Returns the tools that take a place among the questions that are answered at once."""

    def ask(
        question: _Question,
        conversation_id: Annotated[
            str | None, Field(description="The `conversation_id` of an earlier answer, for a follow-up.")
        ] = None,
        source_ids: _SourceIds = None,
        as_typed: Annotated[
            bool, Field(description="Ask these words as they are, not as understood in the conversation.")
        ] = False,
    ) -> dict[str, Any]:
        """Answers a question from the library: claims with verbatim quotes and the author's footnotes; or refuses."""
        reply = library.ask(question, conversation_id=conversation_id, source_ids=source_ids, as_typed=as_typed)
        follow_up = f"\n\nconversation_id for a follow-up: {reply.conversation_id}" if reply.conversation_id else ""
        return _result(CitedText().whole(reply) + follow_up, reply_json(reply))

    def search(question: _Question, limit: _Limit = 10, source_ids: _SourceIds = None) -> dict[str, Any]:
        """Finds the passages of the library that are nearest to a question, best first, without answering it."""
        hits = [hit_json(hit) for hit in library.search(question, limit, source_ids)]
        texts = [f"{hit['rank']}. {hit['source_id']} {hit['start']}–{hit['end']}: {_searched(hit)}" for hit in hits]
        return _result("\n\n".join(texts) or "No passages found.", {"hits": hits})

    def verify(
        claim: Annotated[str, Field(description="The claim, a sentence.")],
        evidence: _Evidence = None,
        source_ids: _SourceIds = None,
    ) -> dict[str, Any]:
        """Says whether the library, or evidence sent along, supports a claim, and if not, what is wrong with it."""
        verification = library.verify(claim, evidence=evidence, source_ids=source_ids)
        verdict = "Supported." if verification.supported else "Not supported."
        problems = [f"{problem.kind}: {problem.says}" for problem in verification.problems]
        quotes = [f"[{cited.number}] “{cited.quote}” ({cited.source.title})" for cited in verification.citations]
        return _result("\n".join([verdict, *problems, *quotes]), verification_json(verification))

    return ask, search, verify


def reading_tools(library: Library) -> tuple[Callable[..., Any], ...]:
    """Returns the tools that only read what is stored."""

    def list_sources(
        limit: Annotated[int, Field(description="The most sources to send.", ge=1, le=1000)] = 100,
        after: Annotated[str | None, Field(description="The `next` of the list before.")] = None,
    ) -> dict[str, Any]:
        """Lists the sources of the library by title, with the ids that the other tools take."""
        with told():
            listed = library.sources(limit + 1, after)
        following = listed[limit - 1].id if len(listed) > limit else None
        sources = [listed_json(source) for source in listed[:limit]]
        lines = [", ".join(filter(None, (s["title"], s["author"], s["published"]))) + f" ({s['id']})" for s in sources]
        more = [f"There are more: after={following!r}"] if following else []
        return _result("\n".join([*lines, *more]) or "The library is empty.", {"sources": sources, "next": following})

    def get_source(source_id: Annotated[str, Field(description="The id of a source.")]) -> dict[str, Any]:
        """Reads a whole source: its text, which the offsets of quotes count in, its sections and footnotes."""
        with told():
            source = library.source(source_id)
            return _result(source_text(source), source_json(source, library.copies_of(source_id)))

    return list_sources, get_source


def source_text(source: Source) -> str:
    """Returns a Source to read: its text with a mark where each note belongs, then the notes."""
    marks = sorted((offset, note.label) for note in source.footnotes for offset in note.markers)
    parts, end = list[str](), 0
    for offset, label in marks:
        parts += [source.text[end:offset], f"[^{label}]"]
        end = offset
    about = ", ".join(filter(None, (source.title, source.author, source.published, source.url)))
    notes = "\n".join(f"[^{note.label}]: {' '.join((note.text, *note.urls))}" for note in source.footnotes)
    return "\n\n".join(filter(None, (about, "".join([*parts, source.text[end:]]), notes)))


@contextmanager
def told() -> Generator[None]:
    """Tells what goes wrong in the words that HTTP would use."""
    try:
        yield
    except IbidError as error:
        kind, detail = problem_of(error, f"mcp-{uuid4().hex[:12]}")
        raise ToolError(detail or kind.says) from None


def _searched(hit: Mapping[str, Any]) -> str:
    note = hit["footnote"]
    return str(hit["text"]) if note is None else f"{hit['text']} (note {note['label']}: {note['text']})"


def _result(text: str, structured: Mapping[str, Any]) -> dict[str, Any]:
    """Returns both forms. The declared type is the structured one, from which the SDK makes the tool's schema."""
    result = CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dict(structured))
    return cast("dict[str, Any]", result)
