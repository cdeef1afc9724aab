"""Web pages: the document without what stands around it, its notes by their links or by their looks."""

from __future__ import annotations

import pytest

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.readers.html.html_reader import read_html
from ingest.reading import BlockKind
from retrieval.model import Source

PROSE = "In the course of one year the number of missions that the country keeps abroad fell to"


def source(body: str) -> Source:
    return resolve(read_html(f"<html><body>{body}</body></html>"), "s")


def hung(found: Source) -> list[tuple[str, str, list[str]]]:
    """Label and text of each note, with the last word before each of its markers."""
    return [(note.label, note.text, [found.text[:at].split()[-1] for at in note.markers]) for note in found.footnotes]


STYLES = {
    "numbers in a raised link": (
        'It fell to 46.<sup><a href="#n1" id="r1">1</a></sup> Then <a href="#n2"><sup>2</sup></a>, nothing.',
        '<ol><li id="n1">First. <a href="#r1">↩</a></li><li id="n2"><p>Second.</p></li></ol>',
    ),
    "brackets, and labels before the notes": (
        'It fell to 46.<a href="#n1" name="r1">[1]</a> Then <a href="#n2">[2]</a>, nothing.',
        '<p><a name="n1" href="#r1">[1]</a> First.</p><p><a name="n2" href="#r2">[2]</a> Second.</p>',
    ),
    "roles": (
        'It fell to 46.<a role="doc-noteref" href="#n1">1</a> Then <a role="doc-noteref" href="#n2">2</a>, nothing.',
        (
            '<section role="doc-endnotes"><ol><li id="n1"><p>First. <a role="doc-backlink" href="#r1">back</a></p></li>'
            '<li id="n2"><p>Second.</p></li></ol></section>'
        ),
    ),
    "a list of terms": (
        'It fell to 46.<a href="#n1">1</a> Then <a href="#n2">2</a>, nothing.',
        '<dl><dt id="n1">1</dt><dd>First.</dd><dt id="n2">2</dt><dd>Second.</dd></dl>',
    ),
    "a table": (
        'It fell to 46.<a href="#n1">1</a> Then <a href="#n2">2</a>, nothing.',
        '<table><tr id="n1"><td>1.</td><td>First.</td></tr><tr><td id="n2">Second.</td></tr></table>',
    ),
    "numbers without links": (
        "It fell to 46.<sup>1</sup> Then<sup>2</sup>, nothing.",
        "<h2>Notes</h2><ol><li>1. First.</li><li>2. Second.</li></ol>",
    ),
    "a numbered list without links": (
        "It fell to 46.<sup>1</sup> Then<sup>2</sup>, nothing.",
        "<h2>Notes</h2><ol><li>First.</li><li><p>Second.</p></li></ol>",
    ),
    "the page's own address in the links": (
        'It fell to 46.<sup><a href="https://a.e/x#n1">1</a></sup> Then<a href="./x#n2" id="r">[2]</a>, nothing.',
        '<ol><li id="n1">First. <a href="https://a.e/x#r">↩</a><li id="n2"><a href="./x#r">^</a> Second.</li></ol>',
    ),
    "brackets around the links": (
        'It fell to 46.<sup>[<a href="#n1" id="r1">1</a>]</sup> Then<sup>(<a href="#n2" id="r2">2</a>)</sup>, nothing.',
        '<p id="n1">[<a href="#r1">1</a>] First.</p><p id="n2"><a href="#r2">2</a>. Second.</p>',
    ),
    "a tooltip behind each number": (
        "It fell to 46.<span>1</span><span> First. </span> Then<span>2</span><span> Second. </span>, nothing.",
        "<h2>Notes</h2><ul><li><span>1</span><p>First.</p></li><li><span>2</span><p>Second.</p></li></ul>",
    ),
    "brackets without links": (
        "It fell to 46.[1] Then[2], nothing.",
        "<p>[1] First.</p><p>[2] Second.</p>",
    ),
}


