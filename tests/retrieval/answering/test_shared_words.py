"""What a question and a passage have in common is marked word by word; the examples are made up."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.shared_words import Matching, TokenKind
from retrieval.inference import WEIGHTS, Model

MODEL = Model(WEIGHTS / "reader", WEIGHTS / "minilm")
MATCHING = Matching(MODEL.piece)


def marked(question: str, passage: str) -> tuple[set[str], set[str]]:
    """The pieces of the question that are missing, and those of the passage that are shared."""
    asked, said = MODEL.tokens(question).ids, MODEL.tokens(passage).ids
    kinds = iter(MATCHING.kinds(asked, said)[1:])
    of_question, _, of_passage = list(islice(kinds, len(asked))), next(kinds), list(islice(kinds, len(said)))
    return (
        {MODEL.piece(item) for item, kind in zip(asked, of_question, strict=True) if kind == TokenKind.MISSING},
        {MODEL.piece(item) for item, kind in zip(said, of_passage, strict=True) if kind == TokenKind.SHARED},
    )


@pytest.mark.parametrize(
    ("question", "passage", "missing", "shared"),
    [
        ("When did it close?", "The room was closed in May.", set[str](), {"closed"}),
        ("Who closed the hall?", "The room was closed.", {"hall"}, {"closed"}),
        ("What is it?", "It is what it is.", set[str](), set[str]()),
        ("How many defectors?", "A defector, 67 of them.", set[str](), {"defect", "##or"}),
        ("In 2009?", "In 2010.", {"2009"}, set[str]()),
        ("Hall", "", {"hall"}, set[str]()),
    ],
)
def test_words_are_compared_by_their_stems_and_those_that_say_little_are_not(
    question: str, passage: str, missing: set[str], shared: set[str]
) -> None:
    assert marked(question, passage) == (missing, shared)


@given(st.text(max_size=60), st.text(max_size=120))
def test_each_token_has_a_kind_of_its_own_text(question: str, passage: str) -> None:
    asked, said = MODEL.tokens(question).ids, MODEL.tokens(passage).ids
    kinds = MATCHING.kinds(asked, said)
    assert [kind % 2 for kind in kinds] == [0] * (len(asked) + 2) + [1] * (len(said) + 1)


@given(st.text(max_size=60))
def test_a_text_lacks_nothing_of_itself(text: str) -> None:
    tokens = MODEL.tokens(text).ids
    assert TokenKind.MISSING not in MATCHING.kinds(tokens, tokens)
