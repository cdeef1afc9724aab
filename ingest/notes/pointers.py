"""Reads how a note points to another: "Ibid., p. 12", "Smith, op. cit.", "supra note 4", "Smith (n 3) 45", "ebd.".

A note points only if it begins so, signals such as "See also" aside; one that merely mentions the words does not, nor
does one that cites a work of its own first. Which note is meant is for ``ingest.notes.back_references`` to find.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

_LOOKED_AT = 400

_SIGNALS = re.compile(
    r"""(?:(?:but\s+)?see\b(?:\s*,)?(?:\s+(?:also|generally|especially|esp\.|again|now)\b)?(?:,?\s*e\.\s?g\.)?
    |see(?=supra|infra|id\.|ibid)|(?:but\s+)?cf\b\.?|(?:accord|contra|compare|also|again|as\s+in)\b
    |(?:quoted|cited|as\s+(?:noted|cited|discussed|explained))\s+in\b|in\b(?!\s+re\b):?
    |(?:for|on|about|as\s+to)\s[^.;]{1,80}?,?\s+see\b|zu[mr]?\s[^.;]{1,80}?\s(?:siehe\b|vgl\.)
    |(?:pour|sur)\s[^.;]{1,80}?,?\s+voir\b|(?:para|sobre)\s[^.;]{1,80}?,?\s+véase\b
    |vgl\b\.?|(?:siehe|auch|dazu|hierzu|so|voir|aussi|véase|ver|también)\b
    |s\.(?=\s*(?:auch|dazu|oben|unten|ebd|fn|anm))|v\.(?=\s*(?:aussi|supra|infra|note|n\.)))[\s,:]*""",
    re.IGNORECASE | re.VERBOSE,
)
_PARTICLES = frozenset(
    "de du von van der den di da la le el al and und et y e v v. vs. re of the for für al. & id. idem ders.".split()
)
_START = r"(?:(?:de|du|von|van|der|den|di|da|la|le|el|al)[\s-]+){0,3}(?-i:[^\W\d_a-zß-öø-ÿ])"
_NAME = rf"(?P<name>{_START}(?:(?!\b(?:cit|ibid|id)\b)[^;()\[\]]){{0,120}}?)"
_OP_CIT = r"""(?:(?:op|loc|ob|art|ouvr)\.?\s*cit(?:\.|ée?\b|\b)|opere\s+citato|loco\s+citato
    |(?-i:[aA]\.\s?a\.\s?O\b\.?|[aA]aO\b\.?))"""
_BACK = r"(?:supra|above|oben|s\.\s?o\.|ci-dessus|plus\s+haut|(?:más\s+)?arriba)"
_FORTH = r"(?:infra|below|unten|s\.\s?u\.|ci-dessous|plus\s+bas|(?:más\s+)?abajo)"
_TITLE = r"""(?:,?\s*["“«‘'] | ,\s+(?!(?:S|Rn|Rz|Sec|Ch|Art|Tab|Pt|App|Fig|Vol|No|Bd|Kap|Ex)s?\. | [IVXLC]+\b
    | (?:section|chapter|article|table|part|appendix|figure|volume|title|exhibit)s?\b)(?-i:[^\W\d_a-zß-öø-ÿ]))"""
_NOTE = r"""(?:foot\s?notes?|notes?|nn?\.?|fnn?\.?|anm(?:erkung(?:en)?)?\.?|fu(?:ß|ss)noten?|notas?)\s*(?:n[o°º]\.?\s*)?
    (?P<label>\d{1,4}[a-z]?)\b(?!\.\d)(?:\s*(?:[-–—&,]|and|und|et|y)\s*\d+\b)*"""


class By(Enum):
    """What tells which note is meant."""

    PLACE = "the one just before"
    NUMBER = "its number"
    AUTHOR = "its author"
    TITLE = "its author and title"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a note points with. ``rest``: what the note says beyond that, empty where it only points.

    ``forth`` is true for "infra", false for "supra", None where neither is said. ``cites``: whether the rest cites
    another work ("Ibid.; see also Brandt 2001"), which a following "Ibid." then means.
    """

    by: By
    label: str = ""
    forth: bool | None = None
    name: str = ""
    title: str = ""
    rest: str = ""
    cites: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One way of pointing, as a pattern that a note begins with, and the convention that it belongs to."""

    by: By
    pattern: re.Pattern[str]
    convention: str


def _form(by: By, pattern: str, convention: str) -> Form:
    return Form(by, re.compile(pattern, re.IGNORECASE | re.VERBOSE), convention)


FORMS = (
    _form(
        By.PLACE,
        r"(?:ibid(?:em)?\b\.?|ib\.|ibíd(?:em)?\b\.?)",
        "Chicago Manual of Style (17th ed.) 14.34 and OSCOLA 1.2.3: the work cited in the note just before",
    ),
    _form(
        By.PLACE,
        rf"(?:id\.|id(?=,?\s+at\s+\d)|idem\b\.?)(?!{_TITLE})",
        "Bluebook rule 4.1. Before a title 'idem' is the author alone (Chicago 14.35) and points to no note",
    ),
    _form(
        By.PLACE,
        rf"(?:(?:ebd|ebda)\b\.?|ebenda\b|ivi(?=,?\s+pp?\.)|(?:ders|dies)\.,?\s+{_OP_CIT})",
        "German 'ebenda', 'ders., a. a. O.' and Italian 'ivi' (DIN 1505-3; ISO 690:2010, A.4)",
    ),
    _form(
        By.NUMBER,
        rf"(?:{_NAME}(?:[\s,]+|\s*(?=[(\[])))??(?:(?P<work>{_OP_CIT})[\s,]*)?(?P<open>[(\[])?\s*(?:(?P<wie>wie|as\s+in)\s+)?"
        rf"(?:(?P<before>{_BACK}|{_FORTH})[\s,]*)?(?:la\s+)?{_NOTE}[\s,]*(?P<after>{_BACK}|{_FORTH})?\s*[)\]]?",
        "Bluebook rules 3.5 and 4.2 (supra, infra note), OSCOLA 1.2.1 (n 3), German '(wie Anm. 4)', ISO 690:2010, A.4",
    ),
    _form(
        By.AUTHOR,
        rf"(?:{_NAME}[\s,]+(?:in\s+)?)??(?P<work>{_OP_CIT})",
        "MHRA Style Guide (2nd ed.) 10.3 and Chicago 14.36, which tell how it is used and advise against it; "
        "without a name it can only mean the work cited last, as 'ibid.' does",
    ),
    _form(
        By.AUTHOR,
        rf"{_NAME}[\s,]+supra(?=\s*(?:$|[.;(]|,?\s*(?:at|pp?\.|\d)))",
        "Bluebook rule 4.2 before notes were numbered: 'Smith, supra, at 12'",
    ),
)
"""Every form that is known by its words, tried in this order; short forms ("Smith, *Bread*, p. 40") come after them."""

_PIN_WORDS = frozenset(
    """at p pp page pages s seite rn rz § §§ ¶ ¶¶ sec secs section sections ch chs chap chapter chapters art arts
    article
    para paras paragraph paragraphs no nos vol vols bk table tables fig figs figure figures app appendix part parts pt
    annex exhibit schedule kap
    col cols l ll fol fols f ff pág págs n nn note fn line lines bd t tome and und et y & seq passim accompanying text
    above supra same n° sq sqq""".split()
)
_JOINING = frozenset("see and but cf or also quoting citing for with as emphasis siehe vgl voir véase".split())
_NUMBERED = re.compile(r"(?=.)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|\D{0,3}\d.*|[-–—]+", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s*[(\[](?=[^()]*\b(?:emphasis|omitted|added|translation|italics|Hervorhebung|traduction|souligné|traducción)\b)"
    r"[^()]{0,80}[)\]][\s.]*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\s,:.]*([^\s,;:]+?)(?=[\s,;:]|\.(?:\s|$)|$)")
_PIN_AT_END = re.compile(r"(?P<comma>,?)\s+(?:(?:at|pp?\.|S\.|¶¶?|§§?)\s*)?\d[\d\s,–—-]*\.?$|\.$")
_SENTENCE_END = re.compile(r"[^\W\d_A-Z]{3,}\.\s+[A-Z]|[?!]\s")
_YEAR_OR_LINK = re.compile(r"https?:|\b[A-Z]\w+,?\s\(?\d{4}\b|\([^()]*\d{4}[^()]*\)")
_SHORT = 120


def pointer(text: str) -> Pointer | None:
    """What the note ``text`` points with; None where it stands by itself. Only its beginning is looked at."""
    words = unsignalled(text)
    signalled = len(words) < len(plain(text))
    for form in FORMS:
        found = form.pattern.match(words)
        if found and (read := _read(form, found, signalled)):
            return read
    return _short_form(words)


def plain(text: str) -> str:
    """The beginning of a note without the stars and underscores that plain text sets words in italics with."""
    return " ".join(re.sub(r"[*_]+", "", text[:_LOOKED_AT]).split())


def unsignalled(text: str) -> str:
    """The beginning of a note without the signals before a citation: "But see", "Vgl. auch", "Voir"."""
    words = plain(text)
    while found := _SIGNALS.match(words):
        words = words[found.end() :]
    return words


def _read(form: Form, found: re.Match[str], signalled: bool) -> Pointer | None:
    """The pointer that ``found`` is, unless what follows or what stands before shows that it is none."""
    groups = found.groupdict(default="")
    after = found.string[found.end() :]
    rest = _beyond_pins(after)
    if _runs_on(after, rest) or not _may_be_a_name(groups.get("name", "")):
        return None
    if form.by is By.NUMBER and not _is_reference(groups, signalled, alone=not rest):
        return None
    name, _, title = groups.get("name", "").partition(",")
    way = (groups.get("before") or groups.get("after") or "").casefold()
    cites = _cites(after, rest)
    read = Pointer(form.by, groups.get("label", ""), _forth(way), name.strip(), title.strip(" ,"), rest, cites)
    return replace(read, by=By.PLACE) if form.by is By.AUTHOR and not name else read


def _forth(way: str) -> bool | None:
    return bool(re.fullmatch(_FORTH, way, re.VERBOSE)) if way else None


def _is_reference(groups: dict[str, str], signalled: bool, *, alone: bool) -> bool:
    """Whether a number is that of a note in this Source, and not of one in the work that was just named."""
    told = groups["before"] or groups["after"] or groups["work"] or groups["wie"]
    return bool(told or (groups["open"] if groups["name"] else signalled or alone))


def _beyond_pins(after: str) -> str:
    """What follows a pointer once pages, sections and "(emphasis added)" are read over."""
    position = 0
    while token := _TOKEN.match(after, position):
        word = token[1].strip(".()[]").casefold()
        if word and word not in _PIN_WORDS and not _NUMBERED.fullmatch(word):
            break
        position = token.end()
    aside = _ASIDE.match(after, position)
    return after[aside.end() if aside else position :].strip(" ,.:;)]")


def _runs_on(after: str, rest: str) -> bool:
    """Whether the sentence goes on as if the words were no pointer: "Ibid. is Latin", "note 5 of the report"."""
    follows = rest.split(maxsplit=1)[0] if rest else ""
    directly = not after[: after.find(rest)].strip() if rest else False
    return directly and follows[:1].islower() and follows.strip(".,:").casefold() not in _JOINING


def _cites(after: str, rest: str) -> bool:
    """Whether ``rest`` cites a work, rather than saying more about the one that is pointed to."""
    told_apart = ";" in after[: after.find(rest)] or bool(_SIGNALS.match(rest) or _YEAR_OR_LINK.search(rest))
    return bool(rest) and told_apart


def _may_be_a_name(before: str) -> bool:
    """Whether ``before`` can be an author, with or without a short title, rather than a sentence."""
    name = before.partition(",")[0]
    return not before or (is_name(name) and not _SENTENCE_END.search(before))


def is_name(words: str) -> bool:
    """Whether ``words`` are written as names are: "Haggard and Noland", "U.S. Dep't of State", "R v Smith"."""
    parts = words.split()
    return 0 < len(parts) <= 8 and all(not part[0].islower() or part.casefold() in _PARTICLES for part in parts)


def surnames(name: str) -> frozenset[str]:
    """The words of a name that tell authors apart: no initials, no particles, no "et al."."""
    parts = (part.strip(".,:’'") for part in re.sub(r"['’]s\b", "", name).split())
    return frozenset(
        part.casefold() for part in parts if len(part) > 1 and part[0].isupper() and part.casefold() not in _PARTICLES
    )


def _short_form(words: str) -> Pointer | None:
    """What may be a short form: "Smith, Hungry for Peace, p. 40" or "Smith, p. 40".

    That is a pointer only where one earlier note alone cites the work in full, which is for the caller to see.
    Source: MHRA 10.3, Chicago 14.30, Bluebook rule 10.9. A name holds no number, which would be that of a statute or
    the date of a letter.
    """
    if len(words) > _SHORT or re.search(r"[;()\[\]]|https?:|\bwww\.", words):
        return None
    name, comma, title = _PIN_AT_END.sub(r"\g<comma>", words).partition(",")
    if not comma or not is_name(name) or re.search(r"\d", name) or not surnames(name) or _SENTENCE_END.search(words):
        return None
    return Pointer(By.TITLE, name=name, title=title.strip(" ,."))
