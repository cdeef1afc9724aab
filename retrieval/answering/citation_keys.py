"""Issued keys: made for one request, and read back from what a chat model writes, in whatever shape it writes them.

A key is a letter that stands before a digit nowhere in the question or the Sources, and a number: "q1", "q2". A source
that says "[q1]" would have got other keys, so none can be forged. Models are asked for "[q1]" behind a sentence, and
write "(q1, q2)", "【q1】", "q1:" in front, "Sources: q1 and q2", or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.english.words import ABBREVIATED
from retrieval.numbers import number

_LETTERS = "qzxjkvwpsgcfbhdtrmnale"
_MARK = re.compile("\x02([^\x03]*)\x03")
_WORDS = (
    r"(?:(?:sources?|src|keys?|ids?|refs?|references?|citations?|cit(?:e|ed|ing)|see(?:\s+also)?|from|per|according\s+to|"
    r"passages?|sentences?|evidence|cf|based\s+on|supported\s+by|footnotes?|quotes?)\b\.?\s*[:=]?\s*)+"
)
_OPEN = r"[\[({<【〔〈「『⟨«|]"
_CLOSE = r"[\])}>】〕〉」』⟩»|]"
_STYLE = r"(?:\*\*|__|[*_`]|<sup>|</sup>)*"
_SEPARATOR = r"\s*(?:[,;/&+、，]|\band\b|\bor\b|\bto\b|[-–—]|\.\.\.?)?\s*"
_FOREIGN = re.compile(r"\s*(?:\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|【[^】]*】|\[(?:citation needed|source)\])")
"""Marks of other systems, which mean nothing here."""
_STOP = re.compile(r"(?:[.!?…。！？]+[\"”’)\]*_»]*|\n)")
_NUMBERED = re.compile(r"(?:^|\n)\s*\d{1,2}\.$")
_LEAD = re.compile(r"^(?:\s|[-*•–—>#]+\s|\d{1,2}[.)]\s|\*\*|__)+")
_LABEL = re.compile(r"^(?:answer|response|claims?|final answer|sources?|references?)\s*:\s*", re.IGNORECASE)
_JSON = re.compile(r'^[\s{\[]*"(?:answer|text|claim|claims|sentence|response)"\s*:\s*[\[{]*\s*"?|"?\s*[}\],]+\s*$')
_LEADING = ("source", "see", "ref", "key", "according", "cit")
"""What may stand before a key behind its sentence."""
_LONGEST_RANGE = 20
_PATIENCE = 28
"""Characters behind a stop that may still turn out to be a key, and are waited for."""
_THINKING = re.compile(r"<(think|thinking|reasoning|thought)>.*?</\1>|^.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_OPEN_THINKING = re.compile(
    r"<(?:think|thinking|reasoning|thought)>(?!.*</(?:think|thinking|reasoning|thought)>)|^\s*<[a-z]*$",
    re.DOTALL | re.IGNORECASE,
)


def issue(texts: Sequence[str]) -> str:
    """The letter for the keys of one request: one that stands before a digit nowhere in ``texts``."""
    taken = {found.casefold() for text in texts for found in re.findall(r"([A-Za-z]+)\d", text)}
    candidates = [*_LETTERS, *(a + b for a in _LETTERS for b in _LETTERS)]
    return next(letter for letter in candidates if not any(key.endswith(letter) for key in taken))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a chat model wrote it, without its keys; ``keys`` are those it cited, lower case, in order."""

    text: str
    keys: tuple[str, ...]


