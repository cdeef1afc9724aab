"""``ibid demo`` writes the documents, and overwrites nobody's own."""

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.demo_command import DemoNotWritten
from bot.cli.main import app
from evals.cases import corpus_folder


def demo(folder: Path) -> Result:
    return CliRunner().invoke(app, ["demo", str(folder)])


def test_the_documents_are_written_and_the_next_commands_named(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "demo"
    first, again = demo(folder), demo(folder)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert f"ibid ingest {folder}" in first.stdout
    for file in folder.iterdir():
        assert file.read_bytes() == (corpus_folder() / file.name).read_bytes()
    assert len(list(folder.iterdir())) == 3


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    own = tmp_path / "de-risking-briefing.md"
    own.write_text("mine")
    assert isinstance(demo(tmp_path).exception, DemoNotWritten)
    assert own.read_text() == "mine"
    (tmp_path / "file").touch()
    assert "Name another folder" in str(demo(tmp_path / "file").exception)
