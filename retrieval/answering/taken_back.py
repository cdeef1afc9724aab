"""The sentence in which an author takes back what the one before it reported: "… is often cited. However, …"."""

from __future__ import annotations

import re

from retrieval.answering.draft import Quote
from retrieval.grounding.attribution import is_hearsay
from retrieval.model import Passage

_TURN = re.compile(
    r"""
    ^\W*(?:however|but|yet|still|nevertheless|nonetheless|in\s+fact|in\s+reality|on\s+the\s+contrary|instead)\b
    | \b(?:however|nevertheless|nonetheless)\b
    | \b(?:cannot|could\s+not|does\s+not|do\s+not|did\s+not)\s+(?:by\s+\w+\s+)?(?:explain|account\s+for|justify)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def turn_behind(quote: Quote, passage: Passage) -> Quote | None:
    """Returns the sentence right behind ``quote`` in ``passage`` that takes it back; None where none does."""
    for place, span in enumerate(passage.sentences[:-1]):
        if (span.start, span.end) == (quote.start, quote.end):
            follows = passage.sentences[place + 1]
            said = passage.text[span.start - passage.start : span.end - passage.start]
            turn = passage.text[follows.start - passage.start : follows.end - passage.start]
            if is_hearsay(said) and _TURN.search(turn):
                return Quote(quote.source_id, quote.passage_id, follows.start, follows.end)
    return None
