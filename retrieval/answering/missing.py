"""What a refused question has that the Library lacks, and what the Library has on its subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from retrieval.conversation.followups import at_another_time
from retrieval.conversation.subjects import proper_names
from retrieval.english.question_words import content
from retrieval.english.words import bare, stem
from retrieval.grounding.absent_names import Evidence
from retrieval.model import Hit
from retrieval.reply import Related

_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d.,]*\d)")
_SHARE = 0.5
"""Share of a question's telling words that a passage on its subject has at least."""
_MOST = 3
"""Sections, years and names that are told of."""

_NEAR, _NEAR_ON_SUBJECT = 0.03, 0.005
"""The least probability with which a sentence is shown as what came nearest, and where it is on the subject asked of.
Of questions on other subjects none has a sentence above; 10 of 11 wrong refusals of the suite have the right one there.
"""


def unmentioned(question: str, hits: Sequence[Hit], is_mentioned: Callable[[str], bool]) -> list[str]:
    """Returns the names of ``question`` that neither ``hits`` nor the Library's words mention."""
    there = Evidence(" ".join(f"{hit.title} {hit.passage.text} {hit.passage.searched}" for hit in hits))
    lacking = [
        name
        for name in proper_names(f"– {question}")
        if not any(there.holds(word) or is_mentioned(word) for word in name.split() if word[:1].isupper())
    ]
    return lacking[:_MOST]


def other_years(question: str, hits: Sequence[Hit]) -> tuple[str, list[str]]:
    """Returns the year that is asked of and those that sentences on the same speak of instead; empty where it is
    there.
    """
    asked = _YEAR.findall(question)
    if len(asked) != 1:
        return "", []
    sentences = [sentence for sentence in _sentences(hits) if is_on(question, sentence)]
    years = Counter(year for sentence in sentences for year in dict.fromkeys(_YEAR.findall(sentence)))
    if asked[0] in years or not years:
        return "", []
    return asked[0], sorted(year for year, _ in years.most_common(_MOST))


def at_other_years(question: str, years: Sequence[str]) -> Iterator[str]:
    """Yields ``question`` asked of each of ``years``."""
    yield from filter(None, (at_another_time(year, question, preposed=False) for year in years))


def related(question: str, hits: Sequence[Hit]) -> list[tuple[Hit, Related]]:
    """Returns the Hits on the subject of ``question`` with where they stand, each section once."""
    places: dict[Related, Hit] = {}
    for hit in hits:
        passage = hit.passage
        if is_on(question, f"{passage.section} {passage.text} {passage.searched}"):
            places.setdefault(Related(passage.source_id, hit.title, passage.section), hit)
    return [(hit, place) for place, hit in list(places.items())[:_MOST]]


def is_near(question: str, sentence: str, probability: float) -> bool:
    """Whether a sentence is worth showing where none answers: it nearly does, or says much of what is asked."""
    return probability >= _NEAR or (probability >= _NEAR_ON_SUBJECT and is_on(question, sentence))


def is_on(question: str, text: str) -> bool:
    """Whether ``text`` has enough of the telling words of ``question``, in any form, to be on its subject."""
    asked, there = _stems(question), _stems(text)
    return bool(asked) and len(asked & there) >= _SHARE * len(asked)


def _stems(text: str) -> set[str]:
    return {stem(bare(word)) for word in content(text) if not word.isdecimal()}


def _sentences(hits: Sequence[Hit]) -> Iterator[str]:
    for passage in (hit.passage for hit in hits):
        if passage.note:
            yield passage.note.text
        for span in passage.sentences:
            yield passage.text[span.start - passage.start : span.end - passage.start]
