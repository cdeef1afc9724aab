"""Links from marks to notes and back, in every shape that tools write them: each tool is named at its test."""

import pytest

from ingest.notes.footnotes import resolve
from ingest.readers.html.html_reader import read_html
from retrieval.model import Source

ARROW = "\u21a9"


def source(body: str) -> Source:
    return resolve(read_html(f"<html><body><article>{body}</article></body></html>"), "s")


def hung(found: Source) -> list[tuple[str, str, list[str]]]:
    """Label and text of each note, with the last word before each of its markers."""
    return [(note.label, note.text, [found.text[:at].split()[-1] for at in note.markers]) for note in found.footnotes]


@pytest.mark.parametrize("kind", ["external", "internal"])
def test_a_link_is_no_mark_for_its_class(kind: str) -> None:
    """Sphinx and docutils call each link a reference."""
    found = source(f'<p>Ask <a class="reference {kind}" href="https://example.org/#a">the port office</a> first.</p>')
    assert (found.text, found.unresolved) == ("Ask the port office first.", ())


def test_a_cross_reference_to_a_definition_is_no_mark() -> None:
    """The API pages of Sphinx."""
    found = source(
        '<p>Call <a class="reference internal" href="#pump.stop"><code>pump.stop()</code></a> at once.</p>'
        '<dl><dt id="pump.stop">stop(wait=5)</dt><dd><p>Stops the pump.</p></dd></dl>'
    )
    assert (found.text, found.footnotes) == ("Call pump.stop() at once.\n\nstop(wait=5)\n\nStops the pump.", ())


def test_a_citation_by_name_is_a_mark_where_it_leads_to_an_entry() -> None:
    found = source(
        '<p>So says the table <a class="reference internal" href="#lind99" id="id2">[Lind99]</a>, and see '
        '<a href="#more">[more]</a>.</p><div class="citation" id="lind99" role="doc-biblioentry"><span class="label">'
        '[<a role="doc-backlink" href="#id2">Lind99</a>]</span><p>Lind, Pumps, 1999.</p></div><p id="more">More.</p>'
    )
    assert hung(found) == [("Lind99", "Lind, Pumps, 1999.", ["table"])]
    assert found.text == "So says the table, and see [more].\n\nMore."


@pytest.mark.parametrize(
    "links_back",
    [
        (
            '<span class="backrefs">(<a role="doc-backlink" href="#r1">1</a>,<a role="doc-backlink" href="#r2">'
            "2</a>)</span>"
        ),
        '<span>\u2191 <sup><a href="#r1">1.0</a></sup> <sup><a href="#r2">1.1</a></sup></span> ',
        (
            '<span rel="mw:referencedBy"><a href="./Pumps#r1"><span>1 </span></a><a href="./Pumps#r2"><span>'
            "2 </span></a></span> "
        ),
        '<sup><a href="#r1">1)</a></sup> , <sup><a href="#r2">2)</a></sup> ',
        '<a href="#r1">a</a>, <a href="#r2">b</a> ',
        '<a href="#r1">[1]</a>',
    ],
)
def test_links_back_before_the_words_of_a_note_go_whatever_their_number(links_back: str) -> None:
    """Docutils, MediaWiki, Parsoid, DokuWiki, Wikipedia, Google Docs."""
    found = source(
        '<p>Uno<sup id="r1"><a href="#n">1</a></sup> due<sup id="r2"><a href="#n">1</a></sup>.</p>'
        f'<div id="n">{links_back}Lind, p. 12.</div>'
    )
    assert hung(found) == [("1", "Lind, p. 12.", ["Uno", "due"])]


@pytest.mark.parametrize(
    "link_back",
    [
        ' <a href="#r1">Back</a>',
        ' [<a href="#r1">return</a>]',
        ' <a href="#r1">zur\u00fcck zum Text</a>.',
        f' <a href="#r1">{ARROW}</a> <a href="#r2">{ARROW}<sup>2</sup></a>',
        '<p><a class="back" href="#r1">Back to Citation</a></p>',
        ' (<a href="#r1">1</a>, <a href="#r2">2</a>)',
        ' <a href="#gone" class="footnote-backref">once more</a>',
    ],
)
def test_links_back_behind_the_words_of_a_note_go_in_words_and_in_signs(link_back: str) -> None:
    found = source(
        '<p>Uno<a id="r1" href="#n"><sup>1</sup></a> due<a id="r2" href="#n"><sup>1</sup></a>.</p>'
        f'<ol><li id="n">Lind, p. 12.{link_back}</li></ol>'
    )
    assert hung(found) == [("1", "Lind, p. 12.", ["Uno", "due"])]


