"""How well a PDF was read: links from mark to note, whole sentences, powers, and characters that are accounted for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evals.metrics.note_links import Link, compared, score_links
from evals.sets.note_sets import found_links
from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from tests.typesetters.set_kind import SetKind
from tests.typesetters.set_texts import SetText


@dataclass(frozen=True, slots=True)
class ReadingScore:
    """``links``: F1 as of ``evals.metrics.note_links``; ``whole``: the share of the sentences that are whole."""

    links: float
    whole: float
    powers: bool
    faults: tuple[str, ...] = ()


def score(data: bytes, text: SetText, kind: SetKind) -> ReadingScore:
    """Reads ``data`` and compares it with the text that it was made of."""
    try:
        source, _ = parse(data, "text.pdf", "text")
    except UnreadableSource as error:
        return ReadingScore(0.0, 0.0, False, (str(error),))
    gold = text.links(kind.label, again=kind.again, restarts=kind.restarts)
    found = found_links(source)
    if not gold[0].label:  # labels hang on where pages break
        gold, found = [_unlabelled(link) for link in gold], [_unlabelled(link) for link in found]
    scored = score_links(gold, found)
    squashed = _squashed(source.text)
    sentences = list(text.sentences())
    missing = [sentence for sentence in sentences if _squashed(sentence) not in squashed]
    powers = "⁶" in source.text if "^{6}" in " ".join(block.text for block in text.blocks) else "⁴" in source.text
    faults = (
        *(f"missed {link.label} …{link.before[-40:]} ^ {link.note[:60]}" for link in scored.missed),
        *(f"wrong {link.label} …{link.before[-40:]} ^ {link.note[:60]} … {link.note[-40:]}" for link in scored.wrong),
        *(f"not whole: {sentence[:100]}" for sentence in missing),
    )
    return ReadingScore(scored.f1, 1 - len(missing) / len(sentences), powers, faults)


def _unlabelled(link: Link) -> Link:
    return replace(link, label="")


def _squashed(words: str) -> str:
    return compared(words)
