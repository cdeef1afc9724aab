"""From the bytes of a file to a Source: which reader reads it, what is stated, what cannot be read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from ingest.reading import Metadata
from tests.strategies import paragraphs

MARKDOWN = "# Title\n\n## Part\n\nWords.[^1]\n\n[^1]: Note.\n"
HTML = "<html><head><title>Title</title></head><body><p>Words.</p></body></html>"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        ("Words.", "a.txt", "text"),
        ("Words.", "a", "text"),
        ("Words.", "a.html", "text"),
        ("# Title\n\nWords.", "a.md", "markdown"),
        ("Words.", "A.MARKDOWN", "markdown"),
        (MARKDOWN, "a.txt", "markdown"),
        ("# Only\n\n# Two headings", "a.txt", "text"),
        (HTML, "a.txt", "html"),
        (HTML, "a.md", "html"),
        ("<h1>Title</h1><p>Words.</p>", "a.HTM", "html"),
        ("<h1>Title</h1><p>Words.</p>", "a.txt", "text"),
        ("\n <!-- x --> <!DOCTYPE HTML>\n" + HTML, "a", "html"),
        ('<?xml version="1.0" encoding="utf-8"?>\n' + HTML, "a.xhtml", "html"),
        ("<b>Words</b> that begin with a tag.", "a.txt", "text"),
        ('{"Words," she said, and no more.}', "a.json", "text"),
        ("[1] Words that begin with a mark.", "a.txt", "text"),
        ('[{"a":' * 50_000, "a.txt", "text"),
    ],
)
def test_the_content_tells_the_format_and_the_name_where_it_does_not(data: str, name: str, expected: str) -> None:
    source, reading = parse(data.encode(), name, "s")
    assert source.format == reading.format == expected


@pytest.mark.parametrize("name", ["page.txt", "page.md", "page.html"])
def test_the_file_s_name_is_the_title_where_there_is_none(name: str) -> None:
    long = "word " * 60
    page = f"<html><body><p>{long}</p></body></html>" if name == "page.html" else long
    assert parse(page.encode(), name, "s")[0].title == "page"
    assert parse(page.encode(), "", "s")[0].title == "s"


def test_what_is_stated_goes_before_what_the_file_says() -> None:
    page = b"---\ntitle: Own\nauthor: Own\npublished: 2023-12-14\n---\nWords.\n"
    source, _ = parse(page, "a.md", "s", Metadata(title="Stated", url="https://a.example"))
    assert (source.title, source.author, source.published, source.url) == (
        *("Stated", "Own"),
        *("2023-12-14", "https://a.example"),
    )


def test_with_a_stated_title_the_first_line_is_a_line_like_any_other() -> None:
    assert parse(b"By Anna Lind\nWords.", "a", "s", Metadata(title="Stated"))[0].text == "By Anna Lind\n\nWords."
    assert parse(b"The Title\nBy Anna Lind\nWords.", "a", "s")[0].text == "The Title\n\nWords."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t\n", "The file is empty."),
        (b"<html><body><script>x</script></body></html>", "No text was found in the file."),
        (b"<!doctype html>", "No text was found in the file."),
        (b"---\ntitle: Only this\n---\n", "No text was found in the file."),
        (b"[^1]: A note and no text, nothing else.\n\n[^2]: x\n\n[^3]: y", "No text was found in the file."),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "This is not a text|The encoding"),
        ("\u2028 \u3000".encode(), "No text was found in the file."),
        (b'{"title": "Words", "text": "More words."}', ".jsonl file"),
        (b'\n[\n {"text": "Words."},\n {"text": "Words."}\n]\n', ".jsonl file"),
        (b'{"text": "One on a line."}\n{"text": "And another."}\n', ".jsonl file"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        parse(data, "a.md" if data.startswith((b"[^", b"---")) else "a", "s")


@given(st.lists(paragraphs(), min_size=1, max_size=4).map("\n\n".join), st.sampled_from(("a.txt", "a.md", "a.html")))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    page = f"<html><body><p>{text}</p></body></html>" if name == "a.html" else text
    with suppress(UnreadableSource):
        source, _ = parse(page.encode(), name, "s")
        assert source.text == source.text.strip()


@given(st.binary(max_size=300), st.sampled_from((b"", b"<html>", b"---\n")), st.sampled_from(("a", "a.md")))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes, name: str) -> None:
    with suppress(UnreadableSource):
        assert parse(head + data, name, "s")[0].text
