"""How well a producer's output was read: which features came out right, and the F1 of marks tied to notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from retrieval.model import Footnote, Source
from tests.producers.expected import DIARY, FEATURES, NEVER, NO_WORDS, SENTENCES, TIES, UNCITED, WITHIN, WORDS, Tie

_SIGNS = re.compile(r"(?<!\S)(?:[-*•◦+>]|o)\s+|[*_`<>]")
"""Signs of Markdown and of lists, which plain text keeps."""
_EMPHASIS = "*_"
_INNER = re.compile(r"\s*\[?\^?\[?(?:diary|\d{1,2})\]?(?=\s+and goes on)")


@dataclass(frozen=True, slots=True)
class Score:
    """``wrong``: the features that came out wrong, in order; ``f1``: of marks tied to notes; ``unclean``: notes."""

    wrong: tuple[str, ...]
    f1: float
    unclean: tuple[str, ...]


def score(source: Source, without: Collection[str] = ()) -> Score:
    """The Score of ``source``. ``without``: features that the producer does not write."""
    owed = [tie for tie in TIES if tie.feature not in without]
    wrong = tuple(feature for feature in FEATURES if feature not in without and not _is_right(feature, source, owed))
    return Score(wrong, _f1(source, owed), tuple(_unclean(source, owed)))


def _is_right(feature: str, source: Source, owed: Collection[Tie]) -> bool:
    if feature == WORDS:
        text = _plain(source.text)
        return not any(word in text for word in NO_WORDS) and all(sentence in text for sentence in _sentences(owed))
    if feature in (WITHIN, NEVER):
        wanted = DIARY if feature == WITHIN else UNCITED
        return any(_plain(note.text) == wanted for note in source.footnotes)
    tie = next(tie for tie in owed if tie.feature == feature)
    return any(_is_tied(note, tie, source.text) and _plain(note.text) == _plain(tie.note) for note in source.footnotes)


def _sentences(owed: Collection[Tie]) -> Iterator[str]:
    """The sentences that a producer writes, which are those that its features stand in."""
    absent = [tie.before for tie in TIES if tie not in owed]
    yield from (sentence for sentence in SENTENCES if not any(words in sentence for words in absent))


def _is_tied(note: Footnote, tie: Tie, text: str) -> bool:
    return any(text[:marker].rstrip(_EMPHASIS).endswith(tie.before) for marker in note.markers)


def _f1(source: Source, owed: Collection[Tie]) -> float:
    """F1 over pairs of a mark and its note; a note is known by how its text begins."""
    made = sum(len(note.markers) for note in source.footnotes)
    right = sum(
        any(_is_tied(note, tie, source.text) and _begins_alike(note.text, tie.note) for note in source.footnotes)
        for tie in owed
    )
    return 2 * right / (made + len(owed)) if made else 0.0


def _begins_alike(text: str, wanted: str) -> bool:
    return _plain(wanted)[:12] in _plain(text)[:40]


def _unclean(source: Source, owed: Collection[Tie]) -> Iterator[str]:
    """The notes that were tied, but whose text is not as it was written."""
    for tie in owed:
        for note in source.footnotes:
            is_its_note = _is_tied(note, tie, source.text) and _begins_alike(note.text, tie.note)
            if is_its_note and _plain(note.text) != _plain(tie.note):
                yield note.text


def _plain(words: str) -> str:
    return _INNER.sub("[diary]", " ".join(_SIGNS.sub("", words).split()))
