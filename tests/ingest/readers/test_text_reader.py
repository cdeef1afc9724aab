"""Plain text: what its lines are, by their looks."""

from __future__ import annotations

from textwrap import fill

import pytest
from hypothesis import given

from ingest.readers.text_reader import read_text
from ingest.reading import BlockKind, Metadata, Omission, Reading, visible
from tests.strategies import paragraphs

PROSE = (
    "In the course of one year the number of missions that the country keeps abroad fell to 46, and observers put "
    "this down to the economy. Economic problems are nothing new there, however, and they have been around for long."
)


def read(*lines: str) -> Reading:
    return read_text("\n".join(lines))


def kinds(reading: Reading) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


def test_title_byline_and_date_stand_at_the_top() -> None:
    found = read("The Missions", "By Anna Lind", "14 December 2023", PROSE)
    assert found.metadata == Metadata("The Missions", "Anna Lind", "2023-12-14")
    assert kinds(found) == [(BlockKind.HEADING, "The Missions"), (BlockKind.PARAGRAPH, PROSE)]


def test_a_first_line_too_long_for_a_title_is_none() -> None:
    found = read(PROSE, PROSE)
    assert found.metadata.title is None
    assert [block.text for block in found.blocks] == [PROSE, PROSE]


def test_without_a_title_every_line_is_one_like_any_other() -> None:
    found = read_text(f"The Missions\nBy Anna Lind\n{PROSE}", titled=False)
    assert found.metadata == Metadata()
    assert [block.text for block in found.blocks] == ["The Missions", "By Anna Lind", PROSE]


def test_dates_and_names_further_down_are_body() -> None:
    found = read("Title", *(PROSE for _ in range(6)), "14 December 2023", "By Anna Lind")
    assert [block.text for block in found.blocks[-2:]] == ["14 December 2023", "By Anna Lind"]
    assert found.metadata == Metadata("Title")


@pytest.mark.parametrize(
    "words",
    [
        "What Became of the Missions",
        "Why Take These Risks?",
        "2. The Fall of the Wall",
        "De-risking What?",
        "Überblick",
    ],
)
def test_a_heading(words: str) -> None:
    assert kinds(read("Title", PROSE, words, PROSE))[2] == (BlockKind.HEADING, words)


@pytest.mark.parametrize(
    "words",
    [
        "It fell to 46.",
        "Nobody knows why?",
        "This article will discuss the following issues:",
        "a small thing",
        "46",
        "3 78 FR 78520 (Dec. 26, 2013)",
        "he is it",
    ],
)
def test_no_heading(words: str) -> None:
    assert kinds(read("Title", PROSE, words, PROSE))[2] == (BlockKind.PARAGRAPH, words)


@pytest.mark.parametrize("bullet", ["- ", "• ", "  • ", "* ", "– ", "\t▪ "])
def test_an_item_loses_its_bullet(bullet: str) -> None:
    assert kinds(read("Title", f"{bullet}What are these risks?"))[1] == (BlockKind.ITEM, "What are these risks?")


def test_a_starred_note_keeps_its_star_and_a_list_loses_its_bullets() -> None:
    found = read("Title", f"Missions* were closed. {PROSE}", "* Own count.", PROSE, "* one", "* two")
    assert [(note.label, note.text) for note in found.notes] == [("*", "Own count.")]
    assert kinds(found)[1:] == [
        *((BlockKind.PARAGRAPH, f"Missions were closed. {PROSE}"), (BlockKind.PARAGRAPH, PROSE)),
        *((BlockKind.ITEM, "one"), (BlockKind.ITEM, "two")),
    ]


@pytest.mark.parametrize("number", ["1. ", "(a) ", "iv) "])
def test_a_number_is_part_of_what_an_item_says(number: str) -> None:
    assert read("Title", f"{number}nothing of the kind").blocks[1].text == f"{number}nothing of the kind"


def test_lines_wrapped_by_a_machine_are_joined() -> None:
    text = f"Title\n\n{fill(PROSE, 60)}\n\n{fill(PROSE, 60)}\n\n- one\n- two that goes\n  on\n"
    assert [block.text for block in read_text(text).blocks] == ["Title", PROSE, PROSE, "one", "two that goes on"]


def test_a_word_cut_at_the_end_of_a_line_is_mended() -> None:
    wrapped = "\n\n".join(fill(PROSE, 60) for _ in range(3))
    text = "Title\n\n" + wrapped.replace("observers", "observ-\ners", 1).replace("new there", "new-\nfound there", 1)
    assert read_text(text).blocks[1].text == PROSE.replace("new there", "newfound there")


