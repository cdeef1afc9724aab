"""Scores footnotes found in documents with known footnotes, against floors: ``python -m evals.sets.note_sets PATH``.

The measure is F1 over links from mark to note (``evals.metrics.note_links``), over all documents of one origin and
format together. The found links are one for each marker of each Footnote: its label, the canonical text from the
beginning of the marker's block, and the note. Gold and found links are cut alike: the gold's words before a mark never
reach beyond its paragraph.

Two sets are scored differently. A DOCX stores no numbers: Word counts the notes on display, so the labels of the
Federal Register's notices, which skip some, are counted there as well. Of pandoc's test documents only the notes are
known, so a link is right there if its note is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.metrics.note_links import Link, Scored, score_links
from evals.sets.footnote_gold import GoldDocument, documents
from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import BETWEEN_BLOCKS
from ingest.parse import parse
from retrieval.model import Source

FLOORS: Mapping[str, float] = {
    "federal register md": 1.0,
    "federal register html": 1.0,
    "federal register docx": 1.0,
    "federal register txt": 0.98,
    "mueller pdf": 0.97,
    "mueller html": 1.0,
    "wikipedia html": 0.99,
    "pandoc md": 0.95,
    "pandoc html": 0.95,
    "pandoc docx": 0.95,
    "pandoc odt": 0.95,
    "pandoc epub": 0.95,
}
"""Least F1 per set."""
_SHOWN = 90
"""Characters of a link's words that ``--verbose`` prints."""


@dataclass(slots=True)
class MeasuredLinks:
    """One set: its counts, and the missed and wrong links by document."""

    name: str
    documents: int = 0
    scored: Scored = field(default_factory=Scored)
    by_document: dict[str, Scored] = field(default_factory=dict[str, Scored])

    @property
    def met(self) -> bool:
        """Whether the floor is reached; a set without documents does not reach it."""
        return self.documents > 0 and self.scored.f1 >= FLOORS[self.name]


def measure(gold: Iterable[GoldDocument]) -> list[MeasuredLinks]:
    """Reads and scores every document; returns a set for each floor, in their order."""
    sets = {name: MeasuredLinks(name) for name in FLOORS}
    for document in gold:
        scored = score_links(document.links, _found(document))
        measured = sets[document.set]
        measured.documents += 1
        measured.scored += scored
        measured.by_document[document.path.name] = scored
    return list(sets.values())


def _found(document: GoldDocument) -> list[Link]:
    """Returns the links that Ibid finds in a document; empty if it cannot read it."""
    try:
        source, _ = parse(document.path.read_bytes(), document.name, document.path.stem)
    except UnreadableSource:
        return []
    links = found_links(source)
    return [Link("", "", link.note) for link in links] if document.notes_alone else links


def found_links(source: Source) -> list[Link]:
    """Returns a link for each marker, in text order; its words before begin with the marker's block."""
    placed = sorted(((offset, note) for note in source.footnotes for offset in note.markers), key=lambda pair: pair[0])
    return [Link(note.label, _before(source.text, offset), note.text) for offset, note in placed]


def _before(text: str, offset: int) -> str:
    begin = text.rfind(BETWEEN_BLOCKS, 0, offset)
    return text[0 if begin < 0 else begin + len(BETWEEN_BLOCKS) : offset]


def as_json(sets: Sequence[MeasuredLinks]) -> str:
    """Returns the figures of every set, and the F1 of every document, as a JSON document."""
    return (
        json.dumps(
            {
                measured.name: {
                    **_figures(measured.scored),
                    "floor": FLOORS[measured.name],
                    "met": measured.met,
                    "documents": {name: _figures(scored) for name, scored in measured.by_document.items()},
                }
                for measured in sets
            },
            indent=2,
        )
        + "\n"
    )


def _figures(scored: Scored) -> dict[str, float]:
    shares = {"precision": scored.precision, "recall": scored.recall, "f1": scored.f1}
    return {"gold": scored.gold, "found": scored.found, "right": scored.right} | {
        name: round(value, 4) for name, value in shares.items()
    }


def table(sets: Iterable[MeasuredLinks]) -> Iterator[str]:
    """Yields a line for each set."""
    yield f"{'footnotes':<24}{'documents':>10}{'links':>8}{'found':>8}{'P':>8}{'R':>8}{'F1':>8}{'floor':>8}"
    for measured in sets:
        scored = measured.scored
        counts = f"{measured.documents:>10}{scored.gold:>8}{scored.found:>8}"
        shares = f"{scored.precision:>8.3f}{scored.recall:>8.3f}{scored.f1:>8.3f}{FLOORS[measured.name]:>8.3f}"
        yield f"{measured.name:<24}{counts}{shares}{'' if measured.met else '  BELOW'}"


def details(sets: Iterable[MeasuredLinks]) -> Iterator[str]:
    """Yields a line for each missed or wrong link."""
    for measured in sets:
        for document, scored in measured.by_document.items():
            for fault, links in (("missed", scored.missed), ("wrong", scored.wrong)):
                for link in links:
                    shown = f"…{link.before[-_SHOWN:]} ^ {link.note[:_SHOWN]}"
                    yield f"{measured.name}: {document}: {fault} {link.label}: {shown}"


def main(arguments: Sequence[str]) -> int:
    """Prints the table; returns 1 where a floor is missed."""
    options = argparse.ArgumentParser(prog="python -m evals.sets.note_sets", description="Scores footnotes per format.")
    options.add_argument("data", type=Path, help="folder that contains footnotes/")
    options.add_argument("--verbose", action="store_true", help="print missed and wrong links")
    options.add_argument("--out", type=Path, help="folder for footnotes.json")
    chosen = options.parse_args(arguments)
    if not (chosen.data / "footnotes").is_dir():
        options.error(f"{chosen.data} has no folder footnotes/.")
    sets = measure(documents(chosen.data / "footnotes"))
    lines = [*table(sets), *(details(sets) if chosen.verbose else ())]
    sys.stdout.write("\n".join(lines) + "\n")
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        (chosen.out / "footnotes.json").write_text(as_json(sets), encoding="utf-8")
    return 0 if all(measured.met for measured in sets) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
