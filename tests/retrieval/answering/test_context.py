"""Cells with what stands above them, and views with the sentence that takes them back."""

from __future__ import annotations

from ingest.parse import parse
from ingest.passages import passages
from retrieval.answering.cells import above_row, asked_cell
from retrieval.answering.draft import Quote
from retrieval.answering.taken_back import turn_behind
from retrieval.model import Passage, Source

TABLE = """# Costs

The costs are in thousand crowns.

| Ship | 2019 | 2020 |
|---|---|---|
| Brent | 41 | 55 |
| Tarn | 38 | 39 |
"""
VIEW = """# Views

One frequently cited reason is the harvest. However, the harvest was never better.

The port is old. However, it is full.
"""


def _read(text: str) -> tuple[Source, list[Passage]]:
    source = parse(text.encode(), "made.md", "made.md")[0]
    return source, passages(source, lambda texts: [len(item.split()) for item in texts])


def test_a_row_is_read_with_the_first_row_and_the_line_that_leads_in() -> None:
    source, _ = _read(TABLE)
    assert above_row(source.text, source.text.index("Tarn")) == (
        "The costs are in thousand crowns.",
        "Ship | 2019 | 2020",
    )
    assert above_row(source.text, source.text.index("The costs")) == ()


def test_a_cell_is_found_by_its_row_and_column() -> None:
    _, made = _read(TABLE)
    found = asked_cell("How much did the ship Tarn cost in 2020?", made)
    assert found is not None
    assert (found[1].words, found[1].row) == ("39", "Tarn | 38 | 39")
    assert asked_cell("How much did the ship Tarn cost?", made) is None
    assert asked_cell("How much did the ship Vell cost in 2020?", made) is None


def test_a_view_comes_with_the_sentence_that_takes_it_back() -> None:
    _, made = _read(VIEW)

    def turn(words: str) -> str | None:
        passage = next(passage for passage in made if words in passage.text)
        start = passage.start + passage.text.index(words)
        span = next(span for span in passage.sentences if span.start == start)
        behind = turn_behind(Quote(passage.source_id, passage.id, span.start, span.end), passage)
        return behind and passage.text[behind.start - passage.start : behind.end - passage.start]

    assert turn("One frequently cited") == "However, the harvest was never better."
    assert turn("The port is old") is None, "what the author says is not taken back"
