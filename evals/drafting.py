"""Drafts cases for a person to review, from disliked answers and from the sentences of a Source.

A draft is marked (``draft: true``) and not asked until somebody removes that line. Unknown parts are "?", which a suite
accepts in drafts alone.
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
from evals.located_yaml import read_located
from ingest.sentences import sentences
from retrieval.english.dates import dates
from retrieval.english.quantities import quantities
from retrieval.feedback import Feedback, Thumb, Unanswered
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
    """A proposed case. ``remark`` tells the reviewer its origin."""

    id: str
    question: str
    fact: str = OPEN
    footnote: str | None = None
    source: str | None = None
    remark: str = ""


def from_feedback(given: Iterable[Feedback], refused: Iterable[Unanswered] = ()) -> list[DraftCase]:
    """Returns a draft for each question with a disliked answer, and for each that was refused.

    What a person said answers it is the fact to look for. Verdicts without a question are skipped.
    """
    disliked = {
        feedback.question: feedback for feedback in given if feedback.verdict is Thumb.DOWN and feedback.question
    }
    drafts = [
        DraftCase(
            _id(question),
            question,
            fact=feedback.quote or OPEN,
            source=feedback.source_id or None,
            remark=f"disliked{_said(feedback)}; the answer was: {feedback.answer}",
        )
        for question, feedback in disliked.items()
    ]
    others = dict.fromkeys(item.question for item in refused if item.question not in disliked)
    return [*drafts, *(DraftCase(_id(question), question, remark="refused") for question in others)]


def from_source(source: Source, most: int) -> list[DraftCase]:
    """Returns drafts of up to ``most`` sentences with a number or a date; those with a footnote come first."""
    drafts = [draft for start, end in sentences(source.text) if (draft := _asked(source, Span(start, end)))]
    drafts.sort(key=lambda draft: draft.footnote is None)
    return drafts[:most]


def as_yaml(drafts: Sequence[DraftCase]) -> str:
    """Returns the drafts as items of the list ``cases``; texts are JSON strings, which are valid YAML."""
    return "".join(_yaml(draft) for draft in drafts)


def add_to(path: Path, drafts: Sequence[DraftCase], home: Path) -> int:
    """Appends drafts to the suite in ``path``, and returns the number of new ones.

    Where there is no such file, it becomes a suite that asks the library in ``home``. Raises ``SuiteInvalid`` for an
    invalid suite, and ``EvalImpossible`` where its cases do not come last in the file or it cannot be written.
    """
    if not path.exists():
        _write_new(path, drafts, home)
        return len(drafts)
    suite = load_suite(path, may_be_draft=True)
    aliases = {id_: alias for library in suite.libraries.values() for alias, id_ in library.sources.items()}
    taken = {case.question for case in suite.cases} | {*suite.drafts} | {case.id for case in suite.cases}
    new = [_aliased(draft, aliases) for draft in drafts if draft.id not in taken and draft.question not in taken]
    top = read_located(path)
    cases = top.at(("cases",))
    block = isinstance(cases.node, yaml.SequenceNode) and not cases.node.flow_style
    if cases.node.end_mark.index != top.node.end_mark.index or not block:
        raise EvalImpossible(f"{path}: to add cases, the list of cases must come last, with each item on its own line.")
    written = path.read_text(encoding="utf-8")
    path.write_text(written.rstrip("\n") + "\n" + as_yaml(new), encoding="utf-8")
    try:
        load_suite(path, may_be_draft=True)
    except SuiteInvalid:
        path.write_text(written, encoding="utf-8")
        raise
    return len(new)


def _write_new(path: Path, drafts: Sequence[DraftCase], home: Path) -> None:
    """Writes a suite of drafts about the library in ``home``, whose sources keep their ids as aliases."""
    ids = dict.fromkeys(draft.source for draft in drafts if draft.source)
    sources = ", ".join(f"{_quoted(id_)}: {_quoted(id_)}" for id_ in ids)
    aliases = f", sources: {{{sources}}}" if sources else ""
    head = (
        f"name: {_quoted(path.stem)}\n"
        "libraries:\n"
        "  # The library that is asked; in CI, name the folder of its documents instead.\n"
        f"  library: {{path: {_quoted(str(home.resolve()))}{aliases}}}\n"
        "cases:\n"
    )
    try:
        path.write_text(head + as_yaml(drafts), encoding="utf-8")
    except OSError as error:
        raise EvalImpossible(f"The suite cannot be written to {path}: {error.strerror}.") from error


def _asked(source: Source, where: Span) -> DraftCase | None:
    """Returns a question with a gap in place of a sentence's fact, or None for a sentence without one."""
    text = " ".join(source.text[where.start : where.end].split())
    fact = _fact(text)
    if fact is None or not _SHORTEST <= len(text) <= _LONGEST:
        return None
    note = _note(source, where)
    gapped = text.replace(fact, GAP, 1)
    return DraftCase(
        id=_id(gapped),
        question=f"What belongs in the gap: “{gapped}”",
        fact=fact,
        footnote=_word(note) if note else None,
        source=source.id,
        remark=f"from “{source.title}”; ask it in words of your own",
    )


def _note(source: Source, where: Span) -> Footnote | None:
    for note in source.footnotes:
        if any(where.start < marker <= where.end + 1 for marker in note.markers):
            return note
    return None


def _fact(text: str) -> str | None:
    """Returns a date with its month, else a number with its unit, else a year, in the words of the text."""
    days = dates(text)
    numbers = [quantity for quantity in quantities(text) if any(c.isdigit() for c in quantity.words)]
    inside = [
        number
        for number in numbers
        if not any(day.span.start < number.span.end and number.span.start < day.span.end for day in days)
    ]
    ordered = [*(day for day in days if day.month), *inside, *(day for day in days if day.year and not day.month)]
    return next((mention.words.strip() for mention in ordered if text.count(mention.words.strip()) == 1), None)


def _word(note: Footnote) -> str | None:
    """Returns the longest name in a note, to recognise it by."""
    names = [word for word in _NAMED.findall(note.text.split("http")[0]) if word[0].isupper()]
    return max(names, key=len, default=None)


def _id(words: str) -> str:
    """Returns ``words`` as an id, cut between two of them."""
    joined = _NO_WORD.sub("-", words.casefold()).strip("-")
    return (joined if len(joined) <= _LONGEST_ID else joined[:_LONGEST_ID].rpartition("-")[0]) or "draft"


def _said(feedback: Feedback) -> str:
    return f" (“{feedback.comment}”)" if feedback.comment else ""


def _aliased(draft: DraftCase, aliases: dict[str, str]) -> DraftCase:
    """Returns the draft with the suite's alias of its Source."""
    alias = aliases.get(draft.source or "")
    return DraftCase(draft.id, draft.question, draft.fact, draft.footnote, alias, draft.remark)


def _yaml(draft: DraftCase) -> str:
    cites = {"source": draft.source, "footnote": draft.footnote}
    cited = ", ".join(f"{name}: {_quoted(words)}" for name, words in cites.items() if words)
    lines = [
        f"  - id: {_quoted(draft.id)}",
        f"    question: {_quoted(draft.question)}",
        f"    answer: {{all: [{_quoted(draft.fact)}]}}",
        *([f"    cites: {{{cited}}}"] if cited else []),
        "    draft: true",
    ]
    return "\n".join((*_remark(draft), *lines)) + "\n"


def _remark(draft: DraftCase) -> Iterator[str]:
    if draft.remark:
        yield f"  # {' '.join(draft.remark.split())}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
