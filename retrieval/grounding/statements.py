"""The evidence as statements: its sentences and table rows, each in its members, and which of them count together.

Two sentences count together only where something links them: a pronoun, a name or a thing taken up again ("The treaty
…"), a line that leads in to a list, a note on the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from retrieval.english.words import sentences
from retrieval.grounding.absent_names import Evidence
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import Item, Member, named_tokens, partitions
from retrieval.grounding.tokens import Sort, Token, tokens

_CELL = re.compile(r"\s*\|\s*")
_NEAR = 2
"""Sentences over which a pronoun reaches back."""
_PERSON = frozenset("he she his her him hers himself herself".split())
_THING = frozenset(
    "it its they them their theirs itself themselves this these that those such both each one former latter".split()
)
_BACK = _PERSON | _THING
_TAKEN_UP = frozenset("the this that these those such its their his her".split())
_CLEFT = re.compile(r"\b[Ii]t (?:is|was) [^,;.]{1,60}? (?:that|who|which)\b")
"""An "it" that stands for nothing: "it was Japan that …"."""
_FIRST = 4
"""Words at the beginning of a sentence among which a word that points back makes it go on from the one before."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or a row of the evidence.

    ``piece``: which piece of evidence it stands in; ``place``: its place among all, with a gap of several where what
    follows does not follow on in the source; ``line``: that within its piece, notes behind what they hang on.
    """

    text: str
    piece: int
    place: int
    line: int
    sizes: tuple[tuple[Member, ...], ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All that it says, in order."""
        return tuple(dict.fromkeys(item for member in self.sizes[0] for item in member.items)) if self.sizes else ()

    def holds(self, token: Token) -> bool:
        """Returns whether it says what ``token`` says, be it in words that begin with its letters: "WPK"."""
        if any(says_the_same(token, item.token) for item in self.items):
            return True
        return token.words.isupper() and len(token.words) > 1 and token.plain in Evidence(self.text).acronyms

    def abbreviates(self, initials: str) -> bool:
        """Returns whether it has a name of these ``initials``, in capitals."""
        return any(item.token.words == initials for item in self.items)

    def slots(self, token: Token) -> frozenset[str]:
        """Returns the slots in which it says what ``token`` says."""
        return frozenset(item.slot for item in self.items if says_the_same(token, item.token))


def statements(evidence: Sequence[str], apart: Collection[int] = ()) -> list[Statement]:
    """Returns the statements of ``evidence`` in order; ``apart``: pieces that do not follow on from those before."""
    made, place, header = list[Statement](), 0, ""
    for piece, whole in enumerate(evidence):
        place += (_NEAR + 1) * (piece in apart)
        for line, text in ((line, text) for line, part in enumerate(whole.split("\n")) for text in sentences(part)):
            place += 1
            if "|" in text:
                header = header or text
                made.append(Statement(text, piece, place, line, _row(text, header)))
            else:
                header = ""
                made.append(Statement(text, piece, place, line, partitions(text)))
    return made


def _row(text: str, header: str) -> tuple[tuple[Member, ...], ...]:
    """A row as one member for each of its figures, with the row's name and what stands above the figure."""
    name, *cells = _CELL.split(text.strip("| "))
    corner, *columns = _CELL.split(header.strip("| "))
    if text == header or len(cells) != len(columns):
        return partitions(text)
    named = [*_items(name, "subject"), *_items(corner, "of")]
    members = (
        Member((*named, *_items(f"in {column}", "in"), *_items(cell, "object")), "strong", True, False, True, False)
        for column, cell in zip(columns, cells, strict=True)
    )
    return (tuple(members),)


def _items(text: str, slot: str) -> Iterator[Item]:
    return (Item(token, slot) for token in named_tokens(text) if token.tells)


def are_linked(statement: Statement, other: Statement, said: Sequence[Statement]) -> bool:
    """Returns whether two statements, both of ``said``, count together, whichever stands first."""
    first, second = sorted((statement, other), key=lambda one: one.place)
    leads_in = first.text.rstrip().endswith(":") and "|" not in second.text
    if leads_in or (first.piece == second.piece and second.line > first.line == 0):
        return True
    return _share_a_subject(first, second) or first.place in _gone_on_from(second, said) or _takes_up(first, second)


def _share_a_subject(first: Statement, second: Statement) -> bool:
    mine, theirs = (
        [item.token for item in statement.items if item.token.sort is Sort.NAME and item.slot == "subject"]
        for statement in (first, second)
    )
    return any(says_the_same(a, b) for a in mine for b in theirs)


def _gone_on_from(statement: Statement, said: Sequence[Statement]) -> frozenset[int]:
    """The places of what a pronoun of ``statement`` may stand for: back to the first without such a pronoun."""
    places = set[int]()
    before = {statement.place: statement for statement in said}
    place = statement.place
    while (points_back(before[place]) or (place == statement.place and _has_person(statement))) and place - 1 in before:
        place -= 1
        places.add(place)
    return frozenset(places)


def _has_person(statement: Statement) -> bool:
    return any(word.plain in _PERSON for word in tokens(statement.text))


def _takes_up(first: Statement, second: Statement) -> bool:
    """Whether the second, which stands near, begins with a thing of the first: "The treaty …"."""
    words = tokens(second.text)
    subjects = [item.token for item in second.items if item.slot == "subject" and item.token.sort is Sort.WORD]
    is_near = second.place - first.place <= _NEAR
    return is_near and words[:1] != () and words[0].plain in _TAKEN_UP and any(map(first.holds, subjects))


def points_back(statement: Statement) -> bool:
    """Returns whether a statement begins with a word that stands for something before it, as in "It sank"."""
    begin = [word.plain for word in tokens(statement.text)[:_FIRST]]
    return _CLEFT.search(statement.text) is None and any(word in _BACK for word in begin)
