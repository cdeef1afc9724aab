"""Copies are found by any run of words that is long enough, whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.near_duplicates import (
    SAME,
    SHINGLE,
    WINDOW,
    ShingledText,
    containment,
    fingerprints,
    lookup_fingerprints,
    words_of,
)
from tests.strategies import words

RUN = SHINGLE + WINDOW - 1

plain = st.lists(st.sampled_from(("one", "two", "three", "four", "Straße", "八", "46")), max_size=30)
runs = st.lists(st.sampled_from(("red", "green", "blue", "grey", "77")), min_size=RUN, max_size=RUN + 5)


@given(before=plain, run=runs, after=plain, other_before=plain, other_after=plain)
def test_a_shared_run_shares_a_fingerprint(
    before: list[str], run: list[str], after: list[str], other_before: list[str], other_after: list[str]
) -> None:
    one = " ".join([*before, *run, *after])
    other = "“" + ", ".join([*other_before, *run, *other_after]).upper() + ".”"
    assert set(fingerprints(one)) & set(fingerprints(other))


@given(data=st.data(), length=st.integers(SHINGLE, 60), changes=st.integers(0, 3))
def test_the_same_words_a_little_changed_leave_their_traces(data: st.DataObject, length: int, changes: int) -> None:
    """The surroundings are the same, as they are in a copy: a short quote needs them."""
    quote = [f"w{i}" for i in range(length)]
    theirs = list(quote)
    for place in data.draw(st.lists(st.integers(0, length - 1), min_size=changes, max_size=changes)):
        theirs[place] = "other"
    assume(containment(" ".join(quote), " ".join(theirs)) >= SAME)
    lead = " ".join(f"lead{i}" for i in range(20))
    mine, copy = (
        f"{lead}. {' '.join(item)}. And so it went on, for years and years, until a letter came from there."
        for item in (quote, theirs)
    )
    start = mine.index("w0")
    found, least = lookup_fingerprints(mine, start, mine.index(" And so"))
    assert len(set(found) & set(fingerprints(copy))) >= least > 0


def test_a_long_quote_is_looked_for_by_its_own_words_alone() -> None:
    """Those around it would bring whatever else resembles its neighbours."""
    text = " ".join(f"w{i}" for i in range(60))
    found, least = lookup_fingerprints(text, text.index("w20"), text.index("w40"))
    assert found == fingerprints(" ".join(text.split()[20:40]))
    assert 1 <= least < len(found)


def test_a_quote_without_end_is_found_by_a_few_of_its_fingerprints() -> None:
    """A query takes 32,766 values at most, and a sentence may be as long as a file that has no stops."""
    quote = " ".join(f"w{i}" for i in range(20_000))
    found, least = lookup_fingerprints(quote, 0, len(quote))
    assert len(found) == 500
    assert len(set(found) & set(fingerprints(f"Before. {quote} After."))) >= least


@given(st.lists(words(), max_size=60).map(" ".join))
def test_fingerprints_are_sorted_distinct_and_fit_a_signed_column(text: str) -> None:
    found = fingerprints(text)
    assert list(found) == sorted(set(found))
    assert all(0 <= item < 2**63 for item in found)
    assert bool(found) == (len(words_of(text)) >= SHINGLE)


def test_winnowing_keeps_a_fraction_of_the_shingles() -> None:
    text = " ".join(f"w{i}" for i in range(2000))
    assert 2000 / WINDOW <= len(fingerprints(text)) < 2000 / 3


@pytest.mark.parametrize(
    ("quote", "text", "share"),
    [
        ("The posts fell to 46.", "In 2023 the posts fell to 46, it says.", 1.0),
        ("The posts fell to 46.", "The posts fell to 47.", 0.0),
        ("a b c d e f g h i j", "A, b; c? d! e f (g) h i — and j", 4 / 5),
        ("a b c d e f g h i j", "a b c d e f", 1 / 5),
        ("one two", "two one two", 1.0),
        ("one two", "one", 0.0),
        ("", "anything", 0.0),
        ("…", "…", 0.0),
        ("STRASSE geht", "straße geht", 1.0),
    ],
)
def test_contained(quote: str, text: str, share: float) -> None:
    assert containment(quote, text) == pytest.approx(share)


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=80))
def test_a_text_repeats_a_quote_of_which_it_contains_enough(quote: list[str], text: list[str]) -> None:
    words = " ".join(quote)
    for other in (" ".join(text), " ".join([*text, *quote[: len(quote) * 9 // 10], *text])):
        assert ShingledText(other).repeats(ShingledText(words)) == (containment(words, other) >= SAME - 1e-12)


@pytest.mark.parametrize("number", ["53", "1953", "5th", "53½", "²"])
def test_a_text_with_another_number_does_not_repeat_a_quote(number: str) -> None:
    quote = f"The number of missions that the republic keeps in other countries had gone down to {number}."
    assert ShingledText(f"Before. {quote} After, 46.").repeats(ShingledText(quote))
    assert not ShingledText(f"Before. {quote.replace(number, '46')} After.").repeats(ShingledText(quote))
    assert not ShingledText(quote).repeats(ShingledText(f"{quote[:-1]} and {number}."))


@given(plain, plain, plain)
def test_a_text_contains_its_own_parts(before: list[str], quote: list[str], after: list[str]) -> None:
    share = containment(" ".join(quote), " ".join([*before, *quote, *after]))
    assert share == (1.0 if quote else 0.0)
