"""Follow-ups made to stand on their own: "And in 2022?" becomes the last question, asked of 2022.

A substitution is made only where the conversation offers a clear one. Otherwise the follow-up is joined to the question
it leans on, which reads well and loses nothing: "How many missions were closed, and why?". Search gets the follow-up
and, apart from it and with less weight, the questions before. What this reaches is printed by ``evals.sets.rewrites``;
docs/decisions/0010-follow-ups.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.conversation.dependence import is_thin, leans
from retrieval.conversation.subjects import PRONOUNS, proper_names, subject_of
from retrieval.conversation.turns import Turn, Utterance
from retrieval.english.countries import PLACES
from retrieval.english.question_words import (
    AUXILIARIES,
    PREPOSITIONS,
    content,
    is_function_word,
    is_verbless,
    without_interjections,
    words,
)

_SEARCHED_WITH = 2
"""Earlier questions that search takes along."""

_LONGEST_ACRONYM = 3
"""Letters of a place that is written in capitals: "uk"."""
_LONGEST = 40
"""Words of an earlier question that are repeated: its last ones."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_AND = re.compile(r"^(?:(?:and|but|so|or|then|also)\b,?\s*)+", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{_AND.pattern})?(?:(?:what|how) (?:about|of)\b\s*)?", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_MONTH = re.compile(
    r"(?:\b\d{1,2} )?\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"(?: \d{1,2}\b,?)?(?: \d{4}\b)?"
)
_SPAN = re.compile(
    rf"(?:\b(?:between|from|in|during) )?{_YEAR.pattern}(?: (?:and|to|until|through) |\s?[–-]\s?){_YEAR.pattern}"
)
_DATES = (_YEAR, _MONTH, _SPAN)
_PREPOSITION = rf"(?:{'|'.join(PREPOSITIONS)})"
_PREPOSED = re.compile(rf"({_PREPOSITION})\s+(.+)", re.IGNORECASE)
_HOW = r"(?:since when|how long|(?:by|for|from|to|with) whom|why|when|where|how)"
_ASKED = re.compile(rf"^{_HOW} ", re.IGNORECASE)
_BARE = re.compile(rf"({_HOW})(?: so| is that| was that)?", re.IGNORECASE)
_WHICH = re.compile(r"which(?: ones?)?|(?:which|what|who) (?:are|were) (?:they|those|these)", re.IGNORECASE)
_WHICH_ONES = re.compile(r"which ones (?=\w)", re.IGNORECASE)
_OWNED = re.compile(
    r"how many (?!of\b)(?P<things>[\w’' -]+?) (?:(?:do|does|did) (?P<owner>(?!(?:he|she|it|they)\b).+?) (?:still )?have"
    r"|(?:are|were) there (?P<place>in .+?))(?: left| today| now)?\W*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"^how many (?:of )?", re.IGNORECASE)
_BEFORE_A_YEAR = "|".join((*PREPOSITIONS, *sorted(AUXILIARIES), "after", "before", "during", "through", "until"))
_THAT_YEAR = re.compile(
    rf"(?P<before>\b(?:{_BEFORE_A_YEAR}) )?\bthat (?:same |very )?year\b(?P<owning>['’]s)?", re.IGNORECASE
)
_OWNING = frozenset(("his", "its", "their", "theirs", "hers"))


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as the conversation makes it understood.

    ``standalone`` is for people; ``query``, helped by ``context``, the questions before it, for search.
    ``subject``: what its pronoun was found to mean. Of one that was joined to the question before: ``asked_last``, its
    own words, and ``read_as``, with these in front, for a reader answers what it is asked first.
    """

    standalone: str
    query: str
    context: tuple[str, ...] = ()
    subject: str = ""
    read_as: str = ""
    asked_last: str = ""


def understood(question: str, turns: Sequence[Turn]) -> Understood:
    """``question`` with what the conversation supplies; the very same where nothing is missing."""
    if not turns:
        return Understood(question, question)
    context = tuple(turn.question for turn in turns[-_SEARCHED_WITH:])
    if not leans(question, [said for turn in turns for said in (turn.standalone, turn.answer)]):
        dated = _with_its_year(question, turns[-1])
        return Understood(dated, dated, context if is_thin(question) else ())
    base = _base(turns)
    bare = without_interjections(question).rstrip("?.! ")
    subject = subject_of(bare, turns)
    made = _asked_of_another(bare, base) or _asked_anew(bare, base) or (subject and _with_its_subject(bare, subject))
    subject = subject or turns[-1].subject
    if made:
        made = _with_its_year(made, turns[-1])
        return Understood(made, made, context, subject)
    stem, asked = _shortened(base), _said(question)
    asked = asked[:1].upper() + asked[1:]
    return Understood(
        stem + _tail(question),
        question,
        context,
        subject,
        read_as=f"{asked}, {_lowered(stem)}?",
        asked_last=f"{asked}?",
    )


def turns_of(history: Sequence[Utterance], most: int) -> tuple[Turn, ...]:
    """The last ``most`` turns of a conversation that a caller brings along; what is said before a question is left."""
    turns: list[Turn] = []
    for said in history:
        if said.by_user:
            found = understood(said.text, turns[-most:])
            turns.append(Turn(said.text, found.standalone, subject=found.subject))
        elif turns:
            turns[-1] = replace(turns[-1], answer=f"{turns[-1].answer} {said.text}".strip())
    return tuple(turns[-most:])


def _base(turns: Sequence[Turn]) -> str:
    """The question to lean on: the last one, or where that was itself joined to another, the one before."""
    joined = next((turn for turn in reversed(turns) if not turn.standalone.endswith(_tail(turn.question))), turns[0])
    return joined.standalone.strip()


def _asked_of_another(bare: str, base: str) -> str:
    """For "And in 2022?" or "What about Spain?": the earlier question with another year, month or name in it."""
    fragment = _lowered(_OPENING.sub("", bare, count=1).strip(" ,"))
    if not content(fragment) or not is_verbless(fragment) or len(words(fragment)) > 6:
        return ""
    preposed = _PREPOSED.fullmatch(fragment)
    thing = _as_written(preposed[2] if preposed else fragment)
    if any(one.fullmatch(thing) for one in _DATES) and (
        dated := _at_another_time(fragment, base, preposed=preposed is not None)
    ):
        return dated
    if preposed:
        return _behind_preposition(preposed[1].lower(), thing, base)
    held = proper_names(base) or [one for one in words(base) if _is_place(one)]
    if not held or fragment == _lowered(bare) or not thing[0].isupper():
        return ""
    before, _, after = base.rpartition(held[-1])
    return re.sub(r"\bthe $", "", before) + thing + after


def _at_another_time(fragment: str, base: str, *, preposed: bool) -> str:
    """``base`` with its last date replaced, together with its preposition where ``fragment`` brings one.

    From one year to another is a date, and so is a month with its year, which a month by itself keeps.
    """
    for pattern in (_SPAN, _MONTH, _YEAR):
        before = rf"(?:\b{_PREPOSITION} )?" if preposed else ""
        if not (found := list(re.finditer(before + pattern.pattern, base))):
            continue
        year = "" if pattern is _SPAN or _YEAR.search(fragment) else " ".join(["", *_YEAR.findall(found[-1][0])])
        opening = "in " if pattern is _SPAN and not preposed else ""
        return base[: found[-1].start()] + opening + fragment + year + base[found[-1].end() :]
    return ""


def _behind_preposition(preposition: str, thing: str, base: str) -> str:
    """The earlier question with ``thing`` behind this preposition: in place of what stood there, or at its end."""
    stem = base.rstrip("?.! ")
    other = rf"(?:\s+(?!{_PREPOSITION}\b)[\w’'.-]+)"
    alike = [one for one in re.finditer(rf"\b{preposition}({other}+)", stem, re.IGNORECASE) if _alike(one[1], thing)]
    if alike:
        return f"{stem[: alike[-1].start(1)]} {thing}{stem[alike[-1].end() :]}?"
    return f"{stem} {preposition} {thing}?"


def _alike(old: str, new: str) -> bool:
    """Whether one may stand for the other: both are dates, both names, or both neither."""
    return _sort(old) == _sort(new)


def _sort(phrase: str) -> str:
    if any(one.search(phrase) for one in _DATES):
        return "date"
    return "name" if any(one[0].isupper() or _is_place(one) for one in words(phrase)) else "word"


def _is_place(word: str) -> bool:
    """Whether ``word`` is a name even as people type it: "russia"."""
    return word.casefold() in PLACES


def _as_written(thing: str) -> str:
    """``thing``, and a place with its capitals: what has none is no name to those who check an answer."""
    if not (_is_place(thing) and thing.islower()):
        return thing
    return thing.upper() if len(thing) <= _LONGEST_ACRONYM else thing.capitalize()


def _asked_anew(bare: str, base: str) -> str:
    """For "Why?", after "When did they close it?", "Why did they close it?".

    For "Which ones?", after "How many missions …", "Which missions …".
    For "Which ones were closed?", after "How many missions does Spain have?", "Which missions of Spain were closed?".
    """
    short = _AND.sub("", bare).strip(" ,")
    if (owned := _OWNED.match(base)) and _WHICH_ONES.match(short):
        things = f"Which {owned['things']} {owned['place'] or 'of ' + owned['owner']} "
        return f"{_WHICH_ONES.sub(things, short)}?"
    if _WHICH.fullmatch(short) and _HOW_MANY.match(base):
        return _HOW_MANY.sub("Which ", base)
    asked = _BARE.fullmatch(short)
    clause = _lowered(_ASKED.sub("", base))
    if asked and words(clause)[:1] and words(clause)[0] in AUXILIARIES:
        return f"{asked[1].capitalize()} {clause}"
    return ""


def _with_its_subject(bare: str, subject: str) -> str:
    """``subject`` in place of the first pronoun; those after it stay, for they now have something to mean."""
    found = next(filter(None, (one.search(bare) for one in PRONOUNS)), None)
    if not found:
        return f"{bare} of {subject}?"
    owner = subject.rstrip("’'")
    owning = found[1].casefold() in _OWNING or _is_her_own(found, bare)
    genitive = ("’" if owner.endswith("s") else "’s") if owning else ""
    return f"{bare[: found.start()]}{owner}{genitive}{bare[found.end() :]}?"


def _with_its_year(question: str, turn: Turn) -> str:
    """``question`` with the year that "that year" means: the only one of the last question, else of its answer."""
    if _YEAR.search(question):
        return question
    named = list(dict.fromkeys(_YEAR.findall(turn.standalone) or _YEAR.findall(turn.answer)))
    if len(named) != 1:
        return question

    def dated(found: re.Match[str]) -> str:
        before, owning = found["before"] or "", found["owning"] or ""
        return f"{before or ('' if owning else 'in ')}{named[0]}{owning}"

    return _THAT_YEAR.sub(dated, question)


def _is_her_own(found: re.Match[str], bare: str) -> bool:
    """Whether this "her" owns what follows ("her albums"), and is not the one that something happens to."""
    after = words(bare[found.end() :].casefold())[:1]
    return found[1].casefold() == "her" and bool(after) and not is_function_word(after[0])


def _shortened(base: str) -> str:
    """What an earlier question asks, to go on behind."""
    stem = _last_sentence(base).rstrip("?.! ")
    said = words(stem)
    return " ".join(said[-_LONGEST:]) if len(said) > _LONGEST else stem


def _said(question: str) -> str:
    """A follow-up without what is only said before it, nor an "and"."""
    return _AND.sub("", _last_sentence(without_interjections(question)).rstrip("?.! "))


def _tail(question: str) -> str:
    return f", and {_lowered(_said(question))}?"


def _last_sentence(text: str) -> str:
    """What is asked, after what is only said."""
    return _SENTENCE_END.split(text.strip())[-1]


def _lowered(text: str) -> str:
    """``text`` to go on with in a sentence: a first word that is no name begins small."""
    first = (words(text) or [""])[0]
    begins_small = is_function_word(first.casefold()) and first not in ("I", "I'm", "I’m", "I've", "I’ve")
    return text[:1].lower() + text[1:] if begins_small else text
