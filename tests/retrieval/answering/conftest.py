from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.settings import Settings
from tests.chat_models import Says, Scripted
from tests.made import page

HARBOUR = page(
    "In 1901 the harbour of Arendia had 46 cranes.[1] The keeper, Jonas Weil, opened it in May 1899.",
    "Trade through the harbour rose to 7 billion crowns in 1913. It fell after the war.",
    "[1] Weil, Ledger of the Port, https://ledger.example/1901.",
    title="The Harbour of Arendia",
)


class Opened(Protocol):
    """Opens that Library."""

    def __call__(self, says: Says | None = None, **stated: object) -> Library: ...


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Library with one page in it, to be opened and not to be changed."""
    folder = tmp_path_factory.mktemp("harbour")
    path = folder / "harbour.txt"
    path.write_text(HARBOUR, encoding="utf-8")
    with open_library(Settings(home=folder / "home")) as library:
        assert [outcome.error for outcome in ingest(library, inputs([str(path)], 10**6))] == [None]
    return folder / "home"


@pytest.fixture
def opened(home: Path) -> Iterator[Opened]:
    """Opens that Library with a scripted model, or with settings."""
    libraries: list[Library] = []

    def open_one(says: Says | None = None, **stated: object) -> Library:
        model = Scripted(says=says, prompts=[]) if says else None
        settings = Settings.model_validate({"home": home, **stated})
        libraries.append(open_library(settings, chat_model=model))
        return libraries[-1]

    yield open_one
    for one in libraries:
        one.close()
