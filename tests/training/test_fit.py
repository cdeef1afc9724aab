"""What the answerer is fitted on: the most probable sentence of each question, and nothing that speaks against it."""

import numpy as np

from retrieval.answering.evidence import DOUBTS, WEIGHTS
from training.fit import Sample, fitted

FEATURES = len(WEIGHTS) + len(DOUBTS)
ANSWERS, AGAINST, SILENT = range(3)
"""Features: one that a right sentence has, one that a wrong one has, one that no sentence has."""


def question(*sentences: tuple[float, float, bool]) -> Sample:
    seen = np.zeros((len(sentences), FEATURES))
    seen[:, [ANSWERS, AGAINST]] = [sentence[:2] for sentence in sentences]
    return seen, np.array([float(right) for *_, right in sentences])


def test_what_right_sentences_have_counts_and_what_wrong_ones_have_counts_for_nothing() -> None:
    found = [question((0.9, 0.1, True)), question((0.2, 0.8, False)), question((0.8, 0.2, True))] * 20
    _, *weights = fitted(found)
    assert weights[ANSWERS] > 1
    assert weights[AGAINST] == 0
    assert weights[SILENT] == 0


def test_only_the_most_probable_sentence_of_a_question_counts() -> None:
    alone = [question((0.9, 0.0, True)), question((0.3, 0.0, False))] * 20
    beside = [question((0.9, 0.0, True), *[(0.1, 0.0, False)] * 9), question((0.3, 0.0, False))] * 20
    assert np.allclose(fitted(alone), fitted(beside))
