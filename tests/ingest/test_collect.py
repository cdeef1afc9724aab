"""What the user named: files, folders, bulk files; whatever cannot be read is an Input that says so."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest.collect import count_inputs, inputs
from ingest.input import Input
from ingest.web.addresses import Address

LIMIT = 100


def read(*named: object, limit: int = LIMIT) -> list[Input]:
    found = list(inputs(map(str, named), limit))
    assert not [item for item in found if isinstance(item, Address)]
    return [item for item in found if isinstance(item, Input)]


def written(path: Path, words: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


def test_a_file_comes_with_its_bytes_its_name_and_its_address(tmp_path: Path) -> None:
    path = written(tmp_path / "ä b.txt", "wörds")
    assert read(path) == [Input(path.as_uri(), "ä b.txt", "wörds".encode())]


def test_a_folder_is_read_to_its_depths_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/deep/er/x.html", "c.txt"):
        written(tmp_path / name)
    found = [item.origin.removeprefix(tmp_path.as_uri() + "/") for item in read(tmp_path)]
    assert found == ["a/deep/er/x.html", "a/z.md", "b.txt", "c.txt"]
    assert count_inputs([str(tmp_path), str(tmp_path / "b.txt")]) == 5


def test_hidden_files_and_lists_of_addresses_are_left_alone(tmp_path: Path) -> None:
    for name in (".hidden", ".git/config", "a/.b/c.txt", "original.urls", "kept.txt"):
        written(tmp_path / name)
    assert [item.name for item in read(tmp_path)] == ["kept.txt"]
    assert count_inputs([str(tmp_path)]) == 1


def test_a_folder_that_is_itself_hidden_is_read_when_named(tmp_path: Path) -> None:
    written(tmp_path / ".cache" / "kept.txt")
    assert [item.name for item in read(tmp_path / ".cache")] == ["kept.txt"]


def test_one_file_named_in_two_ways_has_one_address(tmp_path: Path) -> None:
    path = written(tmp_path / "a" / "x.txt")
    plain, roundabout = read(path, tmp_path / "a" / ".." / "a" / "x.txt")
    assert plain == roundabout


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.txt", "There is no such file."),
        ("missing.jsonl", "There is no such file."),
        ("empty", "There is no file in this folder."),
        ("large.txt", "The file has 101 bytes; IBID_UPLOAD_LIMIT allows 100. Split the file, or raise the limit."),
        ("good.txt/below", "The file cannot be read: Not a directory."),
        ("ftp://a.example/page", "Only http and https"),
        ("https://", "This is no web address."),
        ("missing.urls", "There is no such file."),
    ],
)
def test_what_cannot_be_read_says_why_and_the_rest_goes_on(tmp_path: Path, name: str, says: str) -> None:
    good = written(tmp_path / "good.txt")
    written(tmp_path / "large.txt", "x" * 101)
    (tmp_path / "empty").mkdir()
    bad, after = read(name if "://" in name else tmp_path / name, good)
    assert bad.error is not None
    assert bad.error.startswith(says)
    assert (after.error, after.data) == (None, b"words")


def test_addresses_and_lists_of_them_are_yet_to_be_fetched(tmp_path: Path) -> None:
    path = written(tmp_path / "pages.urls", "# two\nhttps://a.example\nhttps://b.example/x  # good\nnothing\n")
    *addresses, bad = inputs(["HTTPS://A.example", str(path)], LIMIT)
    listed_in = path.as_uri()
    assert addresses == [
        Address("https://a.example/"),
        Address("https://a.example/", listed_in),
        Address("https://b.example/x", listed_in),
    ]
    assert isinstance(bad, Input)
    assert (bad.origin, bad.error) == (f"{listed_in}#4", "Line 4: Only http and https addresses are fetched.")
    assert count_inputs(["https://a.example", str(path), str(tmp_path / "missing.urls")]) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_this_user_may_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "secret.txt")
    path.chmod(0)
    assert read(path)[0].error == "The file cannot be read: Permission denied."


def test_a_bulk_file_is_a_source_a_line(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"id": "a", "text": "Words.", "title": "T", "url": "https://a.example", "author": "A", "published": "2023"},
        {"id": "b", "text": "Wörter."},
    ]
    path = written(tmp_path / "bulk.jsonl", "\n\n".join(map(json.dumps, lines)) + "\n")
    one, two = read(path, limit=1000)
    assert (one.origin, one.data, two.data) == (f"{path.as_uri()}#a", b"Words.", "Wörter.".encode())
    assert one.stated is not None
    assert two.stated is not None
    stated = one.stated.metadata
    assert (stated.title, stated.author, stated.published, stated.url) == ("T", "A", "2023", "https://a.example")
    assert (two.stated.id, two.stated.metadata.title) == ("b", "b")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "Line 2: this is not JSON."),
        ("[1]", "Line 2: a line must be an object"),
        ('{"text": "x"}', 'Line 2: "id" is missing or empty.'),
        ('{"id": " ", "text": "x"}', 'Line 2: "id" is missing or empty.'),
        ('{"id": 7, "text": "x"}', 'Line 2: "id" is missing or empty.'),
        ('{"id": "x"}', 'Line 2: "text" is missing or empty.'),
        ('{"id": "x", "text": null}', 'Line 2: "text" is missing or empty.'),
        ('"\\ud800', "Line 2: this is not JSON."),
        ('{"id": "\\ud800", "text": "x"}', 'Line 2: "id" holds half a character'),
        ('{"id": "x", "text": "\\ud800 x"}', 'Line 2: "text" holds half a character'),
        ('{"id": "x", "text": "x", "author": "\\udfff"}', 'Line 2: "author" holds half a character'),
        ("[" * 100_000, "Line 2: this is not JSON."),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(tmp_path: Path, line: str, says: str) -> None:
    good = '{"id": "%s", "text": "words"}'
    path = written(tmp_path / "bulk.jsonl", "\n".join([good % "a", line, good % "c"]))
    first, bad, last = read(path, limit=200_000)
    assert bad.error is not None
    assert bad.error.startswith(says)
    assert [item.data for item in (first, last)] == [b"words", b"words"]


def test_the_digest_tells_bytes_and_what_is_stated_apart(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "x"}, {"id": "a", "text": "x", "author": "A"}, {"id": "b", "text": "x"}]
    bulk = read(written(tmp_path / "bulk.jsonl", "\n".join(map(json.dumps, rows))))
    file, same = read(written(tmp_path / "a.txt", "x"), written(tmp_path / "b.txt", "x"))
    assert len({item.digest for item in (*bulk, file)}) == 4
    assert file.digest == same.digest
    assert [item.digest for item in read(tmp_path / "bulk.jsonl")] == [item.digest for item in bulk]


def test_a_line_beyond_the_limit_is_told_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = '{"id": "%s", "text": "The keeper."}\n'
    path.write_text(row % "a" + row % ("b" * 300) + row % "c", encoding="utf-8")
    found = list(inputs([str(path)], 100))
    assert [item.error for item in found if isinstance(item, Input)] == [
        None,
        "Line 2: it has more than 100 bytes, the most that IBID_UPLOAD_LIMIT allows.",
        None,
    ]
