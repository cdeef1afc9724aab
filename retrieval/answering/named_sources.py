"""Which Sources a question means by "the briefing", "this", "Frank's article", or words of a title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from retrieval.english.words import STOP_WORDS, WORD, bare, stem
from retrieval.storage.entries import Listed

_KINDS = frozenset(
    stem(word)
    for word in "article briefing document text paper report source page file piece essay study post story transcript "
    "meeting publication website site pdf memo analysis chapter book library document content".split()
)
"""What a Source may be called whatever it is about."""
_SHARED = 0.8
"""Share of the shorter one's words that two Sources have in common, from which one is a copy of the other."""
_OF_THE_TITLE = 0.5
"""Share of a title's words that name its Source where nothing says that one is meant."""
_ONE_THING = re.compile(r"(?:the|this|that|your) [a-z]+")
"""A Source called by the one word for what it is: "the chronology"."""
_PARTS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """A Source with its copies, the longest first: one text, of which each copy may know its author or its date."""

    copies: tuple[Listed, ...]

    @property
    def longest(self) -> Listed:
        """The copy with the most Passages."""
        return self.copies[0]

    def known(self, field: str) -> tuple[Listed, str] | None:
        """Returns what the first copy that knows it has as ``author``, ``published`` or ``url``, with that copy."""
        return next(((copy, value) for copy in self.copies if (value := getattr(copy, field))), None)


def groups(listed: Sequence[Listed]) -> list[SourceGroup]:
    """Returns ``listed`` in groups of copies, in their order."""
    left, made = {source.id: source for source in listed}, list[SourceGroup]()
    for source in sorted(listed, key=lambda one: -one.passages):
        if source.id not in left:
            continue
        same = {copy.id for copy in source.also_in if copy.shared >= _SHARED} | {source.id}
        members = tuple(left.pop(id_) for id_ in [source.id, *sorted(same - {source.id})] if id_ in left)
        made.append(SourceGroup(members))
    order = {source.id: place for place, source in enumerate(listed)}
    return sorted(made, key=lambda group: order[group.longest.id])


def named_sources(target: str, listed: Sequence[Listed]) -> list[SourceGroup]:
    """Returns the Sources that ``target`` names, all copies of one as one; empty where it names none.

    Words of the title, the author or the id all have to be there; "the briefing" means the one that is called so, and
    where none is, as with "this", any. A few words of a title are a subject rather than a Source: "North Korea".
    """
    words = list(_stems(target))
    telling = frozenset(word for word in words if word not in _KINDS)
    kinds = frozenset(words) - telling
    said = {source.id: frozenset(_stems(f"{source.title} {source.id} {source.author or ''}")) for source in listed}
    matching = [source for source in listed if telling <= said[source.id]]
    if telling and not kinds and not _ONE_THING.fullmatch(target):
        matching = [source for source in matching if len(telling) >= _OF_THE_TITLE * len({*_stems(source.title)})]
    called = [source for source in matching if kinds and kinds <= said[source.id]]
    return groups(called or matching)


def about(words: str, listed: Sequence[Listed], found: Collection[str]) -> list[SourceGroup]:
    """Returns the Sources on a subject: those whose title has its words, then those in ``found``."""
    telling = frozenset(_stems(words))
    titled = [source.id for source in listed if telling <= frozenset(_stems(source.title))]
    wanted = frozenset((*titled, *found))
    return groups([source for source in listed if source.id in wanted])


def _stems(text: str) -> Iterator[str]:
    for word in WORD.findall(" ".join(_PARTS.findall(text.replace("’", "'").replace("'s", "")))):
        plain = bare(word)
        if plain and plain not in STOP_WORDS:
            yield stem(plain)
