"""The words of a note in a web page: without its label, and without the links that lead back to its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from ingest.notes.urls import urls_in
from ingest.readers.html.linked_marks import ARROWS, LABEL, Links, is_raised, words_of
from ingest.readers.html.note_holders import BLOCKS, says_back
from ingest.reading import Note, visible

_BACK_WORDS = re.compile(
    r"""\W*(?:(?:go|jump|click)\s+)?(?:
        (?:back|return)(?:\s+(?:to|up)\b(?:\s+\w+){0,5})?
      | (?:jump|scroll)?\s*up
      | zurück(?:\s+zu\w*(?:\s+\w+){0,2})? | hoch
      | retour(?:\s+(?:au|à\s+la|en)\s+\w+)? | volver(?:\s+al?\s+(?:la\s+)?\w+)? | terug | indietro | voltar
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
"""Link words of a link back, in the languages that themes come in."""
_BACK, _BACK_LABEL = "\0", "\1"
"""Stand for a link back, and for one that had the note's label for its words: no characters of a page."""
_RUN = r"(?:[\s(\[^↑]*[\0\1][\s)\],;|]*)+"
_LED = re.compile(rf"{_RUN}(?:[.:](?=\s|[^\W\d]))?\s*")
_BEFORE_LINK, _BEHIND_LINK = " ([|,;·", " )],;|."
"""What links back at the end of a note are set in and apart with; no pattern, whose time would grow with a power."""
_AMONG = re.compile(r"[(\[]?\s*[\0\1](?:[\s,;|]*[\0\1])*\s*[)\]]?")
_BULLETS = str.maketrans("", "", "\uf0a7\uf0b7")
"""Bullets of the fonts Symbol and Wingdings, which LibreOffice writes before the items of a list."""
_UNSEEN = frozenset(("script", "style", "annotation", "annotation-xml"))


def read_note(holder: HtmlElement, key: str, label: str, links: Links, place: int) -> Note:
    """Returns the Note that ``holder`` and its further paragraphs hold: its words, and where its links lead."""
    elements = [holder, *links.rests.get(holder, ())]
    words = " ".join("".join(_words(element, key, label, links)) for element in elements)
    numbered = next(holder.iterancestors("ol"), None) is not None
    text = without_label(visible(" ".join(words.translate(_BULLETS).split())).lstrip(ARROWS), label, numbered=numbered)
    hrefs = [link.get("href") or "" for element in elements for link in element.iter("a") if not links.fragment(link)]
    linked = [href for href in hrefs if href.lower().startswith(("http://", "https://"))]
    cited = (found[1] for element in elements for link in element.iter("a") for found in links.marks.get(link, ()))
    return Note(label, text, tuple(dict.fromkeys((*urls_in(text), *linked))), key, place, cites=tuple(cited))


def without_label(text: str, label: str, *, numbered: bool) -> str:
    """Returns ``text`` without links back, and without the ``label`` that stands before or behind the first of them."""
    led = _LED.match(text)
    if led is None or _BACK_LABEL not in led[0]:
        text = _without_label(text[led.end() :] if led else text, label, numbered=numbered and led is None)
        led = _LED.match(text)
    text = _without_links_at_end(text[led.end() :] if led else text)
    return " ".join(_AMONG.sub(" ", text).split()).strip(ARROWS)


def _without_links_at_end(text: str) -> str:
    """``text`` without the links back that end it, and without what stands around and between them."""
    while (led_up_to := text.rstrip(_BEHIND_LINK)).endswith((_BACK, _BACK_LABEL)):
        text = led_up_to.rstrip(_BACK + _BACK_LABEL).rstrip(_BEFORE_LINK)
    return text


def _without_label(text: str, label: str, *, numbered: bool) -> str:
    """``text`` without the ``label`` it begins with: "[1]", "(1)", "1.", "1" or "1." glued to the first word.

    In a ``numbered`` list the number is not among the words: what begins note 12 there may be "12 U.S.C.".
    """
    boxed = text.startswith(("[", "("))
    rest = text[1:].lstrip() if boxed else text
    if not label or not rest.startswith(label):
        return text
    behind = rest[len(label) :]
    if boxed:
        behind = behind.lstrip()
        if not behind.startswith(("]", ")")):
            return text
        return (behind[2:] if behind[1:2] in (".", ":") else behind[1:]).lstrip()
    if behind.startswith((".", ":", ")")) and (behind[1:2].isspace() or behind[1:2].isalpha()):
        return behind[1:].lstrip()
    return behind.lstrip() if behind[:1].isspace() and not numbered else text


def _words(element: HtmlElement, key: str, label: str, links: Links) -> Iterator[str]:
    """The words under ``element``, a sign for each link back; blocks are set apart. Iterative: pages nest deep."""
    waiting: list[HtmlElement | str] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
            continue
        after = (part.tail or "") if part is not element else ""
        if not isinstance(part.tag, str) or part.tag in _UNSEEN:
            yield after
            continue
        if _is_link_back(part, key, label, links):
            yield (_BACK_LABEL if label in str(part.text_content()) else _BACK) + after
            continue
        if part in links.marks and is_raised(part):  # a note within the note, and no "see note 12"
            yield f"[{links.marks[part][0][0]}]{after}"
            continue
        gap = " " if part.tag in BLOCKS or part.tag in ("br", "dt") else ""
        waiting += [gap + after, *_backwards(part), gap + (part.text or "")]


def _backwards(element: HtmlElement) -> Sequence[HtmlElement]:
    return list(reversed(list(element)))


def _is_link_back(element: HtmlElement, key: str, label: str, links: Links) -> bool:
    """Whether ``element`` leads from the note ``key`` back to a mark of it.

    It says so, leads to one of the note's own marks, or has an arrow, the note's label or such words as "Back" for its
    words; the number of another note is a cross-reference.
    """
    if element.tag != "a" or element in links.marks:
        return False
    _, hash_sign, fragment = (element.get("href") or "").partition("#")
    if says_back(element) or key in links.origins.get(links.targets.name(fragment), ()):
        return True
    words = words_of(element).strip(ARROWS)
    if hash_sign and _BACK_WORDS.fullmatch(words):
        return True
    found = LABEL.match(words)
    is_label = not words or (found is not None and (not found["label"].isdecimal() or found["label"] == label))
    return bool(links.fragment(element)) and is_label
