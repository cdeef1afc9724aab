"""A sentence in its members: the clauses, list members and appositions in which words stand side by side.

"Port Rowe has 14 lamps and Port Pike 22" has two; each has a subject and a figure of its own. Members come in two
sizes: clauses with a subject and a verb; and what stands between two commas or conjunctions, with what is said of it
behind a comma ("Thae Yong Ho, once deputy ambassador in London").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.english.countries import PLACES
from retrieval.english.names import Name, names
from retrieval.english.verbs import is_verb, may_be_verb
from retrieval.english.words import STOP_WORDS, bare
from retrieval.grounding.tokens import Sort, Token, tokens
from retrieval.model import Span

_TEXTS_KEPT = 2048
_CUT = re.compile(
    r"""
    (?P<strong> [;:] (?=\s|$) | \s[–—-]\s | — )                      # marks that part clauses
    | (?P<conjunction> (?:,\s*)? \b(?:and|but|or|yet|so)\b )         # may part clauses, predicates or list members
    | (?P<subordinate> (?:,\s*)? \b(?:while|whereas|although|though|because|whilst|when|after|before|until|if)\b )
    | (?P<compared> (?:,\s*)? \b(?:compared\s+(?:with|to)|up\s+from|down\s+from|as\s+against|rather\s+than)\b )
    | (?P<to> (?<!up\s)\bto\b (?=\s+(?:\w+\s+){0,2}?[$€£]?\d) )                # "from 14 in 2019 to 22 in 2021"
    | (?P<weak> , (?=\s) )                                            # commas
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN_ELEMENTS = re.compile(r"\s*(?:,|,?\s*\b(?:and|or)\b)\s*(?:the\s+)?", re.IGNORECASE)
PREPOSITIONS = frozenset(
    """about above across against among around as at behind between beyond by during for from in inside into near of
    off on onto outside over per since through throughout till to toward towards under until upon with within
    without""".split()
)
ORDER = frozenset("first second third fourth fifth last final next previous another other more further later".split())
"""Words that say which of several it is."""
_RELATIVE = frozenset("who whom whose which that where".split())
_BACK = frozenset("he she it they this that these those both each".split())
FIGURES = frozenset((Sort.NUMBER, Sort.DATE))


@dataclass(frozen=True, slots=True)
class Item:
    """A token that says something, with its place in its member: a preposition, "subject", "verb" or "object"."""

    token: Token
    slot: str
    is_aside: bool = False
    """Whether it stands in brackets, said of what stands before them."""


@dataclass(frozen=True, slots=True)
class Member:
    """What stands between two cuts. ``cut``: what it begins with."""

    items: tuple[Item, ...]
    cut: str
    has_verb: bool
    opens_with_verb: bool
    opens_with_name: bool
    is_described: bool
    """Whether it describes what stands before it: "once its ambassador", "who defected"."""
    points_back: bool = False
    """Whether its subject stands for something before it: "that number", "it"."""


@lru_cache(_TEXTS_KEPT)
def partitions(sentence: str) -> tuple[tuple[Member, ...], ...]:
    """Returns the members of ``sentence`` in each size, the largest first."""
    smallest = _members(sentence)
    in_turn = _in_turn(sentence)
    if in_turn:
        return (_joined(smallest, _never), in_turn)
    described = _joined(smallest, _says_more)
    clauses = _joined(smallest, _begins_clause)
    return tuple(dict.fromkeys((clauses, described)))


@lru_cache(_TEXTS_KEPT)
def named_tokens(sentence: str) -> tuple[Token, ...]:
    """Returns the tokens of ``sentence``, of which those that begin it are names where more than its place says so."""
    certain = {start for name in names(sentence) if name.opening for start in _certain(name, sentence)}
    return tuple(
        replace(token, sort=Sort.NAME) if token.sort is Sort.WORD and token.start in certain else token
        for token in tokens(sentence)
    )


def _certain(name: Name, sentence: str) -> Iterator[int]:
    """Where the words of a name stand that are capitals for another reason than their place."""
    start = name.start
    for i, word in enumerate(name.words):
        start = sentence.index(word, start)
        is_first = i == 0 and bare(word) not in PLACES and (len(name.words) == 1 or not name.beside[1])
        if not is_first and bare(word) not in STOP_WORDS:
            yield start
        start += len(word)


def clauses(sentence: str) -> tuple[Member, ...]:
    """Returns the clauses of ``sentence`` that have a subject and a verb of their own."""
    return partitions(sentence)[0]


def _members(sentence: str) -> tuple[Member, ...]:
    cut, start, members = "", 0, list[Member]()
    found = named_tokens(sentence)
    asides = [Span(*match.span()) for match in _ASIDE.finditer(sentence)]
    for match in [*_cuts(sentence, found), None]:
        end = match.start() if match else len(sentence)
        inside = [token for token in found if start <= token.start < end]
        if match and match.lastgroup == "to" and not any(token.sort is Sort.NUMBER for token in inside):
            continue
        if any(token.tells for token in inside) or (members and inside):
            members.append(_member(inside, cut, asides))
            cut = ""
        if match:
            cut, start = cut if cut and match.lastgroup == "weak" else match.lastgroup or "", match.end()
    return tuple(members)


