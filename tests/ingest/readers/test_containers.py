"""Zip archives that mean harm, are broken, locked, or something else: a sentence each, in little time and memory."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from ingest.readers.containers import Container, parse_xml
from tests.packed import docx, extended, p, packed

WORD = {"[Content_Types].xml": "wordprocessingml.document.main+xml"}
MIB = 1024 * 1024


def zeros(size: int, name: str = "word/document.xml") -> bytes:
    """An archive with a member of ``size`` zeros, written without holding them."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", WORD["[Content_Types].xml"])
        with archive.open(name, "w") as member:
            for _ in range(size // MIB):
                member.write(bytes(MIB))
    return data.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableSource) as caught:
        parse(data, "a.docx", "s")
    return str(caught.value)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zeros(200 * MIB)
    tracemalloc.start()
    assert "do harm" in refused(bomb)
    assert tracemalloc.get_traced_memory()[1] < 20 * MIB
    tracemalloc.stop()


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = zeros(40 * MIB)
    size = (40 * MIB).to_bytes(4, "little")
    assert size in honest
    lying = honest.replace(size, (100).to_bytes(4, "little"))
    assert "damaged" in refused(lying)


def test_a_part_that_is_too_large_and_too_many_parts_are_refused() -> None:
    large = BytesIO()
    with ZipFile(large, "w") as archive:
        archive.writestr("word/document.xml", bytes(65 * MIB))
    assert "fill the memory" in refused(large.getvalue())
    many = BytesIO()
    with ZipFile(many, "w") as archive:
        for i in range(20_001):
            archive.writestr(str(i), b"")
    assert "more than 20,000 files" in refused(many.getvalue())


def test_parts_together_may_not_fill_the_memory() -> None:
    container = Container(packed({"part": bytes(31 * MIB)}))
    for _ in range(6):
        container.read("part")
    with pytest.raises(UnreadableSource, match="fill the memory"):
        container.read("part")


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    laughs = f'<!DOCTYPE a [<!ENTITY l0 "lol">{lol}<!ENTITY f SYSTEM "file:///etc/hostname">]><a x="1">&l11;&f;</a>'
    root = parse_xml(laughs.encode())
    assert root is None or "lol" not in "".join(str(words) for words in root.itertext(tag="a"))


@pytest.mark.parametrize("part", ["<a>" * 100_000, "<a>" * 300 + "</a>" * 300, "", "words", "<a>\x01</a>"])
def test_xml_that_is_deep_or_broken_is_none(part: str) -> None:
    assert parse_xml(part.encode()) is None


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(UnreadableSource, match="tags"):
        parse_xml(b"<a>" + b"<a/>" * 3_000_001 + b"</a>")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_that_is_cut_short_is_refused(share: float) -> None:
    whole = docx(p("Words."))
    assert "cut short" in refused(whole[: int(len(whole) * share)])


def test_locked_archives_and_odd_compression_are_refused() -> None:
    data = bytearray(packed({**WORD, "word/document.xml": "<a/>"}))
    for at in (i for i in range(len(data)) if bytes(data[i : i + 4]) in (b"PK\x01\x02", b"PK\x03\x04")):
        data[at + (8 if data[at + 2] == 1 else 6)] |= 1
    assert "password" in refused(bytes(data))
    odd = BytesIO()
    with ZipFile(odd, "w", ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "damaged" in refused(odd.getvalue())


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"a.txt": "words"}, "Unpack it"),
        ({}, "Unpack it"),
        ({"[Content_Types].xml": "spreadsheetml.sheet"}, "spreadsheet"),
        ({"[Content_Types].xml": "presentationml wordprocessingml.document"}, "presentation"),
        ({"../../etc/passwd": "x", "mimetype": "application/zip"}, "Unpack it"),
    ],
)
def test_other_archives_are_named(parts: dict[str, str | bytes], sentence: str) -> None:
    assert sentence in refused(packed(parts))


@pytest.mark.parametrize(
    ("data", "sentence"), [(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password"), (b"{\\rtf1 x}", "RTF")]
)
def test_formats_that_are_not_read_are_named(data: bytes, sentence: str) -> None:
    assert sentence in refused(data)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("content.xml", "odt"), ("word/document.xml", "docx"), ("META-INF/container.xml", "epub")],
)
def test_archives_that_do_not_say_what_they_are_are_told_by_their_parts(part: str, expected: str) -> None:
    assert Container(packed({part: "", "META-INF/manifest.xml": ""})).format() == expected


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=6), st.binary(max_size=40), max_size=3), st.data())
def test_any_archive_is_read_or_refused(parts: dict[str, bytes], draw: st.DataObject) -> None:
    data = bytearray(extended(packed(WORD), {name: part for name, part in parts.items() if name.isalnum()}))
    for _ in range(draw.draw(st.integers(0, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        container = Container(bytes(data))
        container.format()
        container.encrypted_parts()
    except UnreadableSource:
        return
