"""The GitHub Action: what it names is there, and its script hands the exit code on and shows the report."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "eval"


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