def test_unwrapped_lines_are_paragraphs_each() -> None:
    assert [block.text for block in read("Title", PROSE, PROSE, "", "", PROSE).blocks] == ["Title", PROSE, PROSE, PROSE]


def test_white_space_is_folded() -> None:
    assert read("A  Title\t ", f"  It  fell\u00a0to\t46. {PROSE}").blocks[1].text == f"It fell to 46. {PROSE}"


@pytest.mark.parametrize("label", ["[1]", "- [1]", "1", "1.", "  • 1", "*", "†"])
def test_a_label_on_a_line_of_its_own_goes_with_what_follows(label: str) -> None:
    mark = label.strip(" -•.")
    found = read("Title", f"{PROSE}{mark} The end.", "", label, "", "    A note.")
    assert [(note.label, note.text) for note in found.notes] == [(mark.strip("[]"), "A note.")]
    assert [block.text for block in found.blocks] == ["Title", f"{PROSE} The end."]


@pytest.mark.parametrize(
    "words",
    [
        "Read the full analysis on 38 North.",
        "Subscribe to our newsletter",
        "* indicates required",
        "© 2023 The Margin Review. All rights reserved.",
        *(
            "Share this article",
            "Share",
            "Share on Facebook",
            "Share via",
            "Follow us on X",
            "Join us",
            "Print",
            "Sign up now",
        ),
        "Advertisement",
        "Skip to content",
    ],
)
def test_calls_to_the_reader_are_left_out_and_said_to_be(words: str) -> None:
    found = read("Title", PROSE, words, PROSE)
    assert [block.text for block in found.blocks] == ["Title", PROSE, PROSE]
    assert tuple(each.text for each in found.left_out) == (words.removeprefix("* "),)


BELOW = ("Recent & Related", "Podcast", "Jo Lee • Al Park", "Subscription Options", "* indicates required", "Topics")


def test_the_page_below_a_document_is_left_out_and_said_to_be() -> None:
    found = read_text("\n\n".join(["A Title", f"Uno.[1] {PROSE}", "[1] first", *BELOW]))
    assert [block.text for block in found.blocks] == ["A Title", f"Uno. {PROSE}"]
    assert [each.text for each in found.left_out] == [words.removeprefix("* ") for words in BELOW]
    assert {each.reason for each in found.left_out} == {Omission.AROUND}


@pytest.mark.parametrize("words", [PROSE, "Upper | 64 | Ola Ness", "第三章 水车与织机", "The looms were counted.[1]"])
def test_what_may_be_the_document_s_ends_the_page_below(words: str) -> None:
    found = read_text("\n\n".join(["A Title", f"Uno.[1] {PROSE}", "[1] first", *BELOW, words]))
    said = {each.text for each in found.left_out}
    assert {block.text for block in found.blocks} >= {"Recent & Related", "Jo Lee • Al Park", words.removesuffix("[1]")}
    assert said == {"indicates required"}


def test_a_section_that_nobody_is_called_in_stays() -> None:
    appendix = ("Related publications", "Looms of the Valley", "Harbor Annals")
    found = read_text("\n\n".join(["A Title", f"Uno.[1] {PROSE}", "[1] first", *appendix]))
    assert [block.text for block in found.blocks][2:] == list(appendix)


@pytest.mark.parametrize(
    "words",
    [
        *("Readers of the full text know.", "Shares fell by 3 percent.", "He reads on.", "Printing was costly."),
        *("Share of Trade", "Print Media in the North", "Follow the Money", "Join the Club", "Share Capital"),
    ],
)
def test_sentences_and_headings_that_merely_begin_alike_stay(words: str) -> None:
    assert words in [block.text for block in read("Title", PROSE, words, PROSE).blocks]


def test_sentences_are_no_calls() -> None:
    for words in (
        "Read on its own, the clause lets the state close the port.",
        "Back to school sales rose 12 percent.",
    ):
        assert words in [block.text for block in read("Title", PROSE, words, PROSE).blocks]


def test_where_a_word_may_break_is_not_kept() -> None:
    assert read("Title", "The ambas\u00adsador\u200bs").blocks[1].text == "The ambassadors"


@pytest.mark.parametrize("text", ["", "\n \n", "\t"])
def test_nothing(text: str) -> None:
    assert read_text(text) == Reading("text", ())


@given(paragraphs())
def test_no_word_is_lost_where_there_is_no_note(text: str) -> None:
    found = read_text(text, titled=False)
    bullets = "-–—•·*◦▪"
    kept = "".join(block.text for block in found.blocks) + "".join(each.text for each in found.left_out)
    assert not found.notes
    assert "".join(kept.split()).lstrip(bullets) == "".join(visible(text).split()).lstrip(bullets)
