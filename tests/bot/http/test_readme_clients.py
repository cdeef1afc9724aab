"""What the README says to write in Python does what it says, against a real server."""

import re
from pathlib import Path

import pytest

from retrieval.library import Library
from tests.bot.conftest import Serving

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_each_gets_a_cited_answer(
    block: str, corpus_library: Library, serving: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(corpus_library) as client:
        known: dict[str, object] = {}
        exec(block.replace("http://localhost:8000", str(client.base_url).rstrip("/")), known)  # noqa: S102 - the README's
    said = f"{capsys.readouterr().out} {known['answer']}"
    assert "46" in said
    assert "Angola" in said
