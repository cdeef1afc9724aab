"""Bytes to characters: the mark at the beginning, UTF-8, what the file declares, what it looks like."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.readers.decode import decode
from tests.strategies import paragraphs

WORDS = "Süßes café: “sŏn’gun” 북한 — 46."


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + WORDS.encode("utf-32-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_unicode_by_its_mark_or_without_one(data: bytes) -> None:
    assert decode(data) == WORDS


@pytest.mark.parametrize(
    ("head", "encoding", "words"),
    [
        ('<html><head><meta charset="{}"></head>', "windows-1252", "Süßes café “46”"),
        ("<html><meta charset={}>", "koi8-r", "Посольство закрыто."),
        ('<?xml version="1.0" encoding="{}"?><html>', "euc-kr", "북한의 대외무역 동향"),
        ('<meta http-equiv="Content-Type" content="text/html; charset={}">', "shift_jis", "大使館は閉鎖された。"),
    ],
)
def test_what_the_file_declares(head: str, encoding: str, words: str) -> None:
    page = head.format(encoding) + f"<p>{words}</p>"
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii"])
def test_the_quotation_marks_of_windows_under_another_s_name(declared: str) -> None:
    page = f"<html><meta charset={declared}><p>The envoy wrote “forty letters” – it’s said.</p>"
    assert decode(page.encode("cp1252")) == page
    assert decode(page.removeprefix("<html>").encode("cp1252"), declared).endswith("“forty letters” – it’s said.</p>")


@pytest.mark.parametrize("declared", ["no-such-encoding", "utf-8", "ascii"])
def test_what_it_looks_like_where_the_declaration_is_wrong(declared: str) -> None:
    words = "<p>Die Straße führt über die Brücke nach Süden, an Bäumen und Häusern vorbei, und überall blüht es.</p>"
    data = f'<html><meta charset="{declared}">{words}'.encode("cp1252")
    assert words in decode(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(encoding: str) -> None:
    words = "The number of missions – they say – fell to 46.\n" * 20
    assert decode(words.encode(encoding)) == words


def test_an_old_paragraph_pasted_into_utf_8_spoils_neither() -> None:
    new, old = "“Süßes” café — 46 Gäste. 북한 ", "Die Straße führt über die Brücke, sagte er."
    assert decode(new.encode() + old.encode("cp1252") + b"\x81") == f"{new}{old}\ufffd"


@pytest.mark.timeout(120)
def test_a_large_file_in_an_old_encoding_is_told_by_a_part_of_it() -> None:
    words = "Die Straße führt über die Brücke nach Süden, an Bäumen und Häusern vorbei, und überall blüht es.\n"
    assert decode((words * 20_000).encode("cp1252")) == words * 20_000


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\u2028", "\u2029", "\x0c"])
def test_line_ends_become_plain(ends: str) -> None:
    assert decode(f"one{ends}two".encode()) == "one\ntwo"


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(1000), b"PK\x03\x04" + bytes(range(32)) * 30],
    ids=["all bytes", "png", "zip"],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"^[A-Z].*\.$"):
        decode(data)


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    assert decode(("words " * 500 + "\x00\x07 end").encode()) == "words " * 500 + " end"


@given(paragraphs())
def test_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == decode(codecs.BOM_UTF8 + text.encode()) == text


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with suppress(UnreadableSource):
        assert "\r" not in decode(data)
