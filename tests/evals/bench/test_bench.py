"""The benchmarks run and add up; how fast anything is, no test says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli.main import app
from evals.bench import peers, scale_plot
from evals.bench.ask import bench_ask
from evals.bench.bench_names import BenchTarget
from evals.bench.bench_parts import RandomWriter, in_process, own_home, peak_memory
from evals.bench.chat_model_delay import bench_model
from evals.bench.load import bench_serve
from evals.bench.run_bench import bench
from retrieval.library import open_library
from retrieval.settings import Settings

_SEED = Path("corpus/de-risking-briefing.md")


@pytest.mark.timeout(300)
def test_ingesting_is_measured_against_embedding_alone(settings: Settings) -> None:
    figures = {(item.name, item.unit): item.value for item in bench(BenchTarget.INGEST, settings, 120, _SEED)}
    sources, passages = figures["sources", ""], figures["passages", ""]
    assert sources > 0
    assert passages >= sources
    ingested, alone = figures["ingest", "passages/s"], figures["embedding alone", "passages/s"]
    assert figures["ratio to embedding alone (aim 0.85)", ""] == pytest.approx(ingested / alone)
    assert figures["ingest", "sources/s"] / ingested == pytest.approx(sources / passages)
    memory = [value for (name, _), value in figures.items() if name.startswith("peak memory")]
    assert memory[0] > 0
    assert sorted(memory) == pytest.approx(memory, abs=1), "a peak only rises; the kernel counts it to the page or so"
    added = figures["memory that a passage adds in the second half", "KiB"]
    assert added * passages / 2 == pytest.approx((memory[2] - memory[1]) * 1024, rel=0.2)
    assert figures["memory of a vector in Chroma alone", "KiB"] >= 0
    assert not settings.home.exists(), "the library that is measured is not the user's"


def test_the_memory_of_a_process_is_its_own(settings: Settings) -> None:
    held = b"\1" * (500 * 2**20)
    assert peak_memory() > len(held) / 2**20 > float(in_process("tests.evals.bench.test_bench", settings, "itself")) > 0


def main() -> None:
    """What such a process prints."""
    sys.stdout.write(str(peak_memory()))


@pytest.mark.timeout(300)
def test_an_answer_is_measured_against_the_forward_passes_it_needs(settings: Settings) -> None:
    figures = {(item.name, item.unit): item.value for item in bench_ask(settings, 60, _SEED, 5)}
    assert 0 < figures["forward passes p50", "ms"] < figures["ask p50", "ms"] <= figures["ask p95", "ms"]
    assert figures["ratio to the forward passes (aim 1.3)", ""] > 1


@pytest.mark.timeout(300)
def test_the_service_is_measured_alone_and_under_a_crowd(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_CHROMA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("IBID_DATABASE_URL", "postgresql://127.0.0.1:9/ibid")
    figures = {item.name: item.value for item in bench_serve(settings, 60, _SEED, clients=4, seconds=1, alone=3)}
    assert figures["4 clients, errors (aim 0)"] == 0
    assert figures["4 clients, answered"] > 0
    assert figures["added by HTTP p50 (aim 5)"] < figures["ask, one client p50"]
    assert figures["memory after the crowd"] > 10
    assert figures["bystander, longest wait"] >= figures["bystander p99"] > 0
    assert "event loop late by over 50 ms (aim 0)" in figures


@pytest.mark.timeout(300)
def test_a_chat_models_first_claim_is_measured_from_its_sentence_on(settings: Settings) -> None:
    figures = {item.name: item.value for item in bench_model(settings, 60, _SEED, asked=3)}
    assert figures["model, first sentence complete p50"] > 100, "some ten words, a hundredth of a second each"
    assert 0 < figures["first claim after that (aim 50) p50"] <= figures["first claim after that (aim 50) p95"]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the others is installed."""
    monkeypatch.setattr(peers, "PACKAGES", {name: (f"{name}-that-nobody-made",) for name in peers.PACKAGES})


@pytest.mark.timeout(300)
def test_those_that_are_not_installed_are_not_compared(settings: Settings, alone: None) -> None:
    figures = {item.name: item.value for item in bench(BenchTarget.PEERS, settings, 60, _SEED)}
    assert {name.split(",")[0] for name in figures} == {"ibid"}
    assert figures["ibid, ingest"] > 0
    assert 0 < figures["ibid, search p50"] <= figures["ibid, search p95"]
    assert not settings.home.exists(), "the library that is measured is not the user's"


@pytest.mark.timeout(300)
def test_recall_among_others_is_of_the_documents_that_answer(settings: Settings, tmp_path: Path, alone: None) -> None:
    lamps = {
        "id": "set/Lamps_2/0",
        "title": "Lamps",
        "text": "In 2021 there were 46 lighthouses on the coast of Arendia.",
    }
    bread = {"id": "bread", "title": "Bread", "text": "Rye bread is baked for an hour, and rests for a day after that."}
    asked = [
        {"question": "How many lighthouses were there?", "answerable": True, "gold_docs": ["set/Lamps_2/0"]},
        {"question": "How long is rye bread baked?", "answerable": True, "gold_docs": ["nowhere"]},
    ]
    for name, rows in (("corpus", [lamps, bread]), ("questions", asked)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    figures = {item.name: item.value for item in bench(BenchTarget.PEERS, settings, 100, tmp_path)}
    assert figures["ibid, recall at 5"] == 0.5


def test_what_was_printed_of_a_growing_library_is_drawn() -> None:
    sizes = [(1_000, 10.0), (10_000, 10.0), (100_000, 100.0)]
    names = ("search p50", "search p95", "ask p50", "ask p95")
    printed = [
        f"{name:<36}{value:>12,.2f} {unit}"
        for passages, ms in sizes
        for name, value, unit in (("passages", passages, ""), *((name, ms, "ms") for name in names), ("recall", 1, ""))
    ]
    read = scale_plot.read("\n".join(printed))
    assert [(item["passages"], item["ask p95"]) for item in read] == sizes
    drawn = scale_plot.plot(read)
    assert 'points="0.0,300.0 280.0,300.0 560.0,150.0"' in drawn, "one step up for ten times the milliseconds"
    assert "ask p95, 100 ms" in drawn


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_growing_library_is_measured_in_processes_of_its_own(settings: Settings) -> None:
    figures = {item.name: item.value for item in bench(BenchTarget.SCALE, settings, 120, _SEED)}
    assert figures["passages"] == 120
    assert 0 < figures["recall"] <= 1
    assert 0 < figures["search p50"] <= figures["search p95"]
    assert figures["add seconds"] > 0
    assert not settings.home.exists(), "the library that is measured is not the user's"


def test_the_texts_are_the_same_everywhere() -> None:
    seed = _SEED.read_text(encoding="utf-8")
    one, other = RandomWriter(seed), RandomWriter(seed)
    assert [next(one.sources()).data for _ in range(2)] == [next(other.sources()).data for _ in range(2)]


def test_what_people_use_is_not_measured(settings: Settings) -> None:
    theirs = {"chroma_url": "http://127.0.0.1:9", "database_url": SecretStr("postgresql://127.0.0.1:9/ibid")}
    with own_home(settings.model_copy(update=theirs)) as own, open_library(own) as library:
        assert library.counts()["sources"] == 0


def test_a_target_that_is_none_is_named_with_those_that_are() -> None:
    result = CliRunner().invoke(app, ["bench", "nothing"])
    assert result.exit_code == 2
    assert "ingest" in result.output