class Sentences:
    """Cuts what a chat model writes, piece by piece, into sentences with their keys. Each is given out once whole."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        key = rf"[#@^†]?{letter}\s?\d{{1,3}}(?:†[\w-]*|:\d+)?"
        one = rf"{_STYLE}{_OPEN}*\s*(?:\^|{_WORDS})?{key}(?:\s*{_CLOSE})*{_STYLE}"
        self._group = re.compile(
            rf"(?:(?<![A-Za-z0-9])|(?=[^A-Za-z0-9\s]{{1,8}}[A-Za-z])){_STYLE}(?:{_WORDS})?"
            rf"{_OPEN}*\s*(?:\^|{_WORDS})?{key}(?!\w)(?:\s*{_CLOSE}*{_SEPARATOR}{one}(?!\w))*"
            rf"(?:\s*(?:{_CLOSE}|\)(?=\W|$)))*(?:\([^)\s]*\))?{_STYLE}:?",
            re.IGNORECASE,
        )
        self._key = re.compile(rf"{letter}\s?(\d{{1,3}})", re.IGNORECASE)
        self._range = re.compile(
            rf"{letter}\s?(\d{{1,3}})\W{{0,3}}(?:[-–—]|\bto\b|\.\.\.?)\W{{0,3}}{letter}?\s?(\d{{1,3}})", re.IGNORECASE
        )
        self._begins = re.compile(rf"{_OPEN}|[*_`^#@†]|(?:{letter})(?:\s?\d|$)|{'|'.join(_LEADING)}", re.IGNORECASE)
        self._goes_on = re.compile(rf"\s*(?:an?|and|or?|[,;&+–-])?\s*(?:{letter}\s?\d*)?", re.IGNORECASE)
        self._raw = ""
        self._pending: tuple[str, ...] = ()

    def feed(self, piece: str) -> Iterator[Sentence]:
        """The sentences that ``piece`` completes."""
        self._raw += piece
        if _OPEN_THINKING.search(self._raw):
            return
        self._raw = _THINKING.sub("", self._raw)
        yield from self._cut(ended=False)

    def end(self) -> Iterator[Sentence]:
        """What is left when the model has ended."""
        self._raw = _OPEN_THINKING.split(_THINKING.sub("", self._raw))[0] + "\n"
        yield from self._cut(ended=True)

    def _cut(self, *, ended: bool) -> Iterator[Sentence]:
        while (cut := self._boundary(ended=ended)) is not None:
            sentence, self._raw = self._raw[:cut], self._raw[cut:]
            made = self._sentence(sentence)
            if made:
                yield made

    def _boundary(self, *, ended: bool) -> int | None:
        """Where the first sentence ends, its keys included; None while that cannot be told."""
        for stop in _STOP.finditer(self._raw):
            end = stop.end()
            if stop.group() != "\n" and (_ends_none(self._raw[:end]) or self._within_group(stop.start())):
                continue
            end = self._behind_keys(end) if stop.group() != "\n" else end
            rest = self._raw[end:]
            if stop.group() == "\n":
                return end
            if not rest[:1].isspace() and not (ended and not rest):
                if rest and not self._may_be_key(rest):
                    continue  # a stop within a number or a word
                return None
            if not ended and (self._may_be_key(rest.lstrip()) or (end > stop.end() and self._goes_on.fullmatch(rest))):
                return None
            return end
        return None

    def _within_group(self, at: int) -> bool:
        return any(found.start() < at < found.end() - 1 for found in self._group.finditer(self._raw))

    def _behind_keys(self, end: int) -> int:
        """Behind the keys that follow a stop on the same line, if they are not the next sentence's own."""
        found = self._group.match(self._raw, end + len(self._raw[end:]) - len(self._raw[end:].lstrip(" ")))
        if not found or "\n" in found.group():
            return end
        after = self._raw[found.end() :]
        glued = found.start() == end
        return end if found.group().endswith(":") and not glued else found.end() + (after[:1] in ".,;")

    def _may_be_key(self, rest: str) -> bool:
        """Whether ``rest``, which has just begun, may still become a key."""
        if not rest:
            return True
        begun = self._begins.match(rest) is not None or any(prefix.startswith(rest.casefold()) for prefix in _LEADING)
        return begun and len(rest) < _PATIENCE and "\n" not in rest

    def _sentence(self, raw: str) -> Sentence | None:
        marked = self._group.sub(lambda found: f"\x02{','.join(self._keys(found.group()))}\x03", raw)
        keys = tuple(dict.fromkeys(key for found in _MARK.findall(marked) for key in found.split(",")))
        bare = _FOREIGN.sub("", _MARK.sub("", marked))
        text = clean(bare)
        if not re.search(r"\w", text):
            self._pending = keys  # keys alone on a line belong to the sentence behind them, as in "q1:"
            return None
        keys, self._pending = keys or self._pending, ()
        return Sentence(text, keys)

    def _keys(self, group: str) -> Iterator[str]:
        """The keys of a group, those between the ends of a range included."""
        ranges = {number(a): number(b) for a, b in self._range.findall(group)}
        for first in map(number, self._key.findall(group)):
            last = ranges.get(first, first)
            last = max(first, last if last - first < _LONGEST_RANGE else first)
            yield from (f"{self._letter}{index}" for index in range(first, last + 1))


def _ends_none(text: str) -> bool:
    """Whether the full stop at the end of ``text`` is that of an abbreviation or of a list's number."""
    return ABBREVIATED.search(text) is not None or _NUMBERED.search(text) is not None


def clean(text: str) -> str:
    """A sentence without what lists, headings and JSON put around it."""
    text = _JSON.sub("", _LABEL.sub("", _LEAD.sub("", text.replace("\\n", " "))))
    text = re.sub(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", "", text)
    text = re.sub(r"\[\s*\]|\(\s*\)|\{\s*\}", "", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"^\W*(?:according to|as per|per|from|based on|in)\s*,\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", text).strip(" |")
    return re.sub(r"^[\s,;:.]+|[,;:]+(?=[.!?]?$)", "", text).strip()
