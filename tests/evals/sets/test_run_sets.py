"""The door to the public sets, on sets of the same shape with documents of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.eval_errors import EvalImpossible
from evals.sets.run_sets import bench, row
from evals.sets.table_lines import TableLine

_TOWERS = ("Cape Dour", "Old Skerry", "Port Amber")
_TEXTS = [f"The lighthouse at {name} was lit in {1870 + n}." for n, name in enumerate(_TOWERS)]


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A conversation, a choice of sentences, quotes from sources, a meeting and a claim."""
    corpus = [
        {"id": f"d{n}", "title": name, "text": text} for n, (name, text) in enumerate(zip(_TOWERS, _TEXTS, strict=True))
    ]
    _write(tmp_path / "inscit" / "corpus.jsonl", corpus)
    turns = [{"context": ["Who keeps Cape Dour?", "Jo Marlow.", "When was it lit?"], "labels": [{"gold_docs": ["d0"]}]}]
    _write(tmp_path / "inscit" / "turns.jsonl", turns)
    choice = {"question": "When was Cape Dour lit?", "title": "Towers", "sentences": [*_TEXTS], "labels": [1, 0, 0]}
    _write(tmp_path / "wikiqa" / "questions.jsonl", [choice])
    source = {"n": 1, "title": "Cape Dour", "text": _TEXTS[0], "short_answer": "1870"}
    quoted = {"id": "q", "question": "When was the lighthouse at Cape Dour lit?", "sources": [source]}
    _write(tmp_path / "quotesum" / "questions.jsonl", [quoted])
    said = [{"speaker": f"Keeper {n}", "text": text} for n, text in enumerate(_TEXTS)]
    asked = [{"query": "When was Old Skerry lit?", "gold_turns": [[1, 1]], "reference": " ".join(_TEXTS)}]
    _write(tmp_path / "qmsum" / "meetings.jsonl", [{"id": "m", "turns": said, "queries": asked}])
    claims = [
        {"claim": _TEXTS[0], "evidence": _TEXTS, "label": "supported"},
        {"claim": "The lighthouse at Cape Dour was lit in 1999.", "evidence": _TEXTS, "label": "not_supported"},
    ]
    _write(tmp_path / "wice" / "claims.jsonl", claims)
    return tmp_path


def test_what_people_use_is_left_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_CHROMA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("IBID_DATABASE_URL", "postgresql://127.0.0.1:9/ibid")
    assert bench(data, ["inscit"], None, as_json=True) == 0


def test_every_set_that_is_there_is_measured(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(data, [], None, as_json=True) == 0
    lines = json.loads(capsys.readouterr().out)
    values = {(line["set"], line["measure"]): line["value"] for line in lines}
    for size in (1, 2):
        assert values.pop(("qmsum", f"overview, ROUGE-{size}")) > 0.5
        assert values.pop(("qmsum", f"first sentences, ROUGE-{size}")) > 0.5
    assert values == {
        ("inscit", "search R@5, last turn alone"): 1.0,
        ("inscit", "search R@5, in conversation"): 1.0,
        ("quotesum", "quote holds the short answer"): 1.0,
        ("quotesum", "answered"): 1.0,
        ("wikiqa", "MAP"): 1.0,
        ("wikiqa", "MRR"): 1.0,
        ("qmsum", "one of 5 passages is of the right turns"): 1.0,
        ("wice", "AUROC"): 1.0,
    }


def test_below_a_floor_the_exit_code_is_1_unless_few_are_asked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [{"context": ["What is bread?"], "labels": [{"gold_docs": ["gone"]}]}]
    _write(data / "inscit" / "turns.jsonl", turns)
    assert bench(data, ["inscit"], None) == 1
    assert "BELOW" in capsys.readouterr().out
    assert bench(data, ["inscit"], 1) == 0
    assert "BELOW" not in capsys.readouterr().out


def test_a_set_that_is_not_there_is_a_sentence(data: Path) -> None:
    with pytest.raises(
        EvalImpossible, match=r"no set 'squad2' in .*\. Sets there: inscit, quotesum, wikiqa, qmsum, wice"
    ):
        bench(data, ["squad2"], None)


def test_published_figures_stand_beside_ours() -> None:
    assert "Krishnamurthy 2021" in row(TableLine("wikiqa", "MAP", 0.7, 126))
    below = TableLine("squad2", "search R@5", 0.9, 5, floor=0.95)
    assert row(below).endswith(".911 BM25  BELOW")
    assert row(below, floors_apply=False).endswith(".911 BM25")
