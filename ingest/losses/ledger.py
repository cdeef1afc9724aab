"""The ledger of a reading: where each letter of a file went, so that nothing of a document is lost in silence.

Letters and digits are counted, after compatibility decomposition (NFKC): white space, hyphens, bars between cells and
the like come and go as lines are joined. A letter that the format's own extractor yields stands in the body, in a note,
in a mark or label, in the metadata, or among what was left out for a named reason (``ingest.reading.Omission``); what
stands nowhere is ``lost``. Letters are compared as multisets, so what is lost is never counted too high.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from ingest.reading import Reading


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of letters and digits: all that was ``extracted``, and what became of them.

    ``marks``: labels of marks and notes; ``left_out``: by reason; ``unreadable``: letters whose font does not say which
    characters they are, over and above ``extracted``; ``lost``: what stands nowhere.
    """

    extracted: int
    body: int
    notes: int
    marks: int
    metadata: int
    left_out: Mapping[str, int]
    unreadable: int
    lost: int

    def share(self, letters: int) -> float:
        """``letters`` as a share of all that was extracted."""
        return letters / self.extracted if self.extracted else 0.0


def ledger_of(reading: Reading) -> Ledger:
    """The ledger of a reading."""
    extracted = _letters([reading.extracted])
    body = _letters(block.text for block in reading.blocks)
    notes = _letters(note.text for note in reading.notes)
    marks = _letters(mark.label for block in reading.blocks for mark in block.marks)
    marks += _letters(note.label for note in reading.notes)
    known = reading.metadata
    metadata = _letters(filter(None, (known.title, known.author, known.published, known.url)))
    reasons: dict[str, Counter[str]] = {}
    for left in reading.left_out:
        reasons.setdefault(left.reason.value, Counter()).update(_letters([left.text]))
    accounted = sum(reasons.values(), body + notes + marks + metadata)
    return Ledger(
        extracted=extracted.total(),
        body=body.total(),
        notes=notes.total(),
        marks=marks.total(),
        metadata=metadata.total(),
        left_out={reason: letters.total() for reason, letters in sorted(reasons.items())},
        unreadable=reading.unreadable,
        lost=(extracted - accounted).total(),
    )


def _letters(texts: Iterable[str]) -> Counter[str]:
    """How often each letter and digit stands in ``texts``. Each kind of character is looked at once."""
    raw: Counter[str] = Counter()
    for text in texts:
        raw.update(text)
    counted: Counter[str] = Counter()
    for character, count in raw.items():
        for plain in normalize("NFKC", character):
            if plain.isalnum():
                counted[plain] += count
    return counted
