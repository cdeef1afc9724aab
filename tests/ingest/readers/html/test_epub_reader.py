"""Electronic books: the spine in order, notes in whatever file they stand, the package's word on the book."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.parse import parse
from ingest.readers.html.epub_reader import read_epub
from retrieval.model import Source
from tests.packed import chapter, epub, extended

REF = '<a epub:type="noteref" href="{}">{}</a>'


def source(data: bytes) -> Source:
    return resolve(read_epub(data), "s")


def marks(read: Source) -> list[tuple[str, str, str]]:
    found = [(at, note.label, note.text) for note in read.footnotes for at in note.markers]
    return [(label, read.text[:at].split()[-1], text) for at, label, text in sorted(found)]


def test_every_chapter_numbers_its_own_notes() -> None:
    page = '<h1>{0}</h1><p>Words of {0}.{1}</p><aside epub:type="footnote" id="n1"><p>1. Note of {0}.</p></aside>'
    pages = {f"c{name}.xhtml": page.format(name, REF.format("#n1", 1)) for name in ("Two", "One")}
    read, reading = parse(epub(pages), "a", "s")
    assert read.format == reading.format == "epub"
    assert read.text == "Two\n\nWords of Two.\n\nOne\n\nWords of One."
    assert marks(read) == [("1", "Two.", "Note of Two."), ("1", "One.", "Note of One.")]
    assert read.unresolved == ()


def test_notes_may_stand_in_another_file_with_the_same_ids() -> None:
    pages = {
        "text/one.xhtml": f'<p id="n1">First{REF.format("../notes%20all.xhtml#n1", 1)} words.</p>',
        "text/two.xhtml": f'<p id="n2">Second{REF.format("../notes%20all.xhtml#n2", 1)} words.</p>',
        "notes%20all.xhtml": '<h2>Notes</h2><p id="n1"><a href="text/one.xhtml#n1">1</a> Of one.</p>'
        '<p id="n2">1. Of two.</p>',
    }
    data = extended(epub(pages), {"OPS/notes all.xhtml": chapter(pages["notes%20all.xhtml"])})
    assert marks(source(data)) == [("1", "First", "Of one."), ("1", "Second", "Of two.")]


def test_a_mark_that_leads_nowhere_is_reported() -> None:
    read = source(epub({"a.xhtml": f"<p>Words{REF.format('gone.xhtml#n1', 1)} end.</p>"}))
    assert (read.text, [item.label for item in read.unresolved]) == ("Words end.", ["1"])


def test_the_package_says_what_the_book_is() -> None:
    metadata = (
        "<dc:title>The\n Book</dc:title><dc:title>A Subtitle</dc:title>"
        '<dc:creator id="a">Anna Lind</dc:creator><dc:creator opf:role="trl">Bo</dc:creator>'
        '<dc:creator id="c">Cy</dc:creator><meta refines="#c" property="role">edt</meta><dc:creator>Di</dc:creator>'
        '<dc:date opf:event="modification">2024-01-01</dc:date><dc:date opf:event="publication">2023-12-14</dc:date>'
        "<dc:identifier>urn:isbn:1</dc:identifier><dc:source>https://a.example/book</dc:source>"
    )
    said = read_epub(epub({"a.xhtml": "<h1>Page</h1><p>x</p>"}, metadata)).metadata
    assert (said.title, said.author) == ("The Book", "Anna Lind, Di")
    assert (said.published, said.url) == ("2023-12-14", "https://a.example/book")
    assert read_epub(epub({"a.xhtml": "<h1>Page</h1><p>x</p>"})).metadata.title == "Page"


def test_navigation_is_left_out_and_pages_that_are_no_xhtml_are_read_as_browsers_would() -> None:
    data = epub({"nav.xhtml": "<p>Contents</p>", "a.xhtml": "-", "b.xhtml": "<p>a &lt; b</p>tail"}, nav="nav.xhtml")
    reading = read_epub(extended(data, {"OPS/a.xhtml": "<html><body>Bare&nbsp;words<p>one<br>two<p>three &copy;"}))
    assert [block.text for block in reading.blocks] == ["Bare words", "one two", "three ©", "a < b", "tail"]
    assert tuple(each.text for each in reading.left_out) == ("OPS/nav.xhtml",)


def test_pages_in_other_encodings_and_nested_deep() -> None:
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Gefüge</p></body></html>'.encode("latin-1")
    deep = "<html><body>" + "<div>" * 1_000 + "deep"
    reading = read_epub(extended(epub({"a.xhtml": "", "b.xhtml": ""}), {"OPS/a.xhtml": latin, "OPS/b.xhtml": deep}))
    assert [block.text for block in reading.blocks] == ["Gefüge", "deep"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"META-INF/container.xml": "<container/>"}, "package document"),
        ({"META-INF/container.xml": "<rootfile full-path='gone.opf'/>"}, "gone.opf is missing"),
        ({"META-INF/container.xml": "<rootfile"}, "not well-formed"),
        ({"OPS/b.opf": "<package/>"}, "no chapters"),
        ({"META-INF/encryption.xml": "<e><CipherReference URI='OPS/a.xhtml'/></e>"}, "DRM"),
        ({"OPS/a.xhtml": ""}, "No text"),
    ],
)
def test_what_is_no_book_is_refused(parts: dict[str, str | bytes], sentence: str) -> None:
    with pytest.raises(UnreadableSource, match=sentence):
        parse(extended(epub({"a.xhtml": "<p>Words.</p>"}), parts), "a", "s")


WHOLE = epub({"a.xhtml": f"<p>Words{REF.format('b.xhtml#n', 1)}</p>", "b.xhtml": '<p id="n">1. Note.</p>'})


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(1, len(WHOLE)))
def test_damaged_books_are_read_or_refused(at: int, byte: int, size: int) -> None:
    for data in (WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], WHOLE[:size]):
        try:
            read_epub(data)
        except UnreadableSource:
            continue


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.text(max_size=60))
def test_any_page_is_read_or_refused(data: bytes, text: str) -> None:
    for part in (data, f"<html><body>{text}</body></html>".encode(errors="replace")):
        try:
            source(extended(WHOLE, {"OPS/a.xhtml": part}))
        except UnreadableSource:
            continue


def test_a_chapter_that_is_no_xhtml_may_have_any_tags() -> None:
    book = epub({"a.html": "<p>It fell to <local.name<x>46</local.name<x>.<br> <a:b>So</a:b> it is."})
    assert "It fell to" in resolve(read_epub(book), "s").text