def test_a_label_glued_to_its_note_goes() -> None:
    found = source('<p>Uno<a href="#n"><sup>1</sup></a> due.</p><p id="n">1.Lind, p. 12.</p>')
    assert [note.text for note in found.footnotes] == ["Lind, p. 12."]


def test_a_decimal_is_no_glued_label() -> None:
    found = source('<p>Uno<a href="#n"><sup>1</sup></a> due.</p><p id="n">1.5 million were sold.</p>')
    assert [note.text for note in found.footnotes] == ["1.5 million were sold."]


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("#fn-%C3%B8re", "fn-%C3%B8re"),
        ("#fn-%C3%B8re", "fn-\u00f8re"),
        ("#fn-\u00f8re", "fn-%C3%B8re"),
        ("#/fn1", "fn1"),
        ("page.html#fn1", "fn1"),
    ],
)
def test_names_are_compared_as_browsers_do(href: str, name: str) -> None:
    """cmark-gfm, remark-rehype and marked-footnote write percent signs into ids, reveal.js a slash into links."""
    found = source(f'<p>Uno<sup><a href="{href}">1</a></sup> due.</p><ol><li id="{name}">Lind.</li></ol>')
    assert (hung(found), found.text) == ([("1", "Lind.", ["Uno"])], "Uno due.")


def test_notes_of_one_name_go_each_with_the_part_of_the_page_that_they_stand_in() -> None:
    part = (
        '<h2>{0}</h2><p>{0} says so.<sup><a href="#n1">1</a></sup></p><div class="footnotes"><div id="n1">'
        "{0} p. 3.</div></div>"
    )
    found = source(part.format("Lind") + part.format("Ek"))
    assert hung(found) == [("1", "Lind p. 3.", ["so."]), ("1", "Ek p. 3.", ["so."])]
    assert found.text == "Lind\n\nLind says so.\n\nEk\n\nEk says so."


def test_a_mark_that_may_mean_either_of_two_notes_is_reported() -> None:
    found = source(
        '<p>Uno<sup><a href="#n1">1</a></sup> due<sup><a href="#n1">1</a></sup>.</p>'
        '<div><p id="n1">Lind.</p></div><div><p id="n1">Ek.</p></div>'
    )
    assert [note.markers for note in found.footnotes] == [(), ()]
    assert [mark.label for mark in found.unresolved] == ["1", "1", "1", "1"]


def test_the_note_of_a_heading_that_shares_its_number_comes_first() -> None:
    """Asciidoctor numbers the notes of headings before the text, both with number 1."""
    found = source(
        '<p>Uno<sup class="footnote">[<a href="#def_1">1</a>]</sup> due.</p><h2>Tre<sup class="footnote">'
        '[<a href="#def_1">1</a>]</sup></h2><p>Text.</p><div><div id="def_1">1. Of the heading.</div>'
        '<div id="def_1">1. Of the text.</div></div>'
    )
    assert hung(found) == [("1", "Of the heading.", ["Tre"]), ("1", "Of the text.", ["Uno"])]


@pytest.mark.parametrize(
    "notes",
    [
        (
            '<div id="sdfootnote1"><p class="sdfootnote"><a id="n" href="#r">1</a>First.</p>'
            '<p class="sdfootnote">More.</p></div>'
        ),
        '<hr><div><p class="c1"><a href="#r" id="n">[1]</a> First.</p><p class="c1">More.</p></div>',
        '<p class="note" id="n">1. First.</p><p class="note">More.</p>',
        '<p id="n">1. First.</p><ul><li>More.</li></ul><p id="m">2. Second.</p>',
        '<p class="Note" id="n">1. First.</p><p class="Note_20_Text">More.</p><p class="Note" id="m">2. Second.</p>',
        '<table id="n"><tr><td><a href="#r">[1]</a></td><td><p>First.</p><p>More.</p></td></tr></table>',
        '<table><tr><td><a id="n" href="#r">1</a></td><td>First. More.</td></tr></table>',
        '<dl id="n" class="footnote"><dt>[<a href="#r">\u21901</a>]</dt><dd><p>First.</p><p>More.</p></dd></dl>',
    ],
)
def test_a_note_has_all_of_its_paragraphs(notes: str) -> None:
    """LibreOffice, Google Docs, Word filtered, plain pages, docutils html4, old pages, calibre."""
    second = '<sup><a href="#m">2</a></sup>' if 'id="m"' in notes else ""
    found = source(f'<p>Uno<sup><a id="r" href="#n">1</a></sup> due{second}.</p><p>Tre.</p>{notes}')
    assert hung(found)[0] == ("1", "First. More.", ["Uno"])
    assert found.text == "Uno due.\n\nTre."


