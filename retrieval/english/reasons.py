"""Words by which a sentence gives a reason for what another says."""

from __future__ import annotations

import re

_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result|result(?:s|ed|ing)? (?:of|in|from)|therefore|thus|hence|"
    r"reasons?|causes?|caused|led to|leads to|in order to|so that|explains?|explained|account(?:s|ed)? for|"
    r"in response to|symptoms?|indicators?|signs? of|put an end to|put paid to|prompted|forced|made (?:it|them)|"
    r"contribut\w+|"
    r"consequences?|for fear of|aim(?:s|ed)? (?:at|to)|means that|did not|could not|unable|failed)\b",
    re.IGNORECASE,
)


def gives_a_reason(sentence: str) -> bool:
    """Returns whether ``sentence`` has a word that ties a cause to its effect: "because", "led to", "a symptom of"."""
    return _REASON.search(sentence) is not None
