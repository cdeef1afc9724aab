"""Markdown with footnotes: its own syntax for notes, its front matter, and what its marks lead to or do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.notes.footnotes import resolve
from ingest.readers.markdown_reader import read_markdown
from ingest.reading import BlockKind, Metadata
from retrieval.model import Source
from tests.footnoted import Layout, footnoted, found_in


def source(text: str) -> Source:
    return resolve(read_markdown(text), "s")


def hung(text: str) -> list[tuple[str, str, list[str]]]:
    """Label and text of each note, with the last word before each of its markers."""
    found = source(text)
    return [(note.label, note.text, [found.text[:at].split()[-1] for at in note.markers]) for note in found.footnotes]


def test_marks_and_notes() -> None:
    text = "It fell to 46.[^1] Then[^why], nothing.\n\n[^1]: First. <https://a.example/x>\n[^why]: *Second*.\n"
    assert source(text).text == "It fell to 46. Then, nothing."
    assert hung(text) == [("1", "First. https://a.example/x", ["46."]), ("why", "Second.", ["Then"])]
    assert source(text).footnotes[0].urls == ("https://a.example/x",)
    assert source(text).unresolved == ()


def test_a_note_cited_twice_and_one_with_two_paragraphs() -> None:
    text = "Uno[^a] due[^b] tre[^a].\n\n[^a]: First.\n\n    Still first.\n\n[^b]: Second.\n"
    assert hung(text) == [("a", "First. Still first.", ["Uno", "tre"]), ("b", "Second.", ["due"])]


def test_a_note_in_the_line_itself() -> None:
    assert hung("Uno^[An inline note.] due.\n") == [("1", "An inline note.", ["Uno"])]


def test_a_mark_without_a_note_and_a_note_without_a_mark_are_reported() -> None:
    found = source("Uno[^1] due[^gone] tre.\n\n[^1]: First.\n[^9]: Never cited.\n")
    assert found.text == "Uno due tre."
    assert [(item.label, found.text[: item.offset]) for item in found.unresolved] == [
        ("gone", "Uno due"),
        ("9", found.text),
    ]
    assert [(note.label, note.text) for note in found.footnotes] == [("1", "First."), ("9", "Never cited.")]


def test_each_chapter_may_begin_its_notes_at_1() -> None:
    text = "Uno.[^1]\n\n[^1]: First.\n\n## B\n\nDue[^1] and^[In line.] tre.[^1]\n\n[^1]: Second.\n\nEnd.[^1]\n"
    assert hung(text) == [
        ("1", "First.", ["Uno."]),
        ("1", "Second.", ["Due", "tre.", "End."]),
        ("3", "In line.", ["and"]),
    ]
    assert source(text).unresolved == ()


def test_of_two_definitions_before_their_mark_the_last_one_counts_and_the_other_is_reported() -> None:
    text = "[^1]: Lost.\n[^1]: Found.\n\nUno.[^1]\n"
    assert hung(text) == [("1", "Found.", ["Uno."]), ("1", "Lost.", [])]
    assert [item.label for item in source(text).unresolved] == ["1"]


def test_a_note_that_nothing_cites_is_whole() -> None:
    text = (
        "Uno.\n\n[^q]: One *line*,\n  another <https://a.example/x>.\n\n    More \\* words.\n\n```\n[^z]: Code.\n```\n"
    )
    assert hung(text) == [("q", "One line, another https://a.example/x. More * words.", [])]
    assert source(text).footnotes[0].urls == ("https://a.example/x",)
    assert source(text).text == "Uno.\n\n[^z]: Code."


def test_the_mark_of_a_note_within_a_note_is_set_off() -> None:
    assert hung("Uno.[^1]\n\n[^1]: See Lind.[^2]\n[^2]: Deep.\n") == [
        ("1", "See Lind.[2]", ["Uno."]),
        ("2", "Deep.", []),
    ]


@pytest.mark.parametrize("title", ["[^1]", "[^a]", " [^1]"])
def test_the_mark_of_a_title_is_no_part_of_it(title: str) -> None:
    found = source(f"# Bread and Salt{title}\n\nUno.\n\n[^1]: Thanks.\n[^a]: More thanks.\n")
    assert (found.title, found.text) == ("Bread and Salt", "Bread and Salt\n\nUno.")


def test_marks_in_code_are_words() -> None:
    text = "Write `[^1]` for a note.[^1]\n\n[^1]: Like this.\n"
    found = source(text)
    assert hung(text) == [("1", "Like this.", ["note."])]
    assert found.text == "Write [^1] for a note."
    assert found.unresolved == ()


def test_headings_items_tables_and_quotes() -> None:
    blocks = read_markdown(
        "# Title\n\n> Quoted.\n\n- one[^1]\n- two\n\n| a | b |\n|---|---|\n| c[^1] | d |\n\n[^1]: N.\n"
    ).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "Title"),
        (BlockKind.PARAGRAPH, "Quoted."),
        (BlockKind.ITEM, "one"),
        (BlockKind.ITEM, "two"),
        (BlockKind.ROW, "a | b"),
        (BlockKind.ROW, "c | d"),
    ]
    assert [[mark.label for mark in block.marks] for block in blocks] == [[], [], ["1"], [], [], ["1"]]


def test_front_matter() -> None:
    head = '---\ntitle: "T: a title"\nAuthor: Anna Lind\ndate: 2023-12-14\nurl: https://a.example\n---\n'
    found = read_markdown(f"{head}\n# Heading\n\nWords.\n")
    assert found.metadata == Metadata("T: a title", "Anna Lind", "2023-12-14", "https://a.example")
    assert [block.text for block in found.blocks] == ["Heading", "Words."]


@pytest.mark.parametrize("author", ["[Ann Lind, Bo Ek]", "\n  - name: Ann Lind\n    orcid: 1\n  - Bo Ek"])
def test_several_authors(author: str) -> None:
    assert read_markdown(f"---\nauthor: {author}\n---\n\nWords.\n").metadata.author == "Ann Lind, Bo Ek"


def test_front_matter_is_words_whatever_yaml_would_make_of_them() -> None:
    found = read_markdown("---\ntitle: 1984\nauthor: No\ndate: 2023-13-01\n---\n\nWords.\n")
    assert found.metadata == Metadata("1984", "No", None, None)


def test_without_front_matter_the_heading_is_the_title() -> None:
    assert read_markdown("# The *heading*\n\nWords.\n").metadata.title == "The heading"


@pytest.mark.parametrize("broken", ["title: [", "- a list", "just words", ""])
def test_broken_front_matter_is_no_reason_to_fail(broken: str) -> None:
    assert "Words." in [block.text for block in read_markdown(f"---\n{broken}\n---\n\nWords.\n").blocks]


def test_markup_in_the_text_does_not_run() -> None:
    found = read_markdown('Uno <script>alert(1)</script><b onclick="x">due</b>.\n')
    assert [block.text for block in found.blocks] == ["Uno due."]


@settings(max_examples=40)
@given(st.data())
def test_the_truth_of_a_page_comes_out(data: st.DataObject) -> None:
    truth = data.draw(footnoted(Layout.LINKED))
    found = source(truth.page)
    assert (found.text, found_in(found), found.unresolved) == (truth.text, truth.notes, ())


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("[1](#fn1)", "1. Lind, p. 12.[\u21a9\ufe0e](#fnref1)"),
        ("[[1]](#footnote-9)", "1. Lind, p. 12. [\u2191](#footnote-ref-9)"),
        ("<sup>[1](#user-content-fn-a)</sup>", "1. Lind, p. 12. [\u21a9](#user-content-fnref-a)"),
        ('<a id="ref-9"></a>[\\[1\\]](#note-9)', '1. <a id="note-9"></a> Lind, p. 12. [\u2191](#ref-9)'),
    ],
)
def test_converters_from_web_pages_keep_links_but_no_names(mark: str, note: str) -> None:
    """Markdownify, markitdown, mammoth: a note is where its link back stands."""
    text = f"# Pumps\n\nIt fell to 46.{mark} Nobody knew why.\n\n{note}\n"
    assert hung(text) == [("1", "Lind, p. 12.", ["46."])]
    assert source(text).text == "Pumps\n\nIt fell to 46. Nobody knew why."


def test_a_note_whose_further_paragraphs_are_not_indented_ends_with_its_link_back() -> None:
    text = (
        '# Pumps\n\nUno<a id="ref-1"></a>[\\[1\\]](#note-1) due<a id="ref-2"></a>[\\[2\\]](#note-2).\n\n'
        '1. <a id="note-1"></a> Lind.\n\nMore of it.\n\nAnd more. [\u2191](#ref-1)\n\n2. <a id="note-2"></a>'
        " Ek. [\u2191](#ref-2)\n"
    )
    assert hung(text) == [("1", "Lind. More of it. And more.", ["Uno"]), ("2", "Ek.", ["due"])]


def test_the_notes_of_html_within_markdown_are_told_from_its_own() -> None:
    """Pandoc writes a table that Markdown cannot hold as HTML, with notes of its own that begin at 1."""
    text = (
        'It fell to 46.[^1] Nobody knew why.\n\n<table><tr><td>Rye</td><td>12<a href="#fn1" class="footnote-ref" '
        'id="fnref1"><sup>1</sup></a></td></tr></table>\n<section class="footnotes"><hr /><ol><li id="fn1"><p>Counted.'
        '<a href="#fnref1" class="footnote-back">\u21a9</a></p></li></ol></section>\n\n[^1]: Lind, p. 12.\n'
    )
    assert sorted(hung(text)) == [("1", "Counted.", ["12"]), ("1", "Lind, p. 12.", ["46."])]


def test_a_number_that_a_reference_line_answers_is_a_mark_with_an_address() -> None:
    text = (
        "The mast is 31 m high.[1] It has 22[2] ropes[1] and [a flag][3].\n\n[1]: https://a.example/1\n[2]: "
        '<https://a.example/2> "t"\n[3]: https://a.example/3\n'
    )
    assert source(text).text == "The mast is 31 m high. It has 22 ropes and a flag."
    assert hung(text) == [
        ("1", "https://a.example/1", ["high.", "ropes"]),
        ("2", "https://a.example/2", ["22"]),
    ]
    assert source(text).footnotes[0].urls == ("https://a.example/1",)


def test_a_linked_number_among_the_words_is_none() -> None:
    text = "See chapter [3](https://a.example/3) of it, and 46.[1](https://a.example/1) it was."
    assert source(text).text == "See chapter 3 of it, and 46. it was."


def test_a_mark_before_all_words_hangs_on_the_first() -> None:
    assert [mark.label for mark in source("[^lost]\n\nWords.").unresolved] == ["lost"]
    found = source("[^1]\n\nWords.\n\n[^1]: A note.")
    assert [(note.label, note.text, note.markers) for note in found.footnotes] == [("1", "A note.", (len("Words."),))]
