"""The command line as the contract has it: what it prints, and the code it exits with."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.cli.settings_table import as_rows
from bot.control_characters import one_line
from bot.settings import ServiceSettings
from retrieval.library import open_library
from retrieval.settings import Settings

CORPUS = Path(__file__).parents[3] / "corpus"
MISSIONS = "How many diplomatic missions does North Korea have left?"
IBID = [sys.executable, "-c", "from bot.cli.main import main; main()"]


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
    assert [item["id"] for item in answered] == ["a", "b", "c"]
    assert [item["status"] for item in answered] == ["answered", "error", "answered"]
    assert {citation["source"]["id"] for citation in answered[2]["citations"]} == {"de-risking-chronology"}


@pytest.mark.parametrize("piped", [False, True])
def test_a_batch_ends_its_lines_as_json_does(home: Path, tmp_path: Path, piped: bool) -> None:
    rows = [{"id": 1, "question": "trade\u2028in\u20292022\x85"}, {"id": 2, "question": "embassies"}]
    text = "\ufeff" + "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\r\n"
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(text.encode())
    result = ibid(home, "search", "--batch", "-", stdin=text) if piped else ibid(home, "search", "--batch", str(batch))
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["id"] for line in result.stdout.strip().split("\n")] == [1, 2]


def test_a_batch_line_brings_its_conversation_along(home: Path) -> None:
    history = [
        {"speaker": "user", "text": "How many North Koreans reached South Korea in 2023?"},
        {"speaker": "agent", "text": "196."},
    ]
    rows = [
        {"id": 1, "question": "And in 2022?", "history": history},
        {"id": 2, "question": "And in 2022?"},
        {"id": 3, "question": "And?", "history": "none"},
        {"id": 4, "question": "And?", "history": [{"speaker": "user"}]},
    ]
    result = ibid(home, "ask", "--batch", "-", stdin="\n".join(map(json.dumps, rows)))
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert replies[0]["standalone_question"] == "How many North Koreans reached South Korea in 2022?"
    assert replies[0]["conversation_id"] is None
    assert replies[1]["standalone_question"] == "And in 2022?"
    assert "history" in replies[2]["error"]
    assert "history" in replies[3]["error"]
    found = ibid(home, "search", "--batch", "-", stdin="\n".join(map(json.dumps, rows[:2])))
    alone, within = (json.loads(line)["hits"] for line in found.stdout.splitlines())
    assert [hit["passage_id"] for hit in alone] != [hit["passage_id"] for hit in within]


def test_ask_goes_on_with_a_conversation(home: Path) -> None:
    reply = printed(ibid(home, "ask", MISSIONS, "--json"))
    shown = ibid(home, "ask", "Why?", "--conversation", reply["conversation_id"])
    assert f"{MISSIONS[:-1]}, and why?" in shown.stdout
    assert reply["conversation_id"] in shown.stdout


def test_verify_says_what_is_wrong_and_exits_with_3(home: Path) -> None:
    good = ibid(home, "verify", "In 2022 China's share in North Korean trade was over 96%.", "--json")
    assert (good.exit_code, printed(good)["supported"]) == (0, True)
    bad = ibid(home, "verify", "In 2022 China's share in North Korean trade was over 69%.")
    assert bad.exit_code == 3
    assert "number: The number “69%” is not in the evidence." in bad.stdout


def test_verify_takes_a_batch_with_evidence(home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "claims.jsonl"
    rows = [
        {"id": 1, "claim": "It had twelve cranes.", "evidence": ["Fog.", "It had 12 cranes."]},
        {"id": 2, "claim": "It had 13 cranes.", "evidence": ["Fog.", "It had 12 cranes."]},
        {"id": 3},
    ]
    batch.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = ibid(home, "verify", "--batch", str(batch))
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert (first["id"], first["supported"], first["evidence_used"]) == (1, True, [1])
    assert (second["supported"], second["problems"][0]["kind"]) == (False, "number")
    assert "claim" in third["error"]


def test_search_gives_hits_whose_text_stands_where_they_say(home: Path) -> None:
    hits = printed(ibid(home, "search", "closed embassies", "--limit", "5", "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    for hit in hits:
        source = printed(ibid(home, "sources", "show", hit["source_id"], "--json"))
        assert source["text"][hit["start"] : hit["end"]] == hit["text"]


@pytest.mark.parametrize("words", [("ask", MISSIONS), ("search", "closed embassies"), ("verify", "They were 46.")])
def test_what_is_piped_has_no_spaces_at_the_ends_of_its_lines(home: Path, words: tuple[str, str]) -> None:
    lines = ibid(home, *words).stdout.splitlines()
    assert any(line.startswith("    ") for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


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
    assert "1 passage, 0 footnotes, nothing unresolved" in result.stdout
    assert result.stdout.count("failed") == 2
    assert f"{tmp_path / 'none'}: There is no such file." in result.stdout
    assert "file:" not in result.stdout


def test_many_unresolved_marks_are_a_count_with_the_first_five(tmp_path: Path) -> None:
    marks = "".join(f'<p>Sentence {n}.<a role="doc-noteref">{n}</a></p>' for n in range(1, 9))
    (tmp_path / "page.html").write_text(f"<html><body><article><h1>Marks</h1>{marks}</article></body></html>")
    result = ibid(tmp_path / "home", "ingest", str(tmp_path / "page.html"))
    assert "8 unresolved: 1, 2, 3, 4, 5, …" in result.stdout


def test_parse_prints_a_source_a_line(home: Path) -> None:
    result = ibid(home, "parse", *map(str, sorted(CORPUS.glob("*.[mth]*"))), "--json")
    sources = [json.loads(line) for line in result.stdout.splitlines()]
    assert [len(source["footnotes"]) for source in sources] == [9, 9, 2]
    assert all(source["unresolved"] == [] for source in sources)


def test_sources_are_listed_and_removed(home: Path, tmp_path: Path) -> None:
    ibid(tmp_path, "ingest", str(CORPUS / "de-risking-chronology.txt"))
    assert [item["id"] for item in printed(ibid(tmp_path, "sources", "--json"))] == ["de-risking-chronology"]
    assert ibid(tmp_path, "sources", "remove", "de-risking-chronology").exit_code == 0
    assert printed(ibid(tmp_path, "sources", "list", "--json")) == []


def test_copies_are_shown_from_either_side(home: Path) -> None:
    listed = {item["id"]: item["also_in"] for item in printed(ibid(home, "sources", "--json"))}
    assert [copy["id"] for copy in listed["de-risking-briefing"]] == ["de-risking-reprint"]
    assert listed["de-risking-chronology"] == []
    shown = printed(ibid(home, "sources", "show", "de-risking-reprint", "--json"))
    assert shown["also_in"] == listed["de-risking-reprint"]
    assert [copy["id"] for copy in shown["also_in"]] == ["de-risking-briefing"]
    assert "also in de-risking-briefing" in ibid(home, "sources").stdout
    assert "Also in\nde-risking-briefing" in ibid(home, "sources", "show", "de-risking-reprint").stdout


def test_what_is_gone_is_pruned_by_name_when_that_is_asked_for(tmp_path: Path) -> None:
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    for name in ("embassies", "lighthouses"):
        (folder / f"{name}.txt").write_text(f"On {name}\n\nThere is much to say of {name}.\n", encoding="utf-8")
    ibid(home, "ingest", str(folder))
    (folder / "embassies.txt").unlink()
    assert "removed" not in ibid(home, "ingest", str(folder)).stdout
    result = ibid(home, "ingest", str(folder), "--prune")
    assert result.exit_code == 0
    assert "removed   On embassies  embassies" in result.stdout
    assert [item["id"] for item in printed(ibid(home, "sources", "--json"))] == ["lighthouses"]


def test_pages_that_cannot_be_fetched_are_said_one_by_one_and_nothing_is_lost(home: Path, tmp_path: Path) -> None:
    listed = tmp_path / "pages.urls"
    listed.write_text("http://127.0.0.1:9/one\nhttp://[::1]:9/two\n", encoding="utf-8")
    before = printed(ibid(home, "sources", "--json"))
    result = ibid(home, "ingest", str(listed), "--prune")
    assert result.exit_code == 1
    assert result.stdout.count("IBID_ALLOW_PRIVATE_ADDRESSES=true") == 2
    assert printed(ibid(home, "sources", "--json")) == before
    result = ibid(home, "parse", "http://127.0.0.1:9/one")
    assert (result.exit_code, "private network" in result.stderr) == (1, True)


def test_settings_are_printed_and_secrets_masked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_API_KEYS", "hunter2")
    shown = ibid(home, "settings", "--json").stdout
    assert json.loads(shown)["IBID_API_KEYS"] == "********"
    assert "hunter2" not in shown + ibid(home, "settings").stdout


def test_a_slip_in_a_settings_name_is_told_of_beside_the_output(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_MODLE", "openai:m")
    result = ibid(home, "settings", "--json")
    assert printed(result)["IBID_MODEL"] == "extractive"
    assert result.stderr == "ibid: there is no setting IBID_MODLE; did you mean IBID_MODEL?\n"


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
        (["ask", "hi"], {"IBID_PORT": "harbour"}, "`ibid settings` says what each setting takes"),
        (["bench", "--seed", "nowhere.md"], {}, "There is no text at nowhere.md"),
        (["bench", "ask", "--seed", "corpus"], {}, "There is no text at corpus"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_code_1(
    home: Path, words: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [*IBID, *words],
        env={**os.environ, "IBID_HOME": str(home), **environment},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("ibid: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_parse_shows_marks_and_notes_in_place_and_what_was_left_out(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><nav>Home</nav><article><h1>The Missions</h1>"
        '<p>It fell to 46.<a href="#n1">1</a> Then <a href="#n2">2</a>, nothing.</p>'
        '<p>Lost<a role="doc-noteref">9</a></p>'
        '<div class="newsletter">Your address</div><p>Subscribe to our newsletter</p>'
        '<ol><li id="n1">Own count.</li><li id="n2">Ibid.</li></ol></article></body></html>',
        encoding="utf-8",
    )
    result = ibid(home, "parse", str(page))
    assert result.exit_code == 0
    body, _, rest = result.stdout.partition("\nNotes\n")
    assert body.startswith("The Missions\n")
    assert "It fell to 46.[1] Then[2], nothing." in body
    notes, _, rest = rest.partition("\nUnresolved\n")
    assert notes.splitlines() == ["[1] Own count.", "[2] Ibid.  → [1]"]
    unresolved, _, left_out = rest.partition("\nLeft out\n")
    assert unresolved.startswith("9 at ")
    left_out, _, ledger = left_out.partition("\nWhere the letters went\n")
    assert left_out.splitlines() == [
        "around the document: Home",
        "navigation and page furniture: Your address",
        "call to the reader: Subscribe to our newsletter",
    ]
    assert "  body\n" in ledger
    assert "lost" not in ledger
    assert printed(ibid(home, "parse", "--json", str(page)))["unresolved"][0]["label"] == "9"


def test_a_password_in_an_address_is_masked() -> None:
    stated = ServiceSettings.model_validate({"chroma_url": "http://ann:hidden@chroma:8000"})
    shown = next(row.value for row in as_rows(stated) if row.name == "IBID_CHROMA_URL")
    assert shown == "http://ann:********@chroma:8000"


def test_names_are_shown_without_escape_sequences() -> None:
    assert one_line("a\x1b[2Jb\nc") == "a\ufffd[2Jb\\nc"


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_library(Settings(home=home)):
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        for name in ("conversations.sqlite3", "feedback.sqlite3", "catalogue.sqlite3"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


def test_a_dash_reads_the_question_from_standard_input(home: Path) -> None:
    reply = printed(ibid(home, "ask", "-", "--json", stdin=f"{MISSIONS}\n"))
    assert (reply["question"], reply["status"]) == (MISSIONS, "answered")
    verdict = ibid(home, "verify", "-", stdin="In 2022 China's share in North Korean trade was over 69%.\n")
    assert verdict.exit_code == 3
    hits = printed(ibid(home, "search", "-", "--json", "--limit", "1", stdin="closed embassies"))
    assert len(hits) == 1
    assert "The question is empty" in str(ibid(home, "ask", "-", stdin="\n").exception)
