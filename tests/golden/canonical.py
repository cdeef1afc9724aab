"""What a golden file holds."""

import json
from dataclasses import asdict
from pathlib import Path

from ingest.parse import parse
from retrieval.model import Footnote, Source

GOLDEN = Path(__file__).parent
CORPUS = GOLDEN.parents[1] / "corpus"
DOCUMENTS = tuple(sorted(path for path in CORPUS.iterdir() if path.suffix in (".md", ".txt", ".html")))


def canonical(document: Path) -> str:
    """The Source that ``document`` amounts to, with its text line by line so that a difference can be read."""
    source, reading = parse(document.read_bytes(), document.name, document.stem)
    form = {
        **{name: getattr(source, name) for name in ("id", "title", "author", "published", "url", "format")},
        "text": source.text.split("\n"),
        "sections": [asdict(section) for section in source.sections],
        "footnotes": [_note(note, source) for note in source.footnotes],
        "unresolved": [asdict(mark) for mark in source.unresolved],
        "left_out": [each.text for each in reading.left_out],
    }
    return json.dumps(form, ensure_ascii=False, indent=1) + "\n"


def _note(note: Footnote, source: Source) -> dict[str, object]:
    hangs_on = [source.text[max(0, at - 40) : at] for at in note.markers]
    return {"label": note.label, "text": note.text, "urls": note.urls, "markers": note.markers, "hangs_on": hangs_on}
