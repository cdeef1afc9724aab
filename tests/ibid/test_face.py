"""What programs get by ``import ibid``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ibid
from tests.processes import ROOT

PUBLIC = """Answer Citation Claim Footnote Hit IbidError Library Passage Refusal Settings Source __version__ ingest
load_settings open_library""".split()


def test_the_public_names_are_these() -> None:
    assert sorted(ibid.__all__) == sorted(PUBLIC)
    assert dir(ibid) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(ibid, name)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = ibid.nonsense  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = ("chromadb", "langchain_core", "sqlalchemy", "pydantic", "numpy", "fastapi")
    script = f"import sys, ibid; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_python_m_ibid_is_the_command_line() -> None:
    run = subprocess.run([sys.executable, "-m", "ibid", "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "ingest" in run.stdout


def test_a_library_is_opened_filled_and_asked(tmp_path: Path) -> None:
    from ingest.collect import inputs  # noqa: PLC0415 - beside the face, as a caller would

    settings = ibid.Settings(home=tmp_path)
    with ibid.open_library(settings) as library:
        assert all(not outcome.error for outcome in ibid.ingest(library, inputs(["corpus"], settings.upload_limit)))
        reply = library.ask("How many diplomatic missions does North Korea have left?")
    assert isinstance(reply, ibid.Answer)
    assert reply.short_answer == "46"


@pytest.mark.parametrize("package", ["ibid", "bot", "retrieval", "ingest", "evals"])
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
