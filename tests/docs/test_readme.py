"""The README says what is so."""

import re
import subprocess
import sys
from pathlib import Path

from bot.cli.settings_table import as_markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_the_generated_one() -> None:
    table = README.split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0]
    assert table == as_markdown(), "put the output of `ibid settings --markdown` between the settings marks"


def test_every_file_that_the_documents_name_is_there() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for link in re.findall(r"\]\((?!https?://|#)([^)]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name} names {link}"


def test_every_dependency_is_justified() -> None:
    declared = re.findall(r'^    "([a-z-]+)[\[>]', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    record = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").casefold()
    assert [name for name in declared if name.casefold() not in record and not name.startswith("types-")] == []


def test_its_python_type_checks(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) == 2
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
