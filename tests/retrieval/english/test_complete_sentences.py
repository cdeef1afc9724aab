"""Which sentences stand alone: no heading, caption, fragment or publishing note, and no word that leans back."""

import pytest

from retrieval.english.complete_sentences import is_boilerplate, is_fragment, leans_back


@pytest.mark.parametrize(
    "words",
    [
        "Obstructive act.",
        "That's it.”",
        "Terms",
        "By the harbour office",
        "Figure 3. Cranes of the harbour, 1901.",
        "Table 2",
    ],
)
def test_what_is_no_sentence_is_a_fragment(words: str) -> None:
    assert is_fragment(words)


@pytest.mark.parametrize(
    "words",
    [
        "Trade fell.",
        "The harbour had 46 cranes.",
        "| Brent | 41 | 55 |",
        "Oil imports, for one thing, suddenly plunged.",
        "One often cited reason is the weather.",
    ],
)
def test_a_short_sentence_and_a_row_are_no_fragments(words: str) -> None:
    assert not is_fragment(words)


@pytest.mark.parametrize(
    "words",
    [
        "This article was originally published on Harbour News.",
        "This briefing was first published by the harbour office.",
        "Read the full report on our site.",
        "All rights reserved.",
    ],
)
def test_a_word_to_the_visitors_of_a_page_is_boilerplate(words: str) -> None:
    assert is_boilerplate(words)
    assert not is_boilerplate("The office published its report in 1901.")


@pytest.mark.parametrize(
    ("words", "leans"),
    [
        ("This treaty ended it.", True),
        ("He sank it.", True),
        ("However, trade fell.", True),
        ("In that sense, trade fell.", True),
        ("It sank.", True),
        ("Even though it was old, the tower stood.", True),
        ("Admittedly, none of this lasted.", True),
        ("Neither Grey nor Stone had a tower.", False),
        ("It is difficult to say when it sank.", False),
        ("Those who came were few.", False),
        ("Trade fell.", False),
    ],
)
def test_a_sentence_leans_back_on_what_its_first_word_stands_for(words: str, leans: bool) -> None:
    assert leans_back(words) is leans
