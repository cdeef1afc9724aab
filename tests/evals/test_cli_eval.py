"""``ibid eval`` at the command line: its words and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from evals.cases import Suite
from evals.loading import load_suite
from retrieval.feedback import Thumb
from retrieval.library import Library
from tests.evals.conftest import SUITE


def ibid(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["eval", *words], env={"IBID_HOME": str(home)})


@pytest.fixture
def own(suite: Suite, tmp_path: Path) -> Path:
    """A suite that may be written to."""
    path = tmp_path / "own.yaml"
    path.write_text(SUITE, encoding="utf-8")
    return path


def test_a_run_that_passes_makes_a_baseline_and_one_that_is_worse_fails(
    own: Path, library: Library, tmp_path: Path
) -> None:
    at = ("--library", str(library.settings.folder), "--out", str(tmp_path / "out"))
    baseline = tmp_path / "kept.json"
    first = ibid(tmp_path, str(own), *at, "--baseline", str(baseline), "--update-baseline")
    assert (first.exit_code, baseline.exists()) == (0, True), first.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("report.html", "report.json", "report.md", "junit.xml", "replies.jsonl")
    }
    again = ibid(tmp_path, "run", str(own), *at, "--resume", "--baseline", str(baseline), "--json")
    assert again.exit_code == 0
    told = json.loads(again.stdout)
    assert told["comparison"]["broken"] == []
    assert told["comparison"]["metrics"]["accuracy"]["pairs"] == 2
    own.write_text(SUITE.replace("citation_validity: 1.0", "calibration_error: 0.0"), encoding="utf-8")
    assert ibid(tmp_path, str(own), *at, "--resume").exit_code == 1


def test_what_cannot_be_run_exits_with_2_and_a_sentence(own: Path, tmp_path: Path) -> None:
    own.write_text(SUITE.replace("accuracy: 1.0", "acuracy: 1.0"), encoding="utf-8")
    for words, said in (
        ([str(own)], f"ibid: {own}:5:14: unknown key 'acuracy'; did you mean 'accuracy'?"),
        (["no-such-suite"], "There is no suite 'no-such-suite'"),
        (["--resume"], "add --out DIR"),
        (["bench-data", str(tmp_path)], "There are no known sets in"),
        (["add"], "--from-feedback"),
    ):
        result = ibid(tmp_path, *words)
        assert result.exit_code == 2, words
        assert said in result.stderr, words


def test_drafts_come_from_sources_and_from_feedback(own: Path, library: Library, tmp_path: Path) -> None:
    home = library.settings.folder
    printed = ibid(home, "draft", "lighthouses", "--most", "1")
    assert "What belongs in the gap" in printed.stdout
    assert ibid(home, "draft", "lighthouses", "--to", str(own)).exit_code == 0
    drafted = load_suite(own).drafts
    assert len(drafted) == 2
    assert "neither a refused question" in ibid(tmp_path / "empty", "add", "--from-feedback").stderr
    reply = library.ask("When was the tower painted?")
    library.judge(reply.id, Thumb.DOWN, "It was 1901.")
    assert re.search(r"Added \d drafts? to", ibid(home, "add", "--from-feedback", "--to", str(own)).stdout)
    assert {*drafted, "when-was-the-tower-painted"} <= set(load_suite(own).drafts)


def test_help_shows_the_words(tmp_path: Path) -> None:
    shown = ibid(tmp_path, "--help").stdout
    assert all(word in shown for word in ("run", "add", "draft", "bench-data"))
