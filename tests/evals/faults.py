"""Answerers that are broken on purpose, planted where a run meets what it asks: at its Endpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from evals.endpoint import Endpoint
from evals.trial import ReplyJson, shown
from retrieval.wire.replies import HitJson

Fault = Callable[[ReplyJson], ReplyJson]


class Heard:
    """An Endpoint that has been asked everything already, so that faults can be planted into the same Replies."""

    def __init__(self, endpoint: Endpoint, questions: Sequence[str]) -> None:
        self._replies = {question: endpoint.ask(question) for question in questions}
        self._hits = {question: endpoint.hits(question) for question in questions}
        self.text = endpoint.text
        self.words = endpoint.words
        self.source_ids = endpoint.source_ids

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:  # noqa: ARG002 - each stands alone
        """The Reply that came."""
        return deepcopy(self._replies[question])

    def hits(self, question: str) -> tuple[HitJson, ...] | None:
        """The Hits that came."""
        return self._hits[question]

    def everything(self) -> list[ReplyJson]:
        """All Replies."""
        return list(self._replies.values())


class Faulty:
    """Says what ``heard`` says, broken by ``fault``; its texts may be those of another Library."""

    def __init__(self, heard: Heard, fault: Fault, text: Callable[[str], str | None] | None = None) -> None:
        self._heard = heard
        self._fault = fault
        self.text = text or heard.text
        self.hits = heard.hits
        self.words = heard.words
        self.source_ids = heard.source_ids

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:  # noqa: ARG002 - each stands alone
        """The broken Reply."""
        return self._fault(self._heard.ask(question))


def as_it_is(reply: ReplyJson) -> ReplyJson:
    """No fault."""
    return reply


def wrong_offsets(reply: ReplyJson) -> ReplyJson:
    """Every Citation begins and ends three characters late."""
    for item in shown(reply):
        item["start"] += 3
        item["end"] += 3
    return reply


def dropped_notes(reply: ReplyJson) -> ReplyJson:
    """No Footnote comes with a quote."""
    for item in shown(reply):
        item["footnotes"] = []
    return reply


def no_refusal(reply: ReplyJson) -> ReplyJson:
    """What came nearest is given for an answer."""
    if reply["status"] == "answered":
        return reply
    cited = reply["nearest"][:1]
    said = cited[0]["quote"] if cited else "Nobody knows."
    return {
        "id": reply["id"],
        "status": "answered",
        "question": reply["question"],
        "standalone_question": reply["standalone_question"],
        "text": f"{said} [1]",
        "short_answer": None,
        "claims": [{"text": said, "citations": [1]}],
        "citations": cited,
        "confidence": reply["confidence"],
        "answerer": reply["answerer"],
        "conversation_id": None,
        "timings_ms": {},
    }


def shuffled_citations(heard: Heard) -> Fault:
    """Every Answer rests on the Citations of the next one."""
    answered = [item for item in heard.everything() if item["status"] == "answered"]
    following = {item["question"]: answered[place - 1]["citations"] for place, item in enumerate(answered)}

    def fault(reply: ReplyJson) -> ReplyJson:
        if reply["status"] == "answered":
            reply["citations"] = deepcopy(following[reply["question"]])[:1]
            reply["text"] = f"{reply['claims'][0]['text']} [1]"
            reply["claims"] = [{"text": reply["claims"][0]["text"], "citations": [1]}]
        return reply

    return fault