@pytest.mark.parametrize(("body", "notes"), STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("frame", ["{}", "<article>{}</article>", "<main><div>{}</div></main>"])
def test_notes_hang_on_their_words_however_they_are_set(body: str, notes: str, frame: str) -> None:
    found = source(frame.format(f"<p>{body}</p>{notes}"))
    assert hung(found) == [("1", "First.", ["46."]), ("2", "Second.", ["Then"])]
    assert found.text == "It fell to 46. Then, nothing."
    assert found.unresolved == ()


def test_the_note_s_links_are_kept_and_the_way_back_is_not() -> None:
    found = source(
        '<p>Uno<a id="r" href="#n">1</a></p>'
        '<p id="n"><a href="#r">1</a> See <a href="https://a.example/x">here</a>, '
        'https://b.example/y. <a href="#r">^</a></p>'
    )
    assert hung(found) == [("1", "See here, https://b.example/y.", ["Uno"])]
    assert found.footnotes[0].urls == ("https://b.example/y", "https://a.example/x")


@pytest.mark.parametrize("words", ["12 U.S.C. 5581.", "1200 of them.", "1.5 percent.", "1st ed.", "A note."])
@pytest.mark.parametrize("label", ["1", "12"])
def test_a_note_may_begin_with_a_number_of_its_own(label: str, words: str) -> None:
    body = f'<p>Uno<a href="#n">{label}</a></p>'
    assert hung(source(f'{body}<ol><li id="n">{words}</li></ol>')) == [(label, words, ["Uno"])]
    for set_label in (f"{label} ", f"{label}. ", f"[{label}]", f"({label}) ", f"<span>{label}</span> "):
        assert hung(source(f'{body}<p id="n">{set_label}{words}</p>')) == [(label, words, ["Uno"])]


def test_several_notes_at_one_word() -> None:
    notes = '<ol><li id="a">First.</li><li id="b">Second.</li></ol>'
    for marks in ('<sup>[<a href="#a">1</a>, <a href="#b">2</a>]</sup>', '<a href="#a">1</a>–<a href="#b">2</a>'):
        found = source(f"<p>It fell.{marks} It rose.</p>{notes}")
        assert hung(found) == [("1", "First.", ["fell."]), ("2", "Second.", ["fell."])]
        assert found.text == "It fell. It rose."


def test_a_note_of_several_paragraphs() -> None:
    found = source(
        '<p>Uno<a href="#_ftn1" name="_ftnref1">[1]</a></p><div style="mso-element:footnote-list"><div id="ftn1">'
        '<p><a href="#_ftnref1" name="_ftn1">[1]</a> First.</p><p>More.</p></div></div>'
    )
    assert (hung(found), found.text) == ([("1", "First. More.", ["Uno"])], "Uno")


@pytest.mark.parametrize("name", ["notes", "footnotes", "fn"])
def test_what_holds_all_notes_is_none(name: str) -> None:
    found = source(f'<p>Uno<a href="#a">1</a></p><div id="{name}"><p id="a">First.</p><p>{PROSE}</p></div>')
    assert (hung(found), found.text) == ([("1", "First.", ["Uno"])], f"Uno\n\n{PROSE}")


def test_a_cross_reference_in_a_note_is_words() -> None:
    found = source(
        '<p>Uno<sup><a href="#a">1</a></sup> due<sup><a href="#b">2</a></sup></p>'
        '<ol><li id="a">See note <a href="#b">2</a>.</li><li id="b">Lind.<sup><a href="#c">3</a></sup></li>'
        '<li id="c">Ek.</li></ol>'
    )
    assert [note.text for note in found.footnotes] == ["See note 2.", "Lind.[3]", "Ek."]


def test_raised_marks_without_notes_are_reported() -> None:
    found = source("<p>It fell in 2020.<sup>1</sup> It rose.<sup>2</sup> The area is 3 m<sup>2</sup>.</p>")
    assert found.text == "It fell in 2020. It rose. The area is 3 m²."
    assert [item.label for item in found.unresolved] == ["1", "2"]


def test_where_a_word_may_break_is_not_kept() -> None:
    found = source('<p>The ambas&shy;sador<a href="#n">1</a></p><ol><li id="n">A me&shy;dal\u200blion.</li></ol>')
    assert (hung(found), found.text) == ([("1", "A medallion.", ["ambassador"])], "The ambassador")


def test_a_note_may_hang_on_the_title() -> None:
    found = source('<h1>Bread<sup><a href="#n">*</a></sup></h1><p>Uno.</p><p id="n">* Thanks.</p>')
    assert (found.title, found.text) == ("Bread", "Bread\n\nUno.")


@pytest.mark.parametrize(
    "page",
    [
        '<section id="social-policy"><h2>Social policy</h2>{}</section>',
        '<h2 id="Related_work">Related work</h2>{}',
        '<div class="section" id="1-cookies-and-law"><h2>Cookies and law</h2>{}</div>',
        '<div class="wrapper no-sidebar">{}</div>',
        '<div class="page content-sidebar">{}</div>',
        "<form>{}</form>",
    ],
)
def test_what_holds_the_document_is_no_furniture_whatever_its_name(page: str) -> None:
    around = f"<body><p>Short.</p>{{}}<div class='left-sidebar'><h2>Related policy</h2><p>{PROSE}</p></div></body>"
    whole = around.format(page.format(f"<p>{PROSE} {PROSE}</p>"))
    assert f"{PROSE} {PROSE}" in source(whole).text
    assert "Related policy" not in source(whole).text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('sent <span epub:type="pagebreak" role="doc-pagebreak">112</span>67 envoys', "sent 67 envoys"),
        ('the min<span class="pagenum">[Pg 5]</span>istry', "the ministry"),
        ('their <a id="p7" class="pageno">[xii]</a>answers', "their answers"),
        ('the <span class="page-number">twelfth</span> page', "the twelfth page"),
    ],
)
def test_the_page_numbers_of_the_printed_book_are_no_words(words: str, expected: str) -> None:
    assert source(f"<p>{words}</p>").text == expected


