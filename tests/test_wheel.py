"""What is installed from a wheel, made of the sdist, in a folder where there is no repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("bot", "corpus", "evals", "ibid", "ingest", "retrieval")
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "NOTICE")
BUILD_SDIST = "import setuptools.build_meta as backend; print(backend.build_sdist('.'))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source, target = folder / "source", folder / "site"
    for part in PARTS:
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index")
    built = subprocess.run(
        [sys.executable, "-c", BUILD_SDIST], cwd=source, capture_output=True, text=True, check=True, timeout=60
    )
    sdist = source / built.stdout.split()[-1]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--target", str(target), str(sdist)], check=True, timeout=110
    )
    return target


def run(installed: Path, folder: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "IBID_HOME": str(folder / "home")}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_demo_is_written_and_the_suites_find_their_documents(installed: Path, tmp_path: Path) -> None:
    assert "Wrote 3 documents to ibid-demo" in run(installed, tmp_path, "-m", "ibid", "demo")
    (tmp_path / "corpus").mkdir()
    code = (
        "from pathlib import Path; from rich.progress import Progress; from evals.command import find_suite; "
        "from evals.loading import load_suite; from evals.options import RunOptions; from evals.target import opened; "
        "from retrieval.settings import load_settings; import evals; "
        "suite = load_suite(find_suite('corpus')); options = RunOptions(); bar = Progress(disable=True)\n"
        "with opened(suite, load_settings(), options, bar) as target: print(evals.__file__, sorted(target.ids))"
    )
    found = run(installed, tmp_path, "-c", code)
    assert found == f"{installed}/evals/__init__.py ['article', 'chronology', 'reprint']\n"
