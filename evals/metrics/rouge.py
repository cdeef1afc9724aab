"""ROUGE-N: how many runs of N words an overview shares with a reference.

    rouge_n = F1 of the runs of N words of the overview and of the reference, each counted as often as it stands there

Words are compared in lower case as stems. Source: Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries".
"""

from __future__ import annotations

import re

from evals.metrics.squad_f1 import items_f1
from retrieval.english.words import stem

_WORD = re.compile(r"[a-z0-9]+")


def rouge(overview: str, reference: str, size: int) -> float:
    """Returns the F1 of the runs of ``size`` words."""
    return items_f1(_runs(overview, size), _runs(reference, size))


def _runs(text: str, size: int) -> list[str]:
    words = [stem(word) for word in _WORD.findall(text.lower())]
    return [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]
