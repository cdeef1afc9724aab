"""Footnoted texts with a known truth: the same words, set as different pages set them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from retrieval.model import Source

TITLE = "What Became of the Missions"
OPENINGS = (
    "In the course of one year the number of missions fell to 46.",
    "Trade grew by 2.5 percent and exceeded 7 billion USD in 2013.",
    "“Eyes on the ground” are few, and they will be fewer.",
    "(Why nobody had asked before is a question of its own.)",
    "In 2022 it was 1,137 of them who came, later 67, and in the end 9.",
    "東京 and 한국 are two words that need no capital letter.",
    "An e-mail, GPT-4 and 3 m² of space were all that they had.",
)
"""Sentences long enough to be taken for prose wherever they stand; every paragraph begins with one."""

SENTENCES = (
    *OPENINGS,
    "He was the envoy to the U.S.",
    "She spoke of a “golden opportunity.”",
    "“Eyes on the ground” are few.",
    "(Nobody had asked.)",
    "Is that all there is?",
    "A law report [2001] and a slip [sic] are no notes.",
    "GPT-4 answered in 3 m² of space at 10 p.m. sharp.",
    "Les cafe\u0301s de la re\u0301gion ferme\u0300rent.",
    "Es ging um die Straße nach Überlingen.",
    "The share stood at 96%.",
    "שלום is a greeting, and so is مرحبا here.",
    "The signs 東京 and 한국 were taken down 🙂 by noon.",
    "Sections 3 and 4(a) apply; see No. 12.",
)
NOTES = (
    "KOTRA (2023). Trends in North Korean Trade. https://dream.kotra.or.kr/.",
    "See Kihl, Y. W. (1984). Asian Survey, 24(1), 100–111.",
    "As of December 2023, nine embassies were closed.",
    "The term has a wider sense. It is used of 3 fields.",
    "Ibid., p. 12.",
    "한국은행, 2022년 북한 경제.",
    "Interview with the author, May 4, 2019.",
)


class Layout(StrEnum):
    """How a page sets its notes."""

    BRACKETED = "bracketed marks, list at the end"
    BULLETED = "bracketed marks, list at the end, each label on a line of its own"
    GLUED = "digits glued to words, list at the end"
    AFTER = "bracketed marks, notes after the paragraph that cites them"
    RAISED = "superscripts, list at the end"
    REPEATED = "digits glued to words, the note behind them in the line, and a list at the end"
    LINKED = "Markdown's own footnotes"


class Hung(NamedTuple):
    """A note, and the places in the canonical text that it hangs on."""

    label: str
    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True)
class Footnoted:
    """A page, and what is to be found in it."""

    layout: Layout
    page: str
    text: str
    notes: tuple[Hung, ...]


class Piece(NamedTuple):
    """A sentence with the number of the note that hangs on its end; 0: none."""

    words: str
    note: int


@st.composite
def footnoted(draw: DrawFn, layout: Layout) -> Footnoted:
    """A text of one to five paragraphs with one note or more, in order of their marks, set as ``layout`` says."""
    texts: list[str] = []
    paragraphs: list[list[Piece]] = []
    for size in draw(st.lists(st.integers(1, 5), min_size=1, max_size=5)):
        pieces: list[Piece] = []
        others = draw(st.lists(st.sampled_from(SENTENCES), min_size=size - 1, max_size=size - 1))
        for words in (draw(st.sampled_from(OPENINGS)), *others):
            if draw(st.booleans()) or (not texts and len(paragraphs) + 1 == size):
                texts.append(f"{draw(st.sampled_from(NOTES))[:-1]} ({len(texts) + 1}).")
                pieces.append(Piece(words, len(texts)))
            else:
                pieces.append(Piece(words, 0))
        paragraphs.append(pieces)
    if not texts:
        texts.append(NOTES[0])
        paragraphs[-1][-1] = paragraphs[-1][-1]._replace(note=1)
    return Footnoted(layout, "\n\n".join(_lines(layout, paragraphs, texts)), *_truth(paragraphs, texts))


def _truth(paragraphs: list[list[Piece]], texts: list[str]) -> tuple[str, tuple[Hung, ...]]:
    text, markers = TITLE, dict[int, int]()
    for pieces in paragraphs:
        text += "\n\n"
        for i, piece in enumerate(pieces):
            text += f"{' ' if i else ''}{piece.words}"
            markers[piece.note] = len(text)
    return text, tuple(Hung(str(n), note, (markers[n],)) for n, note in enumerate(texts, start=1))


def _lines(layout: Layout, paragraphs: list[list[Piece]], texts: list[str]) -> Iterator[str]:
    yield f"# {TITLE}" if layout is Layout.LINKED else TITLE
    for pieces in paragraphs:
        yield " ".join(piece.words + _mark(layout, piece.note, texts) for piece in pieces)
        if layout is Layout.AFTER:
            yield from (f"[{piece.note}] {texts[piece.note - 1]}" for piece in pieces if piece.note)
    if layout is not Layout.AFTER:
        yield from (_note(layout, n, text) for n, text in enumerate(texts, start=1))


def _mark(layout: Layout, n: int, texts: list[str]) -> str:
    match layout:
        case _ if not n:
            return ""
        case Layout.GLUED:
            return str(n)
        case Layout.RAISED:
            return _raised(n)
        case Layout.REPEATED:
            return f"{n} {texts[n - 1]}"
        case Layout.LINKED:
            return f"[^{n}]"
        case _:
            return f"[{n}]"


def _note(layout: Layout, n: int, text: str) -> str:
    match layout:
        case Layout.BULLETED:
            return f"- [{n}]\n{text}"
        case Layout.GLUED:
            return f"{n}. {text}"
        case Layout.RAISED:
            return f"{_raised(n)} {text}"
        case Layout.REPEATED:
            return f"  • {n}\n    {text}"
        case Layout.LINKED:
            return f"[^{n}]: {text}"
        case _:
            return f"[{n}] {text}"


def _raised(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def found_in(source: Source) -> tuple[Hung, ...]:
    """The notes of ``source`` in the form of the truth."""
    return tuple(Hung(note.label, note.text, note.markers) for note in source.footnotes)
