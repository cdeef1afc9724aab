"""Whether the words of a claim belong together in the evidence, not only stand in it.

"Port Pike has 14 lamps" is not said by "Port Rowe has 14 lamps and Port Pike has 22": its name stands in one member,
its figure in another, and each of the two has its own of what it would take from the other. Nor do two sentences make a
claim that nothing links: then what stands in one of them says nothing of the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from retrieval.english.quantities import quantities
from retrieval.english.units import UNITS
from retrieval.english.words import sentences
from retrieval.grounding.attribution import misattributed
from retrieval.grounding.claim_parts import as_named, initials, parts, without_notes
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import FIGURES, Item, Member, named_tokens, partitions
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.statements import Statement, are_linked, points_back, statements
from retrieval.grounding.tokens import Sort, Token

_VALUES = FIGURES | {Sort.NAME}
_WEIGHT = {Sort.NUMBER: 2, Sort.DATE: 2, Sort.NAME: 2, Sort.WORD: 1}
_TRIED = 4
"""Statements, those that hold most of a part of the claim, by each of which it may hold."""
_NEARLY = 0.5
"""Share of the most held that a statement holds that is tried, too."""
_AS_NEAR = 0.85
"""The same for whose view a claim is: only the statement that it is taken from tells."""
_MOST_CITED, _BESIDE = 12, 1
"""Most statements that are cited for a claim. Of more, a page, only those side by side need a link."""
_KIND = {Sort.NUMBER: ProblemKind.NUMBER, Sort.DATE: ProblemKind.DATE, Sort.NAME: ProblemKind.NAME}
_RANK = re.compile(
    r"\b(?P<rank>second|third|fourth|fifth|sixth)[\s-]+(?P<best>most|best|worst|last|[a-z]{3,}est)\b", re.IGNORECASE
)
_MUTUAL = frozenset("verb with between near along beside".split())
_EITHER_WAY = frozenset("meet met meets marry married marries border borders bordered resemble resembles equal".split())
"""Prepositions and verbs that give two names the same part: who met whom."""
_TELLING_SLOTS = frozenset(("subject", "verb"))


def misbound(claim: str, evidence: Sequence[str], apart: Collection[int] = ()) -> Iterator[Problem]:
    """Yields what of ``claim`` stands in ``evidence``, but belongs to something else there.

    ``apart``: the indices of those pieces that do not follow on from the piece before them.
    """
    said = statements(evidence, apart)
    claim = without_notes(claim, evidence)
    for sentence in sentences(claim):
        whole = initials(sentence)
        for part in parts(sentence):
            yield from _of_part([as_named(item, said) for item in part], said, whole)
        yield from _attributed(sentence, said)
        yield from _ranked(sentence, said)


def _ranked(claim: str, said: Sequence[Statement]) -> Iterator[Problem]:
    """Which of a row it is: "the second longest", where the evidence has the longest."""
    for match in _RANK.finditer(claim):
        rank, best = match["rank"].lower(), match["best"].lower()
        words = [[token.plain for token in named_tokens(statement.text)] for statement in said]
        having = [of_one for of_one in words if best in of_one]
        if having and not any(rank in of_one for of_one in having):
            yield Problem(ProblemKind.NUMBER, match.group(), best)


def _attributed(claim: str, said: Sequence[Statement]) -> list[Problem]:
    """Whose view it is, by the statement that the claim may rest on with fewest problems."""
    told = [Item(token, "") for token in named_tokens(claim) if token.tells]
    found = [list(misattributed(claim, statement.text)) for statement in _nearest(told, said, _AS_NEAR)]
    return min(found, key=len, default=list[Problem]())


def is_bound(words: str, claim: str, sentence: str) -> bool:
    """Returns whether a member of ``sentence`` has ``words`` of ``claim`` beside another value of it."""
    said = [token for token in named_tokens(claim) if token.sort in _VALUES]
    mine = [token for token in said if token.words == words]
    others = [token for token in said if token.words != words]
    return any(
        any(says_the_same(token, item.token) for token in mine for item in member.items)
        and any(says_the_same(token, item.token) for token in others for item in member.items)
        for members in partitions(sentence)
        for member in members
        if len(members) > 1
    )


def _of_part(part: Sequence[Item], said: Sequence[Statement], initials: Mapping[Token, str]) -> list[Problem]:
    """The problems by the statement that leaves fewest."""
    best: list[Problem] | None = None
    for statement in _nearest(part, said):
        problems = list(dict.fromkeys(_Bound(part, statement, said, initials).problems()))
        if best is None or len(problems) < len(best):
            best = problems
    return best or []


def _nearest(part: Sequence[Item], said: Sequence[Statement], nearly: float = _NEARLY) -> list[Statement]:
    weighed = [(sum(_WEIGHT[i.token.sort] for i in part if statement.holds(i.token)), statement) for statement in said]
    most = max((weight for weight, _ in weighed), default=0)
    near = [(weight, statement) for weight, statement in weighed if weight and weight >= nearly * most]
    return [statement for _, statement in sorted(near, key=lambda pair: -pair[0])[:_TRIED]]


@dataclass(frozen=True)
class _Bound:
    """A part of a claim beside the statement that it is to rest on, and all the others."""

    part: Sequence[Item]
    statement: Statement
    said: Sequence[Statement]
    initials: Mapping[Token, str]

    def problems(self) -> Iterator[Problem]:
        """What belongs elsewhere."""
        for members in self.statement.sizes:
            crossed = self._crossed(members)
            if crossed:
                yield crossed
                break
        yield from self._exchanged_parts()
        yield from self._stitched()

    def _crossed(self, members: Sequence[Member]) -> Problem | None:
        """Two things of the claim that stand in two members, each of which has one of its own for the other's."""
        if len(members) < 2:
            return None
        places = [(item, self._places(item.token, members)) for item in self.part]
        for (a, of_a), (b, of_b) in sorted(combinations(places, 2), key=_without_figure):
            if not of_a or not of_b or of_a & of_b or not _may_cross(a, b):
                continue
            instead = [self._exchanged(a, b, members[i], members[j]) for i, j in product(of_a, of_b)]
            if all(instead):
                return instead[0]
        return None

    def _exchanged_parts(self) -> Iterator[Problem]:
        """Two names of which each is in the claim what the other is in the statement: who did it, and to whom."""
        named = [item for item in self.part if item.token.sort is Sort.NAME]
        verbs = [item.token for item in self.part if item.slot == "verb"]
        if not any(map(self.statement.holds, verbs)) or any(verb.plain in _EITHER_WAY for verb in verbs):
            return
        for a, b in combinations(named, 2):
            of_a, of_b = self.statement.slots(a.token), self.statement.slots(b.token)
            together = any(
                {a.token, b.token} <= {t for t in (a.token, b.token) if any(says_the_same(t, i.token) for i in m.items)}
                for m in self.statement.sizes[-1]
            )
            if (
                together
                and "subject" in (a.slot, b.slot)
                and (of_a, of_b) == ({b.slot}, {a.slot})
                and _gives_parts(a.slot, b.slot)
            ):
                yield Problem(ProblemKind.DIRECTION, f"{a.token.words} … {b.token.words}", slot=a.slot)
                return

    @staticmethod
    def _places(token: Token, members: Sequence[Member]) -> frozenset[int]:
        return frozenset(
            i for i, member in enumerate(members) if any(says_the_same(token, item.token) for item in member.items)
        )

    def _exchanged(self, a: Item, b: Item, with_a: Member, with_b: Member) -> Problem | None:
        """The problem, if the member of ``a`` has something in place of ``b``, and the other way round."""
        in_slot = a.token.sort not in FIGURES and b.token.sort not in FIGURES
        for_a = self._rival(a, with_a, with_b, in_slot=in_slot)
        for_b = self._rival(b, with_b, with_a, in_slot=in_slot)
        if for_b is None and for_a is not None and self._counts_for_another(a, b, with_a, for_a):
            return Problem(ProblemKind.APART, b.token.words, slot=b.slot)
        if for_a is None and for_b is not None and self._counts_for_another(b, a, with_b, for_b):
            return Problem(ProblemKind.APART, a.token.words, slot=a.slot)
        if for_a is None or for_b is None:
            return None
        first = a.token.sort in FIGURES and b.token.sort not in FIGURES
        return _problem(a, for_a) if first else _problem(b, for_b)

    @staticmethod
    def _counts_for_another(subject: Item, number: Item, home: Member, rival: Item) -> bool:
        """Whether a number stands with a subject of its own, and the claim's subject in a member of its own."""
        are_subjects = subject.slot == rival.slot == "subject" and home.cut != "subordinate" and home.has_verb
        in_place = any(item.slot == "subject" and says_the_same(item.token, subject.token) for item in home.items)
        return are_subjects and in_place and number.token.sort is Sort.NUMBER

    def _rival(self, item: Item, home: Member, other: Member, *, in_slot: bool) -> Item | None:
        """What ``other`` has where ``item``, which stands in ``home``, would stand."""
        slots = {here.slot for here in home.items if says_the_same(item.token, here.token)}
        slots -= {"subject"} if other.points_back else set()
        rivals = [
            there
            for there in other.items
            if _may_replace(item.token, there, slots)
            and (there.slot in slots or not in_slot)
            and not self._is_claimed(there.token)
            and not any(says_the_same(there.token, here.token) for here in home.items)
        ]
        return min(rivals, key=lambda rival: rival.token.sort is not item.token.sort, default=None)

    def _is_claimed(self, token: Token) -> bool:
        return any(says_the_same(item.token, token) for item in self.part)

    def _stitched(self) -> Iterator[Problem]:
        """What of the claim stands in other statements alone, and does not belong to this one."""
        for item in self.part:
            if self._is_held(item.token):
                continue
            others = [statement for statement in self._near() if statement.holds(item.token)]
            if not others or not (item.token.sort in _VALUES or self._is_anothers(item, others)):
                continue
            rival = self._rival_here(item)
            linked = any(
                are_linked(self.statement, other, self.said) and self._may_mean(item, other) for other in others
            )
            if linked and not (rival and self._excludes(item)):
                continue
            if item.slot == "verb" and not linked:
                continue  # another word for what the statement says, rather than another deed
            if rival:
                yield _problem(item, rival)
            elif item.token.sort in _VALUES:
                yield Problem(ProblemKind.APART, item.token.words, slot=item.slot)

    def _near(self) -> Sequence[Statement]:
        """The statements that this one has to be linked with: all that are cited, of a page those beside it."""
        if len(self.said) <= _MOST_CITED:
            return self.said
        return [statement for statement in self.said if abs(statement.place - self.statement.place) <= _BESIDE]

    def _rival_here(self, item: Item) -> Item | None:
        rivals = (other for other in self.statement.items if _may_replace(item.token, other, {item.slot}))
        free = (rival for rival in rivals if not self._is_claimed(rival.token))
        return min(free, key=lambda rival: rival.token.sort is not item.token.sort, default=None)

    def _is_held(self, token: Token) -> bool:
        spelled_out = self.initials.get(token, "")
        return self.statement.holds(token) or (spelled_out != "" and self.statement.abbreviates(spelled_out))

    @staticmethod
    def _is_anothers(item: Item, others: Sequence[Statement]) -> bool:
        """Whether the subject or the deed of the claim is that of other statements."""
        return item.slot in _TELLING_SLOTS and all(item.slot in other.slots(item.token) for other in others)

    def _excludes(self, item: Item) -> bool:
        """Whether the statement, having its own, has no room for what a linked one says."""
        if item.token.sort in FIGURES or item.slot == "verb":
            return True
        return item.slot == "subject" and not points_back(self.statement)

    def _may_mean(self, item: Item, other: Statement) -> bool:
        """Whether a pronoun of the statement may stand for ``item``, as ``other`` has it."""
        if item.token.sort is not Sort.NAME or other.place >= self.statement.place or not points_back(self.statement):
            return True
        return bool(other.slots(item.token) & {"subject", "object"})


