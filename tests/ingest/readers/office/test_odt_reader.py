"""OpenDocument texts: notes where they stand, tables as rows, what was deleted left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.parse import parse
from ingest.readers.office.odt_reader import read_odt
from ingest.reading import BlockKind
from retrieval.model import Source
from tests.packed import odt, odt_note, packed

STYLES = (
    '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T2"><style:text-properties style:text-position="0% 100%"/></style:style>'
    '<style:style style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:parent-style-name="P2"/>'
)


def paragraph(inside: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def marks(read: Source) -> list[tuple[str, str, str]]:
    found = [(at, note.label, note.text) for note in read.footnotes for at in note.markers]
    return [(label, read.text[:at].split()[-1], text) for at, label, text in sorted(found)]


def test_notes_stand_where_they_are_cited() -> None:
    first = odt_note(
        "ftn1", "1", paragraph("One.") + paragraph('See <text:a xlink:href="https://a.example">it</text:a>.')
    )
    heading = f'<text:h text:outline-level="1">Part{odt_note("ftn2", "*", paragraph("On the part."))}</text:h>'
    body = heading + paragraph(
        f"Five <text:span>missions{first} were</text:span> closed{odt_note('e', 'i', paragraph('End.'))}."
    )
    read, _ = parse(odt(body), "a", "s")
    assert (read.format, read.text) == ("odt", "Part\n\nFive missions were closed.")
    assert marks(read) == [("*", "Part", "On the part."), ("1", "missions", "One.\n\nSee it."), ("i", "closed", "End.")]
    assert read.footnotes[1].urls == ("https://a.example",)
    assert read.unresolved == ()


def test_lists_tables_boxes_captions_and_titles() -> None:
    cell = "<table:table-cell>{}</table:table-cell>"
    row = f"<table:table-row>{cell.format(paragraph('2022'))}{cell.format(paragraph('53'))}</table:table-row>"
    box = f"<draw:frame><draw:text-box>{paragraph('Boxed')}</draw:text-box><desc>alt</desc></draw:frame>"
    items = f"<text:list><text:list-item>{paragraph('One')}</text:list-item></text:list>"
    body = (
        paragraph("The Title", "P1") + items + f"<table:table>{row}</table:table>" + paragraph(f"Around{box} it", "P2")
    )
    reading = read_odt(odt(body + paragraph("A picture", "Illustration"), STYLES))
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.HEADING, "The Title"),
        (BlockKind.ITEM, "One"),
        (BlockKind.ROW, "2022 | 53"),
        (BlockKind.PARAGRAPH, "Boxed"),
        (BlockKind.PARAGRAPH, "Around it"),
        (BlockKind.CAPTION, "A picture"),
    ]
    assert reading.metadata.title == "The Title"


def test_what_is_deleted_hidden_or_repeated_is_no_text() -> None:
    changes = f"<text:tracked-changes>{paragraph('deleted')}</text:tracked-changes>"
    contents = (
        f"<text:table-of-content><text:index-body>{paragraph('Part 1')}</text:index-body></text:table-of-content>"
    )
    hidden = f'<text:section text:display="none">{paragraph("hidden")}</text:section>'
    comment = f"<office:annotation>{paragraph('remark')}</office:annotation>"
    body = (
        changes
        + contents
        + hidden
        + paragraph(f'Wo<text:soft-page-break/>rds,{comment}<text:s text:c="9"/>kept<text:tab/>.')
    )
    reading = read_odt(odt(body))
    assert [block.text for block in reading.blocks] == ["Words, kept ."]
    assert tuple(each.text for each in reading.left_out) == ("Part 1", "hidden")


@pytest.mark.parametrize(
    ("style", "expected"), [("T1", "Once twice."), ("T2", "Once twice 1."), ("T9", "Once twice 1.")]
)
def test_a_raised_reference_cites_its_note_again(style: str, expected: str) -> None:
    again = f'<text:span text:style-name="{style}"> <text:note-ref text:ref-name="n">1</text:note-ref></text:span>'
    read = resolve(read_odt(odt(paragraph(f"Once{odt_note('n', '1', paragraph('Note.'))} twice{again}."), STYLES)), "s")
    assert read.text == expected
    assert len(read.footnotes[0].markers) == 1 + (style == "T1")


def test_raised_numbers_stay_apart_from_the_words() -> None:
    reading = read_odt(odt(paragraph('m<text:span text:style-name="T1">2</text:span>'), STYLES))
    assert reading.blocks[0].text == "m²"


def test_metadata() -> None:
    meta = "<dc:title>Titled</dc:title><meta:initial-creator>Anna</meta:initial-creator><dc:creator>Bo</dc:creator>"
    said = read_odt(
        odt(paragraph("x"), meta=meta + "<meta:creation-date>2023-12-14T10:00:00.5</meta:creation-date>")
    ).metadata
    assert (said.title, said.author) == ("Titled", "Anna")
    assert said.published is None, "the day the file was made is no date of publication"


def test_a_text_without_notes_may_have_typed_ones() -> None:
    body = "".join(map(paragraph, ("Five were closed.[1]", "Two stayed.[2]", "[1] One.", "[2] Two.")))
    assert marks(resolve(read_odt(odt(body)), "s")) == [("1", "closed.", "One."), ("2", "stayed.", "Two.")]


def test_notes_inside_notes_and_notes_with_one_key() -> None:
    inner = odt_note("in", "2", paragraph("Inner."))
    same = odt_note("n", "1", paragraph("First.")) + odt_note("n", "2", paragraph(f"Second.{inner}"))
    read = resolve(read_odt(odt(paragraph(f"Words{same}"))), "s")
    assert [note.text for note in read.footnotes] == ["First.", "Second.", "Inner."]
    assert [item.label for item in read.unresolved] == ["2"]


def test_encrypted_and_broken_ones_are_refused() -> None:
    entry = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
    manifest = f'<m:manifest xmlns:m="urn:m">{entry}</m:manifest>'
    with pytest.raises(UnreadableSource, match="password"):
        read_odt(odt("", **{"META-INF/manifest.xml": manifest}))
    with pytest.raises(UnreadableSource, match=r"content\.xml is missing"):
        read_odt(packed({"mimetype": "application/vnd.oasis.opendocument.text"}))
    with pytest.raises(UnreadableSource, match="No text"):
        parse(odt(""), "a", "s")


WHOLE = odt(paragraph(f"Words{odt_note('n', '1', paragraph('Note.'))}") + "<table:table-row/>", STYLES)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(1, len(WHOLE)))
def test_damaged_texts_are_read_or_refused(at: int, byte: int, size: int) -> None:
    for data in (WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], WHOLE[:size]):
        try:
            read_odt(data)
        except UnreadableSource:
            continue


LEAVES = st.sampled_from(["words", odt_note("n", "1", "note"), '<text:note-ref text:ref-name="n">1</text:note-ref>'])
TAGS = (
    "text:p text:h text:list text:span text:note text:note-body draw:text-box table:table-row table:table-cell".split()
)


def element(made: tuple[str, list[str]]) -> str:
    return f'<{made[0]} text:style-name="T1">{"".join(made[1])}</{made[0]}>'


def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), st.lists(inside, max_size=4)).map(element)


@settings(max_examples=100, deadline=None)
@given(st.recursive(LEAVES, nested, max_leaves=25))
def test_elements_in_any_order_are_read_and_offsets_hold(inside: str) -> None:
    read = resolve(read_odt(odt(inside + paragraph("End"), STYLES)), "s")
    assert all(0 <= at <= len(read.text) for footnote in read.footnotes for at in footnote.markers)


def test_a_flat_document_is_read_as_one_that_is_packed() -> None:
    """LibreOffice writes all of a document into one XML file (.fodt), and pandoc its content alone."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("meta", "meta"))
    )
    note = (
        '<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Lind, p. 3.</text:p></text:note-body></text:note>"
    )
    flat = (
        f'<?xml version="1.0"?>\n<office:document{names} office:version="1.3"><office:body><office:text>'
        f"<text:p>It fell to 46.{note} So.</text:p></office:text></office:body></office:document>"
    )
    found, _ = parse(flat.encode(), "a.fodt", "a")
    assert (found.text, found.format) == ("It fell to 46. So.", "odt")
    assert [(note.label, note.text, note.markers) for note in found.footnotes] == [("1", "Lind, p. 3.", (14,))]
