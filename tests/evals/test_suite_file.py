"""Editors are told the same as the loader checks."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from evals.cases import SUITES
from evals.eval_errors import SuiteInvalid
from evals.loading import load_suite
from evals.located_yaml import read_located
from evals.suite_file import SCHEMA, schema, schema_text


def editor_accepts(text: str) -> bool:
    """Whether an editor that knows the schema has nothing to object to."""
    return Draft202012Validator(schema()).is_valid(yaml.safe_load(text))  # pyright: ignore[reportUnknownMemberType]


def test_the_schema_in_the_box_is_the_loaders() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run python -m evals.suite_file"


def test_the_suites_in_the_box_follow_the_schema_and_name_it() -> None:
    for path in SUITES.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=suite.schema.json\n")
        assert editor_accepts(text)


_HEAD = "name: x\nlibraries: {docs: {path: d}}\n"
_CASE = "cases:\n  - id: a\n    question: Why?\n"


@pytest.mark.parametrize(
    "text",
    [
        _HEAD + _CASE + "    answer: {all: 46}\n    cites: {sauce: a}\n",
        _HEAD + _CASE + "    answer: {all: []}\n",
        _HEAD + _CASE + "    refuse: no_idea\n",
        _HEAD + "thresholds: {accuracy: 2}\n" + _CASE + "    answer: {any: [46, 47]}\n",
        _HEAD + "cases: []\n",
    ],
)
def test_editor_and_loader_object_to_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(text, encoding="utf-8")
    assert not editor_accepts(text)
    with pytest.raises(SuiteInvalid):
        load_suite(path)
    fixed = _HEAD + _CASE + "    answer: {any: [46, 47], list: forty, short: 46}\n    after: What?\n    draft: false\n"
    path.write_text(fixed, encoding="utf-8")
    assert editor_accepts(fixed)
    assert load_suite(path).cases[0].expected.any_of == ("46", "47")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(_HEAD + _CASE + "    answr: {all: 46}\n    tags: fact\n", encoding="utf-8")
    with pytest.raises(SuiteInvalid) as caught:
        load_suite(path)
    assert str(caught.value).splitlines() == [
        f"{path}:6:5: unknown key 'answr'; did you mean 'answer'?",
        f"{path}:7:11: a list belongs here.",
    ]


def test_drafts_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    draft = "  - {id: b, question: 'Who', answer: {all: '?'}, draft: true}\n"
    path.write_text(_HEAD + _CASE + "    refuse: not_in_library\n" + draft, encoding="utf-8")
    suite = load_suite(path)
    assert ([case.id for case in suite.cases], suite.drafts) == (["a"], ("b",))
    path.write_text(_HEAD + "cases:\n" + draft, encoding="utf-8")
    with pytest.raises(SuiteInvalid, match="every case is a draft"):
        load_suite(path)
    path.write_text(_HEAD + "cases:\n" + draft.replace(", draft: true", ""), encoding="utf-8")
    with pytest.raises(SuiteInvalid, match=r"4:44: '\?' has neither a letter nor a digit"):
        load_suite(path)


@pytest.mark.parametrize("text", ["[" * 3000, "a: &a [*a]", "a: " + "{b: " * 60 + "1" + "}" * 60])
def test_a_suite_without_bottom_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SuiteInvalid, match=r"deep\.yaml"):
        read_located(path)
