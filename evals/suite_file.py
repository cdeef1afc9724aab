"""The format of a suite: the shapes that the loader checks and from which the JSON Schema for editors is generated.

::

    name: corpus
    libraries:                                     # what the questions are asked of
      corpus: {path: corpus, sources: {article: de-risking-briefing}}   # alias: id of a Source
    thresholds: {accuracy: 0.9}                    # per metric, from 0 to 1
    cases:
      - id: missions-left
        question: How many missions are left?
        answer: {all: ["46"], none: ["46.1"], short: "46"}
        cites: {source: [article], footnote: Angola}
        tags: [fact]
      - id: missions-why
        after: ["How many missions are left?"]     # asked first, in the same conversation
        question: Why so few?
        answer: {any: [economy, de-risking]}
      - id: sourdough
        question: How do I bake a bread?
        refuse: not_in_library

``python -m evals.suite_file`` writes the schema to ``evals/suites/suite.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from evals.cases import SUITES, Metric
from retrieval.reply import Reason

SCHEMA = SUITES / "suite.schema.json"
_WORDS_SCHEMA: dict[str, Any] = {"type": ["string", "number"], "pattern": r"\S"}
_LIST_SCHEMA: dict[str, Any] = {"type": "array", "items": _WORDS_SCHEMA, "minItems": 1}


def _one_or_more(value: object) -> object:
    """Turns a single value into a list."""
    return tuple(value) if isinstance(value, list) else (value,)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _number(value: object) -> object:
    return float("nan") if isinstance(value, bool) else value


Words = Annotated[str, Field(pattern=r"\S"), WithJsonSchema(_WORDS_SCHEMA)]
OneOrMore = Annotated[
    tuple[Words, ...],
    BeforeValidator(_one_or_more),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_WORDS_SCHEMA, _LIST_SCHEMA]}),
]
Share = Annotated[
    float,
    BeforeValidator(_number),
    Field(strict=False, ge=0, le=1, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]


class Shape(BaseModel):
    """Allows known keys alone, and converts no types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AnswerShape(Shape):
    """The content of a right answer: numbers and dates are compared by value, names by their normal form."""

    all: OneOrMore | None = Field(None, description="Each of these must be shown: in a claim, a quote or a cited note.")
    any: OneOrMore | None = Field(None, description="One of these must be shown.")
    list: OneOrMore | None = Field(None, description="The items of a list; the case counts by the share that is shown.")
    none: OneOrMore | None = Field(None, description="None of these may be shown.")
    short: OneOrMore | None = Field(None, description="Wordings of the short answer, scored by shared words (F1).")
    in_words: bool = Field(False, description="A number below 100 may also be spelled out.")

    @model_validator(mode="after")
    def _says_something(self) -> AnswerShape:
        if not (self.all or self.any or self.list):
            raise ValueError("an answer needs something to look for: 'all', 'any' or 'list'.")
        return self


class CitesShape(Shape):
    """The sources and notes that the answer must cite."""

    source: OneOrMore | None = Field(None, description="Aliases of sources, one of which must be cited.")
    footnote: Words | None = Field(None, description="A word of the author's footnote that must come with the quote.")


class CaseShape(Shape):
    """A question and the expectations of its reply."""

    id: Words = Field(description="A name that no other case has.")
    question: Words
    after: OneOrMore | None = Field(None, description="Questions asked before, in the same conversation.")
    answer: AnswerShape | None = None
    refuse: Annotated[Reason, Field(strict=False)] | None = Field(None, description="The reason to refuse.")
    cites: CitesShape | None = None
    tags: Annotated[tuple[Words, ...], Field(strict=False)] = ()
    draft: bool = Field(
        False, description="A proposed case, not asked until somebody confirms it by removing this key."
    )

    @model_validator(mode="after")
    def _answers_or_refuses(self) -> CaseShape:
        if (self.answer is None) == (self.refuse is None):
            raise ValueError("a case expects either an answer or a refusal: give one of 'answer' and 'refuse'.")
        return self


class LibraryShape(Shape):
    """Documents to ask."""

    path: Words = Field(
        description="Folder or file, relative to the suite, the working folder, or its repository's root."
    )
    sources: dict[str, Words] = Field(
        default_factory=dict[str, str], description="Short names (aliases) of sources, and their ids in the library."
    )


class SuiteShape(Shape):
    """An eval suite of Ibid."""

    name: Words
    libraries: dict[str, LibraryShape] = Field(
        description="The libraries to ask; the first is the default.", min_length=1
    )
    thresholds: dict[Annotated[Metric, Field(strict=False)], Share] = Field(
        default_factory=dict[Metric, float],
        description="Least values to reach; for calibration_error the greatest allowed.",
    )
    cases: Annotated[tuple[CaseShape, ...], Field(strict=False, min_length=1)]


def schema() -> Mapping[str, Any]:
    """Returns the JSON Schema (2020-12) of a suite."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SuiteShape.model_json_schema()}


def schema_text() -> str:
    """Returns the schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
