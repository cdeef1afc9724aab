"""A claim in the parts that each have to hold, each with what is known of its names from the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.english.names import names
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import FIGURES, Item, Member, named_tokens, partitions
from retrieval.grounding.statements import Statement
from retrieval.grounding.tokens import Sort, Token

_OPENING = re.compile(r"\s*\(")


def without_notes(claim: str, evidence: Sequence[str]) -> str:
    """Returns ``claim`` without a bracket at its end that is word for word in the evidence, as a note is quoted."""
    end = claim.rstrip(" .").rfind(")")
    for opening in _OPENING.finditer(claim, 0, max(end, 0)):
        if end >= len(claim) - 3 and any(claim[opening.end() : end] in piece for piece in evidence):
            return claim[: opening.start()]
    return claim


def parts(sentence: str) -> Iterator[tuple[Item, ...]]:
    """Yields the parts of a claim that each have to hold: clauses, and members with a subject and a figure."""
    sizes = partitions(sentence)
    yield from (clause.items for clause in sizes[0])
    alone = [member.items for member in sizes[-1] if _stands_alone(member)]
    if len(alone) > 1:
        yield from alone


def _stands_alone(member: Member) -> bool:
    sorts = {item.token.sort for item in member.items}
    has_subject = any(item.slot == "subject" and item.token.sort is not Sort.NUMBER for item in member.items)
    return not member.is_described and (sorts >= FIGURES or (has_subject and not sorts.isdisjoint(FIGURES)))


def initials(sentence: str) -> dict[Token, str]:
    """Returns the initials of the name of several words that each token is of."""
    several = [name for name in names(sentence) if len(name.words) > 1]
    return {
        token: name.initials.upper()
        for token in named_tokens(sentence)
        for name in several
        if name.start <= token.start < name.end
    }


def as_named(item: Item, said: Sequence[Statement]) -> Item:
    """Returns ``item`` as a name, where its capital may be owed to its place and the evidence has it as one."""
    token = item.token
    if token.sort is not Sort.WORD or not token.words[:1].isupper():
        return item
    there = (other.token for statement in said for other in statement.items if other.token.sort is Sort.NAME)
    is_name = any(says_the_same(token, name) for name in there)
    return replace(item, token=replace(token, sort=Sort.NAME)) if is_name else item
