"""English text by its words: which of them say something, which only hold the others together, which name things.

Lists and patterns, no parser. Good enough to tell whether a question lacks something; see ``dependence`` beside it.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*[’']?")
"""A word with its apostrophes, hyphens and inner stops."""

AUXILIARIES = frozenset(
    "am are be been being can could did do does had has have is may might must shall should was were will would "
    "isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't hasn't haven't "
    "what's who's where's how's that's it's there's".split()
)
QUESTION_WORDS = frozenset("how what when where which who whom whose why".split())
_REQUESTS = frozenset("compare define describe explain find give list name show summarise summarize tell".split())
_FUNCTION_WORDS = frozenset(
    "a about after again all also an and any anyone anything as at because before between but by during each either "
    "else ever every for from further here i if in into just let like many me more most much my never no not now of "
    "oh ok okay on only or other our out over own please really same since so some somebody someone something still "
    "such than thank thanks that the their them then there these they this those through to too under until up us "
    "very via wait was we well while with within without yes you your he him his she her hers it its itself one "
    "ones".split()
)
LIGHT = frozenset(
    "afterward afterwards become became begin bring call called come came do doing done end first get give go goes "
    "going gone got happen happened happening happens idea know known last later look make made mean means meant next "
    "put say said see start started take think try use used want work works".split()
)
_PARTICIPLES = frozenset(
    "born bought broken brought built caught chosen cut done drawn driven fought found given grown heard held hidden "
    "hurt kept known left lost made meant met paid put read said seen sent shot shown sold spent spoken stolen taken "
    "taught thought thrown told won written".split()
)
"""Those of verbs that do not end in "ed"."""
DETERMINERS = frozenset("a an the any each every some most many all no".split())
PREPOSITIONS = tuple(
    "about above against among around at behind between by for from in into near of on over since to under with".split()
)
_INTERJECTIONS = re.compile(
    r"^(?:(?:oh|ok|okay|yes|no|yeah|thanks?|thank you|great|interesting|wow|well|cool|sure|hm+|i see|right|please)"
    r"\b(?:[,.!]\s*|\s+(?=but\b|and\b|so\b)))+(?=\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_NAME = re.compile(
    r"(?<![\w’'-])(?:[A-Z][\w’'.&-]*(?:\s+(?:of\s+the\s+|of\s+|the\s+|and\s+(?=[A-Z]))?(?:[A-Z][\w’'.&-]*|\d+))*"
    r"|\d[\w.,%-]*)"
)
_ENDED = (".", "!", "?", ":")


def words(text: str) -> list[str]:
    """The words of ``text`` as they stand."""
    return WORD.findall(text)


def is_participle(word: str) -> bool:
    """Whether ``word`` says what was done: "raided", "taken"."""
    return word.casefold().endswith("ed") or word.casefold() in _PARTICIPLES


def content(text: str) -> list[str]:
    """The words of ``text`` that say what it is about, in lower case: no function words, auxiliaries, light verbs."""
    return [word for word in map(str.casefold, words(text)) if not is_function_word(word) and word not in LIGHT]


def names(text: str) -> list[str]:
    """Runs of capitalised words, figures, quoted words; not a first word alone, which owes its capital to its place."""
    found: list[str] = _QUOTED.findall(text)
    for match in _NAME.finditer(text):
        name, start = match.group().rstrip(".,"), match.start()
        if " " not in name and (start == 0 or text[:start].rstrip().endswith(_ENDED)):
            continue
        while name and is_function_word(name.split()[0].casefold()):
            _, _, name = name.partition(" ")
        if name and not is_function_word(name.casefold()):
            found.append(re.sub(r"[’']s$", "", name))
    return found


def is_verbless(text: str) -> bool:
    """Whether ``text`` has no verb that could make a question of it."""
    return not any(word in AUXILIARIES or word in _REQUESTS for word in map(str.casefold, words(text)))


def without_interjections(question: str) -> str:
    """``question`` without what is said before it: "Oh, interesting. But why"."""
    return _INTERJECTIONS.sub("", question.replace("’", "'").strip())


def is_function_word(word: str) -> bool:
    """Whether ``word``, in lower case, holds others together and says nothing by itself."""
    return word in _FUNCTION_WORDS or word in AUXILIARIES or word in QUESTION_WORDS or word in _REQUESTS
