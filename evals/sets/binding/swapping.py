"""False claims: a value that the text has, but of another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.sets.binding.binding_claim import Made, TextPassage
from evals.sets.binding.restating import cited_with, content, dressed
from evals.sets.binding.values import Value, alike, exchanged, is_name, pairs_of_a_kind, values, with_value

_PARTED = re.compile(
    r"[;,] (?:and|while|whereas|but|with)\b|;|\b(?:and|while|whereas|but)\b.*\b(?:was|were|is|are|had|has)\b"
)
_ALTERNATIVES = re.compile(r"\b(?:between|or|either|both|among|relations|border|also known as|called)\b|/")
_CLAUSES = re.compile(r"; |, (?:and|but|while|whereas) ")
_FINITE = re.compile(r"\b(?:was|were|is|are|had|has|have|became|can|will|may|must|won|led|made|took|[a-z]{3,}ed)\b")
_DEED = re.compile(
    r"\b(?P<agent>[A-Z][a-z-]+(?: [A-Z][a-z-]+){0,2}) (?P<deed>(?:(?:had|has|have|was|were|is) )?[a-z]+ed(?: by)?"
    r"|beat|won|led|took|sent|gave|wrote to|told|taught|succeeded|owns|owned|bought|sold)"
    r"(?P<between> (?:[a-z]+ ){0,2})(?P<patient>[A-Z][a-z-]+(?: [A-Z][a-z-]+){0,2})\b(?! and|['’]s| [A-Z])"
)
_EITHER_WAY = re.compile(
    r"marr|met\b|joined|resembl|faced|fought|contrast|allied|agreed|bordered|related|talked|divorc|starred|appeared"
    r"|lived|worked|traveled|travelled|moved|based|located|featured|teamed|signed|played"
)
_NEVER = frozenset(
    "Season Chapter Section In On At It He She They The This After During While For From By A An But And As To".split()
)


def parallel(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Two values of a sentence, each of its own part of it, in each other's place."""
    for place, sentence in enumerate(passage.sentences):
        for first, second in pairs_of_a_kind(sentence):
            if not alike(first, second) and _of_different_things(sentence, first, second):
                yield Made(dressed(exchanged(sentence, first, second), dice), False, cited_with(place, passage, dice))


def _of_different_things(sentence: str, first: Value, second: Value) -> bool:
    between = sentence[first.end : second.start]
    around = sentence[max(0, first.start - 12) : second.end + 4]
    if len(content(between)) < 2 or _ALTERNATIVES.search(around):
        return False
    return not is_name(first) or bool(_PARTED.search(between))


def clause_of_another(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """One clause of a sentence alone, as it stands or with the value of the other clause."""
    for place, sentence in enumerate(passage.sentences):
        for clause, rest in _clauses(sentence):
            if dice.random() < 0.5:
                yield Made(clause, True, cited_with(place, passage, dice))
                continue
            swaps = [(mine, other) for mine in values(clause) for other in values(rest) if _fits(mine, other, clause)]
            if swaps:
                mine, other = dice.choice(swaps)
                yield Made(with_value(clause, mine, other.text), False, cited_with(place, passage, dice))


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    parts = _CLAUSES.split(sentence)
    if len(parts) != 2 or any(len(part) < 25 or not _FINITE.search(part) for part in parts):
        return
    if re.match(r"(?:When|If|While|Although|Since|As|After|Before|Unless)\b", parts[0]):
        return
    if re.match(r"[A-Z][\w’'-]+ |the |an? |[Ii]t |he |she |they |in \d", parts[1]):
        whole = [parts[0] + ".", parts[1][0].upper() + parts[1][1:]]
        yield whole[0], whole[1]
        yield whole[1], whole[0]


def neighbours_value(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """A figure, date, name or place of a sentence near by; both are cited half of the time."""
    for place, sentence in enumerate(passage.sentences):
        mine = values(sentence)
        for other in (place - 1, place + 1):
            if not 0 <= other < len(passage.sentences):
                continue
            swaps = [
                (value, theirs)
                for value in mine
                for theirs in values(passage.sentences[other])
                if _fits(value, theirs, sentence)
            ]
            if swaps:
                value, theirs = dice.choice(swaps)
                cited = tuple(sorted((place, other))) if dice.random() < 0.7 else (place,)
                yield Made(dressed(with_value(sentence, value, theirs.text), dice), False, cited)


def _fits(mine: Value, other: Value, sentence: str) -> bool:
    """Whether a value may stand where another stands, and makes something else of the sentence."""
    if mine.kind != other.kind or alike(mine, other) or other.text.lower() in sentence.lower():
        return False
    return not is_name(mine) or not content(other.text) & content(sentence)


def agent_and_patient(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Who did it and to whom it was done change places."""
    for place, sentence in enumerate(passage.sentences):
        match = _DEED.search(sentence)
        if not match or _EITHER_WAY.search(match["deed"]) or content(match["agent"]) & content(match["patient"]):
            continue
        if {match["agent"].split()[0], match["patient"].split()[0]} & _NEVER or " and " in match["between"]:
            continue
        first = Value("", match["agent"], *match.span("agent"))
        second = Value("", match["patient"], *match.span("patient"))
        yield Made(exchanged(sentence, first, second), False, cited_with(place, passage, dice))
