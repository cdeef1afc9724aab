"""The way to a Reply as JSON events; beside ``retrieval.wire.replies``, and under the same rule."""

from __future__ import annotations

from typing_extensions import TypedDict

from retrieval.events import ClaimEvent, SearchEvent
from retrieval.wire.replies import CitationJson, HitJson, citation_json, hit_json


class SearchEventJson(TypedDict):
    """The event ``search``: how the question was understood, and what was found."""

    standalone_question: str
    hits: list[HitJson]


class ClaimEventJson(TypedDict):
    """The event ``claim``: a sentence of the Answer that has passed every check, with its Citations."""

    text: str
    citations: list[CitationJson]


def search_event(event: SearchEvent) -> SearchEventJson:
    """What search found, as the data of an event."""
    return {"standalone_question": event.standalone, "hits": [hit_json(one) for one in event.hits]}


def claim_event(event: ClaimEvent) -> ClaimEventJson:
    """A Claim as the data of an event."""
    return {"text": event.claim.text, "citations": [citation_json(one) for one in event.citations]}
