"""Words and numbers are found whole, whatever their looks."""

import pytest

from evals.matching import holds


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("46", "fell to 46."),
        ("46", "fell to 46, then"),
        ("46", "fell to 46.0"),
        ("1,137", "there were 1137 of them"),
        ("1137", "there were 1,137."),
        ("7 billion", "over $7 billion"),
        ("96 percent", "stood at 96%"),
        ("96 percent", "stood at over 96 percent"),
        ("23-052", "KOTRA 자료 23-052"),
        ("COVID-19", "after Covid-19 broke out"),
        ("1990s", "since the mid-1990s"),
        ("sŏn'gun", "the policy of SON’GUN"),
        ("Kim Jong Il", "Kim Jong-il said"),
        ("Cafe", "the Café"),
        ("China", "China’s share"),
        ("Workers' Party", "the Workers’ Party"),
        ("US", "the U.S. Ambassador"),
        ("US Ambassador", "U.S. Ambassador to Japan"),
        ("dw.com", "https://www.dw.com/en/a-1"),
        ("golden opportunity", "a “golden opportunity.”"),
        ("대외무역", "북한의 대외무역 동향"),
        ("7 billion", "over 7bn USD"),
        ("7 billion USD", "$7,000 million"),
        ("January 4, 2001", "on 4 January 2001"),
        ("January 4, 2001", "dated 2001-01-04"),
        ("February 2019", "raided on 14 Feb. 2019"),
    ],
)
def test_found(wanted: str, text: str) -> None:
    assert holds(text, wanted)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("46", "fell to 46.1 As of"),
        ("46", "a total of 1,246"),
        ("46", "fell to 460"),
        ("46", "in 46th place"),
        ("46", "46² of them"),
        ("46", "forty-six"),
        ("46.1", "fell to 46. 1 was left"),
        ("137", "there were 1,137"),
        ("052", "no. 52"),
        ("US", "nobody told us"),
        ("risk", "de-risking"),
        ("Guinea", "Guinean"),
        ("2009", "see https://example.org/2009/a"),
        ("Kim Jong Il", "Kim Jong Un and Il"),
        ("North Korea", "Korea North"),
        ("!", "words!"),
        ("7 billion", "7 million, a billion short"),
        ("7 billion USD", "7 billion people"),
        ("96 percent", "96 pages"),
        ("January 4, 2001", "in January 2001"),
        ("February 2019", "in 2019"),
    ],
)
def test_not_found(wanted: str, text: str) -> None:
    assert not holds(text, wanted)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [("46", "forty-six missions"), ("5", "Five more tests"), ("20", "twenty"), ("13", "thirteen"), ("5", "5 tests")],
)
def test_numbers_may_be_spelled_out_where_the_case_says_so(wanted: str, text: str) -> None:
    assert holds(text, wanted, in_words=True)


def test_a_spelled_out_number_is_no_part_of_a_greater_one_with_other_words() -> None:
    assert not holds("forty missions", "46", in_words=True)
    assert not holds("one hundred", "100", in_words=True)
