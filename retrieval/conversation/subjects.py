"""Resolves a pronoun, if the conversation leaves no doubt.

A wrong guess misleads, so there is no guessing: with two possible referents nothing is returned, and the follow-up is
joined to the question before (``retrieval.conversation.followups``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.conversation.dependence import asks_for_a_part
from retrieval.conversation.turns import Turn
from retrieval.english.question_words import (
    AUXILIARIES,
    PREPOSITIONS,
    content,
    is_function_word,
    is_participle,
    is_verbless,
    names,
    words,
)

PRONOUNS = (
    re.compile(r"\b(he|him|she|her|hers|his)\b", re.IGNORECASE),
    re.compile(r"\b(they|them|their|theirs)\b", re.IGNORECASE),
    re.compile(r"\b(it|its)\b", re.IGNORECASE),
)
"""Of a person, of several things, of one thing."""

_NO_PART_OF_A_NAME = "|".join((*PREPOSITIONS, "and", "or", "like", "that", "who", "which", "when", "compared"))
_MORE = rf"(?:\ (?!(?:{_NO_PART_OF_A_NAME})\b)[\w’'-]+)*"
_NOUNS = rf"(?:(?:the|a|an)\ )?[\w’'-]+{_MORE}(?:\ of\ (?:the\ )?[\w’'-]+{_MORE})?"
_ABOUT = re.compile(
    rf"""
    # "What is …", "Tell me more about …", "Describe …"
    ^(?:(?:what|who)(?:[’']s|\ is|\ are|\ was|\ were)|(?:please\ )?tell\ me\ (?:more\ )?about|define
    |describe|explain)[ ]
    # … "(the title of) the book (by an author)", up to a preposition or the end
    (?:the\ (?:name|title)s?\ of\ )?({_NOUNS}(?:\ by\ {_NOUNS})?)(?=\ in\b|\ for\b|\ and\b|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THE = re.compile(
    rf"""
    (?<!\bin\ )(?<!\bon\ )(?<!\bat\ )(?<!\bto\ )(?<!\bfrom\ )(?<!\bthan\ )  # not the place or the measure
    \bthe\ (?!\w+est\b|most\b|other|first\b|last\b)[\w’'-]+(?:\ of\ (?:the\ )?[\w’'-]+)?  # "the treaty of Rome"
    (?=$|\ (?:{"|".join((*PREPOSITIONS, *sorted(AUXILIARIES)))})\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MEASURES = "share|part|percentage|percent|proportion|number|amount|volume|value|fraction"
_ASKS_WHICH = re.compile(
    rf"^(?:which|what) (?!(?:{'|'.join(sorted(AUXILIARIES))}|{_MEASURES})\b)",
    re.IGNORECASE,
)
_OF_THE_ANSWER = re.compile(r"\bsources?\b", re.IGNORECASE)
"""A question about the answer instead of its subject: "What's the source?"."""
_DID_IT = re.compile(r"\b(?:do|does|did|done|doing) it\W*$", re.IGNORECASE)
""""It" for an action instead of a thing: "Who did it?"."""
_NAMED = re.compile(r"^[Ww]ho(?:m|se)? (?:is|are|was|were) (?:the |a )?[A-Z]")


def subject_of(bare: str, turns: Sequence[Turn]) -> str:
    """Returns the referent of the first pronoun of ``bare``, or an empty string if in doubt or without a pronoun.

    A pronoun keeps the referent that it had in the question before, except for "she" after "his sister".
    """
    if _DID_IT.search(bare):
        return ""
    for pronoun, find in zip(PRONOUNS, (_person, _several, _thing), strict=True):
        if not pronoun.search(bare):
            continue
        if not (meant_before := pronoun.search(turns[-1].question)):
            return find(turns[-1])
        return turns[-1].subject if _is_of_a_woman(pronoun.search(bare)) == _is_of_a_woman(meant_before) else ""
    if not asks_for_a_part(bare) or _OF_THE_ANSWER.search(bare):
        return ""
    return _thing(turns[-1]) or _several(turns[-1])


def _is_of_a_woman(pronoun: re.Match[str] | None) -> bool:
    return pronoun is not None and pronoun[0].casefold() in ("she", "her", "hers")


def _person(turn: Turn) -> str:
    """Returns the referent of "he" or "she": the one person in the question, or the first in the answer to "Who …?"."""
    asks_who = turn.standalone[:3].casefold() == "who" and not _NAMED.match(turn.standalone)
    persons = proper_names(turn.answer)[:1] if asks_who else proper_names(turn.standalone)
    return persons[0] if len(persons) == 1 else ""


def _thing(turn: Turn) -> str:
    """Returns the referent of "it". "Which thing …?" gives none, because it may ask for the very thing it names."""
    return "" if _ASKS_WHICH.match(turn.standalone) else _about(turn.standalone, lambda phrase: not _is_plural(phrase))


def _several(turn: Turn) -> str:
    return _about(turn.standalone, _is_plural)


def _about(question: str, fits: Callable[[str], bool]) -> str:
    """Returns the topic of a question: the whole of "What is …?", else its one name, else its one "the …"."""
    stem = question.strip().rstrip("?.! ")
    if (match := _ABOUT.match(stem)) and fits(match[1]) and _is_thing(match[1]):
        return match[1]
    owners = _owners(stem)
    for phrases in (owners, [] if owners else _names_alone(stem), _THE.findall(stem)):
        fitting = [phrase for phrase in phrases if fits(phrase)]
        if len(fitting) == 1:
            return fitting[0]
    return ""


def _owners(text: str) -> list[str]:
    """Returns the names that own something, which is the topic before any other: "What share of Rowe's trade"."""
    return [name for name in proper_names(text) if re.search(rf"(?<!\w){re.escape(name)}(?:['’]s?)(?!\w)", text)]


def _is_thing(phrase: str) -> bool:
    """Whether "What was …" asks about a thing and not about an action ("What was taken?")."""
    return is_verbless(phrase) and bool(content(phrase)) and not is_participle(phrase)


def _names_alone(text: str) -> list[str]:
    """Returns the names of topics: not "Angora" in "Angora goats", which qualifies another noun, nor a maker ("by
    Kihl").
    """
    things: list[str] = []
    for name in proper_names(text):
        before, _, rest = text.partition(name)
        after = words(rest)[:1]
        if words(before.casefold())[-1:] != ["by"] and (not after or is_function_word(after[0].casefold())):
            things.append(name)
    return things


def proper_names(text: str) -> list[str]:
    """Returns the capitalised names in ``text``, each once, in order."""
    return list(dict.fromkeys(name for name in names(text) if name[0].isupper()))


def _is_plural(phrase: str) -> bool:
    head = phrase.split(" of ", maxsplit=1)[0]
    return head.endswith("s") and not head.endswith(("ss", "us", "is"))
