"""The page, JUnit and the columns side by side: what they hold, and that a Reply's words stay words."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evals.baseline import baseline_of, baseline_path, compare, read_baseline, write_baseline
from evals.cases import Metric, Suite
from evals.eval_errors import EvalImpossible
from evals.reports.charts import latency_columns, outcomes, tag_bars
from evals.reports.html_report import html
from evals.reports.junit import junit
from evals.reports.losses import Loss, loss
from evals.reports.markdown_report import markdown, markdown_side_by_side
from evals.reports.report import show_report, show_side_by_side
from evals.results import Report, make_report
from evals.trial import Trial
from retrieval.reply import Reason
from tests.evals.replies import REFUSING, answer, citation, refusal, trial, wanting

HOSTILE = '</style><script>alert(1)</script> <img src=x onerror=alert(2)> "46" &amp; \x1b[2J\u202e {{ 7*7 }}'


def report(*trials: Trial, thresholds: dict[Metric, float] | None = None) -> Report:
    suite = Suite("tiny", Path("t.yaml"), {}, tuple(item.case for item in trials), thresholds or {})
    return make_report(suite, "library docs", trials, ["A <b>note</b>."])


RIGHT = trial(answer(), wanting("46"), name="right")
HOSTILE_TRIAL = trial(answer(HOSTILE, citation(note=HOSTILE)), wanting("47", footnote="x"), name="<hostile>")
EVERY_KIND = (
    RIGHT,
    HOSTILE_TRIAL,
    trial(refusal(), REFUSING, name="refused"),
    trial(None, wanting(), name="broken"),
    trial(answer("x", citation(quote="Nobody knows why.")), REFUSING, name="made-up"),
)


class Page(HTMLParser):
    """Counts the tags of a page, and keeps its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.words = ""
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Counts it."""
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.links += [value or "" for name, value in attrs if name in ("src", "href") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        """Keeps it."""
        self.words += data


def test_the_page_stands_alone_and_runs_nothing() -> None:
    page = Page(html(report(*EVERY_KIND)))
    assert page.tags.keys().isdisjoint({"script", "img", "link", "iframe"})
    assert page.links == []
    assert page.tags["svg"] == 2
    assert page.tags["details"] == len(EVERY_KIND)
    assert HOSTILE.replace("\x1b", "").replace("\u202e", "") in page.words
    assert "\x1b" not in page.words
    for words in ("How many missions?", "lacks '47'", "HTTP 500", "should have refused", "A <b>note</b>."):
        assert words in page.words
    assert "default-src 'none'" in html(report(RIGHT))


def test_a_run_without_answers_has_a_page_without_empty_cards() -> None:
    page = Page(html(report(trial(None, wanting()))))
    assert "HTTP 500" in page.words
    assert page.tags.keys().isdisjoint({"svg"})
    assert "Calibration" not in page.words
    assert "Latency" not in page.words


def test_each_metric_is_explained_where_it_stands() -> None:
    assert [metric for metric in Metric if not metric.asks.strip("?.")] == []
    assert Metric.CITATION_VALIDITY.asks in Page(html(report(RIGHT))).words
    documented = (Path(__file__).parents[3] / "docs" / "evals.md").read_text(encoding="utf-8")
    assert [metric for metric in Metric if f"| `{metric.value}` | {metric.asks.rstrip('.')}" not in documented] == []


def compared(before: Report, after: Report, path: Path) -> Report:
    write_baseline(baseline_of(before), path)
    return replace(after, comparison=compare(after, read_baseline(path), path.name))


def test_the_cases_that_turned_are_named_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = report(*(replace(RIGHT, case=replace(RIGHT.case, id=f"c{n}")) for n in range(8)))
    wrong = trial(refusal(), wanting("46"))
    trials = [replace(wrong if n < 6 else RIGHT, case=replace(wrong.case, id=f"c{n}")) for n in range(8)]
    after = compared(before, report(*trials, trial(answer(), wanting("46"), name="new")), tmp_path / "b.json")
    assert not after.passed
    show_report(after)
    shown = (capsys.readouterr().out, markdown(after), Page(html(after)).words)
    for text in shown:
        assert "Broken: c0, c1, c2, c3, c4, c5." in text
        assert "New, so not compared: new." in text
        assert "worse than the baseline: accuracy" in text
    assert "| accuracy | 1.000 | 0.250 | -0.750 (-1.000 to -0.375) | 0.016 | WORSE |" in shown[1]
    bars = {bar.tag: bar for bar in tag_bars(after)}
    assert (bars["number"].share, bars["number"].before) == (pytest.approx(3 / 9), 1.0)
    gate = ET.fromstring(junit(after)).find("testsuite[@name='tiny: gate']")
    assert gate is not None
    assert [item.get("message") for item in gate.iter("failure")] == [
        "fell from 1.000 to 0.250; by chance: 0.016",
        "worse than the baseline: accuracy",
    ]


def test_changed_and_lost_cases_are_not_compared(tmp_path: Path) -> None:
    gone = trial(answer(), wanting("46"), name="gone")
    now = compared(report(RIGHT, gone), report(trial(answer(), wanting("number"), name="right")), tmp_path / "b.json")
    assert now.comparison is not None
    assert (now.comparison.altered, now.comparison.gone) == (("right",), ("gone",))
    assert now.comparison.changes == ()
    assert now.passed


def test_a_baseline_is_kept_beside_its_suite_and_read_with_care(tmp_path: Path) -> None:
    assert baseline_path(Path("a/s.yaml"), None) == Path("a/s.baseline.json")
    assert baseline_path(Path("a/s.yaml"), "moved") == Path("a/s.moved.baseline.json")
    with pytest.raises(EvalImpossible, match="1 cases got no reply"):
        baseline_of(report(trial(None, wanting())))
    with pytest.raises(EvalImpossible, match="cannot be read"):
        read_baseline(tmp_path / "b.json")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EvalImpossible, match="is not a baseline: Field required"):
        read_baseline(tmp_path / "b.json")


def test_junit_has_a_test_for_each_case_and_each_bound() -> None:
    root = ET.fromstring(junit(report(*EVERY_KIND, thresholds={Metric.ACCURACY: 0.9, Metric.CITATION_VALIDITY: 0.5})))
    cases, gate = root
    assert (cases.get("tests"), cases.get("failures"), cases.get("errors")) == ("5", "2", "1")
    assert (gate.get("tests"), gate.get("failures")) == ("3", "2")
    hostile = cases.find("testcase[@name='<hostile>']/failure")
    assert hostile is not None
    assert "<script>alert(1)</script>" in str(hostile.text)


def test_a_ceiling_is_the_most_that_will_do() -> None:
    measured = report(RIGHT, thresholds={Metric.CALIBRATION_ERROR: 0.05})
    assert not measured.passed
    assert "0.100; the threshold is at most 0.05" in junit(measured)
    assert "≤ 0.05" in markdown(measured)
    assert report(RIGHT, thresholds={Metric.CALIBRATION_ERROR: 0.11}).passed


def test_where_answers_are_lost() -> None:
    held_back = refusal(Reason.UNSUPPORTED)
    trials = {
        Loss.NONE: RIGHT,
        Loss.NO_REPLY: trial(None, wanting()),
        Loss.READER: trial(answer(), wanting("47")),
        Loss.DOCUMENT: replace(trial(refusal(), wanting("48"), hits=()), is_documented=False),
        Loss.SEARCH: trial(refusal(), wanting("47"), hits=()),
        Loss.GATE: trial(held_back, wanting("46")),
        Loss.CITATION: trial(answer(), wanting("46", footnote="Angola")),
        Loss.REFUSAL: trial(answer(), REFUSING),
    }
    measured = report(*trials.values())
    assert [loss(item) for item in measured.judged] == list(trials)
    assert {part.name: part.cases for part in outcomes(measured)} == {item.value: 1 for item in Loss}
    assert sum(part.share for part in outcomes(measured)) == pytest.approx(1.0)


def test_columns_of_latencies() -> None:
    columns = latency_columns([10, 12, 99, 240])
    assert [(column.low, column.high, column.cases, column.height) for column in columns if column.cases] == [
        (10, 20, 2, 1.0),
        (90, 100, 1, 0.5),
        (240, 250, 1, 0.5),
    ]
    assert latency_columns([]) == []


def test_two_models_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    reports = {"extractive": report(RIGHT), "openai:x": report(trial(answer(), wanting("47")))}
    show_side_by_side(reports)
    out = capsys.readouterr().out
    assert "openai:x: FAILED tiny (library docs): 0 of 1 cases passed; fail, with neither a threshold nor" in out
    text = markdown_side_by_side(reports)
    assert "| accuracy | 1.000 | 0.000 |" in text
    assert "refusal_recall" not in text, "neither has measured it"
