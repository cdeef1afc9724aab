"""Word documents: notes by their keys with the labels Word would draw, changes accepted, tables as rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.parse import parse
from ingest.readers.office.docx_labels import written
from ingest.readers.office.docx_reader import read_docx
from ingest.reading import BlockKind
from retrieval.model import Source
from tests.packed import docx, extended, note, p, packed, ref, relations, run

STYLES = (
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:styleId="Levelled"><w:name w:val="Levelled"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="Aufz"><w:name w:val="List Bullet"/><w:pPr><w:numPr/></w:pPr></w:style>'
    '<w:style w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>'
    '<w:style w:styleId="V1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:styleId="Circle"><w:name w:val="Circle"/><w:basedOn w:val="Elcric"/></w:style>'
    '<w:style w:styleId="Elcric"><w:name w:val="Elcric"/><w:basedOn w:val="Circle"/></w:style>'
)


def source(body: str, **parts: str) -> Source:
    return resolve(read_docx(docx(body, **parts)), "s")


def marks(read: Source) -> list[tuple[str, str, str]]:
    """Label, the word before the marker, and the note, in order of the markers."""
    found = [(at, note.label, note.text) for note in read.footnotes for at in note.markers]
    return [(label, read.text[:at].split()[-1], text) for at, label, text in sorted(found)]


def test_notes_of_both_kinds_are_numbered_as_word_numbers_them() -> None:
    read = source(
        p("Five missions", ref(7), " were closed.", ref(3), " Why", ref(7, "endnote"), " is unknown."),
        footnotes=note(3, " Second.") + note(7, " First."),
        endnotes=note(7, " At the end.", kind="endnote"),
    )
    assert read.text == "Five missions were closed. Why is unknown."
    assert marks(read) == [("1", "missions", "First."), ("2", "closed.", "Second."), ("i", "Why", "At the end.")]
    assert read.unresolved == ()


def test_two_notes_at_one_word_are_parted_by_a_raised_comma() -> None:
    comma = run(",", '<w:vertAlign w:val="superscript"/>')
    read = source(
        p("Nine hundred ships in 2018.", ref(1), comma, ref(2), " In 2019", ref(3), " it was less."),
        footnotes=note(1, "First.") + note(2, "Second.") + note(3, "Third."),
    )
    assert read.text == "Nine hundred ships in 2018. In 2019 it was less."
    assert marks(read) == [("1", "2018.", "First."), ("2", "2018.", "Second."), ("3", "2019", "Third.")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('<w:numFmt w:val="lowerLetter"/>', ["a", "b", "c"]),
        ('<w:numStart w:val="9"/>', ["9", "10", "11"]),
        ('<w:numRestart w:val="eachSect"/>', ["1", "2", "1"]),
        ('<w:numRestart w:val="eachPage"/>', ["1", "1", "1"]),
        ('<w:numFmt w:val="chicago"/>', ["*", "†", "‡"]),
        ('<w:numStart w:val="nine"/>', ["1", "2", "3"]),
    ],
)
def test_the_settings_say_how_notes_are_numbered(rule: str, expected: list[str]) -> None:
    page = "<w:r><w:lastRenderedPageBreak/></w:r>"
    end_of_section = p("b", page, ref(2), properties="<w:sectPr/>")
    body = p("a", ref(1)) + end_of_section + p("c", page, ref(3)) + "<w:sectPr/>"
    notes = "".join(note(i, f" Note {i}.") for i in (1, 2, 3))
    read = source(body, footnotes=notes, settings=f"<w:footnotePr>{rule}</w:footnotePr>")
    assert [label for label, _, _ in marks(read)] == expected
    assert [text for _, _, text in marks(read)] == ["Note 1.", "Note 2.", "Note 3."]


def test_a_section_numbers_its_notes_its_own_way() -> None:
    own = '<w:sectPr><w:footnotePr><w:numFmt w:val="upperRoman"/></w:footnotePr></w:sectPr>'
    read = source(p("a", ref(1), properties=own) + p("b", ref(2)), footnotes=note(1, "x") + note(2, "y"))
    assert [label for label, _, _ in marks(read)] == ["I", "2"]


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (1994, "lowerRoman", "mcmxciv"),
        (28, "upperLetter", "BB"),
        (5, "chicago", "**"),
        (5000, "lowerRoman", "5000"),
        (0, "lowerLetter", "0"),
        (99999, "chicago", "99999"),
        (3, "ideographDigital", "3"),
    ],
)
def test_a_number_is_written_in_its_alphabet_as_far_as_that_reaches(number: int, style: str, expected: str) -> None:
    assert written(number, style) == expected


def test_a_mark_set_by_hand_is_not_counted_and_is_not_part_of_the_words_or_the_note() -> None:
    by_hand = note(1, p("* By the author."))
    read = source(p("Kim", ref(1, custom="*"), " said", ref(2), " so."), footnotes=by_hand + note(2, " Numbered."))
    assert read.text == "Kim said so."
    assert marks(read) == [("*", "Kim", "By the author."), ("1", "said", "Numbered.")]


def test_a_sentence_after_a_reference_is_no_mark() -> None:
    read = source(p("Kim", ref(1, custom=" went home at once."), " Really."), footnotes=note(1, "x"))
    assert (read.text, marks(read)) == ("Kim went home at once. Really.", [("*", "Kim", "x")])


def test_marks_stand_in_tables_headings_and_text_boxes() -> None:
    table = (
        f"<w:tbl><w:tr><w:tc>{p('Year')}</w:tc><w:tc>{p('Missions')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('2022', ref(2))}</w:tc><w:tc>{p('53')}{p('or fewer')}</w:tc></w:tr></w:tbl>"
    )
    box = f"<w:r><w:pict><w:txbxContent>{p('In a box', ref(3))}</w:txbxContent></w:pict></w:r>"
    notes = "".join(note(i, f"N{i}.") for i in (1, 2, 3))
    reading = read_docx(docx(p("Part", ref(1), style="Heading1") + table + p("Around", box, " it."), footnotes=notes))
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.HEADING, "Part"),
        (BlockKind.ROW, "Year | Missions"),
        (BlockKind.ROW, "2022 | 53 or fewer"),
        (BlockKind.PARAGRAPH, "In a box"),
        (BlockKind.PARAGRAPH, "Around it."),
    ]
    assert [text for _, _, text in marks(resolve(reading, "s"))] == ["N1.", "N2.", "N3."]


def test_changes_are_accepted_and_what_is_hidden_stays_hidden() -> None:
    gone = f"<w:del>{ref(9)}<w:r><w:delText>twelve</w:delText></w:r></w:del>"
    added = f"<w:ins>{run('nine')}</w:ins><w:moveFrom>{run('no')}</w:moveFrom><w:moveTo>{run(' yes')}</w:moveTo>"
    hidden = run("secret", "<w:vanish/>") + run(" shown", '<w:vanish w:val="0"/>')
    joined = p("It ", properties="<w:rPr><w:del/></w:rPr>") + p("goes on.")
    row = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('gone')}</w:tc></w:tr></w:tbl>"
    reading = read_docx(docx(p("Of ", gone, added, hidden, ref(1), ".") + joined + row, footnotes=note(1, "x")))
    assert [block.text for block in reading.blocks] == ["Of nine yes shown.", "It goes on."]
    assert reading.blocks[0].marks[0].label == "1"
    assert tuple(each.text for each in reading.left_out) == ("secret",)


def test_fields_show_their_words_and_not_their_instructions() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def instruction(words: str) -> str:
        return f"<w:r><w:instrText>{words}</w:instrText></w:r>"

    nested = (
        char("begin") + instruction("IF ") + char("begin") + instruction("X") + char("separate") + run("not this")
    )  # fmt: skip
    nested += char("end") + char("separate") + run("this") + char("end")
    never_closed = char("begin") + instruction("PAGE") + run("lost")
    simple = f'<w:fldSimple w:instr="DATE">{run("today")}</w:fldSimple>'
    read = source(p("See ", nested, " ", simple, never_closed) + p("Next.", char("end"), char("separate")))
    assert read.text == "See this today\n\nNext."


@pytest.mark.parametrize(
    ("instruction", "look", "expected"),
    [
        (r" NOTEREF _Ref1 \f \h ", "", "First again."),
        (r" NOTEREF _Ref1 \h ", '<w:vertAlign w:val="superscript"/>', "First again."),
        (r" NOTEREF _Ref1 \h ", "", "First again1."),
        (r" NOTEREF _Ref2 \f ", "", "First again1."),
    ],
)
def test_a_note_may_be_cited_again(instruction: str, look: str, expected: str) -> None:
    bookmarked = f'<w:bookmarkStart w:id="0" w:name="_Ref1"/>{ref(1)}<w:bookmarkEnd w:id="0"/>'
    again = f'<w:fldSimple w:instr="{instruction}">{run("1", look)}</w:fldSimple>'
    read = source(p("First", bookmarked, " again", again, "."), footnotes=note(1, "Note."))
    assert read.text == expected
    assert len(read.footnotes[0].markers) == 1 + (expected == "First again.")


def test_notes_hold_links_paragraphs_and_content_controls() -> None:
    control = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('Held.')}</w:sdtContent></w:sdt>"
    link = f'<w:hyperlink r:id="rId5">{run("the report")}</w:hyperlink>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://b.example"</w:instrText>'
    field += '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    inside = p("See ", link, ", https://c.example.", field) + p(control)
    data = docx(p("Words", ref(1)), footnotes=f'<w:footnote w:id="1">{inside}</w:footnote>')
    reading = read_docx(
        extended(data, {"word/_rels/footnotes.xml.rels": relations(rId5="hyperlink https://a.example")})
    )
    assert reading.notes[0].text == "See the report, https://c.example.\n\nHeld."
    assert reading.notes[0].urls == ("https://c.example", "https://a.example", "https://b.example")


def test_styles_tell_headings_items_and_captions_in_any_language() -> None:
    numbered = '<w:numPr><w:numId w:val="2"/></w:numPr>'
    body = p("A", style="berschrift1") + p("B", style="Mine") + p("C", style="Levelled") + p("D", style="Aufz")
    body += p("E", style="Beschriftung") + p("F", style="Circle") + p("G", properties=numbered)
    body += p("H", properties=numbered.replace("2", "0")) + p("I", properties='<w:outlineLvl w:val="9"/>')
    body += p("J", properties='<w:outlineLvl w:val="0"/>') + p("K....9", style="V1")
    reading = read_docx(docx(body, styles=STYLES))
    kinds = {block.text: block.kind for block in reading.blocks}
    assert [text for text, kind in kinds.items() if kind is BlockKind.HEADING] == ["A", "B", "C", "J"]
    assert [text for text, kind in kinds.items() if kind is BlockKind.ITEM] == ["D", "G"]
    assert kinds["E"] is BlockKind.CAPTION
    assert tuple(each.text for each in reading.left_out) == ("K....9",)


def test_placeholders_fallbacks_and_odd_characters() -> None:
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"
    choice = (
        '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>' + run("once") + "</mc:Choice><mc:Fallback>"
        f"{run('once')}</mc:Fallback></mc:AlternateContent>"
    )
    signs = (
        '<w:r><w:noBreakHyphen/><w:t>5</w:t><w:tab/><w:sym w:font="Symbol" w:char="F0B3"/><w:br/><w:sym w:char="x"/>'
    )
    squared = run("m") + run("2", '<w:vertAlign w:val="superscript"/>')
    reading = read_docx(docx(p(empty, choice, f"{signs}</w:r>", squared)))
    assert reading.blocks[0].text == "once-5 ≥ m²"
    assert tuple(each.text for each in reading.left_out) == ("Click here",)


def test_properties_and_styled_paragraphs_say_what_the_document_is() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Titled</dc:title>'
        "<dc:creator>Anna Lind</dc:creator><dcterms:created>2023-12-14T10:00:00Z</dcterms:created></cp:coreProperties>"
    )
    body = p("Other", style="Title") + p("2 May 2020", style="Date") + p("Bo", style="Author") + p("Words.")
    said = read_docx(extended(docx(body), {"docProps/core.xml": core})).metadata
    assert (said.title, said.author, said.published) == ("Titled", "Anna Lind", "2020-05-02")
    seen = read_docx(docx(body)).metadata
    assert (seen.title, seen.author, seen.published) == ("Other", "Bo", "2020-05-02")
    assert read_docx(docx(p("Top", style="Heading1"))).metadata.title == "Top"


def test_the_day_the_file_was_made_is_no_date_of_publication() -> None:
    core = '<c xmlns:t="t"><t:created>2023-12-14T10:00:00Z</t:created></c>'
    bare = extended(docx(p("Top", style="Heading1") + p("Words.")), {"docProps/core.xml": core})
    dated = extended(docx(p("Top", style="Heading1") + p("2 May 2020") + p("Words.")), {"docProps/core.xml": core})
    assert [read_docx(item).metadata.published for item in (bare, dated)] == [None, "2020-05-02"]


def test_a_document_without_notes_may_have_typed_ones() -> None:
    assert source(p("Plain words.")).footnotes == ()
    typed = (
        p("Five were closed.[1]") + p("Two stayed.[2]") + p("Notes", style="Heading1") + p("[1] One.") + p("[2] Two.")
    )
    assert marks(source(typed)) == [("1", "closed.", "One."), ("2", "stayed.", "Two.")]


def test_gaps_are_reported_with_their_place() -> None:
    read = source(p("Lost", ref(8), " words", ref(1)), footnotes=note(1, "Here.") + note(5, "Never cited."))
    assert [(item.label, item.offset) for item in read.unresolved] == [("1", 4), ("5", len(read.text))]


def test_notes_that_cite_each_other_in_a_circle_end() -> None:
    notes = note(1, p("See", ref(2), " below.")) + note(2, p("See", ref(1), " above."))
    read = source(p("Words", ref(1), " end."), footnotes=notes)
    assert marks(read) == [("1", "Words", "See below.")]
    assert [item.label for item in read.unresolved] == ["2"]


def test_the_main_part_is_where_the_package_says_and_editions_differ_in_namespaces_alone() -> None:
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = f"<w:document {strict}><w:body>{p('Words', ref(4))}</w:body></w:document>"
    notes = f"<w:footnotes {strict}>{note(4, 'Note.')}</w:footnotes>"
    parts = {
        "_rels/.rels": relations(a="officeDocument /word/document2.xml"),
        "word/document2.xml": body,
        "word/_rels/document2.xml.rels": relations(a="footnotes notes/f.xml"),
        "word/notes/f.xml": notes,
    }
    types = "wordprocessingml.document.main+xml"
    read, _ = parse(packed({"[Content_Types].xml": types, **parts}), "any.zip", "s")
    assert (read.format, marks(read)) == ("docx", [("1", "Words", "Note.")])


@pytest.mark.parametrize(
    "parts",
    [
        {"_rels/.rels": "<x/>"},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": ""},
        {"word/document.xml": "<a/>"},
        {"word/footnotes.xml": "<broken", "word/document.xml": "<a/>"},
    ],
)
def test_what_is_no_document_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(UnreadableSource):
        parse(packed({"[Content_Types].xml": "wordprocessingml.document.main+xml", **parts}), "a.docx", "s")


WHOLE = docx(
    p("Part", ref(1), style="Heading1") + f"<w:tbl><w:tr><w:tc>{p('x', ref(2))}</w:tc></w:tr></w:tbl><w:sectPr/>",
    footnotes=note(1, "One.") + note(2, "Two."),
    styles=STYLES,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(1, len(WHOLE)),
)
def test_damaged_documents_are_read_or_refused(changes: list[tuple[int, int]], size: int) -> None:
    damaged = bytearray(WHOLE)
    for at, byte in changes:
        damaged[at] = byte
    for data in (bytes(damaged), WHOLE[:size]):
        try:
            read_docx(data)
        except UnreadableSource:
            continue


TAGS = ("p", "r", "t", "tbl", "tr", "tc", "del", "ins", "txbxContent", "fldSimple", "sdt", "pPr", "sectPr", "fldChar")


LEAVES = st.sampled_from(["words", ref(1), ref(2, "endnote"), ref(1, custom="*"), "<w:br/>"])


def element(made: tuple[str, list[str]]) -> str:
    return f'<w:{made[0]} w:fldCharType="begin">{"".join(made[1])}</w:{made[0]}>'


def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), st.lists(inside, max_size=4)).map(element)


@settings(max_examples=100, deadline=None)
@given(st.recursive(LEAVES, nested, max_leaves=25))
def test_elements_in_any_order_are_read_and_offsets_hold(inside: str) -> None:
    read = source(inside + p("End", ref(1)), footnotes=note(1, "One."))
    assert all(0 <= at <= len(read.text) for footnote in read.footnotes for at in footnote.markers)


def test_a_mark_before_all_words_hangs_on_the_first() -> None:
    read = source(p(ref(1)) + p("Five missions were closed."), footnotes=note(1, " A note."))
    assert [(found.label, found.text, found.markers) for found in read.footnotes] == [("1", "A note.", (len("Five"),))]
