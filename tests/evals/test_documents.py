"""A case whose words are in no document is told from one that search lost."""

from __future__ import annotations

import pytest

from evals.cases import Case, Expected
from evals.documents import looked_up
from evals.endpoint import InProcess
from evals.trial import Trial
from retrieval.library import Library
from tests.evals.replies import answer, citation, refusal, trial, wanting


@pytest.mark.parametrize(
    ("expected", "documented"),
    [
        (wanting("7 million crowns"), True),
        (wanting("7 million crowns", "1871"), False),
        (wanting("Old Skerry"), True),  # in a note alone
        (wanting("46", any_of=["Veldhaven", "Nowhere"]), True),
        (wanting("46", any_of=["Nowhere"]), False),
    ],
)
@pytest.mark.parametrize("sources", [["lighthouses"], []])
def test_looks_for_the_expected_words_in_text_and_notes(
    library: Library, expected: Expected, documented: bool, sources: list[str]
) -> None:
    asked = trial(refusal(), expected, sources=sources)
    assert looked_up(asked, InProcess(library)).is_documented is documented


def test_looks_only_where_the_facts_are_not_shown(library: Library) -> None:
    for asked in (
        trial(answer("46.", citation()), wanting("46")),
        trial(None, wanting("46")),
        Trial(Case("a", "?", Expected()), frozenset(), None, "HTTP 500"),
    ):
        assert looked_up(asked, InProcess(library)).is_documented is None
