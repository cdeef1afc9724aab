"""From a file to a Suite, checked throughout: each mistake is a sentence with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evals.cases import Case, Expected, Metric, Suite, SuiteLibrary
from evals.eval_errors import SuiteInvalid
from evals.located_yaml import Marked, read_marked
from evals.matching import tokens
from evals.suite_file import CaseShape, LibraryShape, SuiteShape
from retrieval.model import Reason

_SAID: Mapping[str, str] = {
    "string_type": "a text belongs here; put it in quotes if it is one.",
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


def load_suite(path: Path) -> Suite:
    """The suite in ``path``; raises ``SuiteInvalid``, with a line for each mistake."""
    top = read_marked(path)
    try:
        shape = SuiteShape.model_validate(top.plain())
    except ValidationError as error:
        raise _invalid(top, error.errors(include_url=False)) from None
    _check(top, shape)
    cases = tuple(_case(one) for one in shape.cases if not one.draft)
    return Suite(
        name=shape.name,
        path=path,
        libraries={name: _library(top, name, one) for name, one in shape.libraries.items()},
        cases=cases,
        thresholds=_measured(top, shape.thresholds, cases),
        drafts=tuple(one.id for one in shape.cases if one.draft),
    )


def _library(top: Marked, name: str, shape: LibraryShape) -> SuiteLibrary:
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


def _check(top: Marked, shape: SuiteShape) -> None:
    """What the shapes cannot tell: ids that differ, aliases that some library has, and a case to ask."""
    aliases = {alias for library in shape.libraries.values() for alias in library.sources}
    seen: set[str] = set()
    for number, case in enumerate(shape.cases):
        if case.id in seen:
            raise top.at(("cases", number, "id")).wrong(f"there is a case {case.id!r} already; ids must differ.")
        seen.add(case.id)
        if case.refuse and case.cites:
            raise top.at(("cases", number, "cites")).wrong("a refusal cites nothing; take 'cites' away.")
        if not case.draft:
            _check_findable(top.at(("cases", number, "answer")), case)
        for place, alias in enumerate((case.cites and case.cites.source) or ()):
            if alias not in aliases:
                known = ", ".join(sorted(aliases))
                raise top.at(("cases", number, "cites", "source", place)).wrong(
                    f"no library of the suite has a source {alias!r}; known: {known}."
                )
    if all(case.draft for case in shape.cases):
        raise top.at(("cases",)).wrong("every case is a draft; confirm one by taking its 'draft' away.")


def _check_findable(answer: Marked, case: CaseShape) -> None:
    """Nothing is looked for that no text can hold, such as the gap that a draft leaves."""
    for name in ("all", "any", "list", "short"):
        for words in getattr(case.answer, name, None) or ():
            if not tokens(words):
                raise answer.at((name,)).wrong(f"{words!r} has neither a letter nor a digit, so no answer can hold it.")


def _measured(top: Marked, thresholds: Mapping[Metric, float], cases: Sequence[Case]) -> Mapping[Metric, float]:
    """The thresholds, none of which asks for what no case can measure."""
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


def _invalid(top: Marked, errors: Iterable[ErrorDetails]) -> SuiteInvalid:
    """All mistakes, from the top of the file down.

    A key that is unknown explains one that is missing beside it, and items that are wrong a list without right ones.
    """
    found = list(errors)
    unknown = {error["loc"][:-1] for error in found if error["type"] == "extra_forbidden"}
    above = {error["loc"][:end] for error in found for end in range(len(error["loc"]))}
    shown = [
        one
        for one in found
        if not (one["type"] == "missing" and one["loc"][:-1] in unknown)
        and not (one["type"] == "too_short" and one["loc"] in above)
    ]
    placed = sorted((place.place, str(place.wrong(said))) for place, said in _said(top, shown))
    return SuiteInvalid("\n".join(dict.fromkeys(sentence for _, sentence in placed)))


def _said(top: Marked, errors: Iterable[ErrorDetails]) -> Iterator[tuple[Marked, str]]:
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
            yield here, _SAID.get(kind, error["msg"])


def _unknown(top: Marked, way: Sequence[str | int], kind: str) -> tuple[Marked, str]:
    """A key that is none here, or a reason that there is not."""
    if kind == "enum" and way[0] != "thresholds":
        return top.at(way), f"no such reason; the reasons to refuse are {', '.join(Reason)}."
    known = [one.value for one in Metric] if kind == "enum" else _keys(way[:-1])
    name = str(way[-1])
    near = get_close_matches(name, known, 1)
    meant = f"; did you mean {near[0]!r}?" if near else f"; the keys here are {', '.join(known)}."
    return top.at(way[:-1]).key(name), f"unknown key {name!r}{meant}"


def _keys(way: Sequence[str | int]) -> list[str]:
    """The keys that the shape at the end of ``way`` has."""
    shape: type[BaseModel] = SuiteShape
    for step in way:
        field = shape.model_fields.get(str(step))
        if field is not None:
            shape = next(iter(_shapes(field.annotation)), shape)
    return list(shape.model_fields)


def _shapes(annotation: object) -> Iterator[type[BaseModel]]:
    """The shapes that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _shapes(part)
