"""What anybody may send takes time in proportion to its length: four times the text, at most five times the work."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from ingest.passages import passages
from retrieval.answering.verification import MOST_OF_ONE
from retrieval.grounding import Gate
from retrieval.grounding.tokens import tokens
from tests.attack.growth import MOST, growth
from tests.attack.shapes import MARKED, PAGES, PLAIN, Shape

pytestmark = [pytest.mark.attack, pytest.mark.timeout(300)]

_CLAIM = "In 1998, 61 keepers reached Tarn Point, A. Smith said."


def _page(make: Shape) -> Shape:
    return lambda size: f"<html><body><article>{make(size)}</article></body></html>"


_FILES: Mapping[str, Mapping[str, Shape]] = {
    "a.txt": PLAIN,
    "a.md": {**PLAIN, **MARKED},
    "a.html": {name: _page(make) for name, make in PAGES.items()},
}


def _read(name: str, text: str) -> None:
    """The whole way of a file until it is embedded."""
    try:
        source, _ = parse(text.encode(), name, "x")
    except UnreadableSource:
        return
    passages(source, lambda texts: [len(item) // 5 for item in texts])


@pytest.mark.parametrize(("name", "shape"), [(name, shape) for name, shapes in _FILES.items() for shape in shapes])
def test_a_reader_takes_time_in_proportion(name: str, shape: str) -> None:
    assert growth(lambda text: _read(name, text), _FILES[name][shape], 8_000, 256_000) <= MOST


@pytest.mark.parametrize("shape", PLAIN)
def test_to_check_by_evidence_takes_time_in_proportion(shape: str) -> None:
    def check(evidence: str) -> None:
        tokens.cache_clear()
        Gate().check(_CLAIM, [evidence])

    assert growth(check, PLAIN[shape], MOST_OF_ONE // 4, MOST_OF_ONE) <= MOST