def _cuts(sentence: str, found: Sequence[Token]) -> Iterator[re.Match[str]]:
    """The cuts that split no number, date or name."""
    inside = [(token.start, token.start + len(token.words)) for token in found if token.sort in FIGURES]
    inside += [match.span() for match in _ASIDE.finditer(sentence)]
    for match in _CUT.finditer(sentence):
        if not any(start < match.start() < end for start, end in inside):
            yield match


def _member(found: Sequence[Token], cut: str, asides: Sequence[Span] = ()) -> Member:
    verbs = _verbs(found)
    first = found[0] if found else None
    opening = next((i for i, token in enumerate(found) if token.tells or i in verbs), None)
    plain = first.plain if first else ""
    is_described = bool(first) and (
        plain in _RELATIVE
        or (not verbs and not (first.sort is Sort.NAME or first.sort in FIGURES) and plain not in PREPOSITIONS)
    )
    named = opening is not None and found[opening].sort is Sort.NAME
    return Member(
        items=tuple(_set_aside(_items(found, verbs), asides)),
        cut=cut,
        has_verb=bool(verbs),
        opens_with_verb=opening is not None and opening in verbs,
        opens_with_name=named,
        is_described=is_described and cut in ("weak", ""),
        points_back=_points_back(found, verbs),
    )


def _points_back(found: Sequence[Token], verbs: frozenset[int]) -> bool:
    before_verb = found[: min(verbs, default=0)]
    return any(token.plain in _BACK for token in before_verb)


def _verbs(found: Sequence[Token]) -> frozenset[int]:
    words = ["", *(token.plain for token in found)]
    sure = {i for i, token in enumerate(found) if token.sort is Sort.WORD and is_verb(token.plain, words[i])}
    if sure:
        return frozenset(sure)
    return frozenset(
        i
        for i, token in enumerate(found)
        if i and token.sort is Sort.WORD and found[i - 1].sort is not Sort.NUMBER and may_be_verb(token.plain, words[i])
    )


def _set_aside(items: Iterator[Item], asides: Sequence[Span]) -> Iterator[Item]:
    for item in items:
        is_aside = any(start <= item.token.start < end for start, end in asides)
        yield replace(item, is_aside=True) if is_aside else item


def _items(found: Sequence[Token], verbs: frozenset[int]) -> Iterator[Item]:
    preposition, is_past = "", False
    last = min(verbs, default=next((i for i, token in enumerate(found) if token.sort in FIGURES), len(found)))
    for i, token in enumerate(found):
        if token.plain in PREPOSITIONS and token.sort is Sort.WORD:
            preposition = token.plain
        elif i in verbs:
            is_past, preposition = True, ""
            if token.tells:
                yield Item(token, "verb")
        elif token.plain in ORDER and token.sort is Sort.WORD:
            yield Item(token, "order")
        elif token.tells:
            yield Item(token, preposition or ("subject" if not is_past and i < last else "object"))


def _never(_before: Member, _member: Member) -> bool:
    return False


def _says_more(before: Member, member: Member) -> bool:
    """Whether ``member`` is not only said of the name or the date right before it."""
    is_name = bool(before.items) and before.items[-1].token.sort in (Sort.NAME, Sort.DATE)
    return not (member.is_described and is_name)


def _begins_clause(before: Member, member: Member) -> bool:
    if member.cut == "strong":
        return True
    has_subject = member.has_verb and any(item.slot == "subject" for item in member.items)
    goes_on = member.opens_with_verb or (member.cut == "conjunction" and not before.has_verb)
    return member.cut in ("conjunction", "subordinate") and has_subject and not goes_on


def _joined(members: Sequence[Member], begins: Callable[[Member, Member], bool]) -> tuple[Member, ...]:
    """``members`` put together where one does not begin a new one."""
    joined = list[Member]()
    for member in members:
        if not joined or begins(joined[-1], member):
            joined.append(member)
            continue
        before = joined[-1]
        joined[-1] = replace(
            before,
            items=before.items + member.items,
            has_verb=before.has_verb or member.has_verb,
            points_back=before.points_back or member.points_back,
        )
    return tuple(joined)


def _in_turn(sentence: str) -> tuple[Member, ...]:
    """The members of "Rowe and Pike have 14 and 22 lamps, respectively": the first of each list, then the second."""
    if "respectively" not in sentence:
        return ()
    lists = [elements for elements in _lists(sentence) if len(elements) > 1]
    if len(lists) != 2 or len(lists[0]) != len(lists[1]):
        return ()
    listed = {token for elements in lists for element in elements for token in element}
    shared = [token for token in named_tokens(sentence) if token not in listed and token.plain != "respectively"]
    return tuple(
        _member(sorted([*shared, *first, *second], key=lambda token: token.start), "conjunction")
        for first, second in zip(*lists, strict=True)
    )


def _lists(sentence: str) -> list[list[list[Token]]]:
    """The runs of names, numbers or dates that only commas and conjunctions part, each element with its tokens."""
    runs = list[list[list[Token]]]()
    before: Token | None = None
    for token in named_tokens(sentence):
        if token.sort is Sort.WORD and not (token.words[:1].isupper() and token.start == 0):
            continue
        between = sentence[before.start + len(before.words) : token.start] if before else "-"
        if before and before.sort is token.sort and not between.strip():
            runs[-1][-1].append(token)
        elif runs and before and _BETWEEN_ELEMENTS.fullmatch(between):
            runs[-1].append([token])
        else:
            runs.append([[token]])
        before = token
    return runs
