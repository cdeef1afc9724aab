"""Footnotes scored per format, on a folder of the same shape as the real sets with documents of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.sets import note_sets as footnotes
from evals.sets.footnote_gold import documents
from evals.sets.note_sets import FLOORS, main, measure
from ingest.parse import parse
from tests.packed import docx, note, p, ref

_FIRST, _SECOND = "The number of missions went down to 46", "Trade grew by a tenth, most of it with one neighbour"
_NOTES = {"1": "Own count, December 2023.", "4": "Customs figures for the year."}
"""The labels skip two, as some notices do."""
_MD = f"# Report\n\n{_FIRST}[^1].\n\n{_SECOND}.[^4]\n\n[^1]: {_NOTES['1']}\n\n[^4]: {_NOTES['4']}\n"
_PAGE = (
    f'<h1>Report</h1><p>{_FIRST}<a href="#n1" id="r1">1</a>.</p><p>{_SECOND}.<a href="#n4" id="r4">4</a></p>'
    f'<ol><li id="n1">{_NOTES["1"]}</li><li id="n4" value="4">{_NOTES["4"]}</li></ol>'
)
_TXT = f"Report\n\n{_FIRST}[1].\n\n{_SECOND}.[4]\n\n[1] {_NOTES['1']}\n\n[4] {_NOTES['4']}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a notice, a report, a page and one of pandoc's documents."""
    folder = tmp_path / "footnotes"
    gold = {
        "refs": [{"label": "1", "before": _FIRST}, {"label": "4", "before": f"{_SECOND}."}],
        "notes": [{"label": label, "text": text} for label, text in _NOTES.items()],
    }
    for place in ("fr/gold/a.json", "mueller/gold/a.json", "wikipedia/gold/page.json"):
        _write(folder / place, json.dumps(gold))
    for kind, text in (("md", _MD), ("html", _PAGE), ("txt", _TXT)):
        _write(folder / "fr" / kind / f"a.{kind}", text)
    (folder / "fr" / "docx").mkdir()
    (folder / "fr" / "docx" / "a.docx").write_bytes(_word_document())
    _write(folder / "mueller" / "mueller-report-a.html", _PAGE)
    _write(folder / "wikipedia" / "page.html", _PAGE)
    listed: list[dict[str, Any]] = [{"inputs": ["a.markdown", "a.rst"], "notes": list(_NOTES.values())}]
    _write(folder / "pandoc" / "gold.json", json.dumps(listed))
    _write(folder / "pandoc" / "files" / "a.markdown", _MD)
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _word_document() -> bytes:
    notes = note(1, _NOTES["1"]) + note(2, _NOTES["4"])
    return docx(p(_FIRST, ref(1), ".") + p(f"{_SECOND}.", ref(2)), footnotes=notes)


def test_every_format_that_is_there_is_read_whole(data: Path) -> None:
    sets = {item.name: item for item in measure(documents(data / "footnotes"))}
    assert list(sets) == list(FLOORS)
    there = {name for name, item in sets.items() if item.documents}
    assert there == {
        *(f"federal register {kind}" for kind in ("md", "html", "docx", "txt")),
        *("mueller html", "wikipedia html", "pandoc md"),
    }
    for name in there:
        assert (sets[name].scored.f1, sets[name].scored.gold, sets[name].met) == (1.0, 2, True), name


def test_below_a_floor_the_exit_code_is_1_and_what_is_missed_is_printed(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footnotes, "FLOORS", {name: FLOORS[name] for name in ("federal register md", "pandoc md")})
    for path in ("fr/html", "fr/txt", "fr/docx", "mueller", "wikipedia"):
        _empty(data / "footnotes" / path)
    assert main([str(data), "--out", str(data / "out")]) == 0
    figures = json.loads((data / "out" / "footnotes.json").read_text(encoding="utf-8"))
    assert figures["federal register md"]["f1"] == 1.0
    assert figures["federal register md"]["documents"]["a.md"]["gold"] == 2
    _write(data / "footnotes" / "fr" / "md" / "a.md", _MD.replace("[^4]:", "[^5]:"))
    capsys.readouterr()
    assert main([str(data), "--verbose"]) == 1
    out = capsys.readouterr().out
    assert "BELOW" in out
    assert "a.md: missed 4: …Trade grew by a tenth, most of it with one neighbour. ^ Customs figures" in out


def _empty(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        path.unlink()


def test_a_set_without_documents_is_below_its_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(tmp_path / "footnotes" / "pandoc" / "gold.json", "[]")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("BELOW") == len(FLOORS)


def test_a_folder_without_the_sets_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path)])
    assert "has no folder footnotes/." in capsys.readouterr().err


def test_a_file_that_cannot_be_read_counts_as_all_missed(data: Path) -> None:
    (data / "footnotes" / "fr" / "docx" / "a.docx").write_bytes(b"PK\x03\x04 cut short")
    word = next(item for item in measure(documents(data / "footnotes")) if item.name == "federal register docx")
    assert (word.scored.found, len(word.scored.missed)) == (0, 2)


def test_words_before_a_mark_begin_with_its_block() -> None:
    source, _ = parse(_MD.encode(), "a.md", "a")
    assert [link.before for link in footnotes.found_links(source)] == [_FIRST, f"{_SECOND}."]
