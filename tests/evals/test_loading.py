"""A mistake in a suite is shown at its place."""

from pathlib import Path

import pytest

from evals.cases import FAULTS, SUITES, Case, Expected, Metric
from evals.eval_errors import SuiteInvalid
from evals.loading import load_suite
from evals.results import MEASURES
from retrieval.reply import Reason

HEAD = """\
name: tiny
libraries:
  docs: {path: docs, sources: {article: an-article}}
"""
CASES = """\
cases:
  - id: left
    question: How many?
    answer: {all: ["46"]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "suite.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_all_that_a_case_can_say(tmp_path: Path) -> None:
    text = f"""{HEAD}thresholds: {{accuracy: 0.9, footnote_recall: 1}}
cases:
  - id: left
    question: How many are left?
    answer: {{all: ["46", 2023], any: one, none: ["46.1"], in_words: true}}
    cites: {{source: article, footnote: Angola}}
    tags: [fact, number]
  - {{id: bread, question: "How is bread baked?", refuse: not_in_library}}
"""
    suite = load_suite(written(tmp_path, text))
    assert suite.name == "tiny"
    assert suite.thresholds == {Metric.ACCURACY: 0.9, Metric.FOOTNOTE_RECALL: 1.0}
    assert (suite.libraries["docs"].path, suite.libraries["docs"].sources) == ("docs", {"article": "an-article"})
    expected = Expected(("46", "2023"), ("one",), ("46.1",), True, ("article",), "Angola")
    assert suite.cases == (
        Case("left", "How many are left?", expected, ("fact", "number")),
        Case("bread", "How is bread baked?", Expected(refusal=Reason.NOT_IN_LIBRARY)),
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (HEAD + CASES.replace("question", "qestion"), 6, 5, "unknown key 'qestion'; did you mean 'question'?"),
        (
            HEAD + CASES.replace("all", "xyz"),
            7,
            14,
            "unknown key 'xyz'; the keys here are all, any, list, none, short, in_words.",
        ),
        (HEAD + "case: []\n" + CASES, 4, 1, "unknown key 'case'; did you mean 'cases'?"),
        (HEAD + CASES + "    id: other\n", 8, 5, "the key 'id' is here a second time."),
        (HEAD + CASES + "  - {id: left, question: Why, refuse: unsupported}\n", 8, 10, "already a case 'left'"),
        (HEAD + CASES + "    cites: {source: [article, aricle]}\n", 8, 31, "a source 'aricle'; known: article."),
        (HEAD + CASES + "    cites: {source: []}\n", 8, 21, "this list is empty."),
        (HEAD + "thresholds: {accuracy: 1.1}\n" + CASES, 4, 24, "1.1 can never be reached"),
        (HEAD + "thresholds: {accuracy: nan}\n" + CASES, 4, 24, "nan can never be reached"),
        (HEAD + "thresholds: {accuracy: high}\n" + CASES, 4, 24, "a number from 0 to 1 belongs here."),
        (HEAD + "thresholds: {acuracy: 1}\n" + CASES, 4, 14, "did you mean 'accuracy'?"),
        (HEAD + "thresholds: {footnote_recall: 1}\n" + CASES, 4, 31, "no case of the suite measures footnote_recall."),
        (HEAD + "thresholds: {refusal_recall: 1}\n" + CASES, 4, 30, "no case of the suite measures refusal_recall."),
        (HEAD + CASES.replace('["46"]', "[]"), 7, 19, "this list is empty."),
        (HEAD + CASES.replace('["46"]', "[no]"), 7, 20, "a text belongs here; if this is text, put it in quotes."),
        (HEAD + CASES.replace('all: ["46"]', 'none: ["46"]'), 7, 13, "something to look for"),
        (HEAD + CASES.replace('["46"]', "x, in_words: maybe"), 7, 32, "true or false belongs here."),
        (HEAD + CASES.replace("How many?", '" "'), 6, 15, "this text is empty."),
        (HEAD + CASES.replace("    question: How many?\n", ""), 5, 5, "the key 'question' is missing."),
        (HEAD + CASES + "    refuse: not_in_library\n", 5, 5, "either an answer or a refusal"),
        (HEAD + CASES.replace('answer: {all: ["46"]}', "refuse: dont_know"), 7, 13, "unknown reason"),
        (
            HEAD + CASES.replace('answer: {all: ["46"]}', "refuse: unsupported\n    cites: {}"),
            8,
            12,
            "has no citations",
        ),
        (HEAD + CASES.replace('answer: {all: ["46"]}', "tags: [a]"), 5, 5, "either an answer or a refusal"),
        (HEAD + "cases: []\n", 4, 8, "a suite needs cases."),
        (HEAD + "cases: {a: 1}\n", 4, 8, "a list belongs here."),
        ("name: x\nlibraries: {}\ncases: []\n", 2, 12, "a suite needs a library"),
        ("name: x\nlibraries: [\n", 3, 1, "this is not YAML"),
        (HEAD + "cases:\n  - {id: a, question: Why?, refuse: x}\n", 5, 26, "a question mark need quotes."),
        ("- a\n", 1, 1, "a mapping (key: value) belongs here."),
        ("", 1, 1, "the suite is empty."),
    ],
)
def test_a_mistake_is_shown_at_its_place(tmp_path: Path, text: str, line: int, column: int, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SuiteInvalid) as caught:
        load_suite(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}:{column}: ")
    assert words in message


def test_a_file_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SuiteInvalid, match="cannot be read"):
        load_suite(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(SuiteInvalid, match="UTF-8"):
        load_suite(tmp_path / "latin.yaml")


def test_the_suites_in_the_box_are_valid() -> None:
    suites = [load_suite(path) for path in sorted(SUITES.glob("*.yaml"))]
    assert "corpus" in [suite.name for suite in suites]
    for suite in suites:
        assert suite.thresholds[Metric.CITATION_VALIDITY] == 1.0


def test_each_metric_is_measured() -> None:
    assert set(MEASURES) == set(Metric) - {Metric.CALIBRATION_ERROR}
    assert set(MEASURES) > FAULTS
