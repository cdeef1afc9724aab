"""Makes questions of a text's own sentences and headings, which the text then answers: "What is juche?".

Rules over how definitions, chronicles and accounts of persons begin, for English. A sentence of any other form gives no
question, so whoever shows these still checks that they are answered (``retrieval.example_questions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from retrieval.english.words import STOP_WORDS

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DEFINED = re.compile(
    r"""
    ^[“"]?(?P<term>[A-Z][\w’'-]{2,}(?:\ [a-z][\w-]+)?)[”"]?   # "De-risking", "Juche", "Harbour dues"
    (?:,\ or\ [^,]{3,60},|\ \([^)]{2,60}\))?                   # ", or “masters of money,”", " (sŏn'gun)"
    \ (?P<verb>means|is|are)\ (?P<kind>that|the|a|an|what|money)\b
    """,
    re.VERBOSE,
)
_HAPPENED = re.compile(
    rf"^(?:Also in|In) (?P<date>(?:(?:early|late|mid) )?(?:(?:{_MONTH}) )?(?:1\d|20)\d\d), (?=\S+ \S+)"
)
_PERSON = re.compile(
    r"^(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,3})(?:, [^,]{3,80},)? "
    r"(?:led|wrote|defected|served|was born|died|founded|headed|taught|directed|is the author)\b"
)
_QUESTION = re.compile(r"^(?:Who|What|When|Where|Why|How|Which)\b.{8,90}\?$")
_LONGEST_HEADING = 70


def askable(sentences: Iterable[str], text: str) -> Iterator[str]:
    """Yields questions that ``sentences`` answer; ``text`` is all of them, which says how a term is written."""
    for sentence in sentences:
        if defined := _DEFINED.match(sentence):
            yield from _of_a_term(defined, text)
        elif happened := _HAPPENED.match(sentence):
            yield f"What happened in {happened['date']}?"
        elif person := _PERSON.match(sentence):
            yield f"Who is {person['name']}?"


def of_headings(headings: Iterable[str]) -> Iterator[str]:
    """Yields the headings that are questions, then a question on what is under each of the others."""
    titles = [heading.strip() for heading in headings if 3 < len(heading.strip()) <= _LONGEST_HEADING]
    yield from (title for title in titles if _QUESTION.match(title))
    yield from (f"What does the section “{title}” say?" for title in titles if not title.endswith("?"))


def form_of(question: str) -> str:
    """Returns how a question begins, so that two examples can be of two kinds."""
    return " ".join(question.split()[:2])


def _of_a_term(defined: re.Match[str], text: str) -> Iterator[str]:
    term, first = defined["term"], defined["term"].split()[0]
    if first.casefold() in STOP_WORDS:
        return
    small = term[0].lower() + term[1:]
    written = small if re.search(rf"(?<![\w-]){re.escape(small)}(?![\w-])", text) else term
    yield f"What does {written} mean?" if defined["verb"] == "means" else f"What {defined['verb']} {written}?"
