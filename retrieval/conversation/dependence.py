"""Does a question stand on its own, or does it lean on what was said before?

Rules over words, for English; no model and no parser. A question that stands on its own must be left alone, so each
rule names a thing that is missing from the question: what a pronoun means, the rest of a fragment, whose causes are
asked for. How often they are right is measured by ``evals.sets.rewrites`` (docs/decisions/0010-follow-ups.md).
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
"""Words beyond which a question is taken to bring along what it needs."""
_THIN = 4
"""Words with content that a thin question has at most."""

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
"""Nouns that say nothing without the thing they belong to."""
_OF_ALL = frozenset("earth internet moon planet sky sun universe weather world president government public".split())
"""What there is one of, so that "the" needs no mention before."""

_PREPOSITION = "|".join(PREPOSITIONS)
_ELSEWHERE = re.compile(r"^(?:and |but |so |or )?(?:what|how) about\b|^(?:what|how) of\b", re.IGNORECASE)
_IT_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:(?:is|was|be|are|does|did|will|would|can) it (?:not )?(?:a |an |any |ever |still |really |so |more |less )*"
    r"(?:true|possible|legal|illegal|safe|better|best|worth|important|necessary|normal|ok|okay|hard|easy|difficult|bad"
    r"|good|common|cheaper|wise|harder|easier|customary|likely)\b (?:to|that|for|if|when|not to|\w+ing)\b"
    r"|(?:does|did|will|would) it (?:take|cost|matter|mean|hurt|snow|rain)\b.* (?:to|if|when|that|in)\b"
    r"|it (?:takes?|took|is|was|means?) (?:\w+ )?(?:to|that|like|when|if|for)\b|it takes?\b"
    r"|ma(?:k(?:e|es|ing)|de) it (?:to|into|through|past|so|(?:(?:im)?possible|easier|harder) (?:to|for)|clear that)\b"
    r"|what is it (?:called )?(?:like|when)\b|what does it (?:mean|take) (?:to|when|if)\b)",
    re.IGNORECASE,
)
_DEICTIC = re.compile(
    r"\b(?:this|these|that) (?:year|years|month|week|weekend|day|days|decade|century|morning|evening|moment|season)\b"
    r"|\bthose (?:who|whom|that|which|with|of|in|from|under|on|for)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\bones\b|\b(?:which|another|this|that|first|second|third|last|next|previous|other|same|the|a \w+) one\b(?! of)"
    r"|\bso\W*$|\bthe (?:former|latter)\b|\bthe (?:two|three|others?)\b\s*(?:[?.]|$)|\bone another\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"^(?:\w+ )?how (?:long|often|far|much|many|so|come)\W*$"
    r"|^(?:and |but |so )?how many (?:are|were|did|do|have|has|will)\b",
    re.IGNORECASE,
)
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
    """Whether ``question`` needs ``earlier``, what was said before it, to be understood."""
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
    """Whether ``question`` says so little, and names nothing, that search does well to know what was asked before."""
    return len(content(question)) <= _THIN and not names(question)


def _is_fragment(text: str) -> bool:
    """Such as "And in 2022?", "Which ones?", "Why?", "Spain?", "What about them?": what has no verb or no content."""
    found = content(text)
    if _ELSEWHERE.search(text) or _HOW_MUCH.search(text):
        return True
    if all(one.isdecimal() for one in found):  # "Why?", "What happened in 2015?"
        return True
    opens = text.casefold().startswith(("and ", "or ", "but ", "in ", "on ", "for ", "at ", "by "))
    if _BARE.search(text) and len(found) <= 1:
        return True
    asks = bool(QUESTION_WORDS.intersection(map(str.casefold, words(text))))
    return is_verbless(text) and not asks and len(found) <= (4 if opens else 2)


def _has_open_pronoun(text: str) -> bool:
    """A pronoun before which the question names nothing that it could stand for."""
    kept = _IT_STANDS_FOR_NOTHING.sub(" ", text)
    return any(not _bound(kept, one) for one in _PERSONAL.finditer(kept)) or any(
        not _owned(kept[: one.start()], one.group().casefold()) for one in _POSSESSIVE.finditer(kept)
    )


def _bound(text: str, pronoun: re.Match[str]) -> bool:
    """Whether an earlier clause names what the pronoun stands for: "What happens to an egg after it is laid"."""
    *said, clause = _SENTENCE_END.split(text[: pronoun.start()])
    if any(content(one) for one in said) or _generic(text, pronoun):
        return True
    before = [one.casefold() for one in words(clause)]
    after = words(text[pronoun.end() :].casefold())
    ends = [place for place, one in enumerate(before) if one in _SUBORDINATORS and place]
    if before and after and not is_function_word(before[-1]) and after[0] not in PREPOSITIONS:
        ends.append(len(before))  # "the last time they won", "the coldest it has ever been"
    if not ends:
        return False
    return bool(names(text[: pronoun.start()])) or _has_noun(before[: ends[-1]])


def _generic(text: str, pronoun: re.Match[str]) -> bool:
    """Whether "they" is anybody: "When did they stop making the Nissan Xterra?" names all that is needed."""
    return pronoun.group().casefold() == "they" and len(content(text)) > 3


def _has_noun(found: Sequence[str]) -> bool:
    return any(
        (one in DETERMINERS or one in AUXILIARIES) and not is_function_word(after) and after not in LIGHT
        for one, after in pairwise(found)
    )


def _owned(before: str, possessive: str) -> bool:
    """Whether a name or the clause's subject is there for a possessive: "How do birds build their nests"."""
    found = [one.casefold() for one in words(before)]
    if names(before) or ("and" in found and content(before)):
        return True
    if possessive in ("his", "her"):
        return False
    subject = [one for one in found if one not in DETERMINERS]
    acts = any(
        one in AUXILIARIES and one not in _COPULAS and not is_function_word(after) and after not in LIGHT
        for one, after in pairwise(subject)
    )
    nearby = bool(found) and found[-1] not in PREPOSITIONS and found[-1] not in AUXILIARIES
    return acts or (nearby and _has_noun(found))


