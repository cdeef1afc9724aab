"""The ledger adds up. That it does for every reader and any bytes is asserted in ``tests.fuzz.checks``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.losses.ledger import ledger_of
from ingest.parse import parse
from ingest.reading import Block, BlockKind, LeftOut, Mark, Note, Omission, Reading

CORPUS = Path(__file__).parents[3] / "corpus"


def test_each_letter_is_counted_where_it_went() -> None:
    reading = Reading(
        format="pdf",
        blocks=(Block(BlockKind.PARAGRAPH, "It fell to 46.", (Mark(14, "1"),)),),
        notes=(Note("1", "Own count."),),
        left_out=(LeftOut(Omission.PAGE_NUMBER, "17"),),
        extracted="It fell to 46.1 1 Own count. 17 and no more",
        unreadable=2,
    )
    ledger = ledger_of(reading)
    assert (ledger.body, ledger.notes, ledger.marks, ledger.left_out) == (10, 8, 2, {"page number": 2})
    assert (ledger.extracted, ledger.lost, ledger.unreadable) == (31, 9, 2)
    assert ledger.share(ledger.lost) == pytest.approx(9 / 31)


def test_compatibility_characters_are_the_letters_they_stand_for() -> None:
    reading = Reading("pdf", (Block(BlockKind.PARAGRAPH, "first 10⁶"),), extracted="ﬁrst 106")
    assert ledger_of(reading).lost == 0


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.*")), ids=lambda path: path.name)
def test_nothing_of_the_corpus_is_lost(path: Path) -> None:
    _, reading = parse(path.read_bytes(), path.name, "corpus")
    assert ledger_of(reading).lost == 0
