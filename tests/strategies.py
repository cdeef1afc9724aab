"""What the tests draw: awkward words, Readings and Sources. Texts with a known truth are in ``footnoted``."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ingest.reading import Block, BlockKind, Mark, Metadata, Note, Reading
from retrieval.model import Footnote, Passage, Section, Source, Span, Unresolved

AWKWARD = (
    *("missions", "Kim", "46.", "U.S.", "No.", "e.g.", "2.5", "1,137", "GPT-4", "m²", "CO₂", "Ⅳ", "x" * 60),
    *("e\u0301tude", "n\u0303o\u0308", "שלום", "مرحبا", "\u202eabc", "a\u200bb", "İstanbul", "ẞ", "ﬁn", "sŏn’gun"),
    *("東京。", "한국", "ไทย", "👩\u200d👩\u200d👧", "🇰🇵", "“dire", "economy.”", "—", "…", "<b>", "&amp;", "\\n"),
    *("[sic]", "[1", "1]", "[1]", "[2023]", "[²]", "(a)", "*", "†", "[^1]", "¹", "#", "|"),
)
LABELS = ("1", "2", "3", "10", "*", "a", "†")
TARGETS = (None, None, "fn-1", "fn-2", "fn-3")


def words() -> SearchStrategy[str]:
    """A run of characters without white space, often one that has tripped a parser before."""
    anything = st.text(st.characters(categories=("L", "M", "N", "P", "S")), min_size=1, max_size=8)
    return st.one_of(st.sampled_from(AWKWARD), anything)


def sentences() -> SearchStrategy[str]:
    """Words with single spaces between them, ending as sentences do or as none does."""
    ends = st.sampled_from((".", "?", "!”", " 46.", "。", "…", ""))
    return st.tuples(st.lists(words(), min_size=1, max_size=9).map(" ".join), ends).map("".join)


def paragraphs() -> SearchStrategy[str]:
    """Up to five sentences."""
    return st.lists(sentences(), min_size=1, max_size=5).map(" ".join)


@st.composite
def blocks(draw: DrawFn) -> Block:
    """A Block with marks at different places, each right behind a character that can be seen."""
    text = draw(paragraphs())
    behind = [i for i, character in enumerate(text, start=1) if not character.isspace()]
    offsets = draw(st.sets(st.sampled_from(behind), max_size=4))
    marks = [Mark(at, draw(st.sampled_from(LABELS)), draw(st.sampled_from(TARGETS))) for at in sorted(offsets)]
    return Block(draw(st.sampled_from(BlockKind)), text, tuple(marks))


@st.composite
def readings(draw: DrawFn) -> Reading:
    """Blocks, and Notes anywhere among them: labels repeat, numbering restarts, marks and notes miss each other."""
    found = draw(st.lists(blocks(), min_size=1, max_size=6))
    noted = st.builds(
        Note,
        st.sampled_from(LABELS),
        sentences(),
        target=st.sampled_from(TARGETS),
        place=st.integers(0, len(found)),
    )
    return Reading("text", tuple(found), tuple(draw(st.lists(noted, max_size=8))), draw(metadata()))


def metadata() -> SearchStrategy[Metadata]:
    """What a file might say of itself."""
    stated = st.none() | sentences()
    return st.builds(Metadata, stated, stated, st.none() | st.just("2023-12"), st.none() | st.just("https://a.example"))


@st.composite
def footnotes(draw: DrawFn, size: int) -> Footnote:
    """A Footnote of a text of ``size`` characters."""
    urls = draw(st.lists(st.sampled_from(("https://a.example/1", "https://b.example/ü")), unique=True))
    markers = draw(st.sets(st.integers(0, size), max_size=3))
    label, text = draw(st.sampled_from(LABELS)), draw(sentences())
    return Footnote(label, text, tuple(urls), tuple(sorted(markers)), draw(st.none() | st.integers(0, 9)))


@st.composite
def sources(draw: DrawFn, source_id: str = "source") -> Source:
    """A Source; every paragraph after the first may be the heading of a section."""
    parts = draw(st.lists(paragraphs(), min_size=1, max_size=6))
    text = "\n\n".join(parts)
    starts = [sum(len(part) + 2 for part in parts[:i]) for i in range(len(parts))]
    headings = [i for i in range(1, len(parts)) if draw(st.booleans())]
    ends = [*(starts[i] for i in headings[1:]), len(text)]
    known = draw(metadata())
    noted = draw(st.lists(footnotes(len(text)), max_size=5))
    return Source(
        id=source_id,
        title=known.title or "Untitled",
        text=text,
        author=known.author,
        published=known.published,
        url=known.url,
        format=draw(st.sampled_from(("text", "html", "markdown"))),
        sections=tuple(Section(parts[i], starts[i], end) for i, end in zip(headings, ends, strict=False)),
        footnotes=tuple(
            replace(note, refers_to=note.refers_to if note.refers_to in {*range(len(noted))} - {i} else None)
            for i, note in enumerate(noted)
        ),
        unresolved=tuple(
            draw(st.lists(st.builds(Unresolved, st.sampled_from(LABELS), st.integers(0, len(text))), max_size=3))
        ),
    )


@st.composite
def spans(draw: DrawFn, text: str) -> Span:
    """A stretch of ``text`` that holds more than white space."""
    inked = [i for i, character in enumerate(text) if not character.isspace()]
    inside = draw(st.sampled_from(inked))
    return Span(draw(st.integers(0, inside)), draw(st.integers(inside + 1, len(text))))


@st.composite
def cited(draw: DrawFn) -> tuple[Source, Span]:
    """A Source, and a stretch of it that can be cited."""
    source = draw(sources())
    return source, draw(spans(source.text))


@st.composite
def passages(draw: DrawFn) -> Passage:
    """A Passage of one or more sentences, with or without a note of its own."""
    source = draw(sources())
    start, end = draw(spans(source.text))
    cuts = sorted(draw(st.sets(st.integers(start + 1, end - 1), max_size=3))) if end - start > 1 else []
    return Passage(
        id=f"{source.id}:{start}",
        source_id=source.id,
        start=start,
        end=end,
        text=source.text[start:end],
        sentences=tuple(map(Span, [start, *cuts], [*cuts, end])),
        section=source.section_at(start),
        footnotes=source.footnotes_in(start, end),
        note=draw(st.none() | footnotes(len(source.text))),
    )
