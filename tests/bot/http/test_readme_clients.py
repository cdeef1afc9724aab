"""The samples of the README and of docs/clients.md do what these pages say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import httpx
import pytest

from retrieval.library import Library
from tests.bot.conftest import Serving

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs/clients.md").read_text(encoding="utf-8")
VARYING = {"id", "conversation_id", "timings_ms", "confidence"}


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_each_client_gets_a_cited_answer(
    block: str,
    corpus_library: Library,
    serving: Serving,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("IBID_HOME", str(corpus_library.settings.home))
    with serving(corpus_library) as client:
        names: dict[str, object] = {}
        exec(block.replace("http://localhost:8000", str(client.base_url).rstrip("/")), names)  # noqa: S102 - our own page
    output = f"{capsys.readouterr().out} {names['answer']}"
    assert "46" in output
    assert "Angola" in output


def test_the_python_of_the_readme_prints_quote_and_notes(
    corpus_library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IBID_HOME", str(corpus_library.settings.home))
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(block, {})  # noqa: S102 - our own page
    output = capsys.readouterr().out
    assert "46" in output
    assert "Angola" in output


def test_the_sample_reply_is_what_the_server_sends(client: httpx.Client) -> None:
    sample: dict[str, object] = json.loads(re.findall(r"```json\n(\{\n.*?)```", PAGE, re.DOTALL)[0])
    reply = client.post("/ask", json={"question": sample["question"]}).raise_for_status().json()
    assert sample.keys() >= VARYING
    sent = {path: value for path, value in _leaves(reply) if value is not None}
    for path, value in _leaves(sample):
        if path.split(".")[1] not in VARYING:
            cut = isinstance(value, str) and value.endswith("…")
            assert (str(sent[path])[: len(str(value)) - 1] + "…" if cut else sent[path]) == value, path
    assert {path.split(".")[1] for path in sent} == {path.split(".")[1] for path, _ in _leaves(sample)}


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yields each value of a JSON document that holds no other, with its path."""
    if isinstance(value, dict) and value:
        for name, inner in cast("dict[str, object]", value).items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, list) and value:
        for i, inner in enumerate(cast("list[object]", value)):
            yield from _leaves(inner, f"{path}.{i}")
    else:
        yield path, value
