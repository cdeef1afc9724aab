"""Each family on a passage of its kind, and what is true of every claim whatever the passage."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.sets.binding.binding_claim import FITTED_SHARE, TRAINED_SHARE, DocumentPart, Made, TextPassage, part_of
from evals.sets.binding.families import FAMILIES, claims

HARBOURS = TextPassage(
    "harbours",
    "encyclopedia",
    (
        "The harbour of Merrow was built by the engineer Ada Green in 1921 and has 46 berths.",
        "Stone Haven opened its first lighthouse in 1934, while Grey Point opened one in 1951.",
        "Some ships will be moved to Port Rowe after the second storm.",
        "In 1987, the council sold the old pier.",
        "Ada Green was a member of the Harbour Board.",
        "She also wrote a book about tides.",
    ),
)
DISPUTES = TextPassage(
    "disputes",
    "briefing",
    (
        "Tom Reed criticized Ada Green in the spring of 1930.",
        "Some historians have argued that the pier was never finished by its builders.",
        "However, photographs of 1925 show it complete.",
        "Visitors came from Merrow Town by train, according to Ruth Vale.",
    ),
)
DISPUTES_OF_TWO = TextPassage(
    "two",
    "encyclopedia",
    ("The harbour of Merrow was built in 1921.", "Ruth Vale was a member of the Board."),
)
MEETING = TextPassage(
    "meeting",
    "minutes",
    (
        "Chair: We agreed last week that the budget is closed for this year.",
        "Treasurer: The boats cost us more than the whole of the pier did.",
        "Secretary: I will write to the council about the missing licences.",
    ),
)
NOTES = TextPassage(
    "notes",
    "note",
    (
        "The pier was sold to a builder of boats.",
        "Council minutes, 4 May 1987.",
        "The lighthouse was repaired in the same year.",
        "Harbour Board, Annual Report, page 12.",
    ),
)
PASSAGES = (HARBOURS, DISPUTES, MEETING, NOTES)
BOTH = {"parallel members", "figures by year", "row and column", "list", "pronoun", "speaker", "note"}


def made(name: str, passage: TextPassage, seeds: int = 12) -> list[Made]:
    return [item for seed in range(seeds) for item in FAMILIES[name](passage, Random(seed))]


@pytest.mark.parametrize(
    ("family", "passage", "claim", "true"),
    [
        ("parallel sentence", HARBOURS, "lighthouse in 1951, while Grey Point opened one in 1934.", False),
        ("agent and patient", DISPUTES, "Ada Green criticized Tom Reed", False),
        ("who said it", DISPUTES, "according to Tom Reed.", False),
        ("first and last", HARBOURS, "after the third storm.", False),
        ("planned and done", HARBOURS, "Some ships were moved to Port Rowe", False),
        ("part and whole", HARBOURS, "All ships will be moved", False),
        ("before and after", HARBOURS, "before the second storm", False),
        ("rejected view", DISPUTES, "The pier was never finished by its builders.", False),
        ("stitched", DISPUTES_OF_TWO, "The harbour of Merrow was a member of the Board.", False),
        ("pronoun", HARBOURS, "Ada Green also wrote a book about tides.", True),
        ("pronoun", HARBOURS, "Stone Haven also wrote a book about tides.", False),
        ("speaker", MEETING, "Treasurer said: “We agreed last week", False),
        ("note", NOTES, "builder of boats (Council minutes, 4 May 1987).", True),
        ("note", NOTES, "builder of boats (Harbour Board, Annual Report, page 12).", False),
        ("reordered", HARBOURS, "The council sold the old pier in 1987.", True),
        ("verbatim", HARBOURS, "In 1987, the council sold the old pier.", True),
    ],
)
def test_a_family_makes_its_claim(family: str, passage: TextPassage, claim: str, true: bool) -> None:
    assert [item.true for item in made(family, passage, 40) if claim in item.claim][:1] == [true]


@pytest.mark.parametrize("family", sorted(BOTH))
def test_families_of_both_kinds_make_true_and_false_claims(family: str) -> None:
    found = [item.true for passage in PASSAGES for item in made(family, passage)]
    assert set(found) == {True, False}


def test_a_cell_belongs_to_its_row_and_column() -> None:
    for item in made("row and column", HARBOURS, 60):
        assert item.laid_out is not None
        head, *body = (line.split(" | ") for line in item.laid_out.sentences)
        holds = any(
            row[0].lower() in item.claim.lower() and row[column] in item.claim and head[column] in item.claim
            for row in body
            for column in range(1, len(head))
        )
        assert holds == item.true, item


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                "The Ada Green Merrow harbour was built founded in 1921 1934 by 46 berths and while first some of"
                " before after will be moved criticized Tom Reed ; , said that".split()
            ),
            min_size=4,
            max_size=18,
        ).map(lambda words: " ".join(words).capitalize() + "."),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_a_false_claim_is_no_sentence_of_its_passage(sentences: list[str]) -> None:
    passage = TextPassage("drawn", "encyclopedia", tuple(sentences))
    for claim in claims([passage], 5):
        assert claim.cited == tuple(sorted(set(claim.cited)))
        assert all(0 <= place < len(claim.passage.sentences) for place in claim.cited)
        assert claim.true or claim.claim not in claim.passage.sentences


def test_the_same_claims_are_made_every_time() -> None:
    assert list(claims(PASSAGES, 3, 1)) == list(claims(PASSAGES, 3, 1)) != list(claims(PASSAGES, 3, 2))


def test_no_family_exceeds_its_share() -> None:
    found = list(claims([*PASSAGES, *PASSAGES], 2))
    counted = {(item.family, item.true): 0 for item in found}
    for item in found:
        counted[item.family, item.true] += 1
    assert counted
    assert max(counted.values()) <= 2


def test_a_document_serves_one_part() -> None:
    parts = [part_of(f"document {number}") for number in range(2000)]
    shares = {
        DocumentPart.TRAIN: TRAINED_SHARE,
        DocumentPart.FIT: FITTED_SHARE,
        DocumentPart.MEASURE: 1 - TRAINED_SHARE - FITTED_SHARE,
    }
    assert all(abs(parts.count(part) / 2000 - share) < 0.03 for part, share in shares.items())
    assert part_of("document 7") is part_of("document 7")
