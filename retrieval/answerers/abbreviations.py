"""What an abbreviation stands for, where a text spells it out: "Workers' Party of Korea (WPK)", "WPK (Workers' …)".

Schwartz, Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", Pacific Symposium on
Biocomputing 2003; before it, the plainer case that each letter begins a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.grounding.words import STOP_WORDS
from retrieval.model import Span

_SHORT = r"[\"“'‘]?(?P<{}>\w[\w.&/-]{{1,9}})[\"”'’]?"
_KIND = r"(?:(?:abbreviation|acronym|initials|letters|term) )?"
_ASKED = re.compile(
    rf"\bwhat (?:does|do|did) (?:the )?{_KIND}{_SHORT.format('stands')} (?:stand for|abbreviate)\W*$"
    r"|\bwhat (?:does|do|did) (?:the )?[\"“'‘]?(?-i:(?P<means>[A-Z][A-Z.&]+))[\"”'’]? mean\W*$"
    rf"|\bwhat (?:is|was) (?:the )?{_KIND}{_SHORT.format('brief')} (?:short|an abbreviation|an acronym) (?:for|of)\W*$"
    rf"|^\W*(?:the )?{_KIND}{_SHORT.format('first')} (?:stands for|is short for|is an abbreviation (?:of|for)) what\W*$"
    rf"|\bwhat is the full (?:name|form) of (?:the )?{_SHORT.format('full')}\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")


def asked_abbreviation(question: str) -> str | None:
    """The abbreviation whose long form ``question`` asks for."""
    asked = _ASKED.search(question)
    return asked[asked.lastgroup] if asked and asked.lastgroup else None


def may_spell(short: str, words: str) -> bool:
    """Whether ``words`` have the letters of ``short`` in their order, but not as ``short`` itself."""
    letters = iter(words.lower())
    in_order = all(letter in letters for letter in short.lower() if letter.isalnum())
    return in_order and short.lower() not in words.lower()


def long_form(short: str, text: str) -> Span | None:
    """Where ``text`` spells ``short`` out in so many words, in brackets or in front of them."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for before in _in_front(short, text):
        words = list(_WORD.finditer(text, 0, before))[-min(len(letters) + 5, 2 * len(letters)) :]
        start = _by_initials(letters, words)
        start = _by_letters(letters, text, words) if start is None else start
        if start is not None:
            return Span(start, words[-1].end())
    for inside in re.finditer(rf"(?<!\w){re.escape(short)} \((?:short for )?([^();,]+)", text, re.IGNORECASE):
        words = list(_WORD.finditer(text, inside.start(1), inside.end(1)))
        if words and _by_initials(letters, words) == words[0].start():
            return Span(words[0].start(), words[-1].end())
    return None


def _in_front(short: str, text: str) -> Iterator[int]:
    """The places in ``text`` behind which ``short`` stands as what the words before them are called."""
    called = re.compile(rf"\s*(?:\(|, or )[\"“'‘]?{re.escape(short)}s?[\"”'’]?(?=[),;:]| or )", re.IGNORECASE)
    for match in called.finditer(text):
        yield match.start()


def _by_initials(letters: list[str], words: list[re.Match[str]]) -> int | None:
    """Where the words begin whose first letters are ``letters``; words such as "of" may stand between them."""
    left = list(letters)
    for word in reversed(words):
        if left and word[0][0].lower() == left[-1]:
            left.pop()
            if not left:
                return word.start()
        elif word[0] not in STOP_WORDS:
            return None
    return None


def _by_letters(letters: list[str], text: str, words: list[re.Match[str]]) -> int | None:
    """Where the words begin that have ``letters`` in order, the first of them at the beginning of a word."""
    if not words:
        return None
    begins = {word.start() for word in words if word[0] not in STOP_WORDS}
    place = words[-1].end()
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= words[0].start() and (text[place].lower() != letter or (number == 0 and place not in begins)):
            place -= 1
        if place < words[0].start():
            return None
    return place
