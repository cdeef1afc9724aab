"""Yes or no only where a sentence plainly says or denies what is asked; never in doubt."""

import pytest

from retrieval.answering.yes_no import yes_or_no


@pytest.mark.parametrize(
    ("question", "decides", "said"),
    [
        ("Did Port Rowe have 14 lamps?", "Port Rowe has 14 lamps and Port Pike has 22 lamps.", "Yes"),
        ("Was the treaty signed in Rome?", "The treaty was signed in Rome in 1957.", "Yes"),
        ("Was the treaty signed in Rome?", "The treaty was not signed in Rome.", "No"),
        ("Is the tower in Grey?", "The tower is in Stone and not in Grey.", "No"),
        (
            "Did Grey establish relations with Stone?",
            "Neither Pike nor Grey ever established relations with Stone.",
            "No",
        ),
    ],
)
def test_a_sentence_that_says_or_denies_it_decides(question: str, decides: str, said: str) -> None:
    assert yes_or_no(question, decides) == said


@pytest.mark.parametrize(
    ("question", "decides"),
    [
        ("Did Port Rowe have 22 lamps?", "Port Rowe has 14 lamps and Port Pike has 22 lamps."),
        ("Did Rowe beat Pike?", "Pike beat Rowe."),
        ("Is the tower taller than the church?", "The church is taller than the tower."),
        ("Was the treaty signed in Rome?", "The treaty may have been signed in Rome."),
        ("Was the treaty signed in Rome?", "According to Weil, the treaty was signed in Rome."),
        ("Was the treaty signed in Rome?", "The treaty was signed in 1957."),
        ("Was the treaty not signed in Rome?", "The treaty was not signed in Rome."),
        (
            "Did the bank lower its rates?",
            "The bank of Grey, which did not open in 1931, had its rates; the other lowered them.",
        ),
        ("Who signed the treaty in Rome?", "Weil signed the treaty in Rome."),
    ],
)
def test_in_doubt_the_sentence_has_to_do(question: str, decides: str) -> None:
    assert yes_or_no(question, decides) is None
