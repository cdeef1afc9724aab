from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.cases import Suite
from evals.loading import load_suite
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.settings import Settings

BRIEFING = """\
---
title: The Lighthouses of Arendia
author: Ada Stone
---

The number of lighthouses in Arendia fell to 46 in 2019.[^1] The keeper of the last manned tower was Jo Marlow.

Arendia spent 7 million crowns on new lamps in 2020. The lamps were made in Veldhaven.

[^1]: Closed were Cape Dour, Old Skerry and Port Amber. https://lights.example.org/closed
"""

SUITE = """\
name: lighthouses
libraries:
  docs: {path: lighthouse-docs, sources: {briefing: lighthouses}}
  moved: {path: elsewhere, sources: {briefing: other-lighthouses, annex: annex}}
thresholds: {accuracy: 1.0, citation_validity: 1.0, refusal_recall: 1.0}
cases:
  - id: left
    question: To what number did the lighthouses in Arendia fall?
    answer: {all: ["46"], none: ["46.1"]}
    cites: {source: [briefing, annex], footnote: Old Skerry}
    tags: [number]
  - id: keeper
    question: Who was the keeper of the last manned tower in Arendia?
    answer: {all: ["Jo Marlow"]}
    cites: {source: annex}
    tags: [name]
  - id: bread
    question: How do I bake a sourdough bread?
    refuse: not_in_library
    tags: [unanswerable]
"""


@pytest.fixture(scope="session")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one Source, ``lighthouses.md``, and the suite about it."""
    root = tmp_path_factory.mktemp("repository")
    (root / "pyproject.toml").touch()
    (root / "lighthouse-docs").mkdir()
    (root / "lighthouse-docs" / "lighthouses.md").write_text(BRIEFING, encoding="utf-8")
    (root / "evals").mkdir()
    (root / "evals" / "suite.yaml").write_text(SUITE, encoding="utf-8")
    return root / "lighthouse-docs"


@pytest.fixture(scope="session")
def suite(docs: Path) -> Suite:
    return load_suite(docs.parent / "evals" / "suite.yaml")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def library(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A Library that holds ``docs``, in a home of its own."""
    opened = open_library(Settings(home=tmp_path_factory.mktemp("library")))
    assert [outcome.error for outcome in ingest(opened, inputs([str(docs)], 10_000))] == [None]
    yield opened
    opened.close()
