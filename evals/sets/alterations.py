"""Makes true claims false in one place, or restates them, to measure the gate.

The places to alter are found with this file's own patterns, independent of those of the gate under test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

Change = Callable[[str, Random, Sequence[str]], str | None]
"""Changes a sentence, given a random generator and names from elsewhere; None if there is nothing to change."""

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?= \d|,? (?:1|20)\d)")
_DAY = re.compile(rf"(?<=\b)((?:{'|'.join(_MONTHS)}) )([12]?\d|3[01])\b(?!\d)")
_YEAR = re.compile(r"(?<![\d.,$-])(1[5-9]\d\d|20[0-2]\d)(?![\d%]|[.,]\d|-\d)")
_NUMBER = re.compile(r"(?<![\w.,$€£:/-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w:/-]|[.,]\d)")
_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b")
_UNITS = (
    ("percent", "tons", "kilometers"),
    ("miles", "kilometers", "feet"),
    ("kilometers", "miles", "meters"),
    ("km", "miles", "m"),
    ("meters", "feet", "kilometers"),
    ("metres", "feet", "kilometres"),
    ("feet", "meters", "miles"),
    ("years", "months", "days"),
    ("months", "years", "weeks"),
    ("weeks", "days", "months"),
    ("days", "weeks", "years"),
    ("hours", "minutes", "days"),
    ("minutes", "hours", "seconds"),
    ("%", " kg", " km"),
    ("kg", "tonnes", "grams"),
    ("pounds", "kilograms", "ounces"),
    ("acres", "hectares", "square miles"),
    ("USD", "EUR", "JPY"),
    ("dollars", "euros", "yen"),
)
_UNIT = re.compile(
    r"(\d[\d,.]*(?:\s(?:million|billion))?\s?)(" + "|".join(re.escape(row[0]) for row in _UNITS) + r")(?![\w²-])"
)
_NAME = re.compile(r"(?<=[a-z,] )((?:[A-Z][a-z’'-]{2,})(?: [A-Z][a-z’'-]{2,}){0,2})(?![\w-])")
_NO_NAMES = frozenset(
    (*_MONTHS, *"Monday Tuesday Wednesday Thursday Friday Saturday Sunday The This That Ibid".split())
)
_HELPERS = "is was are were has had have can could will would should did does may must".split()
_HELPER = re.compile(rf"(?<=[a-z0-9] )({'|'.join(_HELPERS)})(?= (?!not\b|also\b|to\b)[a-z]{{3,}})")
_NOT = re.compile(r"\b(is|was|are|were|has|had|have|can|could|will|would|should|did|does|may|must) not\b(?! only)")
_OPPOSITES = (
    *(("increased", "decreased"), ("increase", "decrease"), ("rose", "fell"), ("more", "fewer"), ("higher", "lower")),
    *(("highest", "lowest"), ("largest", "smallest"), ("larger", "smaller"), ("before", "after"), ("above", "below")),
    *(("first", "last"), ("early", "late"), ("earlier", "later"), ("earliest", "latest"), ("won", "lost")),
    *(("win", "lose"), ("began", "ended"), ("begins", "ends"), ("opened", "closed"), ("north", "south")),
    *(("northern", "southern"), ("east", "west"), ("eastern", "western"), ("most", "least"), ("best", "worst")),
    *(("accepted", "rejected"), ("supported", "opposed"), ("strong", "weak"), ("older", "younger"), ("old", "new")),
    *(("inside", "outside"), ("imports", "exports"), ("success", "failure"), ("successful", "unsuccessful")),
    *(("rich", "poor"), ("long", "short"), ("always", "never"), ("majority", "minority"), ("public", "private")),
    *(("male", "female"), ("positive", "negative"), ("born", "died"), ("joined", "left"), ("over", "under")),
    *(("gained", "lost"), ("minimum", "maximum"), ("legal", "illegal"), ("domestic", "foreign"), ("up", "down")),
    *(("allowed", "forbade"), ("good", "bad"), ("better", "worse"), ("faster", "slower"), ("included", "excluded")),
    *(("common", "rare"), ("easy", "difficult"), ("ancient", "modern"), ("large", "small"), ("high", "low")),
)
_TURN = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}
_DIRECTION = re.compile(rf"(?<=[a-z0-9,] )({'|'.join(_TURN)})(?= [a-z0-9])")
_ACTION = re.compile(
    r"\b([A-Z][a-z]{2,}(?: [A-Z][a-z]+)?) ((?:had |has )?(?!and|or|of)[a-z]+ed|beat|won|led|met|saw|took|sent|gave)"
    r"( [a-z ]{0,20}?)([A-Z][a-z]{2,}(?: [A-Z][a-z]+)?)\b"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence, and a claim made from it. ``kind``: the kind of change."""

    kind: str
    evidence: str
    claim: str


def number(sentence: str, random: Random, _names: Sequence[str]) -> str | None:
    """Replaces a number with another."""

    def other(old: str) -> str:
        if old in _WORDS:
            return random.choice([word for word in _WORDS if word != old])
        figures = old.replace(",", "")
        at = random.choice([i for i, figure in enumerate(figures) if figure != "."])
        figure = random.choice([digit for digit in "123456789" if digit != figures[at]])
        changed = figures[:at] + figure + figures[at + 1 :]
        return f"{int(changed):,}" if "," in old else changed

    pattern = random.choice((_NUMBER, _NUMBER, _NUMBER_WORD))
    return None if _is_dated(sentence) else _swap(sentence, pattern, random, other)


