"""An overview of a Source in its own sentences: what of it covers most of what it speaks of, without repetition.

Sentences are chosen one after the other, each for the words it adds, weighted by how often the Source uses them: greedy
maximisation of coverage (Lin, Bilmes, "A Class of Submodular Functions for Document Summarization", ACL 2011). Where a
Source has sections, its beginning and its conclusion have theirs, and no section has two before the others had one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from retrieval.answering.evidence import is_question
from retrieval.english.complete_sentences import is_boilerplate, is_fragment, leans_back
from retrieval.english.words import STOP_WORDS, WORD, bare, stem
from retrieval.model import Section, Source, Span

FEWEST, MOST = 3, 6
"""Sentences of an overview."""
_PER_SENTENCE = 12
"""Sentences of the Source for each of the overview's."""
_SHORTEST, _LONGEST = 6, 60
"""Words of a sentence that may be chosen: fewer say little, and more are hard to read at a glance."""
_ALONE = 0.3
"""Weight of a word that the Source uses once, where the square root of its uses weighs the others."""
_NAMED = 2.0
"""How much more a word of the title or of a heading weighs."""
_FIRST_OF_ALL, _FIRST_OF_PARAGRAPH = 1.6, 1.15
"""How much more the first sentences of the Source, and of a paragraph, are worth."""
_BEGINNING = 5
"""Sentences at the beginning of the Source among which it says what it is about."""
_TOLD_APART, _IN_A_SECTION = 0.8, 2
"""Share of the titles that differ, and sentences for each section, where sections are the structure of a text."""
_ENDS = (".", "!", "”", '"', ")")
"""How a sentence ends; a line without may be a heading, and is chosen only where there is little else."""
_SAME = 0.6
"""Share of a sentence's words that another has, from which it repeats that one."""
_APPARATUS = re.compile(
    r"^\W*(?:(?:foot|end)?notes?|references|bibliography|works cited|literature|acknowledge?ments?|contents|"
    r"about (?:the|us)\b.*|further reading|see also|external links|glossary|terms|abbreviations|who is who|"
    r"appendi(?:x|ces)\b.*|annex\b.*|copyright|imprint|contact|related\b.*|sources?)\W*$",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:conclu\w+|closing (?:remarks|thoughts)|outlook|implications|recommendations|final (?:remarks|thoughts)|"
    r"lessons|take-?aways|the way forward|in sum)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence that may be chosen: its place, its stems, and the section it stands in; -1 before the first.

    ``worth``: how much more it is worth than its words, for where it stands.
    """

    span: Span
    stems: frozenset[str]
    section: int
    worth: float = 1.0


def overview(source: Source, spans: Sequence[Span], section: Section | None = None) -> list[Span]:
    """Returns the sentences, of those at ``spans``, that give an overview of ``source``, in the order of the text.

    ``section``: that one alone. Empty where nothing of it is a complete sentence.
    """
    inside = [span for span in spans if section is None or section.start <= span.start < section.end]
    candidates = list(_candidates(source, inside, is_structured=bool(structure(source, spans))))
    ended = [item for item in candidates if source.text[item.span.start : item.span.end].endswith(_ENDS)]
    candidates = ended if len(ended) >= MOST else candidates
    weights = _weights(source, candidates)
    most = max(FEWEST, min(MOST, len(inside) // _PER_SENTENCE + FEWEST - 1))
    chosen: list[SourceSentence] = []
    for among in (*_reserved(source, candidates, section), candidates):
        _add_best(chosen, among, weights, most if among is candidates else len(chosen) + 1)
    return sorted(sentence.span for sentence in chosen[:most])


def conclusion(source: Source, spans: Sequence[Span]) -> Section | None:
    """Returns the section in which ``source`` concludes: one that says so, or its last that is of its text."""
    return _conclusion(source, spans) if structure(source, spans) else None


def _conclusion(source: Source, spans: Sequence[Span]) -> Section | None:
    body = [source.sections[i] for i in _body(source, spans)]
    named = [section for section in body if _CONCLUSION.search(section.title)]
    return (named or body)[-1] if len(body) > 1 else None


def structure(source: Source, spans: Sequence[Span]) -> tuple[Section, ...]:
    """Returns the sections of ``source`` where these are its structure; none where a reader took many lines for
    headings, as in a transcript, where they repeat themselves or have hardly a sentence each.
    """
    titles = [section.title for section in source.sections]
    is_told_apart = len(set(titles)) >= _TOLD_APART * len(titles)
    return source.sections if is_told_apart and len(spans) >= _IN_A_SECTION * len(titles) else ()


def _body(source: Source, spans: Iterable[Span]) -> list[int]:
    """The indices of the sections that are of the text itself, no notes or glossary, and have sentences."""
    first: dict[int, str] = {}
    for span in spans:
        first.setdefault(_section_at(source, span.start), source.text[span.start : span.end])
    return [
        i
        for i, section in enumerate(source.sections)
        if i in first and not _APPARATUS.match(section.title) and not is_boilerplate(first[i])
    ]


def _section_at(source: Source, offset: int) -> int:
    return max((i for i, section in enumerate(source.sections) if section.start <= offset), default=-1)


def _candidates(source: Source, spans: Sequence[Span], *, is_structured: bool) -> Iterator[SourceSentence]:
    """What a reader understands by itself, with what it is worth for its place."""
    body = {-1, *_body(source, spans)}
    for number, span in enumerate(spans):
        words = source.text[span.start : span.end]
        section = _section_at(source, span.start) if is_structured else -1
        length = len(words.split())
        if section not in body or not _SHORTEST <= length <= _LONGEST or not _is_readable(words):
            continue
        is_first = "\n" in source.text[max(0, span.start - 2) : span.start]
        worth = _FIRST_OF_ALL if number < _BEGINNING else _FIRST_OF_PARAGRAPH if is_first else 1.0
        yield SourceSentence(span, _stems(words), section, worth)


def _is_readable(words: str) -> bool:
    return not (is_question(words) or is_fragment(words) or is_boilerplate(words) or leans_back(words))


def _stems(text: str) -> frozenset[str]:
    plain = (bare(word) for word in WORD.findall(text))
    return frozenset(stem(word) for word in plain if len(word) > 1 and word not in STOP_WORDS)


def _weights(source: Source, candidates: Sequence[SourceSentence]) -> dict[str, float]:
    uses = Counter(word for sentence in candidates for word in sentence.stems)
    is_structured = any(sentence.section >= 0 for sentence in candidates)
    headings = (section.title for section in source.sections) if is_structured else ()
    named = _stems(" ".join((source.title, *headings)))
    return {
        word: (sqrt(times) if times > 1 else _ALONE) * (_NAMED if word in named else 1.0)
        for word, times in uses.items()
    }


def _reserved(
    source: Source, candidates: Sequence[SourceSentence], section: Section | None
) -> Iterator[Sequence[SourceSentence]]:
    """Those parts of a Source in sections that have a sentence each: its beginning, its conclusion, the longest."""
    end = _conclusion(source, [sentence.span for sentence in candidates])
    if section is not None or end is None or all(sentence.section < 0 for sentence in candidates):
        return
    beginning = [sentence for sentence in candidates[:_BEGINNING] if sentence.section == candidates[0].section]
    yield beginning
    yield beginning if len(candidates) > _PER_SENTENCE * FEWEST else ()
    last = source.sections.index(end)
    by_section: dict[int, list[SourceSentence]] = {}
    for sentence in candidates:
        by_section.setdefault(sentence.section, []).append(sentence)
    yield by_section.pop(last, [])
    by_section.pop(candidates[0].section, None)
    yield from sorted(by_section.values(), key=len, reverse=True)[: MOST - 2]


def _add_best(
    chosen: list[SourceSentence], among: Sequence[SourceSentence], weights: dict[str, float], most: int
) -> None:
    """Adds to ``chosen``, up to ``most``, the sentences of ``among`` that add most to it."""
    while len(chosen) < most:
        said = frozenset(word for sentence in chosen for word in sentence.stems)
        left = [
            sentence
            for sentence in among
            if not any(len(sentence.stems & other.stems) >= _SAME * len(sentence.stems) for other in chosen)
        ]
        if not left:
            return
        chosen.append(max(left, key=lambda sentence: _gain(sentence, said, weights)))


def _gain(sentence: SourceSentence, said: frozenset[str], weights: dict[str, float]) -> float:
    return sentence.worth * sum(weights[word] for word in sentence.stems - said)
