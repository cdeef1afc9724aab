"""What was said is taken out of Hits, and what is left is verbatim and in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.unsaid import is_said, without_said
from retrieval.model import Footnote, Hit, Passage, Span

SENTENCES = (
    "The port has 46 cranes.",
    "Its keeper came in 1899.",
    "Trade rose to 7 billion.",
    "It fell after the war.",
)


def hit(note: Footnote | None = None) -> Hit:
    text, spans, start = " ".join(SENTENCES), list[Span](), 10
    for sentence in SENTENCES:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return Hit(Passage("p", "port", 10, 10 + len(text), text, tuple(spans), note=note), 1, 1.0)


@given(st.sets(st.sampled_from(SENTENCES)))
def test_what_is_left_is_what_was_not_said(said: set[str]) -> None:
    left = without_said([hit()], [" ".join(sorted(said))] if said else [])
    whole = " " * 10 + hit().passage.text
    quoted = [whole[span.start : span.end] for rest in left for span in rest.passage.sentences]
    assert quoted == [sentence for sentence in SENTENCES if sentence not in said]
    for rest in left:
        assert whole[rest.passage.start : rest.passage.end] == rest.passage.text


def test_a_note_goes_with_the_sentence_it_hangs_on() -> None:
    note = Footnote("1", "So says the ledger of the port.")
    assert without_said([hit(note)], [note.text]) == []
    assert without_said([hit(note)], ["Something else."]) == [hit(note)]


def test_nothing_was_said_at_first() -> None:
    assert without_said([hit()], []) == [hit()]
    assert not is_said("Anything.", "")
