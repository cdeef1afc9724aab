"""The containers, as far as a machine without Docker can tell: the files agree, and what they start works together."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from anyio.to_thread import run_sync

from bot.discord_bot.bot_health import Health
from bot.discord_bot.discord_metrics import exposition
from bot.http.prometheus import Metrics
from bot.settings import ServiceSettings
from tests.composed import FILE, NotSet, Stage, read
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.processes import ROOT

KEYS = {"IBID_API_KEYS": "may-ask", "IBID_ADMIN_KEYS": "may-change, may-change-too"}
ASK = "How many diplomatic missions does North Korea have left?"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("ibid", "ingest", "discord")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def services() -> dict[str, Any]:
    return Stage(ROOT, KEYS).services


def test_it_asks_for_keys_before_anything_starts() -> None:
    with pytest.raises(NotSet, match=r"IBID_API_KEYS: set it in \.env"):
        read({"IBID_ADMIN_KEYS": "b"})
    with pytest.raises(NotSet, match="IBID_ADMIN_KEYS"):
        read({"IBID_API_KEYS": "a"})


def test_ports_are_this_machines_alone_and_what_is_kept_has_a_name(services: dict[str, Any]) -> None:
    named = read(KEYS)["volumes"]
    for name, service in services.items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        for volume in service.get("volumes", ()):
            source, _, *mode = volume.split(":")
            assert source in named or (source.startswith("./") and mode == ["ro"] and (ROOT / source).exists()), volume


def test_every_service_is_hardened_and_watched(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "healthcheck" in service, name
        assert service.get("build") == "." or re.search(r":v?\d+\.\d+\.\d+$", service["image"]), name
        assert service.get("read_only") or name in ("prometheus", "grafana")
        assert "restart" in service or name == "ingest"


def test_every_variable_is_a_setting(services: dict[str, Any]) -> None:
    known = {f"IBID_{name.upper()}" for name in ServiceSettings.model_fields}
    for name in OURS:
        assert set(services[name]["environment"]) <= known
    named = set(re.findall(r"\$\{(IBID_\w+)", FILE.read_text(encoding="utf-8"))) - {"IBID_SOURCES"}
    assert named <= known
    assert set(re.findall(r"\b(IBID_\w+)=", DOCKERFILE)) <= known


def test_the_bot_alone_connects_to_discord(services: dict[str, Any]) -> None:
    """`ibid serve` would start a bot of its own where it saw the token."""
    stage = Stage(ROOT, {**KEYS, "IBID_DISCORD_TOKEN": "a-token"})
    assert stage.environment("ibid")["IBID_DISCORD_TOKEN"] == ""
    assert stage.environment("discord")["IBID_DISCORD_TOKEN"] == "a-token"  # noqa: S105
    assert services["chroma"]["networks"] == ["inside"]
    assert read(KEYS)["networks"]["inside"] == {"internal": True}


def test_the_server_is_the_clients_version(services: dict[str, Any]) -> None:
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert services["chroma"]["image"] == f"chromadb/chroma:{locked[1]}"


def test_the_dockerfile_is_linted_and_runs_as_nobody_special() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    assert hadolint, "hadolint is among the development dependencies"
    assert not subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False).stdout
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("ENTRYPOINT ")
    assert "HEALTHCHECK" in DOCKERFILE


def copied() -> list[str]:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert sorted(f"!{name}" for name in copied()) == sorted(line for line in ignored if line.startswith("!"))
    assert all((ROOT / name).exists() for name in copied())


def test_what_the_dockerfile_copies_makes_a_whole_package(tmp_path: Path) -> None:
    """The build stage's last step, in an empty folder that holds nothing but what was copied."""
    context, wheels = tmp_path / "context", tmp_path / "wheels"
    context.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, context)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", wheels, context], check=True, capture_output=True)
    held = set(zipfile.ZipFile(next(wheels.glob("*.whl"))).namelist())
    ours = [ROOT / name for name in ("bot", "evals", "ingest", "retrieval")]
    wanted = {
        path for folder in ours for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert {item.relative_to(ROOT).as_posix() for item in wanted} <= held


def test_prometheus_asks_the_service_with_its_key(services: dict[str, Any]) -> None:
    config = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"][0]
    assert config["static_configs"][0]["targets"] == ["ibid:8000"]
    (secret,) = services["prometheus"]["secrets"]
    assert config["authorization"]["credentials_file"] == f"/run/secrets/{secret}"
    assert read(KEYS)["secrets"][secret] == {"environment": "IBID_API_KEYS"}


def test_the_dashboard_asks_for_figures_that_there_are() -> None:
    metrics = Metrics()
    metrics.watch_queue(lambda: 0)
    told = (metrics.exposition({"sources": 1}) + exposition(Health())).decode()
    families = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))
    known = {"up", *families, *(f"{family}_bucket" for family in families)}
    panels = json.loads((ROOT / "deploy/grafana/ibid.json").read_text(encoding="utf-8"))["panels"]
    asked = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    named = set(re.findall(r"\b(?:ibid|process)_\w+|\bup\b", asked))
    assert named <= known
    own = {family for family in families if family.startswith("ibid_") and not family.endswith("_created")}
    assert own <= {item.removesuffix("_bucket") for item in named}, "figures that nobody looks at"


@pytest.mark.anyio
@pytest.mark.timeout(600)
async def test_what_it_starts_answers_with_a_citation_over_http_and_in_discord(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        discord.acknowledge_seconds *= 10
        addresses = {"IBID_DISCORD_API_BASE": discord.api_base, "IBID_DISCORD_GATEWAY_URL": discord.gateway_url}
        stage = Stage(tmp_path, {**KEYS, "IBID_DISCORD_TOKEN": discord.token, **addresses})
        for name in ("library", "discord"):
            (tmp_path / name).mkdir()
        with stage.up("chroma"), stage.up("ibid"):
            assert "de-risking" in stage.runs_through("ingest").casefold()
            assert not (tmp_path / "library" / "chroma").exists(), "the vectors are the server's"
            check_http(f"http://127.0.0.1:{stage.port('ibid')}")
            await check_discord(stage, discord)


def check_http(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        assert client.post("/ask", json={"question": ASK}).status_code == 401
        client.headers["Authorization"] = f"Bearer {KEYS['IBID_API_KEYS']}"
        reply = client.post("/ask", json={"question": ASK}).json()
        assert "46" in reply["text"]
        assert reply["citations"][0]["footnotes"]
        assert 'ibid_library{what="sources"} 3.0' in client.get("/metrics").text


async def check_discord(stage: Stage, discord: LocalDiscord) -> None:
    channel = discord.world.add_channel(discord.world.add_guild())
    entered = stage.up("discord")
    await run_sync(entered.__enter__)
    try:
        await discord.until(lambda: discord.gateway.is_connected and discord.commands, 120)
        asked = await Person(discord, "ada").uses(channel, "ask", question=ASK)
        await discord.until(lambda: "46" in asked.shown, 120)
    finally:
        await run_sync(entered.__exit__, None, None, None)
