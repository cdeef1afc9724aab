"""Files that are broken, locked, endless or meant to do harm: read or refused in a sentence, within a gibibyte.

All of them are read by one process that may have no more memory than that, and a minute of processor time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.collect import inputs
from ingest.input import Input
from tests.packed import docx, extended, p, packed, ref
from tests.pdfs import LOCKED, WIDTH, lines, page, pdf
from tests.processes import ROOT

_READ = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from retrieval.wire.sources import source_json
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        found = source_json(parse(path.read_bytes(), path.name, path.stem)[0])
    except UnreadableSource as error:
        found = {"error": str(error)}
    print(json.dumps({"name": path.name, **found}))
"""
_PAGE = page(*lines(90, 700, 12, "The mission wrote forty letters to the ministry in that year."))
_LATIN = "Die Straße führt über die Brücke nach Süden, an Bäumen und Häusern vorbei, und überall blüht es.\n\n"
_WORDS = "The number of missions – they say – fell to 46.\n\n"
_WORD = docx(p("Five missions", ref(7), " were closed."))
_REFUSED = {
    "zero-bytes.txt": (b"", "The file is empty."),
    "deep.html": (b"<html><body>" + b"<ul><li>" * 10_000 + b"Words.", "nests its elements more than 2,048 levels"),
    "bomb.docx": (extended(_WORD, {"word/document.xml": bytes(150 << 20)}), "packed so tightly that it may be meant"),
    "encrypted.pdf": (pdf([_PAGE], encrypt=LOCKED), "protected by a password. Save a copy without one"),
    "scans.pdf": (pdf([f"q {WIDTH} 0 0 792 0 0 cm /Im Do Q"]), r"pictures of pages and no text. Run text recognition"),
    "truncated.pdf": (pdf([_PAGE])[:-60], "is cut off: its end is missing. Fetch it again."),
    "truncated.docx": (_WORD[: len(_WORD) // 2], "is damaged: its archive is cut short"),
    "archive.docx": (packed({"a.txt": "words"}), "an archive of other files. Unpack it"),
    "noise.txt": (bytes(range(256)) * 40, "The encoding of this file cannot be told"),
}
_LONG = "The number of missions fell to 46.1 " * 20_000
_READABLE = {
    "latin-1.txt": (_LATIN.encode("latin-1") * 3, "Die Straße führt"),
    "utf-16.txt": (_WORDS.encode("utf-16"), "they say – fell"),
    "utf-16-unmarked.txt": (_WORDS.encode("utf-16-le") * 20, "they say – fell"),
    "mixed.txt": ((_WORDS * 9).encode() + _LATIN.encode("latin-1"), "Die Straße führt"),
    "deep-divs.html": (b"<html><body>" + b"<div>" * 10_000 + b"<p>Words so deep.</p>", "Words so deep."),
    "long-line.txt": (_LONG.encode(), "fell to 46"),
    "notes-part-missing.docx": (_WORD, "Five missions were closed."),
    "circle.txt": (
        b"Title\n\nOne.[1] Two.[2] It is so.\n\n[1] See note 2 below.\n\n[2] See note 1 above.",
        "One. Two.",
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What became of each file, by its name."""
    folder = tmp_path_factory.mktemp("files")
    for name, (data, _) in (_REFUSED | _READABLE).items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-c", _READ, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", _REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert _REFUSED[name][1] in found[name]["error"]
    assert found[name]["error"].endswith(".")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", _READABLE)
def test_what_can_be_read_is(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert _READABLE[name][1] in found[name].get("text", found[name])


def test_a_mark_whose_part_is_missing_is_reported(found: dict[str, dict[str, Any]]) -> None:
    assert [item["label"] for item in found["notes-part-missing.docx"]["unresolved"]] == ["1"]


def test_notes_that_refer_to_each_other_are_read_and_end(found: dict[str, dict[str, Any]]) -> None:
    assert [note["text"] for note in found["circle.txt"]["footnotes"]] == ["See note 2 below.", "See note 1 above."]


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    (one,) = inputs([str(large)], 50_000_000)
    assert isinstance(one, Input)
    assert one.data == b""
    assert one.error == (
        "The file has 200,000,000 bytes; IBID_UPLOAD_LIMIT allows 50,000,000. Split the file, or raise the limit."
    )
