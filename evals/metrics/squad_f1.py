"""SQuAD's F1: how many words a short answer shares with the right one, and whether refusing was right.

    F1(found, gold) = 2 · shared words / (words of found + words of gold), the best over all wordings of the gold
    squad_f1 = mean of F1, where an unanswerable question counts 1 if it was refused and 0 if not

Words are compared in lower case, without punctuation and articles. Source: the official scripts of Rajpurkar et al.
2016 (arXiv:1606.05250) and 2018 (arXiv:1806.03822).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normal(text: str) -> str:
    """Returns ``text`` in lower case without punctuation and articles, with single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def overlap(predicted: str, gold: Sequence[str]) -> float:
    """Returns the best F1 of shared words over the wordings in ``gold``; 0 without wordings."""
    return max((items_f1(normal(predicted).split(), normal(wording).split()) for wording in gold), default=0.0)


def items_f1(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """Returns the F1 of two multisets; if one is empty, 1 if both are."""
    if not predicted or not gold:
        return float(not predicted and not gold)
    return 2 * (Counter(predicted) & Counter(gold)).total() / (len(predicted) + len(gold))


def squad_f1(replies: Iterable[tuple[str | None, Sequence[str]]]) -> float:
    """Returns the F1 over pairs of a short answer (None for a refusal) and the gold (empty for an unanswerable
    question).
    """
    scores = [overlap(predicted or "", gold) if gold else float(predicted is None) for predicted, gold in replies]
    return sum(scores) / max(1, len(scores))
