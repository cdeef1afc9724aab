"""Reports say the same twice, and obey nothing that a reply says."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from evals.cases import Metric, Suite
from evals.eval_errors import EvalImpossible
from evals.reports.files import json_text, write_report
from evals.reports.markdown_report import markdown
from evals.reports.report import show_report
from evals.results import Report, make_report
from evals.trial import Trial
from tests.evals.replies import REFUSING, answer, refusal, trial, wanting

HOSTILE = "\x1b[2J[bold]<b>46</b>[/] `x`\n# Heading\u202e"


def report(*trials: Trial) -> Report:
    suite = Suite("tiny", Path("t.yaml"), {}, (), {Metric.ACCURACY: 0.9, Metric.CITATION_VALIDITY: 1.0})
    return make_report(suite, "library docs", trials, ["One file could not be read."])


FAILING = report(
    trial(answer(HOSTILE), wanting("47", footnote="Angola"), name="hostile"),
    trial(refusal(), REFUSING, name="fine"),
    trial(None, wanting(), name="broken"),
)


def test_the_terminal_gets_tables_and_failing_cases_in_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(FAILING)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]<b>46</b>[/]" in out
    for line in (
        "question: How many missions?",
        "expected: all of '47'; with a footnote on 'Angola'",
        "accuracy: lacks '47'",
        "error: HTTP 500",
        "Note: One file could not be read.",
        "FAILED tiny (library docs): 1 of 3 cases passed; below the threshold: accuracy; ",
    ):
        assert line in out
    row = next(line for line in out.splitlines() if line.startswith("| accuracy"))
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        *("accuracy", "0.000", "0.000–0.000", "≥ 0.9", "2", "below")
    ]


def test_a_run_that_passes_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(report(trial(answer(), wanting("46"))))
    out = capsys.readouterr().out
    assert "PASSED tiny (library docs): 1 of 1 cases passed." in out
    assert "question:" not in out


def test_markdown_keeps_what_replies_say_in_indented_code() -> None:
    lines = markdown(FAILING).splitlines()
    hostile = [line for line in lines if "<b>" in line or "# Heading" in line]
    assert hostile
    assert all(line.startswith("    ") for line in hostile)
    assert "| accuracy | 0.000 | 0.000–0.000 | ≥ 0.9 | 2 | below |" in lines


def test_two_runs_differ_in_latency_alone() -> None:
    again = replace(
        FAILING, latency=None, judged=tuple(replace(item, trial=timed(item.trial)) for item in FAILING.judged)
    )
    first, second = (without_latency(item) for item in (FAILING, again))
    assert first == second


def timed(one: Trial) -> Trial:
    return replace(one, milliseconds=one.milliseconds + 100)


def without_latency(one: Report) -> dict[str, object]:
    told = cast("dict[str, object]", json.loads(json_text(one)))
    del told["latency_ms"]
    return told


def test_the_json_has_every_case_with_scores_and_reasons() -> None:
    told = json.loads(json_text(FAILING))
    assert told["passed"] is False
    assert told["figures"]["accuracy"] == {
        "value": 0.0,
        "threshold": 0.9,
        "met": False,
        "cases": 2,
        "within": [0.0, 0.0],
    }
    assert [case["id"] for case in told["cases"]] == ["hostile", "fine", "broken"]
    assert told["cases"][0]["scores"]["accuracy"] == {"value": 0.0, "reason": "lacks '47'"}
    assert told["cases"][0]["reply"]["citations"][0]["source"] == "briefing"
    assert told["cases"][1]["reply"]["reason"] == "not_in_library"
    assert told["latency_ms"]["cases"].keys() == {"hostile", "fine"}


def test_reports_are_written_to_a_folder(tmp_path: Path) -> None:
    write_report(FAILING, tmp_path / "new" / "folder")
    assert (tmp_path / "new/folder/report.json").read_text(encoding="utf-8") == json_text(FAILING)
    assert (tmp_path / "new/folder/report.md").read_text(encoding="utf-8") == markdown(FAILING)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EvalImpossible, match="cannot be written"):
        write_report(FAILING, tmp_path / "file")
