"""Claims that rest on two sentences: those that something links, and those that nothing does; and who said what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.sets.binding.binding_claim import Made, TextPassage
from evals.sets.binding.restating import content
from evals.sets.binding.values import is_name, values

_VERB = (
    r"(?:was|were|is|are|had|has|have|became|can|will|could|would|may|must|did|does|won|led|made|took|wrote|began|held"
    r"|received|served|died|moved|joined|played|published|includes?|contains?|provides?|uses?|used)"
)
_SUBJECT = re.compile(
    r"^(?P<subject>(?:The |An? |Our |His |Her |Their )?[\w’'.-]+(?: (?!that|which|who|and|or)[\w’'.-]+){0,5}?)"
    rf" (?P<rest>{_VERB} .+)$"
)
_NAMED = re.compile(rf"^(?P<subject>[A-Z][\w’'-]+(?: (?:de |van |of )?[A-Z][\w’'-]+){{0,3}}) (?P<rest>{_VERB} .+)$")
_THE = re.compile(rf"^(?P<subject>The [a-z]+(?: [a-z]+)?) (?P<rest>{_VERB} .+)$")
_PRONOUN = re.compile(rf"^(?P<pronoun>He|She|It) (?P<rest>(?:also |later |then )?(?:{_VERB}|[a-z]+(?:ed|s)) .+)$")
_NO_SUBJECT = re.compile(
    r"^(?:It|He|She|They|This|That|These|Those|There|We|You|I|In|On|At|Little|Who|What|If|When|As|For|By|To|His|Her|Their|Its)\b"
)
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}"
_SAYS = re.compile(
    rf"""
      \b(?P<first>{_PERSON.replace(" ", "[ ]")}),?[ ]
        (?:said|says|argued|argues|wrote|stated|claimed|believed|noted|ruled|found|suggested|announced|told|explained
          |reported|described|called|criticized|declared|recommended|estimated|proposed|concluded)\b
    | \b[Aa]ccording[ ]to[ ](?P<second>{_PERSON.replace(" ", "[ ]")})\b
    """,
    re.VERBOSE,
)
_NOBODY = re.compile(
    r"(?:also )?(?:is|was|has been|had been|would be|may be) (?:\w+ ){1,3}(?:to|that|for|how|whether)\b"
)
"""What goes on after an "it" that stands for nothing: "It is often hard to say"."""
_LONGEST_BEFORE = 130
"""Letters of a sentence beyond which it is about too much for a pronoun to be sure of."""
_TURN = re.compile(r"^(?P<speaker>[A-Z][\w ]{2,24}): (?P<words>.+)$")
_REPORTED = ("{speaker} said: “{words}”", "According to {speaker}, “{words}”", "{speaker} said that “{words}”")


def pronoun(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Puts for "he" the person that the sentence before is about, true; as another one of the passage, false."""
    sentences = passage.sentences
    for place in range(1, len(sentences)):
        match, before = _PRONOUN.match(sentences[place]), _named(sentences[place - 1])
        if not match or not before or _NO_SUBJECT.match(sentences[place - 1]):
            continue
        if len(sentences[place - 1]) > _LONGEST_BEFORE or _NOBODY.match(match["rest"]):
            continue
        others = [
            name
            for other, sentence in enumerate(sentences)
            for name in _names(sentence)
            if other != place and " " in name and not content(name) & content(before["subject"] + sentences[place])
        ]
        true = dice.random() < 0.5 or not others
        subject = before["subject"] if true else dice.choice(others)
        yield Made(f"{subject} {match['rest']}", true, (place - 1, place))


def _named(sentence: str) -> re.Match[str] | None:
    return _NAMED.match(sentence) or _THE.match(sentence)


def _names(sentence: str) -> list[str]:
    return [value.text for value in values(sentence) if value.kind.startswith("name of")]


def stitched(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """The subject of one sentence with what another says of its own subject."""
    parted = [(place, match) for place, match in enumerate(map(_SUBJECT.match, passage.sentences)) if match]
    for place, mine in parted:
        others = [
            (where, other)
            for where, other in parted
            if where != place and _apart(mine["subject"], other["subject"], passage.sentences[where])
        ]
        if others:
            where, other = dice.choice(others)
            cited = tuple(sorted((place, where)))
            yield Made(f"{mine['subject']} {other['rest']}", False, cited)


def _apart(mine: str, other: str, theirs: str) -> bool:
    if _NO_SUBJECT.match(mine) or _NO_SUBJECT.match(other):
        return False
    return bool(content(mine)) and bool(content(other)) and not content(mine) & content(theirs)


def joined(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Two whole sentences in one claim, each with its own subject: true."""
    for place in range(len(passage.sentences) - 1):
        first, second = passage.sentences[place : place + 2]
        if len(first) + len(second) < 260 and not _TURN.match(first) and first.endswith("."):
            link = dice.choice((", and ", "; "))
            yield Made(first[:-1] + link + _going_on(second), True, (place, place + 1))


def _going_on(sentence: str) -> str:
    word = sentence.split(" ", 1)[0]
    small = word.lower() in "the a an this these it he she they in on at his her its their some many most".split()
    return sentence[0].lower() + sentence[1:] if small else sentence


def who_said(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """What somebody said or ruled, as another's words."""
    for place, sentence in enumerate(passage.sentences):
        match = _SAYS.search(sentence)
        if not match:
            continue
        group = "first" if match["first"] else "second"
        others = [
            (where, name)
            for where, other in enumerate(passage.sentences)
            for name in (value.text for value in values(other) if is_name(value) and value.kind != "people")
            if not content(name) & content(sentence)
        ]
        if others and not _NO_SUBJECT.match(match[group]):
            where, name = dice.choice(others)
            cited = tuple(sorted({place, where})) if dice.random() < 0.7 else (place,)
            yield Made(sentence[: match.start(group)] + name + sentence[match.end(group) :], False, cited)


def speaker(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """What was said in a meeting, as its speaker's words, true, or as another's who spoke near by, false."""
    turns = [(place, match) for place, match in enumerate(map(_TURN.match, passage.sentences)) if match]
    for place, turn in turns:
        words = turn["words"].split(". ")[0].rstrip(" .,") + "."
        others = [(where, other["speaker"]) for where, other in turns if other["speaker"] != turn["speaker"]]
        if len(words) < 25 or not others:
            continue
        where, other = dice.choice(others)
        true = dice.random() < 0.5
        cited = tuple(sorted((place, where))) if dice.random() < 0.6 else (place,)
        form = dice.choice(_REPORTED)
        yield Made(form.format(speaker=turn["speaker"] if true else other, words=words), true, cited)


def noted(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """A sentence with its own note, or with the note of another: of passages where notes follow their sentences."""
    if passage.kind != "note":
        return
    pairs = list(range(0, len(passage.sentences) - 1, 2))
    place = dice.choice(pairs)
    true = dice.random() < 0.5 or len(pairs) == 1
    other = place if true else dice.choice([pair for pair in pairs if pair != place])
    sentence, note = passage.sentences[place].rstrip("."), passage.sentences[other + 1].rstrip(".")
    cited = (place, place + 1) if true else (place, place + 1, other + 1)
    if true or note not in passage.sentences[place + 1]:
        yield Made(f"{sentence} ({note}).", true, tuple(sorted(cited)))
