"""Generates footnotes that cite works, by rule, in the styles of authors: who, what, when, where.

Public sets of questions have next to no footnotes; a library of footnoted sources is full of them. Names, titles,
journals and addresses are combined at random and refer to nobody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping

from training.example import Example

NOTES = 3000
"""Number of notes, each with one question."""
_UNSAID = 0.25
"""The share of questions about something that the note does not state."""

FIRST = (
    "Ada Boris Carmen David Elena Farid Grace Hiro Ines Jonas Katya Liam Mei Nadia Omar Petra Quentin Rosa Sven Tara"
)
LAST = (
    "Abbott Becker Chen Dahl Ekström Fischer Garnier Haddad Ivanov Jansen Kimura Lindqvist Moreau Novak Okafor Park "
    "Quist Rossi Schmidt Tanaka Ueda Varga Whitfield Yılmaz Zhou"
)
_TOPICS = (
    "Border Trade|Public Debt|Water Rights|Party Congresses|Arms Control|Labour Migration|Press Freedom|Land Reform|"
    "Energy Markets|Maritime Law|Refugee Policy|Sanctions|Coalition Politics|Housing Finance|Fisheries|Succession"
)
_WHERE = (
    "Estonia|the Balkans|Central Asia|Norland|the Gulf States|Postwar Europe|the Andes|West Africa|East Asia|Estavia"
)
_SHAPES = (
    "{t} in {w}|The Politics of {t}|Rethinking {t}|{t} and the State in {w}|Why {t} Failed|A Short History of {t}|"
    "{w} and the Limits of {t}|Between War and {t}|{t} after the Cold War|Who Pays for {t}?"
)
_JOURNALS = (
    "Journal of Regional Studies|Policy Quarterly|Asian Affairs Review|International Law Journal|Survey of Politics|"
    "Review of Public Finance|World Economy Papers|The Historical Review|Law and Society Notes|Security Studies Annual"
)
_PAPERS = "The Northern Herald|Estavia Times|Daily Ledger|Radio Norland|The Harbour Post|Capital News Agency"
_PRESSES = "Norland University Press|Harbour Books|Oxbridge Academic|Ledger & Sons|Estavia Institute|Palgate"
_CITIES = "London|New York|Geneva|Seoul|Berlin|Singapore|Ottawa|Vienna"
_MONTHS = "January February March April May June July August September October November December"

_ARTICLES = (
    "{author}, “{title},” {journal} {volume}, no. {issue} ({year}): {pages}.",
    "See {author}, “{title},” {journal}, Vol. {volume}, No. {issue} ({month} {year}), pp. {pages}.",
    "{last}, {first} ({year}): “{title}”, in: {journal}, {volume}/{issue}, pp. {pages}, {url}.",
    "{author}, {title}, {volume} {journal} {page} ({year}).",
    "{last}, {initial}. ({year}). {title}. {journal}, {volume}({issue}), {pages}. {url}",
)
_BOOKS = (
    "{author}, {title} ({city}: {press}, {year}), {page}.",
    "{last}, {first}: {title}, {city}: {press} {year}, p. {page}.",
    "For a fuller account, see {author}, {title}, {press}, {year}.",
    "{last}, {initial}. ({year}). {title}. {press}.",
)
_NEWS = (
    "{author}, “{title},” {paper}, {month} {day}, {year}, {url}.",
    "“{title},” {paper}, {day} {month} {year}, {url}.",
    "See {author}: “{title}”, {paper}, {day} {month} {year}, {url}, accessed {later}.",
)
_KINDS = {"journal": _ARTICLES, "press": _BOOKS, "paper": _NEWS}

_ASKED: Mapping[str, str] = {
    "author": "Who wrote {about}?|Who is the author of {about}?|who wrote {about}|Whose work on {topic} is cited?",
    "title": "What is the title of the {kind} by {last}?|Which {kind} by {author} is cited?|What did {author} write?|"
    "What is {last}'s {kind} called?|title of the {last} {kind}",
    "journal": "In which journal did {about} appear?|Which journal published {about}?|"
    "Where did {last} publish on {topic}?|journal of the {last} article",
    "press": "Who published {about}?|Which press brought out {about}?|Which publisher is named for {last}'s book?",
    "paper": "Which newspaper reported on {topic}?|Where was {about} published?|Who carried the report on {topic}?",
    "year": "When was {about} published?|In which year did {about} appear?|What year is {about} from?",
    "city": "In which city did {about} come out?|Which city was {about} published in?",
    "pages": "On which pages is {about}?|Which pages does the note cite?",
    "url": "Where can {about} be read online?|What is the address of {about}?|link to {about}",
}


def bibliography(dice: random.Random, wanted: int = NOTES) -> Iterator[Example]:
    """Yields ``wanted`` notes with a question each; some with a sentence before the note, as search returns them."""
    for _ in range(wanted):
        kind = dice.choice(sorted(_KINDS))
        parts = _parts(dice, kind)
        form = dice.choice(_KINDS[kind])
        named = "{last}" in form or "{author}" in form
        if not named:
            parts["about"] = dice.choice((f"“{parts['title']}”", f"the {parts['kind']} on {parts['topic']}"))
        lead = dice.choice(("", "", f"Much has been written on {parts['topic']} since. "))
        note = lead + form.format(**parts)
        asked = {part: forms for part in _ASKED if (forms := _forms(part, named))}
        stated = [part for part in asked if f"{{{part}}}" in form or (part == "author" and named)]
        part = dice.choice([name for name in asked if name not in stated] if dice.random() < _UNSAID else stated)
        question = dice.choice(asked[part]).format(**parts)
        yield Example(question, note, _place(part, parts, note, len(lead)) if part in stated else None)


def _forms(part: str, named: bool) -> list[str]:
    """Returns the questions about a part of a note; for a note without an author, those that name none."""
    return [form for form in _ASKED[part].split("|") if named or not re.search(r"\{(?:last|author)", form)]


def _place(part: str, parts: Mapping[str, str], note: str, lead: int) -> tuple[int, int]:
    """Returns the span of a part in the note; an author in the order of names that the note uses."""
    author = (parts["author"], f"{parts['last']}, {parts['first']}", parts["last"])
    answer = next(form for form in (author if part == "author" else (parts[part],)) if form in note[lead:])
    start = note.index(answer, lead)
    return start, start + len(answer)


def _parts(dice: random.Random, kind: str) -> dict[str, str]:
    """Returns the possible parts of a note, and the phrases for its work in a question."""
    first, last, topic = dice.choice(FIRST.split()), dice.choice(LAST.split()), dice.choice(_TOPICS.split("|"))
    title = dice.choice(_SHAPES.split("|")).format(t=topic, w=dice.choice(_WHERE.split("|")))
    title = title[0].upper() + title[1:]
    page = dice.randrange(1, 400)
    noun = {"journal": "article", "press": "book", "paper": "report"}[kind]
    about = dice.choice(
        (f"“{title}”", title, f"the {noun} by {last}", f"{last}'s {noun}", f"the {noun} on {topic.lower()}")
    )
    months = _MONTHS.split()
    return {
        "first": first,
        "last": last,
        "initial": first[0],
        "author": f"{first} {last}",
        "topic": topic.lower(),
        "title": title,
        "kind": noun,
        "about": about,
        "journal": dice.choice(_JOURNALS.split("|")),
        "press": dice.choice(_PRESSES.split("|")),
        "paper": dice.choice(_PAPERS.split("|")),
        "city": dice.choice(_CITIES.split("|")),
        "volume": str(dice.randrange(2, 90)),
        "issue": str(dice.randrange(1, 12)),
        "year": str(dice.randrange(1968, 2025)),
        "month": dice.choice(months),
        "day": str(dice.randrange(1, 29)),
        "later": f"{dice.randrange(1, 29)} {dice.choice(months)} 2024",
        "page": str(page),
        "pages": f"{page}–{page + dice.randrange(2, 40)}",
        "url": f"https://www.{last.lower()}-{topic.split()[0].lower()}.example/{dice.randrange(100, 9999)}",
    }