def test_what_stands_between_two_notes_and_has_a_mark_is_text() -> None:
    found = source(
        '<p>Uno<sup><a href="#n">1</a></sup>.</p><p id="n">First.</p><p>Due<sup><a href="#m">2</a></sup>.</p>'
        '<p id="m">Second.</p>'
    )
    assert found.text == "Uno.\n\nDue."


@pytest.mark.parametrize(
    "uncited",
    [
        f'<li id="fn:m">Never. <a class="footnote-backref" href="#fnref:m">{ARROW}</a></li>',
        '<li id="fn:m">Never.</li>',
        '<li>Never. <a class="footnote-back" href="#gone">up</a></li>',
    ],
)
def test_an_item_among_notes_is_a_note_though_nothing_cites_it(uncited: str) -> None:
    """Python-Markdown prints the notes that nobody cites."""
    found = source(
        f'<p>Uno<sup><a href="#fn:n">1</a></sup>.</p><div><hr><ol><li id="fn:n">Lind.</li>{uncited}</ol></div>'
    )
    assert (hung(found), found.text) == ([("1", "Lind.", ["Uno"]), ("2", "Never.", [])], "Uno.")
    assert [mark.label for mark in found.unresolved] == ["2"]


@pytest.mark.parametrize(
    "uncited",
    [
        (
            '<aside class="footnote brackets" id="id9" role="doc-footnote"><span class="label">[2]</span><p>'
            "Never.</p></aside>"
        ),
        '<p class="footnote" id="fn2"><sup>2</sup> Never.</p>',
        '<div class="footnote" id="fn2">2. Never.</div>',
    ],
)
def test_what_calls_itself_a_note_is_one_though_nothing_cites_it(uncited: str) -> None:
    """Docutils, Textile, Asciidoctor."""
    found = source(f'<p>Uno<sup><a href="#fn1">1</a></sup>.</p><p id="fn1">Lind.</p>{uncited}')
    assert hung(found) == [("1", "Lind.", ["Uno"]), ("2", "Never.", [])]


def test_a_note_that_a_note_alone_cites_is_shown_with_that_one() -> None:
    found = source(
        '<p>Uno<sup><a href="#a">1</a></sup>.</p><ol><li id="a">Lind.<sup><a href="#b">2</a></sup></li>'
        '<li id="b">Ek.</li></ol>'
    )
    assert (hung(found), found.unresolved) == ([("1", "Lind.[2]", ["Uno"]), ("2", "Ek.", [])], ())
    assert found.meant_by(found.footnotes[0]) == found.footnotes[1]


def test_a_reviewers_comment_is_neither_text_nor_note() -> None:
    """Google Docs writes comments as it writes notes."""
    found = source(
        '<p>Uno<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> due<sup><a href="#ftnt1" id="ftnt_ref1">'
        "[1]</a></sup>.</p>"
        '<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> Lind.</p></div>'
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a> Is this so?</p></div>'
    )
    assert (hung(found), found.text, found.unresolved) == ([("1", "Lind.", ["due"])], "Uno due.", ())


@pytest.mark.parametrize(
    ("marks", "members"),
    [
        ('<a href="#n1">1</a>,<a href="#n3">3</a>\u2013<a href="#n5">5</a>', "1345"),
        ('[<a href="#n2">2</a>-<a href="#n4">4</a>]', "234"),
        ('<a href="#n2">2\u20134</a>', "234"),
        ('<a href="#n1">1, 3</a>', "13"),
    ],
)
def test_a_range_of_marks_has_all_its_members(marks: str, members: str) -> None:
    notes = "".join(f'<li id="n{n}">Note {n}.</li>' for n in range(1, 6))
    every = "".join(f'<sup><a href="#n{n}">{n}</a></sup>' for n in range(1, 6))
    found = source(f"<p>Uno<sup>{marks}</sup> due.</p><p>All{every}.</p><ol>{notes}</ol>")
    tied = [note.label for note in found.footnotes if 3 in note.markers]
    assert ("".join(tied), found.text) == (members, "Uno due.\n\nAll.")


def test_the_permalink_of_a_heading_and_the_heading_of_notes_are_no_text() -> None:
    found = source(
        '<h2 id="x">The pumps<a class="headerlink" href="#x">\u00b6</a></h2><p>Uno<sup><a href="#a">1</a></sup>.</p>'
        '<h2>Footnotes</h2><ol><li id="a">Lind.</li></ol>'
    )
    assert found.text == "The pumps\n\nUno."
