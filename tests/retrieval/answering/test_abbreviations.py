"""What an abbreviation stands for is found where a text spells it out, and nowhere else; the examples are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.abbreviations import asked_abbreviation, long_form, may_spell


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What does HPA stand for?", "HPA"),
        ("what did the hpa stand for", "hpa"),
        ('What does the acronym "HPA" stand for?', "HPA"),
        ("What is HPA short for?", "HPA"),
        ("HPA stands for what?", "HPA"),
        ("What is the full name of the HPA?", "HPA"),
        ("What does HPA mean?", "HPA"),
        ("What does songun mean?", None),
        ("What does the HPA stand for in this election?", None),
        ("What is the HPA?", None),
        ("Who does the HPA stand by?", None),
    ],
)
def test_which_abbreviation_is_asked_for(question: str, short: str | None) -> None:
    assert asked_abbreviation(question) == short


@pytest.mark.parametrize(
    ("short", "text", "words"),
    [
        ("HPA", "The Harbour Police Authority (HPA) was closed.", "Harbour Police Authority"),
        ("HPA", "The Old Harbour Police Authority (“HPA” or “Authority”) was closed.", "Harbour Police Authority"),
        ("hpa", "the harbour police authority (hpa; see below)", "harbour police authority"),
        ("HPA", "An HPA (Harbour Police Authority) was set up.", "Harbour Police Authority"),
        ("FRU", "Ruritania (formally the Free Republic of Uru, or FRU) shut it.", "Free Republic of Uru"),
        ("NGO", "Nongovernmental organizations (NGOs) may work.", "Nongovernmental organizations"),
        ("HPA", "Under the Harbour Police Act of 1975, as amended (HPA; 1 R.C. 2), it pays.", "Harbour Police Act"),
        ("HPA", "The Harbour Police Act (1 R.C. 2801 et seq.) (HPA) pays.", "Harbour Police Act"),
        ("HPA", "Boats of Harbour Police, Ayr, and of the Harbour Police Act (HPA)", "Harbour Police Act"),
        ("BUPAT", "It took the Bureau for Patents (BUPAT) a year.", "Bureau for Patents"),
        ("HPA", "CNI Centre for Inns HPA Harbour Police Authority HPO Harbour Office", "Harbour Police Authority"),
        ("HPA", "HPA: Harbour and Police Authority", "Harbour and Police Authority"),
        ("HPA", "The Harbour Police Authority was closed by the HPA.", None),
        ("HPA", "The HPA hardly pays anybody.", None),
        ("HA", "Ask HA Harry Adler.", None),
        ("HPA", "It was the Harbour Police Authority’s (HPA) boat.", "Harbour Police Authority"),
        ("GRU", "The Main Office of the Great Council of Ruritania’s Army (GRU) was closed.", None),
        ("HPA", "Boats (HPA) were counted.", None),
        ("HPA", "The HPA (see the map) was closed.", None),
        ("HPA", "", None),
    ],
)
def test_what_it_stands_for_is_found_where_it_is_spelled_out(short: str, text: str, words: str | None) -> None:
    found = long_form(short, text)
    assert (found and text[found.start : found.end]) == words


@given(
    st.lists(st.from_regex(r"[b-hj-z][a-z]{4,9}", fullmatch=True), min_size=2, max_size=6),
    st.from_regex(r"[a-z ]{0,30}", fullmatch=True),
)
def test_words_are_found_by_their_first_letters_whatever_stands_before(words: list[str], before: str) -> None:
    short = "".join(word[0] for word in words).upper()
    text = f"{before} the {' '.join(words)} ({short})."
    found = long_form(short, text)
    assert found
    assert text[found.start : found.end] == " ".join(words)


@given(st.text(max_size=12), st.text(max_size=60))
def test_any_text_may_be_looked_through(short: str, text: str) -> None:
    found = long_form(short, text)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("words", "spells"),
    [("Harbour Police Authority", True), ("the hope of a year", True), ("police", False), ("HPA’s own", False)],
)
def test_what_has_not_its_letters_in_order_is_not_what_it_stands_for(words: str, spells: bool) -> None:
    assert may_spell("HPA", words) is spells


@pytest.mark.parametrize(("word", "words"), [("party", "lower rents"), ("Berg", "Anna Maria Berg")])
def test_a_word_that_is_no_abbreviation_may_stand_for_anything(word: str, words: str) -> None:
    assert may_spell(word, words)
