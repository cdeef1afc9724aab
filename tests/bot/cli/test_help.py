"""Help, version, completion and lists: what the command line says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from ibid import __version__

IBID = "import sys; sys.argv[0] = 'ibid'; from bot.cli.main import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one source in it."""
    home = tmp_path_factory.mktemp("home")
    text = home / "embassies.txt"
    text.write_text("On embassies\n\nThe embassy was closed in 2023.\n", encoding="utf-8")
    assert ibid(home, "ingest", str(text)).exit_code == 0
    return home


def ibid(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"IBID_HOME": str(home)})


def test_the_version_is_printed(home: Path) -> None:
    assert ibid(home, "--version").stdout == f"ibid {__version__}\n"


@pytest.mark.parametrize("words", [(), ("ask",), ("sources", "list"), ("keys", "add"), ("eval", "run"), ("ingest",)])
def test_help_shows_flags_without_a_type(home: Path, words: tuple[str, ...]) -> None:
    shown = ibid(home, *words, "--help").stdout
    assert "--help" in shown
    assert "bool" not in shown


def test_shells_complete_commands(home: Path) -> None:
    asked = {"_IBID_COMPLETE": "complete_bash", "COMP_WORDS": "ibid sou", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", IBID],
        env={**os.environ, "IBID_HOME": str(home), **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["sources"], done.stderr


def test_settings_are_listed_where_one_of_them_is_wrong(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_PORT", "harbour")
    result = ibid(home, "settings")
    assert "IBID_PORT=8000  port that `ibid serve` listens on" in result.stdout
    assert "IBID_PORT cannot be used" in str(result.exception)


def test_sources_are_a_table_on_a_terminal_and_list_without_chroma(home: Path) -> None:
    code = "import sys; from bot.cli.main import app; app(['sources'], standalone_mode=False); print([*sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "IBID_HOME": str(home), "FORCE_COLOR": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    table, _, modules = done.stdout.rpartition("\n[")
    heading = next(line for line in table.splitlines() if "title" in line)
    assert [word in heading for word in ("id", "author", "published", "passages", "also in")] == [True] * 5
    assert "'chromadb'" not in modules
    assert "'langchain_core'" not in modules
