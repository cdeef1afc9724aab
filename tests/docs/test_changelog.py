"""The changelog, ``pyproject.toml`` and the steps of a release agree."""

import re
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)


def _releases() -> list[tuple[tuple[int, ...], date]]:
    """Each released version with its date, in the order of the file."""
    stated = [heading.split(" – ") for heading in HEADINGS[1:]]
    return [(tuple(map(int, version.split("."))), date.fromisoformat(day)) for version, day in stated]


def test_the_changes_to_come_stand_first() -> None:
    assert HEADINGS[0] == "Unreleased"


def test_the_newest_version_is_that_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest, _ = _releases()[0]
    assert ".".join(map(str, newest)) == package


def test_versions_and_dates_descend() -> None:
    for (version, day), (earlier, earlier_day) in pairwise(_releases()):
        assert version > earlier
        assert day >= earlier_day


def test_the_first_release_denies_nothing() -> None:
    """Nobody met an earlier behaviour, so the notes of the first version say what there is."""
    first = CHANGELOG.rsplit("\n## ", 1)[1]
    assert not re.search(r"no longer|instead of|\bused to\b", first)
