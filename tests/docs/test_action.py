"""The GitHub Action: what it names is there, and its script hands the exit code on and shows the report."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "eval"
EXAMPLE = ROOT / "docs" / "examples" / "eval-in-ci"


def test_the_action_and_its_use_agree() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    used = next(step for step in workflow["jobs"]["eval"]["steps"] if step["uses"].startswith("./"))
    assert (ROOT / used["uses"]).resolve() == ACTION
    needed = {name for name, item in action["inputs"].items() if item.get("required")}
    assert needed <= used["with"].keys() <= action["inputs"].keys()
    steps = "".join(step.get("run", "") for step in action["runs"]["steps"])
    assert all(
        (ACTION / name).exists() for name in re.findall(r'"\$GITHUB_ACTION_PATH/([^"]+)"', steps) if ".." not in name
    )
    assert (ROOT / "requirements.lock").exists()


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_script_hands_the_exit_code_on(tmp_path: Path, code: int) -> None:
    said = tmp_path / "ibid"
    said.write_text(
        f'#!/bin/sh\necho "$@" > "{tmp_path}/words"\nmkdir out\necho "# Eval" > out/report.md\nexit {code}\n'
    )
    said.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "SUITE": "my suite.yaml",
        "OPTIONS": "--library drafts" if code else "",
        "OUT": "out",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    ended = subprocess.run(["bash", ACTION / "run.sh"], cwd=tmp_path, env=environment, check=False)
    assert ended.returncode == code
    assert (tmp_path / "summary").read_text() == "# Eval\n"
    words = (tmp_path / "words").read_text()
    assert words == f"eval run my suite.yaml --out out{' --library drafts' if code else ''}\n"


def test_the_page_shows_the_files_of_the_example() -> None:
    page = (ROOT / "docs" / "evals.md").read_text(encoding="utf-8")
    for name in ("docs/lamps.md", "suite.yaml", ".github/workflows/eval.yml"):
        assert (EXAMPLE / name).read_text(encoding="utf-8") in page


def run_workflow(repository: Path, summary: Path) -> int:
    """Runs the jobs of the example as GitHub would, with this version of Ibid; returns the exit code."""
    workflow = yaml.safe_load((repository / ".github/workflows/eval.yml").read_text(encoding="utf-8"))
    checkout, evaluation = workflow["jobs"]["eval"]["steps"]
    assert checkout == {"uses": "actions/checkout@v4"}
    assert re.fullmatch(r"ACCOUNT/ibid/\.github/actions/eval@v[\d.]+", evaluation["uses"])
    declared = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))["inputs"]
    given = {name.upper(): evaluation["with"].get(name, item.get("default", "")) for name, item in declared.items()}
    environment = {
        **os.environ,
        **given,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(summary),
        "IBID_HOME": str(repository / "home"),
    }
    return subprocess.run(["bash", ACTION / "run.sh"], cwd=repository, env=environment, check=False).returncode


def test_the_example_repository_passes_and_fails_when_a_document_loses_a_fact(tmp_path: Path) -> None:
    repository, summary = tmp_path / "repository", tmp_path / "summary"
    shutil.copytree(EXAMPLE, repository)
    assert run_workflow(repository, summary) == 0, summary.read_text(encoding="utf-8")
    lamps = repository / "docs" / "lamps.md"
    lamps.write_text(lamps.read_text(encoding="utf-8").replace("7 million", "8 million"), encoding="utf-8")
    summary.unlink()
    assert run_workflow(repository, summary) == 1
    shown = summary.read_text(encoding="utf-8")
    assert "FAILED mine (library docs): 2 of 3 cases passed; below the threshold: accuracy" in shown
    assert "lost at: document" in shown
    assert (repository / "ibid-eval" / "report.html").is_file()
