"""Names that open a sentence, where a capital proves nothing: "Weil sold the harbour" is not "Miller sold" it."""

from __future__ import annotations

import re

from retrieval.english.names import HONORIFICS
from retrieval.grounding.tokens import Sort, Token

_VERBS = frozenset(
    """is was has had does did will would can could may might must also became began won led made took gave went wrote
    came saw met left held built sold bought lost sent spent said told kept ran fought grew fell rose knew stood
    brought chose drew spoke wore sang beat hit set put cut""".split()
)
"""Words that often follow a name, and no noun in the plural."""
_ENDS_LIKE_A_VERB = re.compile(r"(?:ed|[^s]s)$")
_NO_NAME = re.compile(r"(?:[ts]ion|ment|ness|ity|ism|ship|ology|ance|ence)$")
"""Ends like a noun that needs no article: "construction"."""
_ALIKE = ("ly", "ing", "ed", "s")
"""Endings that two words share which are both no name: "originally" and "initially", "researchers" and "scientists"."""
_SHORT = 3
"""Letters that a name and its short form share: "Gabrielle" and "Gabby"."""
_PEOPLE = frozenset("people children men women kids girls boys".split())


def is_name_for_name(first: Token, there: Token, behind: Token) -> bool:
    """Whether two different words that open two sentences are two names; ``behind``: what follows them in both."""
    if not all(_may_be_name(token) for token in (first, there)) or not _follows_a_name(behind):
        return False
    a, b = first.plain, there.plain
    return a[:_SHORT] != b[:_SHORT] and not any(a.endswith(end) and b.endswith(end) for end in _ALIKE)


def _may_be_name(one: Token) -> bool:
    no_name = one.plain in HONORIFICS or one.plain in _PEOPLE or _NO_NAME.search(one.plain)
    return one.sort in (Sort.WORD, Sort.NAME) and one.words[:1].isupper() and one.tells and not no_name


def _follows_a_name(behind: Token) -> bool:
    return behind.plain in _VERBS or _ENDS_LIKE_A_VERB.search(behind.plain) is not None