def test_a_note_cited_twice() -> None:
    found = source('<p>Uno<a href="#n">1</a> due<a href="#n">1</a></p><ol><li id="n">It.</li></ol>')
    assert hung(found) == [("1", "It.", ["Uno", "due"])]


@pytest.mark.parametrize(
    "mark",
    [
        '<a role="doc-noteref" href="#gone">7</a>',
        '<sup class="footnote-ref"><a href="#gone">7</a></sup>',
        '<sup class="reference"><a href="#gone">[7]</a></sup>',
        '<a role="doc-noteref" href="notes.html#n7">7</a>',
    ],
)
def test_a_declared_mark_without_its_note_is_reported(mark: str) -> None:
    found = source(f'<p>Uno{mark} due<a href="#n">1</a></p><ol><li id="n">It.</li></ol>')
    assert found.text == "Uno due"
    assert [(item.label, found.text[: item.offset]) for item in found.unresolved] == [("7", "Uno")]


def test_links_to_the_parts_of_the_page_are_no_marks() -> None:
    found = source(
        '<ol><li><a href="#s1">1</a></li><li><a href="#s2">2</a></li></ol>'
        f'<section id="s1"><h2>One</h2><p>{PROSE} 46.</p></section><div id="s2"><h2>Two</h2><p>The end.</p></div>'
        '<p><a href="#s1">1</a></p>'
    )
    assert found.footnotes == ()
    assert [section.title for section in found.sections] == ["One", "Two"]
    assert f"{PROSE} 46." in found.text


FURNITURE = {
    "navigation": "<nav>OUT</nav>",
    "an aside": "<aside>OUT</aside>",
    "a form": "<form><p>OUT</p></form>",
    "a script": "<script>var OUT = 1;</script>",
    "a style": "<style>.OUT {}</style>",
    "a role": '<div role="navigation">OUT</div>',
    "a class": '<div class="related-posts related">OUT</div>',
    "an id": '<ul id="cookie-notice"><li>OUT</li></ul>',
    "what is hidden": "<p hidden>OUT</p>",
    "what is not displayed": '<p style="color: red; display : none">OUT</p>',
    "what no reader hears": '<p aria-hidden="true">OUT</p>',
    "a comment": "<!-- OUT -->",
    "a template": "<template><p>OUT</p></template>",
    "a call to the reader": "<p>Subscribe to OUT</p>",
    "sharing": '<div class="share">OUT</div>',
}


