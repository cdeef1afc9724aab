"""Replies written by hand, for metrics whose values can be counted on the fingers."""

from __future__ import annotations

from collections.abc import Sequence

from evals.cases import Case, Expected
from evals.trial import ReplyJson, Trial
from retrieval.reply import Reason
from retrieval.wire.replies import AnswerJson, CitationJson, HitJson, RefusalJson

TEXT = "The number of missions fell to 46. Nobody knows why. China’s share was 96 percent."
QUOTE = "The number of missions fell to 46."


def citation(
    number: int = 1, quote: str = QUOTE, source: str = "briefing", note: str = "", also_in: Sequence[str] = ()
) -> CitationJson:
    """A Citation of TEXT, with ``note`` as its Footnote."""
    start = max(TEXT.find(quote), 0)
    return {
        "number": number,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "section": "",
        "source": {"id": source, "title": "", "author": None, "published": None, "url": None},
        "footnotes": [{"label": "1", "text": note, "urls": ["https://www.dw.com/a/2009"]}] if note else [],
        "also_in": [{"id": copy, "title": "", "url": None} for copy in also_in],
    }


def answer(claim: str = QUOTE, *citations: CitationJson, text: str | None = None) -> AnswerJson:
    """An Answer of one claim that rests on all ``citations``."""
    cited = list(citations) or [citation()]
    numbers = [item["number"] for item in cited]
    return {
        "id": "r",
        "status": "answered",
        "question": "?",
        "standalone_question": "?",
        "text": f"{claim} {''.join(f'[{number}]' for number in numbers)}" if text is None else text,
        "short_answer": None,
        "claims": [{"text": claim, "citations": numbers}],
        "citations": cited,
        "confidence": 0.9,
        "answerer": "by hand",
        "conversation_id": None,
        "timings_ms": {},
    }


def refusal(reason: Reason = Reason.NOT_IN_LIBRARY, *nearest: CitationJson) -> RefusalJson:
    """A Refusal."""
    return {
        "id": "r",
        "status": "refused",
        "reason": reason.value,
        "question": "?",
        "standalone_question": "?",
        "text": "The library does not say.",
        "nearest": list(nearest),
        "confidence": 0.0,
        "answerer": "by hand",
        "conversation_id": None,
        "timings_ms": {},
    }


def trial(
    reply: ReplyJson | None,
    expected: Expected,
    *,
    sources: Sequence[str] = (),
    name: str = "case",
    ms: float = 1.0,
    hits: Sequence[HitJson] | None = None,
) -> Trial:
    """A Trial of a library in which ``briefing`` and ``copy`` have TEXT."""
    error = None if reply else "HTTP 500"
    case = Case(name, "How many missions?", expected, ("number",))
    return Trial(
        case,
        frozenset(sources),
        reply,
        error,
        {"briefing": TEXT, "copy": TEXT, "gone": None},
        ms,
        None if hits is None else tuple(hits),
    )


def wanting(
    *words: str, footnote: str | None = None, any_of: Sequence[str] = (), short: Sequence[str] = ()
) -> Expected:
    """What an Answer must hold."""
    return Expected(all_of=words or ("46",), footnote=footnote, any_of=tuple(any_of), short=tuple(short))


REFUSING = Expected(refusal=Reason.NOT_IN_LIBRARY)
