"""The word index, on disk, as one process and as two."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.storage.lexical import LexicalDamaged, LexicalEntry, LexicalIndex

TEXTS = {
    "a:1": "Eleven hundred people, 1,137 to be exact, crossed the border in 2018.",
    "a:2": "The military first policy was called sŏn’gun in the North’s own words.",
    "b:1": "Markets kept trading while the borders were closed to tourists.",
    "b:2": "The U.S. Treasury named two banks; Pyŏngyang's bank was one of them.",
}


def entry(passage_id: str, text: str, title: str = "") -> LexicalEntry:
    return LexicalEntry(passage_id, passage_id.partition(":")[0], title, text)


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical")
    index.apply([entry(passage_id, text) for passage_id, text in TEXTS.items()], [])
    return index


def ids(index: LexicalIndex, query: str, limit: int = 10, source_ids: list[str] | None = None) -> list[str]:
    return [passage_id for passage_id, _ in index.search(query, limit, source_ids)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Who crossed the border?", "a:1"),
        ("1137", "a:1"),
        ("1,137", "a:1"),
        ("songun", "a:2"),
        ("son'gun", "a:2"),
        ("SŎN’GUN", "a:2"),
        ("pyongyang", "b:2"),
        ("US treasuries", "b:2"),
        ("trade by tourist", "b:1"),
    ],
)
def test_finds(index: LexicalIndex, query: str, found: str) -> None:
    assert ids(index, query)[0] == found


@pytest.mark.parametrize("written", ["10,000", "10 000", "10\u202f000", "10\u00a0000", "10000"])
@pytest.mark.parametrize("asked", ["10,000", "10 000", "10000"])
def test_thousands_however_they_are_parted(index: LexicalIndex, written: str, asked: str) -> None:
    index.apply(
        [entry("c:1", f"The town had {written} inhabitants."), entry("c:2", "Of 10 towns one had 0 schools.")], []
    )
    assert ids(index, asked) == ["c:1"]


def test_best_first_within_the_limit(index: LexicalIndex) -> None:
    hits = index.search("borders closed", 10)
    assert [passage_id for passage_id, _ in hits] == ["b:1", "a:1"]
    assert hits[0][1] > hits[1][1] > 0
    assert index.search("borders closed", 1) == hits[:1]
    assert index.search("borders closed", 0) == []


def test_of_the_given_sources_only(index: LexicalIndex) -> None:
    assert ids(index, "border", source_ids=["a"]) == ["a:1"]
    assert index.search("border", 10, ["a"])[0][1] == pytest.approx(dict(index.search("border", 10))["a:1"])
    assert ids(index, "border", source_ids=[]) == []
    assert ids(index, "border", source_ids=["nobody", "b", "a"]) == ids(index, "border")


def test_the_title_counts(index: LexicalIndex) -> None:
    index.apply([entry("c:1", "It was shut.", title="Kumgang resort")], [])
    assert ids(index, "Is Kumgang open?") == ["c:1"]


def test_a_word_of_every_title_is_no_less_telling_in_a_text(tmp_path: Path) -> None:
    texts = ["The embassies in Spain and Nepal.", *(f"Koreans traded with {n} others." for n in range(5))]
    index = LexicalIndex(tmp_path / "lexical")
    index.apply([entry(f"a:{n}", text, title="Why embassies close") for n, text in enumerate(texts)], [])
    assert ids(index, "embassies of Koreans")[0] == "a:0"


def test_an_entry_replaces_the_one_with_its_id(index: LexicalIndex) -> None:
    index.apply([entry("a:1", "old words"), entry("a:1", "New words.")], [])
    assert len(index) == len(TEXTS)
    assert ids(index, "new") == ["a:1"]
    assert ids(index, "old") == ids(index, "crossed") == []


def test_remove_and_clear(index: LexicalIndex) -> None:
    index.apply([entry("d:1", "border")], ["a:1", "a:2", "nobody"])
    assert len(index) == 3
    assert set(ids(index, "border")) == {"d:1", "b:1"}
    index.clear()
    assert len(index) == 0
    assert ids(index, "border") == []


def test_a_failed_apply_changes_nothing(index: LexicalIndex) -> None:
    def failing() -> Iterator[LexicalEntry]:
        yield entry("e:1", "border")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        index.apply(failing(), ["a:1"])
    assert len(index) == len(TEXTS)
    assert set(ids(index, "border")) == {"a:1", "b:1"}
    index.apply([entry("e:1", "border")], [])
    assert len(index) == len(TEXTS) + 1


def test_stays_when_reopened(index: LexicalIndex, tmp_path: Path) -> None:
    assert LexicalIndex(tmp_path / "lexical").search("border", 5) == index.search("border", 5)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "?!",
        'border" OR (',
        "NEAR(border, 3)",
        "id:a* AND -border^9 [a TO b] ~2 \\",
        "\0border",
        "\ud800",
        "🙂",
        "'",
        "’s",
    ],
)
def test_odd_queries_are_only_words(index: LexicalIndex, query: str) -> None:
    expected = {"a:1", "b:1"} if "border" in query else set[str]()
    assert set(ids(index, query)) == expected


def test_a_question_of_stop_words_is_still_asked(index: LexicalIndex) -> None:
    assert ids(index, "who was it to be?")


def test_how_a_question_asks_is_not_what_it_asks_for(index: LexicalIndex) -> None:
    index.apply([entry("c:1", "Many years later much could still be seen, even now.")], [])
    assert ids(index, "How many banks does it still actually have now, and how much is even there already?") == ["b:2"]


def test_a_very_long_query(index: LexicalIndex) -> None:
    assert ids(index, "border " + "".join(f"w{number} " for number in range(20_000))) == ids(index, "border")
    assert ids(index, "x" * 100_000) == []


@given(query=st.text())
def test_no_query_raises(query: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    LexicalIndex(tmp_path_factory.getbasetemp() / "any query").search(query, 3)


def run_in_another_process(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    code = "import os, signal\nfrom pathlib import Path\n"
    code += "from retrieval.storage.lexical import LexicalEntry, LexicalIndex\n"
    code += f"index = LexicalIndex(Path({str(folder)!r}))\n{textwrap.dedent(body)}"
    root = str(Path(__file__).parents[3])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_process_sees_and_is_seen(index: LexicalIndex, tmp_path: Path) -> None:
    done = run_in_another_process(
        tmp_path / "lexical",
        """
        print(index.search("crossed", 1)[0][0])
        index.apply([LexicalEntry("z:1", "z", "", "Zeppelins landed.")], ["a:1"])
        """,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "a:1"), done.stderr
    assert ids(index, "zeppelin") == ["z:1"]
    assert ids(index, "crossed") == []


def test_processes_that_write_in_turn_leave_no_stray_files(index: LexicalIndex, tmp_path: Path) -> None:
    other = LexicalIndex(tmp_path / "lexical")
    for number in range(12):
        index.apply([entry("g:1", f"garden in year {number}")], [])
        other.apply([entry("h:1", f"harbour in year {number}")], [])
    segments = json.loads((tmp_path / "lexical" / "meta.json").read_text())["segments"]
    assert len(list((tmp_path / "lexical").glob("*.store"))) == len(segments)
    assert (ids(other, "garden"), ids(index, "harbour")) == (["g:1"], ["h:1"])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_that_is_killed_leaves_the_last_commit_and_no_lock(index: LexicalIndex, tmp_path: Path) -> None:
    done = run_in_another_process(
        tmp_path / "lexical",
        """
        def entries():
            for number in range(3000):
                yield LexicalEntry(f"k:{number}", "k", "", "border " + "words " * 50)
            os.kill(os.getpid(), signal.SIGKILL)
        index.apply(entries(), ["a:1"])
        """,
    )
    assert done.returncode == -signal.SIGKILL
    assert len(LexicalIndex(tmp_path / "lexical")) == len(index) == len(TEXTS)
    index.apply([entry("f:1", "border")], [])
    assert set(ids(index, "border")) == {"a:1", "b:1", "f:1"}


def test_searches_go_on_while_another_thread_writes(index: LexicalIndex) -> None:
    def write(name: str) -> None:
        for number in range(10):
            index.apply([entry(f"{name}:{number}", "border")], [])

    writers = [threading.Thread(target=write, args=(name,)) for name in ("t", "u")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert {"a:1", "b:1"} <= set(ids(index, "border", limit=100))
    assert len(index) == len(TEXTS) + 20


def first_file(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))


@pytest.mark.parametrize("pattern", ["meta.json", ".managed.json", "*.term", "*.idx", "*.store", "*.fieldnorm"])
@pytest.mark.parametrize("kept", [0, 0.5])
def test_a_damaged_folder_is_reported(index: LexicalIndex, tmp_path: Path, pattern: str, kept: float) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(tmp_path / "lexical", damaged)
    victim = first_file(damaged, pattern)
    victim.write_bytes(victim.read_bytes()[: int(victim.stat().st_size * kept)])
    with pytest.raises(LexicalDamaged, match="rebuilt"):
        LexicalIndex(damaged)


def test_a_missing_file_is_reported(index: LexicalIndex, tmp_path: Path) -> None:
    for number, pattern in enumerate(["meta.json", "*.term"]):
        damaged = tmp_path / str(number)
        shutil.copytree(tmp_path / "lexical", damaged)
        first_file(damaged, pattern).unlink()
        with pytest.raises(LexicalDamaged):
            LexicalIndex(damaged)


def test_another_version_is_reported(index: LexicalIndex, tmp_path: Path) -> None:
    meta = tmp_path / "lexical" / "meta.json"
    meta.write_text(meta.read_text().replace("english-1", "english-0"))
    with pytest.raises(LexicalDamaged):
        LexicalIndex(tmp_path / "lexical")