def _gives_parts(first: str, second: str) -> bool:
    return first != second and _MUTUAL.isdisjoint((first, second))


def _without_figure(pair: tuple[tuple[Item, object], tuple[Item, object]]) -> bool:
    return all(item.token.sort not in FIGURES for item, _ in pair)


def _may_cross(a: Item, b: Item) -> bool:
    if Sort.WORD not in (a.token.sort, b.token.sort):
        return True
    words = [item for item in (a, b) if item.token.sort is Sort.WORD]
    return len(words) == 1 or frozenset((a.slot, b.slot)) == _TELLING_SLOTS


def _may_replace(token: Token, other: Item, slots: Collection[str]) -> bool:
    """Whether ``other`` may stand where ``token`` stands in ``slots``."""
    there = other.token
    if other.is_aside and token.sort not in FIGURES:
        return False
    if token.sort is Sort.NUMBER or there.sort is Sort.NUMBER:
        return token.sort is there.sort and _same_unit(token, there)
    if Sort.DATE in (token.sort, there.sort):
        return token.sort is there.sort or (other.slot in slots and _is_weekday(token, there))
    if Sort.NAME in (token.sort, there.sort):
        return token.sort is there.sort or other.slot == "subject" in slots
    return other.slot in slots and other.slot != "object" and other.token.plain not in UNITS


def _is_weekday(first: Token, second: Token) -> bool:
    return all(token.plain.rstrip("s").endswith(("day", "weekend")) for token in (first, second))


def _same_unit(first: Token, second: Token) -> bool:
    """Whether two numbers are of one unit, or one of them is of none that is known."""
    units = [{quantity.unit for quantity in quantities(token.words)} for token in (first, second)]
    return None in units[0] or None in units[1] or bool(units[0] & units[1])


def _problem(item: Item, rival: Item) -> Problem:
    kind = _KIND.get(item.token.sort, ProblemKind.APART)
    return Problem(kind, item.token.words, rival.token.words, rival.slot)
