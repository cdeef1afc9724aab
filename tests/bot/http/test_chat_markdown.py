"""Words of sources in Markdown: shown as they are, and never as an image, a link or a tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.http.chat_markdown import literal, literal_but_marks, plain

HARMFUL = (
    "See ![a](https://track.example/x.png) here.",
    "See ![a][b] and [b]: https://track.example/x.png here.",
    "An <img src=https://track.example/x.png> and <b>bold</b>.",
    "At https://a.example/![a](https://track.example/x.png) it says so.",
    "A `code` and *emphasis* and _more_ and ~~less~~.",
)


def tags(shown: str) -> set[str]:
    found = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").parse(shown)
    return {child.type for token in found for child in token.children or ()} - {"text", "softbreak", "text_special"}


@pytest.mark.parametrize("words", HARMFUL)
def test_nothing_of_a_source_is_markdown(words: str) -> None:
    assert tags(literal(words)) == set()
    assert tags(literal_but_marks(words)) == set()


@given(st.text(alphabet="ab ![]()<>*_`~\\|/:", max_size=40))
def test_no_text_is_an_image_a_link_or_a_tag(words: str) -> None:
    assert tags(literal(f"a{words}")) == set()


def test_marks_stay_and_what_was_said_is_understood_again() -> None:
    assert literal_but_marks("It fell_to 46. [1]") == "It fell\\_to 46. [1]"
    assert plain(literal("It *fell* [to] <46>.")) == "It *fell* [to] <46>."


def test_an_address_stays_one() -> None:
    assert literal("See https://a.example/x_y.") == "See https://a.example/x_y."
