"""``ibid eval``: what it prints, what it writes, and its exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.cases import SUITES, Suite
from evals.command import DEFAULT_SUITE, PASSED, Options, evaluate, find_suite, variant
from evals.eval_errors import EvalImpossible, SuiteInvalid
from retrieval.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_json_is_all_that_stands_on_stdout(
    suite: Suite, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate(Options(str(suite.path), library="docs", out=tmp_path / "out", as_json=True), settings)
    out = capsys.readouterr().out
    assert code == 0
    assert json.loads(out)["passed"] is True
    assert (tmp_path / "out" / "report.json").read_text(encoding="utf-8") == out
    assert (tmp_path / "out" / "report.md").is_file()


def test_below_a_threshold_the_exit_code_is_1(
    suite: Suite, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = suite.path.with_name("changed.yaml")
    changed.write_text(suite.path.read_text(encoding="utf-8").replace('["46"]', '["47"]'), encoding="utf-8")
    assert evaluate(Options(str(changed)), settings) == 1
    out = capsys.readouterr().out
    assert "lacks '47'" in out
    assert "below the threshold: accuracy" in out


def test_the_suite_that_the_documents_show_runs_in_a_folder_of_its_own(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs/evals.md").read_text(encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "lamps.md").write_text(_block(page, "markdown\n#"), encoding="utf-8")
    suite = tmp_path / "suite.yaml"
    suite.write_text(_block(page, "yaml\nname: mine"), encoding="utf-8")
    assert evaluate(Options(str(suite)), settings) == PASSED, capsys.readouterr().out


def _block(page: str, begins: str) -> str:
    """The block of code in ``page`` that begins so, without its language."""
    start = page.index(f"```{begins}")
    return page[page.index("\n", start) + 1 : page.index("\n```", start) + 1]


def test_models_are_compared_with_settings(settings: Settings) -> None:
    changed = variant(settings, "openai:gpt-4.1+model_temperature=0.5+model_base_url=http://localhost/v1")
    assert (changed.model, changed.model_temperature, changed.home) == ("openai:gpt-4.1", 0.5, settings.home)
    assert changed.model_base_url == "http://localhost/v1"
    assert variant(settings, "extractive") == settings
    for wrong, said in (
        ("extractive+model_temprature=1", "no setting 'model_temprature'; did you mean 'model_temperature'?"),
        ("extractive+model_temperature=9", "less than or equal to 2"),
        ("gpt", "match pattern"),
    ):
        with pytest.raises(EvalImpossible, match=re.escape(said)):
            variant(settings, wrong)


def test_a_suite_is_a_file_or_a_name(tmp_path: Path) -> None:
    assert find_suite(DEFAULT_SUITE) == SUITES / "corpus.yaml"
    own = tmp_path / "own.yaml"
    own.touch()
    assert find_suite(str(own)) == own
    with pytest.raises(SuiteInvalid, match="no suite 'none'"):
        find_suite("none")
