"""Number words: "forty-six" is 46, "one hundred and thirty-seventh" is 137."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.model import Span

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_SMALLTH = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

ONES = {word: value for words in (_SMALL, _SMALLTH) for value, word in enumerate(words)}
TENS = {word: 10 * value for words in (_TENS, _TENTHS) for value, word in enumerate(words, start=2)}
LARGE = {word + ending: value for word, value in _LARGE.items() for ending in ("", "th")}
HUNDRED = ("hundred", "hundredth")
WORDS = frozenset((*ONES, *TENS, *LARGE, *HUNDRED, "dozen"))
SOFT = frozenset(("one", "first", "second", "zero"))
"""Number words that are more often something else: a pronoun, an adverb, a unit of time."""

_WORD = re.compile(r"[^\W\d_]+")
_GLUE = re.compile(r"[\s-]+")
_AND = re.compile(r"\s+and\s+")


def number_words(text: str) -> Iterator[tuple[Span, int]]:
    """The stretches of number words in ``text``, each with its value."""
    run: list[re.Match[str]] = []
    for found in (match for match in _WORD.finditer(text) if match.group().casefold() in WORDS):
        if run and not _goes_on(run, found, text[run[-1].end() : found.start()]):
            yield _number(run)
            run = []
        run.append(found)
    if run:
        yield _number(run)


def _number(run: Sequence[re.Match[str]]) -> tuple[Span, int]:
    return Span(run[0].start(), run[-1].end()), value_of([word.group().casefold() for word in run])


def _goes_on(run: Sequence[re.Match[str]], found: re.Match[str], between: str) -> bool:
    """Whether a number word belongs to the number before it: "forty"-"six", not "two three"."""
    before, word = run[-1].group().casefold(), found.group().casefold()
    large = before in LARGE or before in HUNDRED
    if not (_GLUE.fullmatch(between) or (_AND.fullmatch(between) and large and word not in LARGE)):
        return False
    if word in LARGE:
        return not before.endswith("th") and before != "dozen"
    if word in HUNDRED:
        return before in ONES and ONES[before] > 0
    if word == "dozen":
        return before in ONES
    return large or (before in TENS and word in ONES and 0 < ONES[word] < 10 and not before.endswith("th"))


def value_of(words: Sequence[str]) -> int:
    """The value of number words in lower case, such as ("two", "hundred", "forty", "six")."""
    total = part = 0
    for word, after in pairwise([*words, ""]):
        if word in LARGE:
            total, part = total + max(part, 1) * LARGE[word], 0
        elif word in HUNDRED:
            part = max(part, 1) * 100
        elif word == "dozen":
            part = max(part, 1) * 12
        else:
            part += ONES.get(word, TENS.get(word, 0))
        if not after:
            break
    return total + part
