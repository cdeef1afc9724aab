"""A note that points to another is tied to the one it means, and to none where that cannot be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.notes.back_references import refer
from ingest.parse import parse
from tests.strategies import sentences

GOLDEN: Mapping[str, Sequence[tuple[int, str, int | None]]] = yaml.safe_load(
    (Path(__file__).parents[2] / "golden" / "ibid.yaml").read_text(encoding="utf-8")
)
ROWS = [(style, row) for style, rows in GOLDEN.items() for row in range(1, len(rows) + 1)]


@dataclass(frozen=True)
class One:
    label: str
    text: str


def numbered(*texts: str) -> list[One]:
    return [One(str(i), text) for i, text in enumerate(texts, start=1)]


def tied(*texts: str) -> list[int | None]:
    """The labels of the notes that each of ``texts``, numbered from 1, means."""
    return [None if item is None else item + 1 for item in refer(numbered(*texts))]


@pytest.fixture(scope="module")
def golden() -> dict[str, list[int | None]]:
    return {style: refer([One(str(label), text) for label, text, _ in rows]) for style, rows in GOLDEN.items()}


def test_the_golden_set_is_five_styles_and_seventy_notes() -> None:
    assert len(GOLDEN) == 5
    assert len(ROWS) >= 70
    assert sum(row[2] is not None for rows in GOLDEN.values() for row in rows) >= 60


@pytest.mark.parametrize(("style", "row"), ROWS, ids=[f"{style} {row}" for style, row in ROWS])
def test_golden(golden: dict[str, list[int | None]], style: str, row: int) -> None:
    found, (_, text, meant) = golden[style][row - 1], GOLDEN[style][row - 1]
    assert (None if found is None else found + 1) == meant, text


@pytest.mark.parametrize(
    "text",
    [
        *("The term ibid. is used.", "Ibid. is short for ibidem.", "Ibidem was his cat.", "ID cards were issued."),
        *("Idemitsu reports a loss.", "Note 1: data exclude ferries.", "See note 1 to the accounts.", "See Table 1."),
        *("OLC Op. at 257 n.1.", "Idem, Other Works (1999).", "Id., Le Capital, p. 4.", "See supra p. 1.", "", "n"),
        *("Smith, note 1, p. 5.", "Marsh, Bread (Mole 2001); id. at 4.", "Lisle (2011) 45.", "Anm. d. Red.", "S. 12."),
        *("Supra.", "See below.", "H2O, p. 4.", "Op. citations are frowned upon."),
        "5/16/18 Letter, Elena Marsh, at 3.",
    ],
)
def test_what_merely_mentions_the_words_points_nowhere(text: str) -> None:
    assert tied("Elena Marsh, The Grain Ledger (Mole 2007).", text) == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        *("Ibid", "ibid, 3–4.", "Id.at Section 12(f).", "Id.(emphasis added).", "Seeid.§ 4", "*Ibid.*, p. 3"),
        *("_Id._ at 9", "Marsh et al., op. cit.", "op cit 45"),
        *("Seesupranote 1.", "Id., Section 4.", "See n. 1.", "Fn. 1.", "note 1 supra", "Marsh, op. cit. (n. 1), p. 3."),
        *("But see id.", "Accord id. at 3.", "Quoted in ibid.", "In ibid., p. 4."),
        *("E. Marsh, supra, at 12.", "Marsh, Grain Ledger, op. cit., p. 1.", "Siehe auch Fn. 1.", "See note 1, above."),
        *("Ders., a. a. O., S. 3.", "Ivi, p. 3.", "Ib. 12.", "MARSH, The Grain Ledger, 3.", "Ibidem, vol. 2, pp. 3–5."),
    ],
)
def test_other_ways_of_pointing(text: str) -> None:
    assert tied("Elena Marsh, The Grain Ledger: A Life (Mole 2007).", text) == [None, 1]


def test_a_chain_ends_at_the_first_note_that_cites_or_is_named() -> None:
    assert tied("Marsh 2007.", "Ibid.", "Id. at 3.", "See note 3.", "Ibid.") == [None, 1, 1, 1, 1]
    assert tied("Marsh 2007.", "Ibid.; Wick 1998.", "Ibid.") == [None, 1, 2]
    assert tied("Marsh 2007.", "Ibid. She counts ferries.", "Ibid.", "See note 2.", "Ibid.") == [None, 1, 1, 2, 2]
    assert tied("See note 3.", "Ibid.", "Marsh 2007.") == [3, 3, None]


@pytest.mark.parametrize(
    "texts",
    [
        ("See note 2.", "See note 1."),
        ("See note 2.", "See note 3.", "See note 1.", "Ibid."),
        ("See note 2; Marsh 2007.", "See note 1; Wick 1998."),
        ("See note 1.",),
        ("See infra note 2.", "Ibid."),
        ("Ibid.", "Ibid."),
        ("", "Ibid."),
    ],
)
def test_where_nothing_is_said_nothing_is_tied(texts: tuple[str, ...]) -> None:
    assert set(tied(*texts)) == {None}


def test_a_direction_that_is_wrong_points_nowhere() -> None:
    assert tied("Marsh 2007.", "See infra note 1.", "See supra note 4.", "Wick 1998.") == [None] * 4


def test_where_numbering_restarts_the_note_of_the_same_run_is_meant() -> None:
    labels = ["1", "2", "3", "1", "2", "3", "4"]
    texts = ["Marsh.", "Wick.", "See note 1.", "Lund.", "Pike.", "See note 1.", "See note 4."]
    assert refer([One(*pair) for pair in zip(labels, texts, strict=True)]) == [None, None, 0, None, None, 3, None]


@pytest.mark.parametrize("labels", [("*", "†", "‡"), ("a", "b", "c"), ("fn1", "fn2", "fn3"), ("[4]", "[5]", "[6]")])
def test_labels_of_every_kind(labels: tuple[str, ...]) -> None:
    texts = ["Marsh 2007.", "Ibid., p. 3.", "Ibid."]
    assert refer([One(*pair) for pair in zip(labels, texts, strict=True)]) == [None, 0, 0]


def test_an_editor_s_starred_note_is_not_the_one_before_a_number() -> None:
    assert refer([One("1", "Marsh."), One("*", "Editor's note."), One("2", "Ibid.")]) == [None, None, 0]


def test_a_note_that_was_lost_is_not_stood_in_for() -> None:
    assert refer([One("1", "Marsh."), One("3", "Ibid."), One("4", "Ibid.")]) == [None, None, None]


POINTING = (
    *("Ibid.", "Id. at 3.", "Ibid.; Wick 1998.", "loc. cit."),
    *("Marsh, op. cit., p. 4.", "Marsh, p. 4.", "Marsh, Bread, 4"),
)
NUMBERED = st.builds(
    str.format,
    st.sampled_from(("See note {}.", "supra note {}", "See infra note {}; Marsh.", "Marsh (n {}) 4", "Note {} below.")),
    st.integers(0, 12),
)
ANY = st.one_of(st.sampled_from((*POINTING, "Elena Marsh, Bread (Mole 2007).", "")), sentences(), NUMBERED)
LABELS = st.sampled_from([*map(str, range(1, 12)), "*", "a", "2a"])


NOTES = st.lists(st.builds(One, LABELS, ANY), max_size=12) | st.lists(ANY, max_size=12).map(lambda one: numbered(*one))


@given(NOTES)
def test_whatever_the_notes_no_tie_is_out_of_range_or_part_of_a_circle(notes: list[One]) -> None:
    ties = refer(notes)
    assert len(ties) == len(notes)
    for first in range(len(notes)):
        at, steps = ties[first], 0
        while at is not None:
            assert 0 <= at < len(notes)
            assert notes[at].text.strip()
            assert steps < len(notes)
            at, steps = ties[at], steps + 1


@given(st.lists(st.sampled_from(POINTING) | sentences() | st.just("Elena Marsh, Bread (Mole 2007)."), max_size=12))
def test_only_a_number_points_forward(texts: list[str]) -> None:
    assert all(meant is None or meant < i for i, meant in enumerate(refer(numbered(*texts))))


@given(st.lists(st.sampled_from(("supra note {}", "See note {} above.", "Oben Anm. {}")), max_size=9), st.data())
def test_what_says_above_never_points_below(forms: list[str], data: st.DataObject) -> None:
    texts = [form.format(data.draw(st.integers(1, 9))) for form in forms]
    assert all(meant is None or meant < i for i, meant in enumerate(refer(numbered("Marsh.", *texts))))


@pytest.mark.parametrize("text", [*POINTING, "See note 1 above.", "See note 20000 below.", "See " * 99, "Ab n, " * 60])
@pytest.mark.timeout(60)  # a second on a slow machine; an hour if a rule went quadratic
def test_twenty_thousand_notes_of_a_kind_end(text: str) -> None:
    assert len(refer(numbered("Elena Marsh, Bread (Mole 2007).", *[text] * 20_000))) == 20_001


def test_twenty_thousand_ibids_all_mean_the_first_note() -> None:
    ties = refer(numbered("Marsh 2007.", *["Ibid."] * 20_000))
    assert ties == [None, *[0] * 20_000]


def test_a_parsed_page_carries_the_ties() -> None:
    notes = "[^1]: Marsh (2007), https://a.example/1.\n[^2]: *Ibid.*, p. 12.\n[^3]: x\n"
    page = f"# Grain\n\nIt fell.[^1] It rose.[^2]\n\n{notes}"
    source, _ = parse(page.encode(), "grain.md", "grain")
    first, second, *_ = source.footnotes
    assert (first.refers_to, second.refers_to) == (None, 0)
    meant = source.meant_by(second)
    assert meant is not None
    assert meant.urls == ("https://a.example/1",)
