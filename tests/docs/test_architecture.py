"""docs/architecture.md defines what the code cites, and what it names exists."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = (
    "bot",
    "corpus",
    "deploy",
    "docs",
    "evals",
    "ibid",
    "ingest",
    "retrieval",
    "tests",
    "training",
    ".github",
    ".ci",
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "README.md"])
NAMED = re.compile(r"`(\w+)` in `([\w/]+\.py)`")
"""A class or function and its file, as the tables write them."""


def _section(title: str) -> list[list[str]]:
    """Returns the cells of each row of the table below a heading."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [row for row in rows[1:] if not row[0].startswith("---")]


def _defined(name: str, file: str) -> bool:
    if not (ROOT / file).is_file():
        return False
    code = (ROOT / file).read_text(encoding="utf-8")
    return re.search(rf"^(?:(?:class|def) {name}\b|{name} = )", code, re.MULTILINE) is not None


@cache
def _tracked() -> tuple[str, ...]:
    """Returns the paths of the project's files, those not yet committed included."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("outside a git repository the files of the project are unknown")
    return tuple(name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def test_every_term_has_its_class() -> None:
    terms = {term.strip("*"): NAMED.findall(where) for term, _, where in _section("Terms")}
    assert len(terms) > 20
    assert [term for term, places in terms.items() if [name for name, _ in places] != [term]] == []
    assert [term for term, places in terms.items() if not _defined(*places[0])] == []


def test_every_invariant_is_enforced_and_tested_where_the_page_says() -> None:
    for number, (invariant, _, enforced, tests) in enumerate(_section("Invariants"), start=1):
        assert invariant == f"**Invariant {number}**"
        places = NAMED.findall(enforced)
        assert places, f"{invariant} names nothing that enforces it"
        for name, file in places:
            assert _defined(name, file), f"{invariant}: {file} has no {name}"
        for file in re.findall(r"`(tests/[^`]+)`", tests):
            assert (ROOT / file).is_file(), f"{invariant}: there is no {file}"


def test_no_invariant_is_cited_that_is_not_defined() -> None:
    defined = {int(number) for number in re.findall(r"\*\*Invariant (\d+)\*\*", PAGE)}
    cited = dict(_cited())
    assert len(cited) > 3
    assert {place: numbers for place, numbers in cited.items() if not numbers <= defined} == {}


def _cited() -> Iterator[tuple[str, set[int]]]:
    """Yields each file that cites an invariant, with the numbers."""
    for name in _tracked():
        if name.endswith((".py", ".md", ".js", ".yaml")) and not name.endswith("test_architecture.py"):
            text = (ROOT / name).read_text(encoding="utf-8")
            numbers = {int(number) for number in re.findall(r"\b[Ii]nvariants? (\d+)", text)}
            if numbers:
                yield name, numbers


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    folders = {f"{parent}/" for name in _tracked() for parent in Path(name).parents}
    text = re.sub(r"^ *```.*?^ *```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    beside = document.parent.relative_to(ROOT)
    for path in re.findall(rf"`((?:{'|'.join(map(re.escape, ROOMS))})/[\w./-]*)`", text):
        meant = {path, str(beside / path)}
        assert meant & {*_tracked()} or {f"{name.rstrip('/')}/" for name in meant} & folders, f"there is no {path}"


def test_every_file_in_a_diagram_exists() -> None:
    for box in re.findall(r'[\["{]"([^"]+)"', PAGE):
        folder = ""
        for path in re.findall(r"[\w/]+\.py\b", box):
            folder = str(Path(path).parent) if "/" in path else folder
            assert (ROOT / folder / Path(path).name).is_file(), f"the diagram names {path}"


def test_every_file_to_touch_exists() -> None:
    """Files without a folder stand beside a file or folder that the same row names."""
    for what, touch in _section("To add or change …"):
        names = re.findall(r"`([\w./-]+)`", touch)
        folders = [
            ROOT,
            *((ROOT / name if name.endswith("/") else (ROOT / name).parent) for name in names if "/" in name),
        ]
        for name in names:
            if "/" in name or name.endswith((".py", ".js")):
                assert any((folder / name).exists() for folder in folders), f"to change {what}: there is no {name}"
