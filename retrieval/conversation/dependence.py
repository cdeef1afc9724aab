"""Decides whether a question stands on its own or depends on the conversation before it.

Rules over words, for English; no model and no parser. A question that stands on its own must be left alone, so each
rule names something that the question lacks: the referent of a pronoun, the rest of a fragment, the owner of the causes
asked for. ``evals.sets.rewrites`` measures how often they are right (docs/decisions/0010-follow-ups.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from retrieval.english.question_words import (
    AUXILIARIES,
    DETERMINERS,
    LIGHT,
    PREPOSITIONS,
    QUESTION_WORDS,
    content,
    is_function_word,
    is_verbless,
    names,
    without_interjections,
    words,
)

_LONGEST = 60
"""Words beyond which a question is taken to be complete."""
_THIN = 4
"""Most content words of a thin question."""

_SUBORDINATORS = frozenset(
    "after although and as because before but if once or since so that though unless until when where whether "
    "which while who".split()
)
_COPULAS = frozenset("am are be been is was were what's who's where's how's that's it's there's".split())
_RELATIONAL = frozenset(
    "accomplishment achievement advantage aftermath aim alternative application aspect award background benefit "
    "cause challenge characteristic component con concern conclusion consequence controversy cost date detail "
    "difference difficulty disadvantage drawback effect example exception feature finding function goal history "
    "impact implication influence ingredient issue kind lesson limit limitation location main meaning member method "
    "motive name number objective option origin outcome part penalty point price problem pro process property "
    "purpose reaction reason requirement response result review risk role rule side size solution source step "
    "story symptom treatment trigger type use variety way".split()
)
"""Nouns that are incomplete without the thing they belong to."""
_OF_ALL = frozenset("earth internet moon planet sky sun universe weather world president government public".split())
"""Things that exist only once, so that "the" needs no earlier mention."""

_PREPOSITION = "|".join(PREPOSITIONS)
_ELSEWHERE = re.compile(r"^(?:and |but |so |or )?(?:what|how) about\b|^(?:what|how) of\b", re.IGNORECASE)
_IT_STANDS_FOR_NOTHING = re.compile(
    r"""
    \b(?:
        # an infinitive, clause or gerund comes later: "is it still safe to …", "was it worth …ing"
        (?:is|was|be|are|does|did|will|would|can)\ it\ (?:not\ )?
        (?:a\ |an\ |any\ |ever\ |still\ |really\ |so\ |more\ |less\ )*
        (?:true|possible|legal|illegal|safe|better|best|worth|important|necessary|normal|ok|okay|hard|easy|difficult|bad
        |good|common|cheaper|wise|harder|easier|customary|likely)\b\ (?:to|that|for|if|when|not\ to|\w+ing)\b
        # cost, consequence and weather: "does it take … to", "did it rain when"
        |(?:does|did|will|would)\ it\ (?:take|cost|matter|mean|hurt|snow|rain)\b.*\ (?:to|if|when|that|in)\b
        # the same in a statement: "it is true that", "it takes"
        |it\ (?:takes?|took|is|was|means?)\ (?:\w+\ )?(?:to|that|like|when|if|for)\b|it\ takes?\b
        # "make it into", "made it possible to", "makes it clear that"
        |ma(?:k(?:e|es|ing)|de)\ it[ ]
        (?:to|into|through|past|so|(?:(?:im)?possible|easier|harder)\ (?:to|for)|clear\ that)\b
        # "what is it like", "what does it mean to"
        |what\ is\ it\ (?:called\ )?(?:like|when)\b|what\ does\ it\ (?:mean|take)\ (?:to|when|if)\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DEICTIC = re.compile(
    r"""
    # a time that the day of asking fixes: "this year"
    \b(?:this|these|that)\ (?:year|years|month|week|weekend|day|days|decade|century|morning|evening|moment|season)\b
    # "those" with what follows: "those who", "those in"
    |\bthose\ (?:who|whom|that|which|with|of|in|from|under|on|for)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ONE = re.compile(
    r"""
    # "ones", "which one", "the first one", "a large one", but not "the one of", "the first one to"
    \bones\b|\b(?:which|another|this|that|first|second|third|last|next|previous|other|same|the|a\ \w+)\ one\b
    (?!\ (?:of|to|who|that)\b)
    # "so" at the end, "the former", "the two" or "the others" at the end, "one another"
    |\bso\W*$|\bthe\ (?:former|latter)\b|\bthe\ (?:two|three|others?)\b\s*(?:[?.]|$)|\bone\ another\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOW_MUCH = re.compile(
    r"^(?:\w+ )?how (?:long|often|far|much|many|so|come)\W*$"
    r"|^(?:and |but |so )?how many (?:are|were|did|do|have|has|will)\b",
    re.IGNORECASE,
)
_OF_A_YEAR = re.compile(r"^what (?:else )?(?:happened|was done|took place) in (?:1\d|20)\d\d\W*$", re.IGNORECASE)
"""Complete where the library has a chronicle; "And what happened in 2015?" goes on with a subject."""
_WHICH_IS = re.compile(r"^(?:and |but |so )?which (?:is|are|was|were)\b", re.IGNORECASE)
_BARE = re.compile(r"^(?:and |or |but |so )?(?:which|what|whose|how many|how much) (?!about)\w+\W*$", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    rf"\bthe (?:\w{{3,}}est|best|worst|most \w+|least \w+)\s*(?:[?.!]|$|(?:{_PREPOSITION}) )",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+")
_THE = re.compile(r"\bthe ([\w'-]+(?: [\w'-]+){0,2})")
_PARTICIPLE = re.compile(r"(?:ed|ing)$|^(?:go|well|ever|made|important|successful|written|popular)$")
_SAYS_WHICH = re.compile(rf"(?:{_PREPOSITION}|that|who|which|where)")
_ELSE = re.compile(
    r"\b(?:else|others?|another|similar|further|additional)\b|\b(?:too|instead|as well|besides)\W*$", re.IGNORECASE
)
_COMPARED = re.compile(r"\b(?:than|from|between|besides|to|of|with|like)\b", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )\bthere\b\s*(?:[?.!,]|$)", re.IGNORECASE
)
_PERSONAL = re.compile(r"\b(?:he|him|himself|she|hers|herself|they|them|themselves|theirs|it|itself)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:his|her|its|their)\b", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(r"\b(?:this|these|those)\b", re.IGNORECASE)
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)


def leans(question: str, earlier: Sequence[str]) -> bool:
    """Whether ``question`` needs ``earlier``, the sentences before it, to be understood."""
    if not earlier or len(words(question)) > _LONGEST:
        return False
    plain = without_interjections(question)
    return (
        _is_fragment(plain)
        or _has_open_pronoun(plain)
        or _has_open_demonstrative(plain)
        or bool(_ONE.search(plain) or _THERE.search(plain))
        or (not names(plain) and _names_nothing(plain, earlier))
    )


def is_thin(question: str) -> bool:
    """Whether ``question`` has so few words, and no name, that search should know the earlier questions."""
    return len(content(question)) <= _THIN and not names(question)


def _is_fragment(text: str) -> bool:
    """Whether a question lacks a verb or content: "And in 2022?", "Which ones?", "Why?", "What about them?"."""
    content_words = content(text)
    if _ELSEWHERE.search(text) or _HOW_MUCH.search(text):
        return True
    if all(word.isdecimal() for word in content_words) and not _OF_A_YEAR.match(text):  # "Why?", "And who in 2015?"
        return True
    opens = text.casefold().startswith(("and ", "or ", "but ", "in ", "on ", "for ", "at ", "by "))
    if _BARE.search(text) and len(content_words) <= 1:
        return True
    asks = bool(QUESTION_WORDS.intersection(map(str.casefold, words(text))))
    return is_verbless(text) and not asks and len(content_words) <= (4 if opens else 2)


def _has_open_pronoun(text: str) -> bool:
    """Whether a pronoun has no possible referent before it in the question."""
    rest = _IT_STANDS_FOR_NOTHING.sub(" ", text)
    return any(not _bound(rest, pronoun) for pronoun in _PERSONAL.finditer(rest)) or any(
        not _owned(rest[: pronoun.start()], pronoun.group().casefold()) for pronoun in _POSSESSIVE.finditer(rest)
    )


def _bound(text: str, pronoun: re.Match[str]) -> bool:
    """Whether an earlier clause names the pronoun's referent: "What happens to an egg after it is laid"."""
    *sentences, clause = _SENTENCE_END.split(text[: pronoun.start()])
    if any(content(sentence) for sentence in sentences) or _generic(text, pronoun):
        return True
    before = [word.casefold() for word in words(clause)]
    after = words(text[pronoun.end() :].casefold())
    ends = [place for place, word in enumerate(before) if word in _SUBORDINATORS and place]
    if before and after and not is_function_word(before[-1]) and after[0] not in PREPOSITIONS:
        ends.append(len(before))  # "the last time they won", "the coldest it has ever been"
    if not ends:
        return False
    return bool(names(text[: pronoun.start()])) or _has_noun(before[: ends[-1]])


def _generic(text: str, pronoun: re.Match[str]) -> bool:
    """Whether "they" is anybody: "When did they stop making the Nissan Xterra?" is complete."""
    return pronoun.group().casefold() == "they" and len(content(text)) > 3


def _has_noun(run: Sequence[str]) -> bool:
    return any(
        (word in DETERMINERS or word in AUXILIARIES) and not is_function_word(after) and after not in LIGHT
        for word, after in pairwise(run)
    )


def _owned(before: str, possessive: str) -> bool:
    """Whether a possessive's owner precedes it, a name or the clause's subject: "How do birds build their nests"."""
    before_words = [word.casefold() for word in words(before)]
    if names(before) or ("and" in before_words and content(before)):
        return True
    if possessive in ("his", "her"):
        return False
    subject = [word for word in before_words if word not in DETERMINERS]
    acts = any(
        word in AUXILIARIES and word not in _COPULAS and not is_function_word(after) and after not in LIGHT
        for word, after in pairwise(subject)
    )
    nearby = bool(before_words) and before_words[-1] not in PREPOSITIONS and before_words[-1] not in AUXILIARIES
    return acts or (nearby and _has_noun(before_words))


def _has_open_demonstrative(text: str) -> bool:
    rest = _DEICTIC.sub(" ", text)
    if any(not _bound(rest, demonstrative) for demonstrative in _DEMONSTRATIVE.finditer(rest)):
        return True
    return any(_points(rest, that.start(), that.end()) for that in _THAT.finditer(rest))


def _points(text: str, start: int, end: int) -> bool:
    """Whether this "that" points back ("Was that successful?") instead of joining clauses ("people that believed")."""
    before, after = words(text[:start].casefold()), words(text[end:].casefold())
    if not after:
        return not before or before[-1] in AUXILIARIES or before[-1] in PREPOSITIONS or before[-1] not in LIGHT
    if before and before[-1] in AUXILIARIES:
        return after[0] not in DETERMINERS and after[0] not in {"there", "it", "he", "she", "they", "people"}
    if before and before[-1] in {*PREPOSITIONS, "why", "when", "after", "before", "like"}:
        return True
    return not before


def _names_nothing(text: str, earlier: Sequence[str]) -> bool:
    """Whether a question without a name asks for the causes, the largest, another, or "the outbreak"."""
    content_words = content(text)
    if _ELSE.search(text) and len(content_words) <= 3 and not _COMPARED.search(text):
        return True
    if _SUPERLATIVE.search(text) and len(content_words) <= 3:
        return True
    if asks_for_a_part(text) or (_WHICH_IS.search(text) and len(content_words) <= 2):
        return True
    return len(content_words) <= 3 and any(_was_said(noun, earlier) for noun in _definite(text))


def asks_for_a_part(text: str) -> bool:
    """Whether ``text`` asks for causes, members or the like without their owner."""
    content_words = content(text)
    return (
        0 < len(content_words) <= 4
        and _singular(content_words[-1]) in _RELATIONAL
        and not _belongs(text)
        and not names(text)
    )


def _belongs(text: str) -> bool:
    """Whether a preposition names the owner: "the causes of the war"."""
    pattern = rf"\w+ (?:{_PREPOSITION}) (?:\w+ )*?\w+"
    return any(len(content(phrase)) >= 2 for phrase in re.findall(pattern, text, re.IGNORECASE))


def _definite(text: str) -> list[str]:
    """Returns the nouns after "the" that nothing specifies: "the album" of "When was the album released"."""
    nouns: list[str] = []
    for match in _THE.finditer(text.casefold()):
        run = list(
            takewhile(lambda word: not is_function_word(word) and not _PARTICIPLE.search(word), match[1].split())
        )
        after = match[1].split()[len(run) :]
        if len(run) == 1 and not _SAYS_WHICH.fullmatch(" ".join(after[:1])):
            nouns.append(run[0])
    return nouns


def _was_said(phrase: str, earlier: Sequence[str]) -> bool:
    last = content(phrase)[-1:]
    return bool(last) and last[0] not in _OF_ALL and any(last[0] in content(sentence) for sentence in earlier[-4:])


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
