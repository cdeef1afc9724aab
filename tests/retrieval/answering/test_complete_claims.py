"""Claims with what they lean back on, each sentence said once."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.complete_claims import complete
from retrieval.answering.draft import DraftClaim, Quote
from retrieval.model import Span

SAID = ["Port Rowe has a tower.", "This tower was lit in 1871.", "However, it fell in 1880.", "Keepers came from Grey."]
TEXT = " ".join(SAID)
SPANS = [Span(TEXT.index(words), TEXT.index(words) + len(words)) for words in SAID]


def before(quote: Quote) -> tuple[Span, str] | None:
    ahead = [span for span in SPANS if span.start < quote.start]
    return (ahead[-1], TEXT[ahead[-1].start : ahead[-1].end]) if ahead else None


def claim(place: int) -> tuple[DraftClaim, bool]:
    span = SPANS[place]
    return DraftClaim(SAID[place], (Quote("s", "s:1", span.start, span.end),)), True


def said(places: list[int], found: Callable[[Quote], tuple[Span, str] | None] | None = before) -> list[str]:
    return [made.text for made in complete([claim(place) for place in places], found)]


def test_a_claim_reaches_back_over_two_sentences_to_what_it_means() -> None:
    assert said([2]) == [" ".join(SAID[:3])]
    assert said([3]) == [SAID[3]]


def test_what_was_said_already_is_not_said_again() -> None:
    assert said([0, 1]) == SAID[:2]
    assert said([1, 0]) == [" ".join(SAID[:2])]


@given(st.lists(st.integers(0, 3), unique=True))
def test_each_claim_is_the_text_of_its_quote_and_no_sentence_comes_twice(places: list[int]) -> None:
    made = list(complete([claim(place) for place in places], before))
    for item in made:
        assert item.text == TEXT[item.quotes[0].start : item.quotes[0].end]
    together = " ".join(item.text for item in made)
    assert all(together.count(words) <= 1 for words in SAID)
    assert all(words in together for place, words in enumerate(SAID) if place in places)
