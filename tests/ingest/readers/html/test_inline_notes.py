"""Notes that stand inside their sentence, in each way that tools write them."""

import pytest

from ingest.notes.footnotes import resolve
from ingest.readers.html.html_reader import read_html
from retrieval.model import Source

NOTE = "Lind, R. (1999). Pumps. https://example.org/pumps."


def source(body: str) -> Source:
    return resolve(read_html(f"<html><body><article>{body}</article></body></html>"), "s")


def latexml(number: str, words: str) -> str:
    mark = f'<sup class="ltx_note_mark">{number}</sup>'
    return (
        f'<span id="footnote{number}" class="ltx_note ltx_role_footnote">{mark}<span class="ltx_note_outer">'
        f'<span class="ltx_note_content">{mark}<span class="ltx_tag ltx_tag_note">{number}</span>{words}'
        "</span></span></span>"
    )


SHAPES = {
    "LaTeXML": latexml("1", NOTE),
    "Tufte": (
        '<label for="sn" class="margin-toggle sidenote-number"></label><input type="checkbox" id="sn" '
        f'class="margin-toggle"/><span class="sidenote">{NOTE}</span>'
    ),
    "Modern Footnotes": (
        '<sup class="modern-footnotes-footnote" data-mfn="1"><a href="javascript:void(0)" role="button" '
        'aria-describedby="mfn-1">1</a></sup><span id="mfn-1" role="tooltip" class="modern-footnotes-footnote__note">'
        f"{NOTE}</span>"
    ),
    "Footnotes": (
        '<span class="footnote_referrer"><a role="button" onclick="go()"><sup id="t1" '
        'class="footnote_plugin_tooltip_text">[1]</sup></a><span id="x1" class="footnote_tooltip">'
        f"{NOTE}</span></span>"
    ),
    "a title": f'<sup title="{NOTE}">1</sup>',
    "a title at a link that leads nowhere": f'<a class="footnote" href="#" title="{NOTE}"><sup>1</sup></a>',
    "an attribute in HTML": f'<sup class="fn" data-content="&lt;p&gt;{NOTE}&lt;/p&gt;"><a>1</a></sup>',
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_note_in_the_line_is_a_note_at_the_words_before_it(shape: str) -> None:
    found = source(f"<p>It fell to 46.{shape} Nobody knew why.</p>")
    assert found.text == "It fell to 46. Nobody knew why."
    assert [(note.label, note.text, note.markers) for note in found.footnotes] == [("1", NOTE, (14,))]
    assert (found.footnotes[0].urls, found.unresolved) == (("https://example.org/pumps",), ())


def test_notes_in_the_line_are_counted_as_a_style_sheet_counts() -> None:
    side = '<label class="margin-toggle sidenote-number"></label><span class="sidenote">{}</span>'
    margin = '<label class="margin-toggle">&#8853;</label><span class="marginnote">{}</span>'
    found = source(f"<p>Uno{side.format('A first.')} due{margin.format('Beside.')} tre{side.format('A second.')}.</p>")
    assert found.text == "Uno due tre."
    assert [(note.label, note.text) for note in found.footnotes] == [
        ("1", "A first."),
        ("*", "Beside."),
        ("2", "A second."),
    ]


def test_the_list_that_repeats_the_tooltips_is_left_out() -> None:
    """The plugin Footnotes writes each note twice."""
    found = source(
        f"<p>It fell to 46.{SHAPES['Footnotes']} Nobody knew why.</p>"
        '<table class="footnotes_table"><tr><th><a id="r1" class="footnote_backlink"><span>\u2191</span>1</a></th>'
        f'<td class="footnote_plugin_text">{NOTE}</td></tr></table>'
    )
    assert found.text == "It fell to 46. Nobody knew why."
    assert len(found.footnotes) == 1


def test_a_tooltip_that_repeats_a_note_of_the_page_is_left_out() -> None:
    found = source(
        f'<p>It fell to 46.<sup><a href="#n">1</a></sup><span class="footnote-tooltip">{NOTE}</span> So.</p>'
        f'<ol><li id="n">{NOTE}</li></ol>'
    )
    assert (found.text, [note.markers for note in found.footnotes]) == ("It fell to 46. So.", [(14,)])


@pytest.mark.parametrize(
    "body",
    [
        '<p><span class="footnote">A remark of its own.</span></p>',
        '<p>It has <sup title="View footnote">2</sup> ends.</p>',
        '<p>The <a href="/x" title="A page about the old pumps">pumps</a> stood.</p>',
        '<div class="note">Mind the gap between them.</div>',
    ],
)
def test_what_only_looks_like_a_note_in_the_line_stays(body: str) -> None:
    assert source(body).footnotes == ()
