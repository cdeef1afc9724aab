"""Questions that people asked, with their answers, told as claims: in other words than the text's, as people have them.

A false one has for its answer another value of the same kind out of the same passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from evals.sets.binding.binding_claim import BoundClaim, TextPassage
from evals.sets.binding.restating import content
from evals.sets.binding.values import Value, alike, values
from ingest.sentences import sentences

FAMILY = "question and answer"
_BE = r"(?:is|are|was|were)"
_WHEN = r"(?:when|in (?:what|which) year)"
_DEED = r"[a-z]+(?:ed|en|t|de|ng)"
_PLACED = "located|born|held|found|built|made|based|founded|situated|played|buried|filmed"
_TOLD = tuple(
    (re.compile(rf"^{pattern}\?$", re.IGNORECASE), form)
    for pattern, form in (
        (rf"who ((?!{_BE}\b|did\b|does\b|do\b).+)", "{answer} {0}."),
        (rf"who ({_BE}) (.+)", "{answer} {0} {1}."),
        (rf"{_WHEN} (was|were) (.+?) ({_DEED})(| .*)", "{1} {0} {2}{3} {when}."),
        (rf"{_WHEN} (did|does) (.+)", "{1} {when}."),
        (rf"where ({_BE}) (.+?) ({_PLACED})(| .*)", "{1} {0} {2}{3} in {answer}."),
        (rf"(?:what|which) ({_BE}) (.+)", "{1} {0} {answer}."),
        (r"(?:what|which) ([a-z]+) ((?:is|was|has|had|won|led|made|held)\b.+)", "The {0} {answer} {1}."),
        (r"how many ([a-z]+) ((?:are|were|have|had|live|lived|died|attended) .+)", "{answer} {0} {1}."),
        (r"how many ([a-z]+) (?:did|does|do) (.+)", "The number of {0} that {1} is {answer}."),
    )
)
"""Forms of questions, and of claims that say the same; some are clumsy, as what people type is."""
_OF_TIME = re.compile(r"(?:in|on|by|since|at|during|from|about|around|the|after|before)\b", re.IGNORECASE)
_PLAIN = "{question} {answer}"
_SENTENCE_ENDS_WITH = re.compile(r"[.!?]$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the text that answers it, and where in it the answer stands."""

    document: str
    question: str
    text: str
    answer: str
    start: int


def asked_claims(asked: Asked, dice: Random) -> Iterator[BoundClaim]:
    """A true claim of the question and its answer; a false one where the text has another value of the kind."""
    passage, place = _around(asked)
    if passage is None or not content(asked.question):
        return
    yield BoundClaim(FAMILY, _told(asked.question, asked.answer, dice), True, passage, _cited(place, place, dice))
    others = list(_others(asked, passage))
    if others:
        where, other = dice.choice(others)
        cited = _cited(place, where, dice)
        yield BoundClaim(FAMILY, _told(asked.question, other, dice), False, passage, cited)


def _around(asked: Asked) -> tuple[TextPassage | None, int]:
    """The sentences of the text, and the place of the one that holds the answer."""
    spans = [span for span in sentences(asked.text) if asked.text[span[0] : span[1]].strip()]
    for place, (start, end) in enumerate(spans):
        if start <= asked.start and asked.start + len(asked.answer) <= end:
            first = max(0, place - 3)
            texts = tuple(" ".join(asked.text[a:b].split()) for a, b in spans[first : place + 3])
            return TextPassage(asked.document, "encyclopedia", texts), place - first
    return None, 0


def _others(asked: Asked, passage: TextPassage) -> Iterator[tuple[int, str]]:
    """Values of the passage of the kind that the answer is of, each with the place of its sentence."""
    kind = _kind(asked.answer)
    for place, sentence in enumerate(passage.sentences):
        for value in values(sentence):
            mine = Value(value.kind, asked.answer, 0, 0)
            same = _broad(value.kind) != kind or alike(value, mine) or alike(mine, value)
            known = value.text.lower() in asked.question.lower() or content(value.text) & content(asked.question)
            if not same and not known:
                yield place, value.text


def _kind(answer: str) -> str:
    found = [value for value in values(f"is {answer} ") if len(value.text) > 0.6 * len(answer)]
    return _broad(found[0].kind) if found else ""


def _broad(kind: str) -> str:
    return "name" if kind.startswith("name") else kind


def _told(question: str, answer: str, dice: Random) -> str:
    """The question and an answer as one sentence where a form fits, else one behind the other."""
    question = question.strip()
    question = question if _SENTENCE_ENDS_WITH.search(question) else f"{question}?"
    if dice.random() < 0.75:
        when = answer if _OF_TIME.match(answer) else f"in {answer}"
        for pattern, form in _TOLD:
            match = pattern.match(question)
            if match:
                said = form.format(*match.groups(), answer=answer, when=when)
                return said[0].upper() + said[1:]
    return _PLAIN.format(question=question[0].upper() + question[1:], answer=answer)


def _cited(place: int, other: int, dice: Random) -> tuple[int, ...]:
    """The answer's sentence, and that of the other value or the one before, which says who "he" is."""
    near = other if other != place else max(0, place - 1)
    return tuple(sorted({place, near})) if dice.random() < 0.8 else (place,)


def asked_of(document: str, question: str, text: str, answers: Sequence[str]) -> Asked | None:
    """The question with the first of its answers that stands in the text; None where none does."""
    found = ((answer, text.find(answer)) for answer in answers)
    answer, start = next(((answer, start) for answer, start in found if start >= 0 and len(answer) > 1), ("", -1))
    return Asked(document, question, text, answer, start) if start >= 0 else None
