"""Corrections of the question before: "no, I meant Port Pike", "in 2022, not 2018"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.conversation.followups import as_written, at_another_time, is_date
from retrieval.conversation.subjects import proper_names
from retrieval.english.question_words import PREPOSITIONS, content, is_verbless, words

_LONGEST = 10
"""Words of what is meant instead."""
_PREPOSITION = rf"(?:{'|'.join(PREPOSITIONS)})"
_OPENING = re.compile(
    r"""
    ^(?P<no>(?:(?:no|nope|nah|sorry|oops|actually|wait|pardon|well|hm+|i\ mean|my\ mistake)\b[\s,.!:;–-]*)+)?
    (?P<meant>(?:i\ (?:actually\ |really\ )?(?:meant?|was\ asking\ (?:about|for)|am\ asking\ (?:about|for)|wanted)
      |(?:let's\ )?make\ (?:it|that)|rather|it\ should\ be|that\ should\ be|correction)\b[\s,:]*)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_LAST = re.compile(r"^(?P<new>.+?),?\s+(?:and\s+)?not\s+(?P<old>.+)$", re.IGNORECASE)
_NOT_FIRST = re.compile(r"^not\s+(?P<old>[^,;]+?)(?:\s*[,;]\s*(?:but\s+)?|\s+but\s+)(?P<new>.+)$", re.IGNORECASE)
_DETERMINED = re.compile(rf"(?:the|a|an)\s+[\w'’-]+\s+(?:{_PREPOSITION}\s+)(?:the\s+)?", re.IGNORECASE)


def corrected(message: str, base: str) -> str:
    """Returns ``base``, the question before, with what ``message`` puts right; empty where it is no correction."""
    opening = _OPENING.match(message)
    rest = message[opening.end() :].strip(" .!?,") if opening else ""
    swap = _NOT_FIRST.match(rest) or _NOT_LAST.match(rest)
    if not rest or not (swap or (opening and (opening["no"] or opening["meant"]))):
        return ""
    new, old = (swap["new"], swap["old"]) if swap else (rest, "")
    if len(words(new)) > _LONGEST or not content(new) or not is_verbless(new):
        return ""
    return next(filter(None, _rewritten(new.strip(" ,"), old.strip(" ,."), base)), "")


def _rewritten(new: str, old: str, base: str) -> Iterator[str]:
    """Yields what ``base`` may become, the surest first; empty strings where a way is closed."""
    bare = re.sub(rf"^{_PREPOSITION}\s+", "", new, flags=re.IGNORECASE)
    bare_old = re.sub(rf"^{_PREPOSITION}\s+", "", old, flags=re.IGNORECASE)
    if bare_old:
        yield _instead(base, bare_old, as_written(bare))
    if is_date(bare):
        yield at_another_time(new, base, preposed=bare != new)
        return
    names = proper_names(base)
    if names and _DETERMINED.match(bare):
        yield _phrase_instead(base, names[-1], bare)
    if names and any(word[:1].isupper() for word in words(as_written(bare))):
        yield _instead(base, names[-1], as_written(bare))
    only = content(base)
    if len(only) == 1:
        yield _instead(base, only[0], bare)


def _instead(base: str, old: str, new: str) -> str:
    """Returns ``base`` with the last ``old``, as a whole word, replaced; empty where it is not there."""
    places = list(re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", base, re.IGNORECASE))
    return f"{base[: places[-1].start()]}{new}{base[places[-1].end() :]}" if places else ""


def _phrase_instead(base: str, name: str, new: str) -> str:
    """Replaces "the article by Kihl" as a whole by "the book by Smith"."""
    place = re.search(rf"{_DETERMINED.pattern}{re.escape(name)}(?!\w)", base, re.IGNORECASE)
    return f"{base[: place.start()]}{new}{base[place.end() :]}" if place else ""