def date(sentence: str, random: Random, _names: Sequence[str]) -> str | None:
    """Replaces a year, month or day with another."""

    def year(old: str) -> str:
        return str(int(old) + random.choice((-11, -3, -1, 1, 2, 10)))

    def month(old: str) -> str:
        return random.choice([month_ for month_ in _MONTHS if month_ != old])

    def day(old: str) -> str:
        return str(random.choice([day_ for day_ in range(1, 29) if str(day_) != old]))

    pattern, other = random.choice(((_YEAR, year), (_MONTH, month), (_DAY, day)))
    return _swap(sentence, pattern, random, other)


def unit(sentence: str, random: Random, _names: Sequence[str]) -> str | None:
    """Replaces the unit behind a number with another."""
    others = {row[0]: row[1:] for row in _UNITS}
    return _swap(sentence, _UNIT, random, lambda old: random.choice(others[old]))


def name(sentence: str, random: Random, names: Sequence[str]) -> str | None:
    """Replaces a name with one from elsewhere."""

    def other(old: str) -> str:
        size = old.count(" ")
        fitting = [
            name_ for name_ in names if name_.count(" ") == size and not set(name_.split()) & set(sentence.split())
        ]
        return random.choice(fitting) if fitting and old not in _NO_NAMES else old

    return _swap(sentence, _NAME, random, other)


def negation(sentence: str, random: Random, _names: Sequence[str]) -> str | None:
    """Adds or removes a "not"."""
    if _NOT.search(sentence):
        return _NOT.sub(r"\1", sentence, count=1)
    return _swap(sentence, _HELPER, random, lambda old: f"{old} not")


def direction(sentence: str, random: Random, _names: Sequence[str]) -> str | None:
    """Replaces a word with its opposite, or swaps two names around a verb."""
    if random.random() < 0.2:
        match = _ACTION.search(sentence)
        if not match or match[1] == match[4] or set(match[1].split()) & {*_NO_NAMES, "In", "It", "He", "She"}:
            return None
        first, verb, between, second = match.groups()
        return f"{sentence[: match.start()]}{second} {verb}{between}{first}{sentence[match.end() :]}"
    return _swap(sentence, _DIRECTION, random, _TURN.__getitem__)


CHANGES: dict[str, Change] = {
    "number": number,
    "date": date,
    "unit": unit,
    "name": name,
    "negation": negation,
    "direction": direction,
}


def altered(sentences: Sequence[str], share: dict[str, int], seed: int = 0) -> Iterator[Changed]:
    """Yields as many alterations of each kind as ``share`` asks for, as far as possible; deterministic for a seed."""
    random = Random(seed)
    names = sorted({name_ for sentence in sentences for name_ in _NAME.findall(sentence) if name_ not in _NO_NAMES})
    for kind, most in share.items():
        yield from islice(_changed(kind, CHANGES[kind], random.sample(sentences, len(sentences)), random, names), most)


def _changed(
    kind: str, change: Change, sentences: Iterable[str], random: Random, names: Sequence[str]
) -> Iterator[Changed]:
    for sentence in sentences:
        claim = change(sentence, random, names)
        if claim and claim != sentence:
            yield Changed(kind, sentence, claim)


def _swap(sentence: str, pattern: re.Pattern[str], random: Random, other: Callable[[str], str]) -> str | None:
    """Returns ``sentence`` with the last group of a random match replaced."""
    matches = list(pattern.finditer(sentence))
    if not matches:
        return None
    match = random.choice(matches)
    start, end = match.span(pattern.groups)
    return sentence[:start] + other(match[pattern.groups]) + sentence[end:]


def _is_dated(sentence: str) -> bool:
    """Whether a number in the sentence may be a date."""
    return bool(_YEAR.search(sentence) or _MONTH.search(sentence))


def restated(sentences: Iterable[str]) -> Iterator[Changed]:
    """Yields the sentences in other words with the same meaning, one for each rule below that applies."""
    for sentence in sentences:
        claim = sentence
        for pattern, other in _RESTATED:
            claim = re.sub(pattern, other, claim)
        if claim != sentence:
            yield Changed("restated", sentence, claim)
        if len(sentence.split()) > 14 and (cut := re.match(r"(?:[^\s,()]+ ){8,}[^\s,()]+,(?= )", sentence)):
            yield Changed("shortened", sentence, cut.group().rstrip(",") + ".")


_SPELLED: dict[str, str] = dict(
    zip("2 3 4 5 6 7 8 9 10".split(), "two three four five six seven eight nine ten".split(), strict=True)
)
_RESTATED: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})", r"\2 \1 \3"),
    (r"\bSeptember\b", "Sept."),
    (r"(?<=\d) ?percent\b", "%"),
    (r"(?<=\d) billion\b", "bn"),
    (r"(?<=[a-z] )([2-9]|10)(?= [a-z])", lambda match: _SPELLED[match[1]]),
    (r"(?<=\d) km\b", " kilometres"),
    (r"(?<=[a-z] )([A-Z][a-z]+) (?:and) ([A-Z][a-z]+)(?= [a-z])", r"\2 and \1"),
    (r"\b(is|was|were|did|does|has|had|would|could) not\b", r"\1n’t"),
    (r"\bU\.S\.(?= )", "US"),
    (r"\s\((?![^()]*(?:not|n[’']t))[^()]*\)(?=[\s,.])", ""),
    (r"[éèê]", "e"),
)
