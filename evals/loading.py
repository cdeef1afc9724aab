"""Loads and checks a Suite: each mistake is a sentence with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evals.cases import Case, Expected, Metric, Suite, SuiteLibrary
from evals.eval_errors import SuiteInvalid
from evals.located_yaml import LocatedNode, read_located
from evals.matching import tokens
from evals.suite_file import CaseShape, LibraryShape, SuiteShape
from retrieval.reply import Reason

_SENTENCES: Mapping[str, str] = {
    "string_type": "a text belongs here; if this is text, put it in quotes.",
    "string_pattern_mismatch": "this text is empty.",
    "tuple_type": "a list belongs here.",
    "model_type": "a mapping (key: value) belongs here.",
    "dict_type": "a mapping (key: value) belongs here.",
    "bool_type": "true or false belongs here.",
    "float_parsing": "a number from 0 to 1 belongs here.",
    "float_type": "a number from 0 to 1 belongs here.",
}
_OUT_OF_REACH = frozenset(("greater_than_equal", "less_than_equal", "finite_number"))
_EMPTY = {"cases": "a suite needs cases.", "libraries": "a suite needs a library to be asked of."}


def load_suite(path: Path, *, may_be_draft: bool = False) -> Suite:
    """Loads the suite in ``path``; raises ``SuiteInvalid``, with a line for each mistake.

    ``may_be_draft``: accepts a suite without a confirmed case, which cannot be asked yet.
    """
    top = read_located(path)
    try:
        shape = SuiteShape.model_validate(top.plain())
    except ValidationError as error:
        raise _invalid(top, error.errors(include_url=False)) from None
    _check(top, shape)
    if not may_be_draft and all(case.draft for case in shape.cases):
        raise top.at(("cases",)).wrong("every case is a draft; confirm at least one by removing its 'draft'.")
    cases = tuple(_case(case) for case in shape.cases if not case.draft)
    return Suite(
        name=shape.name,
        path=path,
        libraries={name: _library(top, name, library) for name, library in shape.libraries.items()},
        cases=cases,
        thresholds=_measured(top, shape.thresholds, cases),
        drafts=tuple(case.id for case in shape.cases if case.draft),
    )


def _library(top: LocatedNode, name: str, shape: LibraryShape) -> SuiteLibrary:
    way = ("libraries", name)
    places = {alias: top.at((*way, "sources", alias)).written_at for alias in shape.sources}
    return SuiteLibrary(shape.path, shape.sources, {**places, "path": top.at((*way, "path")).written_at})


def _case(shape: CaseShape) -> Case:
    answer, cites = shape.answer, shape.cites
    expected = Expected(refusal=shape.refuse)
    if answer is not None:
        expected = Expected(
            all_of=answer.all or (),
            any_of=answer.any or (),
            none_of=answer.none or (),
            in_words=answer.in_words,
            sources=(cites.source or ()) if cites else (),
            footnote=cites.footnote if cites else None,
            list_of=answer.list or (),
            short=answer.short or (),
        )
    return Case(shape.id, shape.question, expected, shape.tags, shape.after or ())


def _check(top: LocatedNode, shape: SuiteShape) -> None:
    """Checks what the shapes cannot: ids differ, and aliases exist."""
    aliases = {alias for library in shape.libraries.values() for alias in library.sources}
    seen: set[str] = set()
    for number, case in enumerate(shape.cases):
        if case.id in seen:
            raise top.at(("cases", number, "id")).wrong(f"there is already a case {case.id!r}; ids must differ.")
        seen.add(case.id)
        if case.refuse and case.cites:
            raise top.at(("cases", number, "cites")).wrong("a refusal has no citations; remove 'cites'.")
        if not case.draft:
            _check_findable(top.at(("cases", number, "answer")), case)
        for place, alias in enumerate((case.cites and case.cites.source) or ()):
            if alias not in aliases:
                names = ", ".join(sorted(aliases))
                raise top.at(("cases", number, "cites", "source", place)).wrong(
                    f"no library of the suite has a source {alias!r}; known: {names}."
                )


def _check_findable(answer: LocatedNode, case: CaseShape) -> None:
    """Rejects expected words that no text can contain, such as the gap in a draft."""
    for name in ("all", "any", "list", "short"):
        for words in getattr(case.answer, name, None) or ():
            if not tokens(words):
                raise answer.at((name,)).wrong(
                    f"{words!r} has neither a letter nor a digit, so no answer can contain it."
                )


def _measured(top: LocatedNode, thresholds: Mapping[Metric, float], cases: Sequence[Case]) -> Mapping[Metric, float]:
    """Returns the thresholds; raises ``SuiteInvalid`` for one that no case measures."""
    measured = {
        Metric.ACCURACY: any(case.expected.refusal is None for case in cases),
        Metric.SHORT_ANSWER_F1: any(case.expected.short for case in cases),
        Metric.FOLLOW_UP_ACCURACY: any(case.after for case in cases),
        Metric.SOURCE_ACCURACY: any(case.expected.sources for case in cases),
        Metric.FOOTNOTE_RECALL: any(case.expected.footnote for case in cases),
        Metric.REFUSAL_RECALL: any(case.expected.refusal for case in cases),
    }
    for name in thresholds:
        if not measured.get(name, True):
            raise top.at(("thresholds", name.value)).wrong(f"no case of the suite measures {name.value}.")
    return thresholds


def _invalid(top: LocatedNode, errors: Iterable[ErrorDetails]) -> SuiteInvalid:
    """Returns all mistakes, from the top of the file down.

    An unknown key explains a missing one beside it, and wrong items explain a list without right ones.
    """
    mistakes = list(errors)
    unknown = {error["loc"][:-1] for error in mistakes if error["type"] == "extra_forbidden"}
    above = {error["loc"][:end] for error in mistakes for end in range(len(error["loc"]))}
    shown = [
        mistake
        for mistake in mistakes
        if not (mistake["type"] == "missing" and mistake["loc"][:-1] in unknown)
        and not (mistake["type"] == "too_short" and mistake["loc"] in above)
    ]
    placed = sorted((place.place, str(place.wrong(sentence))) for place, sentence in _sentences(top, shown))
    return SuiteInvalid("\n".join(dict.fromkeys(sentence for _, sentence in placed)))


def _sentences(top: LocatedNode, errors: Iterable[ErrorDetails]) -> Iterator[tuple[LocatedNode, str]]:
    for error in errors:
        way, kind = [step for step in error["loc"] if step != "[key]"], error["type"]
        here = top.at(way)
        if kind in ("extra_forbidden", "enum"):
            yield _unknown(top, way, kind)
        elif kind == "missing":
            yield top.at(way[:-1]), f"the key {way[-1]!r} is missing."
        elif kind == "too_short":
            yield here, _EMPTY.get(".".join(map(str, way)), "this list is empty.")
        elif kind == "value_error":
            yield here, str(error["ctx"]["error"]) if "ctx" in error else error["msg"]
        elif kind in _OUT_OF_REACH:
            yield here, f"{here.node.value} can never be reached; a number from 0 to 1 belongs here."
        else:
            yield here, _SENTENCES.get(kind, error["msg"])


def _unknown(top: LocatedNode, way: Sequence[str | int], kind: str) -> tuple[LocatedNode, str]:
    """Describes an unknown key or reason."""
    if kind == "enum" and way[0] != "thresholds":
        return top.at(way), f"unknown reason; the reasons to refuse are {', '.join(Reason)}."
    names = [metric.value for metric in Metric] if kind == "enum" else _keys(way[:-1])
    name = str(way[-1])
    near = get_close_matches(name, names, 1)
    meant = f"; did you mean {near[0]!r}?" if near else f"; the keys here are {', '.join(names)}."
    return top.at(way[:-1]).key(name), f"unknown key {name!r}{meant}"


def _keys(way: Sequence[str | int]) -> list[str]:
    """Returns the keys of the shape at the end of ``way``."""
    shape: type[BaseModel] = SuiteShape
    for step in way:
        field = shape.model_fields.get(str(step))
        if field is not None:
            shape = next(iter(_shapes(field.annotation)), shape)
    return list(shape.model_fields)


def _shapes(annotation: object) -> Iterator[type[BaseModel]]:
    """Yields the shapes in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _shapes(part)
