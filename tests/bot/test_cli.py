"""The command line as the contract has it: what it prints, and the code it exits with."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

CORPUS = Path(__file__).parents[2] / "corpus"
MISSIONS = "How many diplomatic missions does North Korea have left?"
IBID = [sys.executable, "-c", "from bot.cli import main; main()"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the corpus in it."""
    home = tmp_path_factory.mktemp("home")
    result = CliRunner().invoke(app, ["ingest", str(CORPUS), "--json"], env={"IBID_HOME": str(home)})
    assert result.exit_code == 0, result.output
    return home


def ibid(home: Path, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), env={"IBID_HOME": str(home)}, input=stdin)


def printed(result: Result) -> Any:
    return json.loads(result.stdout)


def test_ask_answers_with_46_and_the_note_that_lists_the_closed_embassies(home: Path) -> None:
    result = ibid(home, "ask", MISSIONS)
    assert result.exit_code == 0
    assert "46" in result.stdout
    assert "46.1" not in result.stdout
    assert all(place in result.stdout for place in ("Angola", "Nepal", "Hong Kong", "Uganda"))


def test_ask_prints_a_reply_as_json_and_nothing_else(home: Path) -> None:
    reply = printed(ibid(home, "ask", MISSIONS, "--json"))
    assert reply["status"] == "answered"
    for citation in reply["citations"]:
        source = printed(ibid(home, "sources", "show", citation["source"]["id"], "--json"))
        assert source["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_ask_exits_with_3_on_a_refusal(home: Path) -> None:
    result = ibid(home, "ask", "How do I bake a sourdough bread?", "--json")
    assert result.exit_code == 3
    reply = printed(result)
    assert (reply["status"], reply["reason"]) == ("refused", "not_in_library")
    assert len(reply["nearest"]) <= 3


def test_ask_of_an_empty_library_says_so(tmp_path: Path) -> None:
    result = ibid(tmp_path, "ask", MISSIONS, "--json")
    assert result.exit_code == 3
    assert printed(result)["reason"] == "library_empty"


def test_a_batch_is_answered_in_order_and_a_bad_row_in_its_place(home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [
        {"id": "a", "question": MISSIONS},
        {"id": "b", "question": " "},
        {"id": "c", "question": MISSIONS, "source_ids": ["de-risking-chronology"]},
    ]
    batch.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    result = ibid(home, "ask", "--batch", str(batch))
    answered = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [one["id"] for one in answered] == ["a", "b", "c"]
    assert [one["status"] for one in answered] == ["answered", "error", "answered"]
    assert {one["source"]["id"] for one in answered[2]["citations"]} == {"de-risking-chronology"}


def test_search_gives_hits_whose_text_stands_where_they_say(home: Path) -> None:
    hits = printed(ibid(home, "search", "closed embassies", "--limit", "5", "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    for hit in hits:
        source = printed(ibid(home, "sources", "show", hit["source_id"], "--json"))
        assert source["text"][hit["start"] : hit["end"]] == hit["text"]


def test_search_reads_a_batch_from_standard_input(home: Path) -> None:
    result = ibid(home, "search", "--batch", "-", "--limit", "2", stdin='{"id": 7, "question": "trade in 2022"}\n')
    row = json.loads(result.stdout)
    assert row["id"] == 7
    assert len(row["hits"]) == 2


def test_ingest_again_changes_nothing(home: Path) -> None:
    result = ibid(home, "ingest", str(CORPUS), "--json")
    assert result.exit_code == 0
    assert {json.loads(line)["state"] for line in result.stdout.splitlines()} == {"unchanged"}


def test_a_bad_file_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "bad.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "good.txt").write_text("A title\n\nThe embassy was closed in 2023.\n", encoding="utf-8")
    home = tmp_path / "home"
    result = ibid(home, "ingest", str(tmp_path / "bad.bin"), str(tmp_path / "good.txt"), str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "1 passages" in result.stdout
    assert result.stdout.count("failed") == 2


def test_parse_prints_a_source_a_line(home: Path) -> None:
    result = ibid(home, "parse", *map(str, sorted(CORPUS.glob("*.[mth]*"))), "--json")
    sources = [json.loads(line) for line in result.stdout.splitlines()]
    assert [len(source["footnotes"]) for source in sources] == [9, 9, 2]
    assert all(source["unresolved"] == [] for source in sources)


def test_sources_are_listed_and_removed(home: Path, tmp_path: Path) -> None:
    ibid(tmp_path, "ingest", str(CORPUS / "de-risking-chronology.txt"))
    assert [one["id"] for one in printed(ibid(tmp_path, "sources", "--json"))] == ["de-risking-chronology"]
    assert ibid(tmp_path, "sources", "remove", "de-risking-chronology").exit_code == 0
    assert printed(ibid(tmp_path, "sources", "list", "--json")) == []


def test_settings_are_printed_and_secrets_masked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_API_KEYS", "hunter2")
    shown = ibid(home, "settings", "--json").stdout
    assert json.loads(shown)["IBID_API_KEYS"] == "********"
    assert "hunter2" not in shown + ibid(home, "settings").stdout


def test_doctor_finds_nothing_wrong_with_a_sound_library(home: Path) -> None:
    result = ibid(home, "doctor", "--json")
    assert result.exit_code == 0
    assert all(check["ok"] for check in printed(result))


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["ask", " "], {}, "The question is empty"),
        (["ask", "a" * 100_000], {}, "ask in 4,000 or fewer"),
        (["sources", "show", "nothing"], {}, "no source 'nothing'"),
        (["ask", "hi", "--source", "nothing"], {}, "no source 'nothing'"),
        (["ask", "--batch", "nowhere.jsonl"], {}, "cannot be read"),
        (["ask", "hi"], {"IBID_HOME": __file__ + "/home"}, "cannot be used"),
        (["settings"], {"IBID_PORT": "harbour"}, "IBID_PORT cannot be used"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_code_1(
    home: Path, words: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [*IBID, *words],
        env={**os.environ, "IBID_HOME": str(home), **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("ibid: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
