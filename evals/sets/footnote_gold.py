"""Documents with known footnotes, and their links, for ``evals.sets.note_sets``.

The folder holds ``fr`` (notices of the Federal Register in four formats), ``mueller`` (a report as PDF and HTML),
``wikipedia`` (pages as served) and ``pandoc`` (documents of pandoc's tests, for which only the notes are known).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.metrics.note_links import Link

PANDOC = {
    ".docx": "docx",
    ".epub": "epub",
    ".html4": "html",
    ".html5": "html",
    ".markdown": "md",
    ".txt": "md",
}
"""The formats of pandoc's test documents that Ibid reads; their ``.txt`` files are Markdown."""
_DEFINED = re.compile(r"^\[\^\w+\]: (.+)$", re.MULTILINE)
_FR = ("md", "html", "docx", "txt")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One document. ``set``: its line of the table. ``notes_alone``: only its notes are known, not its marks."""

    set: str
    path: Path
    links: tuple[Link, ...]
    name: str
    notes_alone: bool = False


def documents(folder: Path) -> Iterator[GoldDocument]:
    """Yields all documents in ``folder``, set by set."""
    yield from _federal_register(folder / "fr")
    for path in sorted((folder / "mueller").glob("mueller-report-*")):
        gold = folder / "mueller" / "gold" / f"{path.stem.removeprefix('mueller-report-')}.json"
        yield GoldDocument(f"mueller {path.suffix[1:]}", path, _links(gold), path.name)
    for path in sorted((folder / "wikipedia").glob("*.html")):
        yield GoldDocument("wikipedia html", path, _links(path.parent / "gold" / f"{path.stem}.json"), path.name)
    yield from _pandoc(folder / "pandoc")


def _federal_register(folder: Path) -> Iterator[GoldDocument]:
    """Yields the notices in each format. DOCX stores no numbers: Word numbers the notes from 1 on display."""
    for kind in _FR:
        for path in sorted((folder / kind).glob(f"*.{kind}")):
            links = _links(folder / "gold" / f"{path.stem}.json")
            if kind == "docx":
                links = tuple(replace(link, label=str(n)) for n, link in enumerate(links, start=1))
            yield GoldDocument(f"federal register {kind}", path, links, path.name)


def _pandoc(folder: Path) -> Iterator[GoldDocument]:
    """Yields the documents with listed notes, and the ODT files, each of which has its text in Markdown beside it."""
    for entry in json.loads((folder / "gold.json").read_text(encoding="utf-8")):
        links = tuple(Link("", "", note) for note in entry["notes"])
        for path in (folder / "files" / name for name in entry["inputs"]):
            kind = PANDOC.get(path.suffix)
            if kind:
                yield GoldDocument(f"pandoc {kind}", path, links, f"{path.stem}.{kind}", notes_alone=True)
    for path in sorted((folder / "files" / "odt" / "odt").glob("*.odt")):
        twin = path.parents[1] / "markdown" / f"{path.stem}.md"
        links = tuple(Link("", "", note) for note in _DEFINED.findall(twin.read_text(encoding="utf-8")))
        yield GoldDocument("pandoc odt", path, links, path.name, notes_alone=True)


def _links(path: Path) -> tuple[Link, ...]:
    """Reads the links of a gold file: its references, each with the note of its key or, without keys, of its label."""
    gold: Mapping[str, Sequence[Mapping[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    notes = {note.get("id") or note["label"]: note["text"] for note in gold["notes"]}
    keys = [ref.get("note_id") or ref.get("id") or ref["label"] for ref in gold["refs"]]
    return tuple(
        Link(ref["label"], ref["before"], notes[key])
        for ref, key in zip(gold["refs"], keys, strict=True)
        if key in notes
    )
