"""Recognises questions about a whole Source: what it says, who wrote it and when, which notes and links it has.

Whether what a question names is a Source at all, ``source_names`` decides: "Who wrote Hungry for Peace?" is asked in
the same words of a book that a note cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from retrieval.numbers import number


class Aspect(Enum):
    """What a question wants to know of a Source."""

    OVERVIEW = "overview"
    CONCLUSION = "conclusion"
    SECTIONS = "sections"
    SOURCES = "sources"
    HOW_MANY_SOURCES = "how many sources"
    AUTHOR = "author"
    DATE = "date"
    PLACE = "place"
    TITLE = "title"
    HOW_MANY_NOTES = "how many notes"
    CITED = "cited"
    NOTES_ON = "notes on"
    LINKS = "links"


_NOTES = r"(?:foot|end)?notes?"
_WORKS = r"(?:sources?|works?|references?|books?|publications?|literature|authors?)"
_SOURCES = r"(?:sources?|documents?|texts?|articles?|papers?|files?)"
_POINTS = (
    r"(?:points?|ideas?|arguments?|messages?|findings?|claims?|take-?aways?|thes[ie]s|topics?|conclusions?|content)"
)
_CALLED = {
    Aspect.NOTES_ON: (
        (
            rf"(?:which|what) {_NOTES} (?:cites?|mentions?|refers? to|names?|quotes?) (?P<about>.+?)"
            r"(?: in (?P<target>the .+|this .+))?"
        ),
        rf"(?:in )?(?:which|what) {_NOTES} (?:is|are) (?P<about>.+?) (?:cited|mentioned|named|quoted)(?: in)?",
    ),
    Aspect.HOW_MANY_NOTES: (
        rf"how many {_NOTES} (?:does|do|has|have) (?P<target>.+?)(?: have| contain)?",
        rf"how many {_NOTES} are (?:there )?in (?P<target>.+)",
    ),
    Aspect.HOW_MANY_SOURCES: (
        (
            rf"how many {_SOURCES} (?:are there|are in the library|do you have|does the library have)"
            r"(?: in (?:the|your) library)?"
        ),
    ),
    Aspect.SOURCES: (
        (
            rf"(?:which|what) {_SOURCES} (?:are there|do you (?:have|know)|does the library have|are in the library)"
            r"(?: in the library)?(?: (?:on|about) (?P<about>.+))?"
        ),
        rf"(?:list|show)(?: me)?(?: all)?(?: the| your)? {_SOURCES}(?: (?:on|about) (?P<about>.+)| in the library)?",
        r"what(?: is|['’]s) in (?:the|your) library",
    ),
    Aspect.CITED: (
        (
            rf"(?:which|what) {_WORKS} (?:does|do) (?P<target>.+?) (?:cite|use|refer to|quote|reference|rely on)"
            rf"(?: in (?:its|the|their) {_NOTES})?"
        ),
        rf"(?:which|what) {_WORKS} (?:are|is) (?:cited|used|quoted|referenced) (?:in|by) (?P<target>.+)",
        r"(?:the )?(?:bibliography|references|reference list) (?:of|in) (?P<target>.+)",
    ),
    Aspect.LINKS: (
        (
            r"(?:which|what) (?:links|urls|web ?sites|web addresses) (?:does|do) (?P<target>.+?) "
            r"(?:give|have|contain|cite|offer)"
        ),
        r"(?:which|what) (?:links|urls|web ?sites|web addresses) are (?:there |given )?in (?P<target>.+)",
        r"(?:all |the |list (?:all )?(?:the )?)?(?:links|urls) (?:in|of|from) (?P<target>.+)",
    ),
    Aspect.SECTIONS: (
        r"(?:which|what) (?:sections|headings|chapters|parts) (?:does|do) (?P<target>.+?) have",
        (
            r"(?:what are |list |show me )?(?:the )?(?:sections|headings|chapters|table of contents|structure) "
            r"of (?P<target>.+)"
        ),
        r"how is (?P<target>.+?) (?:structured|organi[sz]ed)",
    ),
    Aspect.AUTHOR: (
        r"who (?:has )?(?:wrote|written|authored) (?P<target>.+)",
        r"(?:who (?:is|are|was|were) )?(?:the )?authors? of (?P<target>.+)",
        r"who(?: is|['’]s|se is) (?P<target>.+?) (?:by|written by)",
        r"(?:by whom|by who) (?:is|was) (?P<target>.+?) written",
    ),
    Aspect.DATE: (
        (
            r"(?:when|in (?:what|which) year) (?:was|were|is) (?P<target>.+?) "
            r"(?:first )?(?:published|written|released|posted|dated)"
        ),
        r"(?:what (?:is|was) )?the (?:publication )?date of (?P<target>.+)",
        r"when did (?P<target>.+?) (?:first )?(?:appear|come out)",
    ),
    Aspect.PLACE: (
        r"where (?:was|were|is|has|did) (?P<target>.+?) (?:been )?(?:first )?(?:published|appear|posted|printed)",
        r"(?:what is )?the (?:url|link|web ?address|address) (?:of|to|for) (?P<target>.+)",
    ),
    Aspect.TITLE: (r"what(?: is|['’]s) the (?:full |exact )?title of (?P<target>.+)",),
    Aspect.CONCLUSION: (
        r"what does (?P<target>.+?) conclude",
        r"(?:what (?:is|are) )?the conclusions? (?:of|in|drawn in) (?P<target>.+)",
        r"how does (?P<target>.+?) end",
        r"what conclusions? does (?P<target>.+?) (?:draw|reach|come to)",
    ),
    Aspect.OVERVIEW: (
        r"(?:summari[sz]e|sum up|outline|recap|describe briefly) (?P<target>.+)",
        (
            r"(?:give me |write |i need |show me |i want )?(?:an? |the )?(?:short |brief |quick |concise )?"
            r"(?:summary|overview|synopsis|abstract|gist|tl;?dr) (?:of|for|on) (?P<target>.+)"
        ),
        (
            r"(?:what (?:is|are|['’]s) |give me |list )?(?:the )?(?:main|key|central|core|most important) "
            rf"{_POINTS} (?:of|in|made in|from) (?P<target>.+)"
        ),
        r"what(?: is|['’]s|s| are| was) (?P<target>.+?) (?:all )?about",
        r"what does (?P<target>.+?) (?:say|argue|claim|discuss|cover|deal with|describe|talk about)",
        r"(?:summary|overview|tl;?dr|main points)(?: please)?(?P<target>)",
        r"summari[sz]e(?P<target>)",
    ),
}
_PATTERNS = [
    (aspect, re.compile(pattern, re.IGNORECASE)) for aspect, patterns in _CALLED.items() for pattern in patterns
]
_ASIDE = re.compile(
    r"^(?:(?:please|hi|hello|hey|ok|okay|so|and|now)\b[,!]?\s+|(?:can|could|would|will) you (?:please )?"
    r"(?=summ|sum|give|list|tell|show|outline|recap)|(?:please )?tell me (?=what|who|which|when|where|how))+"
    r"|(?:[,\s]+(?:please|for me|thanks|thank you|in short|briefly|in a few sentences|in brief))+$",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"""
    ^(?:the\s+)?(?:
      (?:section|chapter|part)\s+(?:no\.?\s*|number\s+)?(?P<number>\d{1,3})\b
      | (?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\s+(?:section|chapter|part)\b
      | (?:section|chapter|part)\s+(?:on\s+|about\s+|called\s+|titled\s+)?[“"‘'](?P<quoted>[^”"]+?)[”"’']
      | (?:section|chapter|part)\s+(?:on|about|called|titled)\s+(?P<called>.+?)
      | (?P<named>introduction|abstract|conclusions?)
    )(?:\s+(?:of|in|from)\s+(?P<target>.+))?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDINALS: list[str] = [*"first second third fourth fifth sixth seventh eighth ninth tenth".split()]


@dataclass(frozen=True, slots=True)
class SectionAsked:
    """The section that a question names: by its number from 1, -1 for the last, or by words of its title."""

    number: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """A question about a Source. ``target``: the words that name it, empty where none do; ``about``: a subject."""

    aspect: Aspect
    target: str = ""
    section: SectionAsked | None = None
    about: str = ""


def source_questions(question: str) -> Iterator[SourceQuestion]:
    """Yields the ways in which ``question`` may be one about a Source, the likeliest first."""
    asked = _plain(question)
    for aspect, pattern in _PATTERNS:
        match = pattern.fullmatch(asked)
        if match:
            named = match.groupdict()
            target, about = (named.get("target") or "").strip(), (named.get("about") or "").strip()
            section = _SECTION.match(target) if aspect is Aspect.OVERVIEW else None
            if section:
                yield SourceQuestion(aspect, section["target"] or "", _section(section), about)
            yield SourceQuestion(aspect, target, None, about)


def _plain(question: str) -> str:
    asked, before = " ".join(question.split()).strip(" ?!."), ""
    while asked != before:
        before, asked = asked, _ASIDE.sub("", asked).strip(" ?!.,")
    return asked


def _section(match: re.Match[str]) -> SectionAsked:
    if match["number"]:
        return SectionAsked(number(match["number"]))
    if match["ordinal"]:
        ordinal = match["ordinal"].lower()
        return SectionAsked(-1 if ordinal == "last" else _ORDINALS.index(ordinal) + 1)
    return SectionAsked(None, match["quoted"] or match["called"] or match["named"])
