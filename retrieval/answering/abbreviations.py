"""What an abbreviation stands for, where a text spells it out: "Workers' Party of Korea (WPK)", "WPK (Workers' …)".

Schwartz, Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", Pacific Symposium on
Biocomputing 2003; before it, the plainer case that each letter begins a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from retrieval.english.words import STOP_WORDS
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
_CAPITALS = 2
"""Capitals by which a word is known to be an abbreviation."""
_LEAST_PLAIN = 3
"""Letters of an abbreviation that the words right behind it, without a bracket, may spell out by their capitals."""
_ASIDE = re.compile(r"(?: of \d{4})?(?:,[^,]{0,30}|\s*\([^()]{0,60}\)?)?\s*$")
"""What may come between a long form and its abbreviation: "… Act of 1975, as amended (HMDA)"."""
_WORD = re.compile(r"(?<![’'])[^\W_]+(?:[’'.](?!s\b)[^\W_]+)*")


def asked_abbreviation(question: str) -> str | None:
    """The abbreviation whose long form ``question`` asks for."""
    asked = _ASKED.search(question)
    return asked[asked.lastgroup] if asked and asked.lastgroup else None


def may_spell(short: str, words: str) -> bool:
    """Whether ``words`` have the letters of ``short`` in their order, but not as ``short`` itself.

    Of what has not two capitals nothing is known: "What does the party stand for?" may ask for something else.
    """
    if sum(letter.isupper() for letter in short) < _CAPITALS:
        return True
    letters = iter(words.lower())
    in_order = all(letter in letters for letter in short.lower() if letter.isalnum())
    return in_order and short.lower() not in words.lower()


def long_form(short: str, text: str, *, by_initials: bool = False) -> Span | None:
    """Where ``text`` spells ``short`` out in so many words; ``by_initials``: in words that begin with its letters."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    before = [text[:end] for end in _in_front(short, text)]
    plainly = (_by_initials(letters, part) for words in before for part in (words, _ASIDE.sub("", words)))
    loosely = () if by_initials else (_by_letters(letters, words) for words in before)
    return next((found for found in chain(plainly, _behind(short, letters, text), loosely) if found), None)


def _in_front(short: str, text: str) -> Iterator[int]:
    """The places in ``text`` behind which ``short`` stands as what the words before them are called."""
    called = re.compile(rf"\s*(?:\(|, or )[\"“'‘]?{re.escape(short)}s?[\"”'’]?(?=[),;:]| or )", re.IGNORECASE)
    for match in called.finditer(text):
        yield match.start()


def _behind(short: str, letters: list[str], text: str) -> Iterator[Span]:
    """The words behind ``short`` that begin with its letters: in brackets, or as a list of abbreviations has them."""
    called = re.compile(rf"(?<!\w){re.escape(short)}[\"”'’]?(?P<bracket> \()?[\s:=–—-]*(?:short for )?", re.IGNORECASE)
    for match in called.finditer(text):
        is_plain = match["bracket"] is None
        left = list(letters)
        for word in islice(_WORD.finditer(text, match.end()), 2 * len(letters)):
            if left and word[0][0].lower() == left[0] and not (is_plain and word[0][0].islower()):
                left.pop(0)
            elif word[0] not in STOP_WORDS or len(left) == len(letters):
                break
            if not left and (not is_plain or len(letters) >= _LEAST_PLAIN):
                yield Span(match.end(), word.end())
                break


def _by_initials(letters: list[str], text: str) -> Span | None:
    """The last words of ``text`` that begin with ``letters``; words such as "of" may stand between them."""
    left, end = list(letters), 0
    for word in reversed(_last_words(letters, text)):
        if left and word[0][0].lower() == left[-1]:
            left.pop()
            end = end or word.end()
            if not left:
                return Span(word.start(), end)
        elif word[0] not in STOP_WORDS:
            return None
    return None


def _by_letters(letters: list[str], text: str) -> Span | None:
    """The last words of ``text`` that have ``letters`` in order, the first at the beginning of a word.

    The last one is in the last word: "… of the General Staff (GRU)" spells out nothing.
    """
    words = _last_words(letters, text)
    if not words:
        return None
    begins = {word.start() for word in words if word[0] not in STOP_WORDS}
    place = end = words[-1].end()
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= words[0].start() and (text[place].lower() != letter or (number == 0 and place not in begins)):
            place -= 1
        if place < (words[-1] if number == len(letters) - 1 else words[0]).start():
            return None
    return Span(place, end)


def _last_words(letters: list[str], text: str) -> list[re.Match[str]]:
    """As many as the two may take: Schwartz and Hearst, section 3.1."""
    return list(_WORD.finditer(text))[-min(len(letters) + 5, 2 * len(letters)) :]
