"""Rewrites follow-ups so that they stand on their own: "And in 2022?" becomes the last question, asked of 2022.

A substitution is made only where the conversation offers a clear one. Otherwise the follow-up is joined to the question
it depends on, which reads well and loses nothing: "How many missions were closed, and why?". Search gets the follow-up
and, separately and with less weight, the questions before. ``evals.sets.rewrites`` prints the accuracy;
docs/decisions/0010-follow-ups.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.conversation.dependence import is_thin, leans
from retrieval.conversation.subjects import PRONOUNS, proper_names, subject_of
from retrieval.conversation.talk_phrases import Talk
from retrieval.conversation.turns import Turn
from retrieval.conversation.wishes import Wish
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
"""Letters of a place name that is written in capitals: "uk"."""
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
    r"""
    # "How many missions does Spain still have"
    how\ many\ (?!of\b)(?P<things>[\w’'\ -]+?)[ ]
    (?:(?:do|does|did)\ (?P<owner>(?!(?:he|she|it|they)\b).+?)\ (?:still\ )?have
    # "How many missions are there in Spain"
    |(?:are|were)\ there\ (?P<place>in\ .+?))
    (?:\ left|\ today|\ now)?\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOW_MANY = re.compile(r"^how many (?:of )?", re.IGNORECASE)
_BEFORE_A_YEAR = "|".join((*PREPOSITIONS, *sorted(AUXILIARIES), "after", "before", "during", "through", "until"))
_THAT_YEAR = re.compile(
    rf"(?P<before>\b(?:{_BEFORE_A_YEAR}) )?\bthat (?:same |very )?year\b(?P<owning>['’]s)?", re.IGNORECASE
)
_OWNING = frozenset(("his", "its", "their", "theirs", "hers"))


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as understood in its conversation.

    ``standalone`` is for people; ``query`` is for search, helped by ``context``, the earlier questions. ``subject``:
    the referent of its pronoun. A question that was joined to the one before also has ``asked_last``, its own words,
    and ``read_as``, the joined question with these words first, because a reader answers what it is asked first.
    ``talk``: it is small talk, of this kind. ``wish``: what is wanted of the last answer, to the question
    ``standalone``, beside which ``said`` has been answered already. ``parts``: the questions of one message.
    """

    standalone: str
    query: str
    context: tuple[str, ...] = ()
    subject: str = ""
    read_as: str = ""
    asked_last: str = ""
    talk: Talk | None = None
    wish: Wish | None = None
    said: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def completed(question: str, turns: Sequence[Turn]) -> Understood:
    """Returns ``question`` completed from the conversation, or unchanged where nothing is missing."""
    if not turns:
        return Understood(question, question)
    context = tuple(turn.question for turn in turns[-_SEARCHED_WITH:])
    if not leans(question, [sentence for turn in turns for sentence in (turn.standalone, turn.answer)]):
        dated = _with_its_year(question, turns[-1])
        return Understood(dated, dated, context if is_thin(question) else ())
    base = _base(turns)
    bare = without_interjections(question).rstrip("?.! ")
    subject = subject_of(bare, turns)
    rewritten = (
        _asked_of_another(bare, base) or _asked_anew(bare, base) or (subject and _with_its_subject(bare, subject))
    )
    subject = subject or turns[-1].subject
    if rewritten:
        rewritten = _with_its_year(rewritten, turns[-1])
        return Understood(rewritten, rewritten, context, subject)
    stem, follow_up = _shortened(base), _said(question)
    follow_up = follow_up[:1].upper() + follow_up[1:]
    return Understood(
        stem + _tail(question),
        question,
        context,
        subject,
        read_as=f"{follow_up}, {_lowered(stem)}?",
        asked_last=f"{follow_up}?",
    )


def _base(turns: Sequence[Turn]) -> str:
    """Returns the question to build on: the last one, or the one before where the last was itself joined to another."""
    joined = next((turn for turn in reversed(turns) if not turn.standalone.endswith(_tail(turn.question))), turns[0])
    return joined.standalone.strip()


def _asked_of_another(bare: str, base: str) -> str:
    """For "And in 2022?" or "What about Spain?": returns the earlier question with another year, month or name."""
    fragment = _lowered(_OPENING.sub("", bare, count=1).strip(" ,"))
    if not content(fragment) or not is_verbless(fragment) or len(words(fragment)) > 6:
        return ""
    preposed = _PREPOSED.fullmatch(fragment)
    thing = as_written(preposed[2] if preposed else fragment)
    if is_date(thing) and (dated := at_another_time(fragment, base, preposed=preposed is not None)):
        return dated
    if preposed:
        return _behind_preposition(preposed[1].lower(), thing, base)
    named_things = proper_names(base) or [word for word in words(base) if _is_place(word)]
    if not named_things or fragment == _lowered(bare) or not thing[0].isupper():
        return ""
    before, _, after = base.rpartition(named_things[-1])
    return re.sub(r"\bthe $", "", before) + thing + after


def is_date(phrase: str) -> bool:
    """Whether ``phrase`` is a year, a month or a span of years, and nothing else."""
    return any(pattern.fullmatch(phrase) for pattern in _DATES)


def at_another_time(fragment: str, base: str, *, preposed: bool) -> str:
    """Returns ``base`` with its last date replaced, together with its preposition where ``fragment`` brings one.

    A range of years is one date, and so is a month with its year; a month by itself keeps the year.
    """
    for pattern in (_SPAN, _MONTH, _YEAR):
        before = rf"(?:\b{_PREPOSITION} )?" if preposed else ""
        if not (dates := list(re.finditer(before + pattern.pattern, base))):
            continue
        year = "" if pattern is _SPAN or _YEAR.search(fragment) else " ".join(["", *_YEAR.findall(dates[-1][0])])
        opening = "in " if pattern is _SPAN and not preposed else ""
        return base[: dates[-1].start()] + opening + fragment + year + base[dates[-1].end() :]
    return ""


def _behind_preposition(preposition: str, thing: str, base: str) -> str:
    """Returns the earlier question with ``thing`` after this preposition: in place of its object, or at the end."""
    stem = base.rstrip("?.! ")
    other = rf"(?:\s+(?!{_PREPOSITION}\b)[\w’'.-]+)"
    alike = [
        match for match in re.finditer(rf"\b{preposition}({other}+)", stem, re.IGNORECASE) if _alike(match[1], thing)
    ]
    if alike:
        return f"{stem[: alike[-1].start(1)]} {thing}{stem[alike[-1].end() :]}?"
    return f"{stem} {preposition} {thing}?"


def _alike(old: str, new: str) -> bool:
    """Whether one may replace the other: both are dates, both names, or both neither."""
    return _sort(old) == _sort(new)


def _sort(phrase: str) -> str:
    if any(pattern.search(phrase) for pattern in _DATES):
        return "date"
    return "name" if any(word[0].isupper() or _is_place(word) for word in words(phrase)) else "word"


def _is_place(word: str) -> bool:
    """Whether ``word`` is a place name, even in lower case: "russia"."""
    return word.casefold() in PLACES


def as_written(thing: str) -> str:
    """Returns ``thing``, a place with its capitals, because the gate takes only a capitalised word for a name."""
    if not (_is_place(thing) and thing.islower()):
        return thing
    return thing.upper() if len(thing) <= _LONGEST_ACRONYM else thing.capitalize()


def _asked_anew(bare: str, base: str) -> str:
    """Rewrites "Why?", after "When did they close it?", as "Why did they close it?".

    "Which ones?", after "How many missions …", becomes "Which missions …". "Which ones were closed?", after "How many
    missions does Spain have?", becomes "Which missions of Spain were closed?".
    """
    short = _AND.sub("", bare).strip(" ,")
    if (owned := _OWNED.match(base)) and _WHICH_ONES.match(short):
        things = f"Which {owned['things']} {owned['place'] or 'of ' + owned['owner']} "
        return f"{_WHICH_ONES.sub(things, short)}?"
    if _WHICH.fullmatch(short) and _HOW_MANY.match(base):
        return _HOW_MANY.sub("Which ", base)
    asked_word = _BARE.fullmatch(short)
    clause = _lowered(_ASKED.sub("", base))
    if asked_word and words(clause)[:1] and words(clause)[0] in AUXILIARIES:
        return f"{asked_word[1].capitalize()} {clause}"
    return ""


def _with_its_subject(bare: str, subject: str) -> str:
    """Replaces the first pronoun with ``subject``; later ones stay, because they now have a referent."""
    bare = _AND.sub("", bare)
    bare = bare[:1].upper() + bare[1:]
    pronoun = next(filter(None, (pattern.search(bare) for pattern in PRONOUNS)), None)
    if not pronoun:
        return f"{bare} of {subject}?"
    owner = subject.rstrip("’'")
    owning = pronoun[1].casefold() in _OWNING or _is_her_own(pronoun, bare)
    genitive = ("’" if owner.endswith("s") else "’s") if owning else ""
    return f"{bare[: pronoun.start()]}{owner}{genitive}{bare[pronoun.end() :]}?"


def _with_its_year(question: str, turn: Turn) -> str:
    """Replaces "that year" with the only year of the last question, or else of its answer."""
    if _YEAR.search(question):
        return question
    years = list(dict.fromkeys(_YEAR.findall(turn.standalone) or _YEAR.findall(turn.answer)))
    if len(years) != 1:
        return question

    def dated(match: re.Match[str]) -> str:
        before, owning = match["before"] or "", match["owning"] or ""
        return f"{before or ('' if owning else 'in ')}{years[0]}{owning}"

    return _THAT_YEAR.sub(dated, question)


def _is_her_own(pronoun: re.Match[str], bare: str) -> bool:
    """Whether this "her" is a possessive ("her albums") and not an object."""
    after = words(bare[pronoun.end() :].casefold())[:1]
    return pronoun[1].casefold() == "her" and bool(after) and not is_function_word(after[0])


def _shortened(base: str) -> str:
    """Returns the last words of an earlier question's last sentence, ready to be continued."""
    stem = _last_sentence(base).rstrip("?.! ")
    stem_words = words(stem)
    return " ".join(stem_words[-_LONGEST:]) if len(stem_words) > _LONGEST else stem


def _said(question: str) -> str:
    """Returns a follow-up's last sentence without a leading "and"."""
    return _AND.sub("", _last_sentence(without_interjections(question)).rstrip("?.! "))


def _tail(question: str) -> str:
    return f", and {_lowered(_said(question))}?"


def _last_sentence(text: str) -> str:
    """Returns the last sentence, which is the question."""
    return _SENTENCE_END.split(text.strip())[-1]


def _lowered(text: str) -> str:
    """Returns ``text`` for use inside a sentence: a first word that is not a name begins in lower case."""
    first = (words(text) or [""])[0]
    begins_small = is_function_word(first.casefold()) and first not in ("I", "I'm", "I’m", "I've", "I’ve")
    return text[:1].lower() + text[1:] if begins_small else text