def _has_open_demonstrative(text: str) -> bool:
    kept = _DEICTIC.sub(" ", text)
    if any(not _bound(kept, one) for one in _DEMONSTRATIVE.finditer(kept)):
        return True
    return any(_points(kept, one.start(), one.end()) for one in _THAT.finditer(kept))


def _points(text: str, start: int, end: int) -> bool:
    """Whether this "that" points back ("Was that successful?"), and does not join clauses ("people that believed")."""
    before, after = words(text[:start].casefold()), words(text[end:].casefold())
    if not after:
        return not before or before[-1] in AUXILIARIES or before[-1] in PREPOSITIONS or before[-1] not in LIGHT
    if before and before[-1] in AUXILIARIES:
        return after[0] not in DETERMINERS and after[0] not in {"there", "it", "he", "she", "they", "people"}
    if before and before[-1] in {*PREPOSITIONS, "why", "when", "after", "before", "like"}:
        return True
    return not before


def _names_nothing(text: str, earlier: Sequence[str]) -> bool:
    """A question without a name that asks for the causes, the largest, another, or "the outbreak"."""
    found = content(text)
    if _ELSE.search(text) and len(found) <= 3 and not _COMPARED.search(text):
        return True
    if _SUPERLATIVE.search(text) and len(found) <= 3:
        return True
    if asks_for_a_part(text) or (_WHICH_IS.search(text) and len(found) <= 2):
        return True
    return len(found) <= 3 and any(_was_said(one, earlier) for one in _definite(text))


def asks_for_a_part(text: str) -> bool:
    """Whether ``text`` asks for causes, members or the like without saying of what."""
    found = content(text)
    return 0 < len(found) <= 4 and _singular(found[-1]) in _RELATIONAL and not _belongs(text) and not names(text)


def _belongs(text: str) -> bool:
    """Whether a preposition says of what: "the causes of the war"."""
    pattern = rf"\w+ (?:{_PREPOSITION}) (?:\w+ )*?\w+"
    return any(len(content(one)) >= 2 for one in re.findall(pattern, text, re.IGNORECASE))


def _definite(text: str) -> list[str]:
    """The nouns behind "the" where nothing says which: "the album" of "When was the album released"."""
    found: list[str] = []
    for one in _THE.finditer(text.casefold()):
        run = list(takewhile(lambda word: not is_function_word(word) and not _PARTICIPLE.search(word), one[1].split()))
        after = one[1].split()[len(run) :]
        if len(run) == 1 and not _SAYS_WHICH.fullmatch(" ".join(after[:1])):
            found.append(run[0])
    return found


def _was_said(phrase: str, earlier: Sequence[str]) -> bool:
    last = content(phrase)[-1:]
    return bool(last) and last[0] not in _OF_ALL and any(last[0] in content(one) for one in earlier[-4:])


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
