"""Where a claim and a sentence run side by side, and where they part: one says no, up, or puts one for another.

Words are aligned by longest matching runs (Ratcliff & Metzener, "Pattern Matching: The Gestalt Approach", 1988, as
``difflib`` has it). A claim that is nearly its evidence and differs in a number, date or name says something else, even
where the other number stands elsewhere in the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from retrieval.english.antonyms import opposites
from retrieval.english.dates import dates
from retrieval.english.names import same_name
from retrieval.english.numerals import SOFT
from retrieval.english.quantities import quantities
from retrieval.english.words import stem
from retrieval.grounding.absent import wrong_dates, wrong_quantities
from retrieval.grounding.hedges import bounds, in_place, left_open, other_side
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.sentence_initial import is_name_for_name
from retrieval.grounding.swaps import Replaced, swapped
from retrieval.grounding.tokens import Sort, Token, tokens

NEAR = 0.6
"""Share of a claim's telling tokens that must be aligned for one that is not to count as put in another's place."""
_AKIN = 0.3
"""Share below which two sentences are about different things, and no word of one denies the other."""
_LONGEST = 3
"""Tokens that may stand in the place of others."""

_NEGATORS = frozenset(
    """not no never none neither nor without cannot nobody nothing nowhere hardly scarcely barely isnt arent wasnt
    werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt mustnt aint fail failed fails failing
    unable refuse refused refuses lack lacked lacks""".split()
)
_SHUN = frozenset("lest avoid avoids avoided avoiding prevent prevents prevented preventing refrain except".split())
"""Words that say no of what follows, among other things."""
_NO_NEGATION = (
    *(("not", "only"), ("not", "just"), ("not", "merely"), ("not", "simply"), ("not", "least"), ("or", "not")),
    *(("no", "more"), ("no", "less"), ("no", "fewer"), ("no", "later"), ("no", "doubt"), ("no", "matter")),
    *(("not", "necessarily"), ("nor", "not"), ("no", "one"), ("without", "doubt"), ("nothing", "but")),
)
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "de")
_LEAST = 4
"""Letters below which what follows "un" or "in" is rather no word: "union"."""
_WORDS_KEPT = 4096
_SCOPE = 5
"""Tokens behind a negator that it may be about."""
_BEYOND = 1
"""Tokens behind the last one shared that a negation of the sentence may still stand in."""
_NEIGHBOURS = 6
"""Tokens on either side among which two sentences must agree for an opposite to count."""


class Contrast:
    """A claim beside one sentence of its evidence."""

    def __init__(self, claim: str, sentence: str) -> None:
        self._claim, self.sentence = claim, sentence
        self._mine, self._there = tokens(claim), tokens(sentence)
        keys = [token.key for token in self._mine], [token.key for token in self._there]
        self._codes = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
        self._my_keys, self._their_keys = frozenset(keys[0]), frozenset(keys[1])

    @cached_property
    def likeness(self) -> float:
        """The share (0…1) of the claim's telling tokens that the sentence has in the same order."""
        telling = sum(token.tells for token in self._mine)
        same = [token for tag, i, j, _, _ in self._codes if tag == "equal" for token in self._mine[i:j]]
        return sum(token.tells for token in same) / telling if telling else 0.0

    @cached_property
    def _last(self) -> int:
        """Where in the sentence the claim ends: behind the last telling token that both have."""
        same = [
            n for tag, i, j, _, n in self._codes if tag == "equal" and any(token.tells for token in self._mine[i:j])
        ]
        return max(same, default=0)

    def problems(self) -> Iterator[Problem]:
        """What the claim says differently."""
        if self.likeness < _AKIN:
            return
        found = list(self._told_otherwise())
        yield from found
        if not found and self.likeness >= NEAR:
            yield from self._shaded()

    def _told_otherwise(self) -> Iterator[Problem]:
        """Another thing, or the opposite."""
        exchange = swapped(self._claim, self._mine, self._there, list(self._replaced()))
        if exchange:
            yield exchange
        elif self.likeness >= NEAR:
            yield from self._put_for_another()
        yield from self._turned()

    def _shaded(self) -> Iterator[Problem]:
        """What a small word makes another thing."""
        is_turned = is_negative(self._claim) or is_negative(self.sentence) or any(self._opposed())
        for replaced in self._replaced():
            placed = in_place(replaced.mine, replaced.there, self._their_keys)
            yield from (problem for problem in placed if not (is_turned and problem.kind is ProblemKind.DIRECTION))
        yield from bounds(self._mine, self._there)
        yield from left_open(self._mine, self._there, self._codes)

    def _replaced(self) -> Iterator[Replaced]:
        for tag, i, j, m, n in self._codes:
            if tag == "replace" and j - i <= _LONGEST and n - m <= _LONGEST:
                yield Replaced(self._mine[i:j], self._there[m:n])

    def _put_for_another(self) -> Iterator[Problem]:
        """A number for a number, a date for a date, a name for a name, a unit for a unit."""
        opening = self._opening_name()
        if opening:
            yield opening
        for mine, there in (pair for replaced in self._replaced() for pair in _paired(replaced)):
            kind = self._kind(mine, there)
            if kind:
                yield Problem(kind, mine.words, there.words)

    def _opening_name(self) -> Problem | None:
        """The claim's first word, if it stands where the sentence has a name, and nowhere in the sentence."""
        tag, i, j, m, n = self._codes[0]
        first = self._mine[0]
        if tag != "replace" or j - i != 1 or first.key in self._their_keys:
            return None
        named = [token for token in self._there[m:n] if token.sort is Sort.NAME]
        if not named and n == 1 < min(len(self._mine), len(self._there)):
            named = [token for token in self._there[:1] if is_name_for_name(first, token, self._mine[1])]
        is_name = first.words[:1].isupper() and first.tells
        known = any(same_name(first.plain, token.plain) for token in named)
        return Problem(ProblemKind.NAME, first.words, named[0].words) if named and is_name and not known else None

    def _kind(self, mine: Token, there: Token) -> ProblemKind | None:
        match mine.sort, there.sort:
            case (Sort.NUMBER, Sort.NUMBER):
                wrong = wrong_quantities(quantities(mine.words), quantities(there.words))
                return next((problem.kind for problem in wrong), None)
            case (Sort.DATE, Sort.DATE):
                return (
                    ProblemKind.DATE if any(wrong_dates(dates(mine.words), dates(there.words), frozenset())) else None
                )
            case (Sort.NAME, Sort.NAME):
                return ProblemKind.NAME if self._is_another_name(mine, there) else None
            case (Sort.WORD, Sort.WORD):
                return ProblemKind.UNIT if mine.is_unit and there.is_unit else None
            case (Sort.NUMBER, Sort.WORD) | (Sort.WORD, Sort.NUMBER):
                return ProblemKind.NUMBER if not SOFT.isdisjoint((mine.plain, there.plain)) else None
            case _:
                return None

    def _is_another_name(self, mine: Token, there: Token) -> bool:
        """Whether two names in one place are two: neither an initial nor a demonym, nor said elsewhere as well."""
        return not same_name(mine.plain, there.plain) and there.plain not in {token.plain for token in self._mine}

    def _turned(self) -> Iterator[Problem]:
        """An odd number of turns: negations on one side alone, and opposites."""
        turned = list(self._opposed())
        opposed = {token.key for pair in turned for token in pair}
        mine = _negated(self._mine, self._their_keys | opposed)
        there = _negated(self._there[: self._last + _BEYOND], self._my_keys | opposed)
        if (len(mine) + len(there) + len(turned)) % 2 == 0:
            return
        if len(mine) != len(there):
            words = (mine or there)[0]
            yield Problem(ProblemKind.NEGATION, words)
        elif turned:
            yield Problem(ProblemKind.DIRECTION, turned[0][0].words, turned[0][1].words)

    def _opposed(self) -> Iterator[tuple[Token, Token]]:
        """Words of the claim whose opposite the sentence has: each alone and in like company, or in its very place."""
        placed = {(m.start, t.start) for replaced in self._replaced() for m, t in _paired(replaced)}
        sides = list(other_side(self._mine, self._there))
        yield from sides
        used = {there.start for _, there in sides}
        mine_used = {mine.start for mine, _ in sides}
        theirs = list(self._opposable(self._there))
        words = {form for _, their in theirs for form in (their.plain, stem(their.plain))}
        for i, mine in self._opposable(self._mine):
            if mine.start in mine_used or words.isdisjoint(_contraries(mine.plain)):
                continue
            for j, there in theirs:
                if there.start in used or not _opposite(mine, there):
                    continue
                alone = mine.key not in self._their_keys and there.key not in self._my_keys
                if (mine.start, there.start) in placed or (alone and self._agree_around(i, j)):
                    used.add(there.start)
                    yield mine, there
                    break

    @staticmethod
    def _opposable(found: Sequence[Token]) -> Iterator[tuple[int, Token]]:
        return ((i, token) for i, token in enumerate(found) if token.sort is Sort.WORD and token.plain not in _NEGATORS)

    def _agree_around(self, i: int, j: int) -> bool:
        mine = {token.key for token in self._mine[max(0, i - _NEIGHBOURS) : i + _NEIGHBOURS + 1] if token.tells}
        there = {token.key for token in self._there[max(0, j - _NEIGHBOURS) : j + _NEIGHBOURS + 1] if token.tells}
        return bool(mine & there)


