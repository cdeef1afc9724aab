"""Small talk, words as typed, and gaps in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

CORPUS = Path(__file__).parents[3] / "corpus"
REACHED = "How many North Koreans reached South Korea in 2018?"
NOT_THERE = "How many North Koreans reached South Korea in 2015?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the corpus in it."""
    home = tmp_path_factory.mktemp("home")
    assert ibid(home, "ingest", str(CORPUS)).exit_code == 0
    return home


def ibid(home: Path, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), env={"IBID_HOME": str(home)}, input=stdin)


def test_a_greeting_is_one_paragraph(home: Path) -> None:
    result = ibid(home, "ask", "hello")
    assert result.exit_code == 3
    assert len(result.stdout.strip().splitlines()) == 1
    assert result.stdout.strip().startswith("Hello!")


def test_what_was_understood_is_printed_with_the_way_to_ask_as_typed(home: Path) -> None:
    result = ibid(home, "chat", stdin=f"/typed\n{REACHED}\nAnd in 2022?\n/typed\n")
    assert "There is no line to ask again yet." in result.stdout
    understood = f"Understood as: {REACHED.replace('2018', '2022')} (/typed asks the words as typed)"
    assert result.stdout.count("Understood as") == result.stdout.count(understood) == 1
    typed = ibid(home, "ask", "hello", "--as-typed", "--json")
    assert json.loads(typed.stdout)["kind"] == "fact"


def test_gaps_are_listed_and_become_cases(home: Path) -> None:
    assert "No gaps" in ibid(home, "gaps").stdout or "refused" in ibid(home, "gaps").stdout
    ibid(home, "ask", NOT_THERE)
    shown = ibid(home, "gaps").stdout
    assert "1 refused, 0 disliked" in shown
    assert NOT_THERE in shown
    groups = json.loads(ibid(home, "gaps", "--json").stdout)["groups"]
    assert NOT_THERE in [gap["question"] for group in groups for gap in group["gaps"]]
    drafts = ibid(home, "eval", "add", "--from-feedback").stdout
    assert NOT_THERE in drafts
    assert "draft: true" in drafts
