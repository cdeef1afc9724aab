"""The README and the pages it leads to agree with the code."""

import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from bot.cli.settings_table import as_markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "README.md"])
WIDTH = 120


def test_the_table_of_settings_is_the_generated_one() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    table = page.split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0]
    assert table == as_markdown(), "put the output of `ibid settings --markdown` between the settings marks"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_exists(document: Path) -> None:
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / link).exists(), f"{document.name} links to {link}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_prose_is_wrapped(document: Path) -> None:
    text = re.sub(r"^ *```.*?^ *```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    long = [line for line in text.splitlines() if len(line) > WIDTH and not line.startswith(("|", "!["))]
    assert long == [], f"wrap at {WIDTH} characters"


def test_the_figures_are_those_of_the_last_accepted_run() -> None:
    cases = json.loads((ROOT / "evals/suites/corpus.baseline.json").read_text(encoding="utf-8"))["cases"].values()
    stated = dict(re.findall(r"^\| `([a-z_]+)`: .* \| ([01]?\.\d{3}) \|$", README, re.MULTILINE))
    assert stated.keys() >= {"accuracy", "citation_validity", "refusal_recall"}
    for metric, figure in stated.items():
        accepted = mean(case["scores"][metric] for case in cases if metric in case["scores"])
        assert abs(float(figure) - accepted) < 0.0006, metric


def test_every_dependency_is_justified() -> None:
    declared = re.findall(r'^    "([a-z-]+)[\[>]', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    record = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").casefold()
    assert [name for name in declared if name.casefold() not in record and not name.startswith("types-")] == []


def test_its_python_type_checks(tmp_path: Path) -> None:
    pages = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/clients.md"))
    blocks = re.findall(r"```python\n(.*?)```", pages, re.DOTALL)
    assert len(blocks) == 5
    for number, block in enumerate(blocks):
        (tmp_path / f"client_{number}.py").write_text(f"# pyright: strict\n{block}", encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, tmp_path]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_locks_name_no_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert "--hash=sha256:" in text