def _paired(one: Replaced) -> Iterator[tuple[Token, Token]]:
    """The tokens that stand in each other's place; where a word was put in between, those of one sort."""
    if len(one.mine) == len(one.there):
        yield from zip(one.mine, one.there, strict=True)
        return
    for mine in one.mine:
        there = next((token for token in one.there if token.sort is mine.sort and token.sort is not Sort.WORD), None)
        if there:
            yield mine, there


def _opposite(mine: Token, there: Token) -> bool:
    return not _contraries(mine.plain).isdisjoint((there.plain, stem(there.plain)))


@lru_cache(_WORDS_KEPT)
def _contraries(plain: str) -> frozenset[str]:
    """The stems of the words that say the opposite, and the word itself with or without "un" and its like."""
    longer = {prefix + plain for prefix in _PREFIXES if len(plain) >= _LEAST}
    shorter = {plain.removeprefix(prefix) for prefix in _PREFIXES if plain.startswith(prefix)}
    return frozenset(
        (*opposites().get(stem(plain), ()), *longer, *(opposite for opposite in shorter if len(opposite) >= _LEAST))
    )


def _negated(found: Sequence[Token], other: frozenset[str]) -> list[str]:
    """The negations in ``found`` that are about something that the ``other`` text says as well."""
    heard: list[str] = []
    for i in (i for i in range(len(found)) if _negates(found, i)):
        behind = [token for token in found[i + 1 : i + 1 + _SCOPE] if token.tells]
        before = [token for token in found[max(0, i - 2) : i] if token.tells]
        if any(token.key in other for token in behind or before):
            heard.append(" ".join([found[i].words, *(token.words for token in behind[:1])]))
    return heard


def is_negative(text: str) -> bool:
    """Whether anything in ``text`` is a word that says no: "not", "never", "without", "avoid"."""
    return any(token.plain in _NEGATORS or token.plain in _SHUN for token in tokens(text))


def _negates(found: Sequence[Token], i: int) -> bool:
    if found[i].plain not in _NEGATORS:
        return False
    word = "not" if found[i].plain.endswith("nt") else found[i].plain
    before, after = (found[k].plain if 0 <= k < len(found) else "" for k in (i - 1, i + 1))
    return (word, after) not in _NO_NEGATION and (before, word) not in _NO_NEGATION
