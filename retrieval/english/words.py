"""Words in the form in which a claim and its evidence compare: without case, accents, possessives and spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from retrieval.english.stems import stemmed
from retrieval.model import Span

WORD = re.compile(r"\d+(?:[.,:]\d+)*[^\W\d_]*|[^\W\d_](?:[^\W_]|[’'ʼ‘`.](?=[^\W\d_])|\.(?=\W|$)(?<=\b[A-Z]\.))*")
"""A word or a number; apostrophes and the stops of "U.S." belong to it, hyphens part words."""

_WORDS_KEPT = 20_000
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_POSSESSIVE = re.compile(r"[’'ʼ‘`]s?$")
_NOT_A_LETTER = re.compile(r"[^\w]|_")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SPELLINGS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        *((r"^ye(?=[a-z]{3})", "e"), (r"(?:yy|iy|ij|ii|y)$", "i"), (r"^t(?=ch)|^t(?=s)", ""), (r"sch|shch", "sh")),
        *((r"ae", "a"), (r"oe", "o"), (r"ue", "u"), (r"ou|oo", "u"), (r"ee|ie", "i"), (r"y", "i")),
        *((r"kh|gh|q", "k"), (r"g(?=a)", "k"), (r"ph", "f")),
        *((r"w", "v"), (r"x", "ks"), (r"(.)\1+", r"\1")),
    )
)
"""How one name is transliterated in different ways: Zelensky, Zelenskiy; Qaddafi, Gaddafi; Yeltsin, Eltsin."""
_LEAST_SPOKEN = 5
"""Letters below which two spellings are two names: Iran, Iraq."""

STOP_WORDS = frozenset(
    """a about above across after again against ago all almost along already also although am among an and another any
    are around as at away back be became because become been before began behind being below between both but by came
    can could despite did do does done down due during each either else even ever every few finally first following for
    former from further given had has have having he hence her here hers him his how however i if in including indeed
    instead into is it its itself last later least less like made make many may me might more moreover most much must
    my near nearly neither never nevertheless next no nobody none nor not nothing now of off often on once one only onto
    or other others our out over own per perhaps quite rather said same says second see seen several shall she should
    since so some somebody someone soon still such take than that the their them then there thereafter therefore these
    they this those though three through throughout thus to today together too took toward towards two under unlike
    until up upon us use used using very was we well went were what whatever when where whereas whether which while who
    whom whose why will with within without would yet you your""".split()
)
"""Words that say little by themselves, and that a sentence may begin with."""

ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sen|Rep|Gov|No|Vol|vs|v|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|"
    r"Dec|Inc|Ltd|Co|Corp|Jr|Sr|approx|ca|c|cf|e\.g|i\.e|al|pp?))\.$"
)
"""Ends in a full stop that ends no sentence."""
_BREAK = re.compile(
    r"""
    (?<=[.!?…。]) ["”’)\]]* \s+ (?=["“(\[]?[^\W\d_a-z])  # a stop, and a word that may begin a sentence
    | (?<!\s) \s* \n \s*  # a line's end; a run of white space is looked at once, from its beginning
    """,
    re.VERBOSE,
)
_LONGEST_ABBREVIATION = 8
"""Characters of the longest of ``ABBREVIATED`` with its stop, and one before it."""
_LONGEST_SENTENCE = 2_000
"""Characters after which a sentence is cut at a space: what follows takes time that grows faster than its length."""


@lru_cache(_WORDS_KEPT)
def bare(word: str) -> str:
    """``word`` without case, accents, possessive and marks: "Pyŏngyang’s" is "pyongyang", "U.S." is "us"."""
    letters = _POSSESSIVE.sub("", word).casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters.translate(_LETTERS))
        letters = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return letters if letters.isalnum() else _NOT_A_LETTER.sub("", letters)


@lru_cache(_WORDS_KEPT)
def spellings(word: str) -> frozenset[str]:
    """The forms under which ``word`` may be met: bare, and with its umlauts written out."""
    plain = bare(word)
    if word.isascii():
        return frozenset((plain,))
    return frozenset((plain, bare(unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS))))


@lru_cache(_WORDS_KEPT)
def spoken(word: str) -> str:
    """One form for the ways in which a name may be transliterated; short ones stay as they are."""
    plain = bare(word)
    if len(plain) < _LEAST_SPOKEN or not plain.isalpha():
        return plain
    for pattern, to in _SPELLINGS:
        plain = pattern.sub(to, plain)
    return plain


@lru_cache(_WORDS_KEPT)
def stem(word: str) -> str:
    """The stem of a bare word."""
    return next(iter(stemmed(word)), word)


def sentences(text: str) -> Iterator[str]:
    """The sentences of ``text``, good enough to compare by; a quote's own are whole already."""
    start = 0
    for found in _BREAK.finditer(text):
        near = text[max(start, found.start() - _LONGEST_ABBREVIATION) : found.start()]
        if "\n" not in found.group() and ABBREVIATED.search(near):
            continue
        yield from _cut(text[start : found.start()].strip())
        start = found.end()
    yield from _cut(text[start:].strip())


def _cut(sentence: str) -> Iterator[str]:
    """A sentence in pieces of at most ``_LONGEST_SENTENCE`` characters; nothing where it is empty."""
    start = 0
    while len(sentence) - start > _LONGEST_SENTENCE:
        space = sentence.rfind(" ", start, start + _LONGEST_SENTENCE)
        end = space if space > start else start + _LONGEST_SENTENCE
        yield sentence[start:end]
        start = end + (space > start)
    if start < len(sentence):
        yield sentence[start:]


def blanked(text: str, spans: list[Span], blank: str = " ") -> str:
    """``text`` with these stretches blank, so that what was read there is not read twice; offsets stay.

    ``blank``: the one character that stands in place of each.
    """
    letters = list(text)
    for start, end in spans:
        letters[start:end] = blank * (end - start)
    return "".join(letters)
