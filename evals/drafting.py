"""Draft cases, for a person to look over: from what people disliked, and from the sentences of a Source.

A draft says so (``draft: true``) and is not asked until somebody has taken that line away. What it cannot know it
leaves open as "?", which no suite accepts of a case that is no draft.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.eval_errors import EvalImpossible, SuiteInvalid
from evals.loading import load_suite
from evals.located_yaml import read_marked
from ingest.sentences import sentences
from retrieval.english.dates import dates
from retrieval.english.quantities import quantities
from retrieval.feedback import Feedback, Thumb
from retrieval.model import Footnote, Source, Span

GAP = "____"
OPEN = "?"
_SHORTEST, _LONGEST = 40, 300
"""Characters of a sentence that makes a good question."""
_LONGEST_ID = 48
_NAMED = re.compile(r"[^\W\d_]{4,}")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A case as it is proposed. ``remark`` tells whoever confirms it where it comes from."""

    id: str
    question: str
    fact: str = OPEN
    footnote: str | None = None
    source: str | None = None
    remark: str = ""


def from_feedback(given: Iterable[Feedback]) -> list[DraftCase]:
    """A draft for each question whose answer somebody disliked; verdicts without a question tell nothing."""
    disliked = {one.question: one for one in given if one.verdict is Thumb.DOWN and one.question}
    return [
        DraftCase(_id(question), question, remark=f"disliked{_said(one)}; the answer was: {one.answer}")
        for question, one in disliked.items()
    ]


def from_source(source: Source, most: int) -> list[DraftCase]:
    """Up to ``most`` sentences with a number or a date that can be asked for; those with a footnote come first."""
    found = [one for start, end in sentences(source.text) if (one := _asked(source, Span(start, end)))]
    found.sort(key=lambda one: one.footnote is None)
    return found[:most]


def as_yaml(drafts: Sequence[DraftCase]) -> str:
    """The drafts as items of the list ``cases``; texts are JSON strings, which YAML reads as they are."""
    return "".join(_yaml(one) for one in drafts)


def add_to(path: Path, drafts: Sequence[DraftCase]) -> int:
    """Puts drafts at the end of the suite in ``path``, and gives how many were new.

    Raises ``SuiteInvalid`` where the suite is none, and ``EvalImpossible`` where its cases do not come last in it.
    """
    suite = load_suite(path)
    aliases = {id_: alias for library in suite.libraries.values() for alias, id_ in library.sources.items()}
    known = {case.question for case in suite.cases} | {*suite.drafts} | {case.id for case in suite.cases}
    new = [_aliased(one, aliases) for one in drafts if one.id not in known and one.question not in known]
    top = read_marked(path)
    cases = top.at(("cases",))
    block = isinstance(cases.node, yaml.SequenceNode) and not cases.node.flow_style
    if cases.node.end_mark.index != top.node.end_mark.index or not block:
        raise EvalImpossible(f"{path}: the list of cases must come last, an item a line, for more to be added.")
    written = path.read_text(encoding="utf-8")
    path.write_text(written.rstrip("\n") + "\n" + as_yaml(new), encoding="utf-8")
    try:
        load_suite(path)
    except SuiteInvalid:
        path.write_text(written, encoding="utf-8")
        raise
    return len(new)


def _asked(source: Source, where: Span) -> DraftCase | None:
    """The question for what stands in the gap of a sentence; None where there is nothing to ask for."""
    text = " ".join(source.text[where.start : where.end].split())
    fact = _fact(text)
    if fact is None or not _SHORTEST <= len(text) <= _LONGEST:
        return None
    note = next((one for one in source.footnotes if any(where.start < at <= where.end + 1 for at in one.markers)), None)
    gapped = text.replace(fact, GAP, 1)
    return DraftCase(
        id=_id(gapped),
        question=f"What belongs in the gap: “{gapped}”",
        fact=fact,
        footnote=_word(note) if note else None,
        source=source.id,
        remark=f"from “{source.title}”; ask it in words of your own",
    )


def _fact(text: str) -> str | None:
    """A date with its month, else a number with its unit, else a year; the words as they stand."""
    days = dates(text)
    numbers = [one for one in quantities(text) if any(c.isdigit() for c in one.words)]
    inside = [
        one
        for one in numbers
        if not any(day.span.start < one.span.end and one.span.start < day.span.end for day in days)
    ]
    ordered = [*(day for day in days if day.month), *inside, *(day for day in days if day.year and not day.month)]
    return next((one.words.strip() for one in ordered if text.count(one.words.strip()) == 1), None)


def _word(note: Footnote) -> str | None:
    """The longest name in a note, by which it can be known again."""
    names = [word for word in _NAMED.findall(note.text.split("http")[0]) if word[0].isupper()]
    return max(names, key=len, default=None)


def _id(words: str) -> str:
    """``words`` as an id, cut between two of them."""
    joined = _NO_WORD.sub("-", words.casefold()).strip("-")
    return (joined if len(joined) <= _LONGEST_ID else joined[:_LONGEST_ID].rpartition("-")[0]) or "draft"


def _said(one: Feedback) -> str:
    return f" (“{one.comment}”)" if one.comment else ""


def _aliased(one: DraftCase, aliases: dict[str, str]) -> DraftCase:
    """The draft with the alias that the suite has for its Source."""
    alias = aliases.get(one.source or "")
    return DraftCase(one.id, one.question, one.fact, one.footnote, alias, one.remark)


def _yaml(one: DraftCase) -> str:
    cites = {"source": one.source, "footnote": one.footnote}
    cited = ", ".join(f"{name}: {_quoted(words)}" for name, words in cites.items() if words)
    lines = [
        f"  - id: {_quoted(one.id)}",
        f"    question: {_quoted(one.question)}",
        f"    answer: {{all: [{_quoted(one.fact)}]}}",
        *([f"    cites: {{{cited}}}"] if cited else []),
        "    draft: true",
    ]
    return "\n".join((*_remark(one), *lines)) + "\n"


def _remark(one: DraftCase) -> Iterator[str]:
    if one.remark:
        yield f"  # {' '.join(one.remark.split())}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
