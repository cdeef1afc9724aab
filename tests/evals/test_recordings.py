"""What a chat model says is kept, and said again without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from evals.cases import Suite
from evals.command import PASSED, Options, evaluate
from evals.eval_errors import EvalImpossible
from evals.options import RunOptions
from evals.recordings import Recording, prompt_key
from evals.run import run_suite
from retrieval.library import Library
from retrieval.settings import Settings
from tests.chat_models import Scripted, key_of


def says(prompt: str) -> str:
    """An answer to each question of the suite, cited with the keys that the prompt issues."""
    if "bread" in prompt:
        return "NOT IN THE SOURCES"
    if "keeper" in prompt.rsplit("\n", 1)[-1]:
        return f"The keeper of the last manned tower was Jo Marlow [{key_of(prompt, 'Jo Marlow')}]."
    return f"The number of lighthouses in Arendia fell to 46 in 2019 [{key_of(prompt, 'fell to 46')}]."


def asking(library: Library, model: Recording) -> RunOptions:
    return RunOptions(library=str(library.settings.folder), chat_model=model, workers=1)


def test_a_run_is_repeated_without_the_model(
    suite: Suite, settings: Settings, library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said" / "recording.jsonl"
    heard = run_suite(suite, settings, asking(library, Recording(path=path, model=Scripted(says=says), called="mine")))
    assert [item.trial.reply and item.trial.reply["answerer"] for item in heard.judged] == ["mine"] * 3
    assert all(item.passed for item in heard.judged)
    home = str(library.settings.folder)
    options = Options(str(suite.path), library=home, replay=path, as_json=True)
    assert evaluate(options, settings) == PASSED
    assert '"text": "The keeper of the last manned tower was Jo Marlow. [1]"' in capsys.readouterr().out
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:1]) + "\n", encoding="utf-8")
    with pytest.raises(EvalImpossible, match=r"2 prompts have no reply in .* Record it again with --record"):
        evaluate(options, settings)


def test_models_are_compared(
    suite: Suite, settings: Settings, library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Options(str(suite.path), library=str(library.settings.folder), compared=("extractive",), out=tmp_path)
    assert evaluate(options, settings) == PASSED
    assert "extractive: PASSED" in capsys.readouterr().out
    assert "| accuracy | 1.000 |" in (tmp_path / "compare.md").read_text(encoding="utf-8")
    assert (tmp_path / "extractive" / "report.html").is_file()


def test_the_random_fence_of_a_prompt_does_not_count() -> None:
    one, other = (
        [SystemMessage(f"=====SOURCES-{fence}===== rules"), HumanMessage("What?")] for fence in ("0" * 16, "f" * 16)
    )
    assert prompt_key(one) == prompt_key(other)
    assert prompt_key(one) != prompt_key([*one, HumanMessage("More.")])


def test_a_reply_with_separators_of_lines_is_said_again(tmp_path: Path) -> None:
    said, path = "One.\u2028Two.\x85Three.", tmp_path / "recording.jsonl"
    Recording(path=path, model=Scripted(says=lambda _: said)).invoke("What?")
    assert Recording(path=path).invoke("What?").content == said


def test_a_reply_that_breaks_off_is_not_kept(tmp_path: Path) -> None:
    def broken(prompt: str) -> str:
        raise ConnectionError(prompt)

    path = tmp_path / "recording.jsonl"
    recording = Recording(path=path, model=Scripted(says=broken))
    with pytest.raises(ConnectionError):
        recording.invoke("What?")
    assert not path.exists()


def test_a_file_that_is_no_recording_is_a_sentence(tmp_path: Path, suite: Suite, settings: Settings) -> None:
    path = tmp_path / "recording.jsonl"
    with pytest.raises(EvalImpossible, match="cannot be read"):
        Recording(path=path)
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(EvalImpossible, match="is not a recording"):
        Recording(path=path)
    options = Options(str(suite.path), record=path)
    with pytest.raises(EvalImpossible, match="set IBID_MODEL"):
        evaluate(options, settings)
    for wrong in (
        replace(options, replay=path),
        replace(options, url="http://127.0.0.1:9"),
        replace(options, compared=("extractive",)),
        replace(options, record=None, resume=True),
    ):
        with pytest.raises(EvalImpossible, match="--"):
            evaluate(wrong, settings)