@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE)
def test_furniture_is_left_out_and_the_words_after_it_stay(furniture: str) -> None:
    found = read_html(f"<body><article><p>Before.</p>{furniture} tail <p>After.</p></article></body>")
    assert [block.text for block in found.blocks] == ["Before.", "tail", "After."]


def test_what_a_reader_would_have_seen_is_said_to_be_left_out() -> None:
    found = read_html("<body><p>In.</p><nav>Home <b>About</b></nav><script>no</script><p>Advertisement</p></body>")
    assert tuple(each.text for each in found.left_out) == ("Home About", "Advertisement")


def test_the_document_is_where_most_words_are() -> None:
    page = f"<header>Site</header><article>Teaser.</article><article><header>H.</header><p>{PROSE} 46.</p></article>"
    assert [block.text for block in read_html(page).blocks] == ["H.", f"{PROSE} 46."]


def test_the_notes_of_an_article_may_stand_in_its_footer_or_in_an_aside() -> None:
    found = source(
        '<article><p>Uno<a href="#n1">1</a> due<a href="#n2">2</a></p>'
        '<aside id="fn1" class="footnote"><p id="n1">First.</p></aside>'
        '<footer><p id="n2">Second.</p></footer></article>'
    )
    assert hung(found) == [("1", "First.", ["Uno"]), ("2", "Second.", ["due"])]


def test_notes_may_stand_outside_the_article() -> None:
    found = source(
        '<article><p>Uno<a href="#n1">1</a></p></article><div class="footnotes"><p id="n1">First.</p></div>'
        '<footer>Elsewhere<a href="#n2">2</a><p id="n2">No note of the article.</p></footer>'
    )
    assert hung(found) == [("1", "First.", ["Uno"])]


def test_what_each_element_is() -> None:
    found = read_html(
        "<h1>T<br>U</h1><p>A <b>b</b>\n c<br>d</p><ul><li>one<ul><li>two</li></ul></li></ul>"
        "<dl><dt>term</dt><dd>def</dd></dl>"
        "<table><caption>Cap</caption><tr><th>x</th><td><p>y</p></td></tr></table><blockquote>q</blockquote>loose"
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.HEADING, "T U"),
        (BlockKind.PARAGRAPH, "A b c d"),
        *((BlockKind.ITEM, words) for words in ("one", "two", "term", "def")),
        (BlockKind.CAPTION, "Cap"),
        (BlockKind.ROW, "x | y"),
        (BlockKind.PARAGRAPH, "q"),
        (BlockKind.PARAGRAPH, "loose"),
    ]


def test_raised_numbers_that_no_note_wants_stay_legible() -> None:
    assert source("<p>3 m<sup>2</sup> and 10<sup>6</sup> and CO<sub>2</sub></p>").text == "3 m² and 10⁶ and CO2"


def test_pages_may_nest_deep() -> None:
    depth = 1500
    assert source("<div>" * depth + "deep" + "</div>" * depth + "<p>after</p>").text == "deep\n\nafter"


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="UTF-8"?>\n', "\n<?xml version='1.0'?>", "\ufeff", ""])
def test_xhtml_with_its_declaration(head: str) -> None:
    page = f'{head}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Wörds.</p></body></html>'
    assert [block.text for block in read_html(page).blocks] == ["Wörds."]


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body></body></html>", "<p> \n</p>", "<!doctype html>", "<!-- -->"]
)
def test_a_page_without_words(page: str) -> None:
    assert read_html(page).blocks == ()


def test_marks_alone_in_a_paragraph_hang_on_the_one_before() -> None:
    found = source('<p>It fell to 46.</p><p><a href="#n">1</a></p><p>Then nothing.</p><p id="n">1. Own count.</p>')
    assert found.text == "It fell to 46.\n\nThen nothing."
    assert hung(found) == [("1", "Own count.", ["46."])]


