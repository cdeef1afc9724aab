"""The events of a stream as JSON. The contract's rule of ``retrieval.wire.replies`` holds here too."""

from __future__ import annotations

from typing_extensions import TypedDict

from retrieval.events import ClaimEvent, SearchEvent
from retrieval.wire.replies import CitationJson, HitJson, citation_json, hit_json


class SearchEventJson(TypedDict):
    """The event ``search``: the question as it was understood, and the Hits."""

    standalone_question: str
    hits: list[HitJson]


class ClaimEventJson(TypedDict):
    """The event ``claim``: a sentence of the Answer that has passed every check, with its Citations."""

    text: str
    citations: list[CitationJson]


def search_event(event: SearchEvent) -> SearchEventJson:
    """Converts a SearchEvent to an event's data."""
    return {"standalone_question": event.standalone, "hits": [hit_json(hit) for hit in event.hits]}


def claim_event(event: ClaimEvent) -> ClaimEventJson:
    """Converts a ClaimEvent to an event's data."""
    return {"text": event.claim.text, "citations": [citation_json(citation) for citation in event.citations]}
