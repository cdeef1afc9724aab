"""What a pronoun means, if the conversation leaves no doubt.

A wrong guess misleads, so there is none: where two things may be meant, nothing is found, and the follow-up is joined
to the question before (``retrieval.conversation.followups``).
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
_MORE = rf"(?: (?!(?:{_NO_PART_OF_A_NAME})\b)[\w’'-]+)*"
_NOUNS = rf"(?:(?:the|a|an) )?[\w’'-]+{_MORE}(?: of (?:the )?[\w’'-]+{_MORE})?"
_ABOUT = re.compile(
    r"^(?:(?:what|who)(?:[’']s| is| are| was| were)|(?:please )?tell me (?:more )?about|define|describe|explain) "
    rf"(?:the (?:name|title)s? of )?({_NOUNS}(?: by {_NOUNS})?)(?= in\b| for\b| and\b|$)",
    re.IGNORECASE,
)
_THE = re.compile(
    r"(?<!\bin )(?<!\bon )(?<!\bat )(?<!\bto )(?<!\bfrom )(?<!\bthan )"
    r"\bthe (?!\w+est\b|most\b|other|first\b|last\b)[\w’'-]+(?: of (?:the )?[\w’'-]+)?"
    rf"(?=$| (?:{'|'.join((*PREPOSITIONS, *sorted(AUXILIARIES)))})\b)",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(rf"^(?:which|what) (?!(?:{'|'.join(sorted(AUXILIARIES))})\b)", re.IGNORECASE)
_OF_THE_ANSWER = re.compile(r"\bsources?\b", re.IGNORECASE)
"""What is asked of an answer, and not of the thing that it is about: "What's the source?"."""
_DID_IT = re.compile(r"\b(?:do|does|did|done|doing) it\W*$", re.IGNORECASE)
"""What was done, which is no thing: "Who did it?"."""
_NAMED = re.compile(r"^[Ww]ho(?:m|se)? (?:is|are|was|were) (?:the |a )?[A-Z]")


def subject_of(bare: str, turns: Sequence[Turn]) -> str:
    """What the first pronoun of ``bare`` means, if the conversation leaves no doubt; empty where it does, or has none.

    A pronoun goes on meaning what it meant in the question before, but for "she" after "his sister".
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
    """Who "he" or "she" is: the one person that the question names, or whom the answer to "Who …?" names first."""
    asks_who = turn.standalone[:3].casefold() == "who" and not _NAMED.match(turn.standalone)
    found = proper_names(turn.answer)[:1] if asks_who else proper_names(turn.standalone)
    return found[0] if len(found) == 1 else ""


def _thing(turn: Turn) -> str:
    """What "it" is: not what "Which thing …?" names, for there it may be the very thing asked for."""
    return "" if _ASKS_WHICH.match(turn.standalone) else _about(turn.standalone, lambda one: not _is_plural(one))


def _several(turn: Turn) -> str:
    return _about(turn.standalone, _is_plural)


def _about(question: str, fits: Callable[[str], bool]) -> str:
    """What a question is about: the whole of "What is …?", else its one name, else its one "the …"."""
    stem = question.strip().rstrip("?.! ")
    if (found := _ABOUT.match(stem)) and fits(found[1]) and _is_thing(found[1]):
        return found[1]
    for phrases in (_names_alone(stem), _THE.findall(stem)):
        fitting = [one for one in phrases if fits(one)]
        if len(fitting) == 1:
            return fitting[0]
    return ""


def _is_thing(phrase: str) -> bool:
    """Whether "What was …" asks after a thing, and not what was done ("What was taken?")."""
    return is_verbless(phrase) and bool(content(phrase)) and not is_participle(phrase)


def _names_alone(text: str) -> list[str]:
    """Names of what is spoken of: not "Angora" of "Angora goats", no thing by itself, nor a maker's ("by Kihl")."""
    found: list[str] = []
    for name in proper_names(text):
        before, _, rest = text.partition(name)
        after = words(rest)[:1]
        if words(before.casefold())[-1:] != ["by"] and (not after or is_function_word(after[0].casefold())):
            found.append(name)
    return found


def proper_names(text: str) -> list[str]:
    """The names in ``text`` that are words, each once, in order."""
    return list(dict.fromkeys(one for one in names(text) if one[0].isupper()))


def _is_plural(phrase: str) -> bool:
    head = phrase.split(" of ", maxsplit=1)[0]
    return head.endswith("s") and not head.endswith(("ss", "us", "is"))