def test_what_stands_around_the_document_is_said_to_be_left_out() -> None:
    found = read_html(
        "<body><header>The Margin <b>Review</b><script>track()</script></header>"
        "<div><nav><ul><li>Home<li>About</ul></nav>"
        '<main><p>It fell to 46.<a href="#n">1</a></p><aside>Related</aside></main></div>'
        f'<section><p id="n">1. Kept.</p></section><footer>{"© all rights " * 50}</footer></body>'
    )
    assert [block.text for block in found.blocks] == ["It fell to 46."]
    assert [note.text for note in found.notes] == ["Kept."]
    assert tuple(each.text for each in found.left_out) == (
        "Home About",
        "The Margin Review",
        ("© all rights " * 50).rstrip(),
        "Related",
    )


def test_a_formula_that_a_picture_shows_stays_in_its_sentence() -> None:
    formula = '<math><semantics><mi>R</mi><annotation encoding="application/x-tex">{R}</annotation></semantics></math>'
    found = source(f'<p>The share <span style="display: none">{formula}</span><img alt="R">, is defined.</p>')
    assert found.text == "The share R{R}, is defined."


DEEP = [100, 2_100, 10_000]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("depth", DEEP)
@pytest.mark.parametrize("tag", ["div", "font", "b"])
def test_tags_that_nobody_closed_cost_no_words_however_many_there_are(tag: str, depth: int) -> None:
    found = source(f'{f"<{tag}>" * depth}<p>It fell to 46.<sup><a href="#n">1</a></sup></p><p id="n">1. A note.</p>')
    assert found.text == "It fell to 46."
    assert hung(found) == [("1", "A note.", ["46."])]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("depth", DEEP[1:])
def test_a_page_that_nests_without_end_is_refused_in_a_sentence(depth: int) -> None:
    with pytest.raises(UnreadableSource, match=r"nests its elements more than 2,048 levels deep.*save it as text"):
        source(f"{'<ul><li>' * depth}Words.{'</li></ul>' * depth}")


@pytest.mark.timeout(120)
def test_many_marks_cells_and_notes_take_no_longer_than_they_must() -> None:
    marks = "".join(f'w{n}<a href="#n{n}">{n % 9999}</a> ' for n in range(15_000))
    notes = "".join(f'<p id="n{n}">{n % 9999}. Note.</p>' for n in range(15_000))
    cells = "".join("<td>cell</td>" for _ in range(15_000))
    found = source(f"<p>{marks}</p><table><tr>{cells}</tr></table>{notes}")
    assert len(found.footnotes) == 15_000
    assert found.unresolved == ()


def test_code_keeps_its_lines_and_their_indentation() -> None:
    code = "<pre><code>[Unit]\n# no comment on what follows\n\n[Service]\n\tRestart=always\n</code></pre>"
    found = source(f"<p>Write this:</p>{code}<p>Then start it.</p>")
    assert found.text == (
        "Write this:\n\n[Unit]\n# no comment on what follows\n[Service]\n    Restart=always\n\nThen start it."
    )


def test_the_numbers_beside_lines_of_code_are_none_of_them() -> None:
    found = source('<pre><span class="lineno">1</span>stop()\n<span class="lineno">2</span>start()</pre>')
    assert found.text == "stop()\nstart()"


def test_what_formulas_say_to_programs_is_no_text() -> None:
    formula = (
        '<math><semantics><mn>1.5</mn><annotation-xml encoding="MathML-Content"><cn>1.5</cn></annotation-xml>'
        '<annotation encoding="application/x-tex">1.5</annotation></semantics></math>'
    )
    assert source(f"<p>It weighs {formula} tons.</p>").text == "It weighs 1.5 tons."


def test_the_number_of_a_printed_page_and_words_for_screen_readers_are_no_text() -> None:
    """The Federal Register's pages, and themes of WordPress."""
    found = source(
        '<p>It was raised <span class="printed-page-inline" data-page="12"><span class="text"> Start Printed Page 12'
        '</span></span> in 2018.<span class="sr-only">opens in a new window</span></p>'
    )
    assert found.text == "It was raised in 2018."
