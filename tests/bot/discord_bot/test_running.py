"""The bot as a process of its own, with a real Library: started, killed, stopped; near its answers or far from them."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from bot.discord_bot import strings
from bot.discord_bot.backend import AddedMany, CannotAdd, LocalBackend, ServiceUnavailable, TooManySources
from bot.discord_bot.discord_store import Store
from bot.discord_bot.remote import RemoteBackend
from bot.http.routes import source_routes as routes
from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.input import Input
from retrieval.library import Library
from retrieval.questions import BadQuestion, UnknownSource
from tests.bot.conftest import Opened, Serving
from tests.bot.discord_bot.canned import QUOTE, answer
from tests.bot.discord_bot.conftest import Running
from tests.bot.discord_bot.seen import answered, is_done, thread_on
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]
posix = pytest.mark.skipif(os.name != "posix", reason="these signals are a matter of POSIX")
ROOT = Path(__file__).parents[3]
ASK = "How many diplomatic missions does North Korea have left?"
LINES = [
    '{"id": "s1", "title": "Missions", "text": "In 2023 the number of missions fell to 46."}',
    "no json",
    '{"id": "s2", "title": "Arrivals", "text": "In 2022 the number of arrivals went down to 67."}',
]
SLOW = """
import asyncio, sys
from pathlib import Path
from bot.capacity import Capacity
from bot.discord_bot.service import DiscordBot
from bot.settings import load_service_settings
from tests.bot.discord_bot.canned import Canned
async def main():
    canned = Canned()
    canned.gate = asyncio.Event()
    await DiscordBot(load_service_settings(), canned, Capacity(8)).run()
asyncio.run(main())
"""


@asynccontextmanager
async def process(
    discord: LocalDiscord, home: Path, *command: str, **stated: str
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process that knows the local Discord by its settings alone."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "",
        "IBID_HOME": str(home),
        "IBID_DISCORD_TOKEN": discord.token,
        "IBID_DISCORD_API_BASE": discord.api_base,
        "IBID_DISCORD_GATEWAY_URL": discord.gateway_url,
        **stated,
    }
    pipe = asyncio.subprocess.PIPE
    run = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, cwd=home, stdout=pipe, stderr=pipe
    )
    try:
        yield run
    finally:
        if run.returncode is None:
            run.kill()
        await run.communicate()


IBID = ("-c", "from bot.cli.main import main; main()")


@posix
async def test_a_kill_in_the_middle_leaves_nothing_thinking_and_old_buttons_work(
    discord: LocalDiscord, channel: Channel, ada: Person, running: Running, tmp_path: Path
) -> None:
    async with running():
        old = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in old.shown)
    async with process(discord, tmp_path, "-c", SLOW) as run:
        await discord.until(lambda: discord.gateway.is_connected, 300)
        asked = [await ada.uses(channel, "ask", question=f"Question {i}?") for i in range(3)]
        question = await ada.says(channel, "@ibid how many?")
        thread = await thread_on(discord, question)
        await answered(discord, thread, strings.LOOKING)
        await discord.until(lambda: all(question.acknowledged for question in asked), 300)
        run.send_signal(signal.SIGKILL)
        await run.wait()
    async with running():
        await discord.until(lambda: all(question.shown == strings.INTERRUPTED for question in asked))
        message = await answered(discord, thread, strings.INTERRUPTED)
        assert old.original is not None
        shown = await ada.presses(channel, old.original, strings.SOURCES)
        await discord.until(lambda: "Own count of 2023." in shown.shown)
        await ada.presses(thread, message, strings.AGAIN)
        await answered(discord, thread, QUOTE)
    with closing(Store(tmp_path / "discord.sqlite3")) as store:
        assert store.owed() == []


@posix
async def test_ibid_discord_answers_from_a_real_library_and_stops_when_told_to(
    discord: LocalDiscord, channel: Channel, ada: Person, corpus_library: Library
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stated = {"IBID_DISCORD_HEALTH_PORT": str(port)}
    async with process(discord, corpus_library.settings.folder, *IBID, "discord", **stated) as run:
        await discord.until(lambda: discord.gateway.is_connected and discord.commands, 300)
        asked = await ada.uses(channel, "ask", question=ASK)
        await discord.until(lambda: "46" in asked.shown and is_done(asked.original), 300)
        assert asked.original is not None
        shown = await ada.presses(channel, asked.original, strings.SOURCES)
        await discord.until(lambda: "**Note " in shown.shown, 300)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/health", timeout=100) as client:
            assert (await client.get("/live")).status_code == 200
            assert (await client.get("/ready")).json()["shards"][0]["ready"]
        run.send_signal(signal.SIGTERM)
        out, said = await asyncio.wait_for(run.communicate(), 200)
        assert (run.returncode, out) == (0, b"")
        assert b"https://discord.com/oauth2/authorize?client_id=" in said
        assert b"Traceback" not in said
    await discord.until(lambda: discord.gateway.close_codes[-1] == 1000)


@posix
async def test_ibid_serve_with_a_token_serves_both(
    discord: LocalDiscord, channel: Channel, ada: Person, corpus_library: Library
) -> None:
    async with process(discord, corpus_library.settings.folder, *IBID, "serve", "--port", "0") as run:
        assert run.stderr is not None
        line = b""
        while b"listening" not in line:
            line = await run.stderr.readline()
            assert line
        port = int(line.split(b"port=")[1].split()[0])
        await discord.until(lambda: discord.gateway.is_connected and discord.commands, 300)
        asked = await ada.uses(channel, "ask", question=ASK)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=100) as client:
            reply = await client.post("/ask", json={"question": ASK})
            assert reply.json()["status"] == "answered"
            health = (await client.get("/health/discord")).json()
            assert health["status"] == "ready"
        await discord.until(lambda: "46" in asked.shown and is_done(asked.original), 300)
        run.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(run.wait(), 200) == 0


async def test_what_is_wrong_is_said_in_a_sentence(discord: LocalDiscord, channel: Channel, tmp_path: Path) -> None:
    async def complaint(name: str, value: str) -> bytes:
        home, stated = tmp_path / f"{name}{value}", {name: value}
        home.mkdir()
        async with process(discord, home, *IBID, "discord", **stated) as run:
            _, said = await asyncio.wait_for(run.communicate(), 300)
            assert run.returncode == 1
            assert b"Traceback" not in said
            return said

    wrong, missing, nobody = await asyncio.gather(
        complaint("IBID_DISCORD_TOKEN", "wrong"),
        complaint("IBID_DISCORD_TOKEN", " "),
        complaint("IBID_DISCORD_USERS", "ada"),
    )
    assert b"Reset Token" in wrong
    assert b"There is no token." in missing
    assert b"IBID_DISCORD_USERS holds 'ada'" in nobody


async def test_against_an_ibid_elsewhere(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    running: Running,
    client: httpx.Client,
    corpus_library: Library,
) -> None:
    settings = ServiceSettings(url=str(client.base_url))
    async with running(backend=RemoteBackend(settings)):
        asked = await ada.uses(channel, "ask", question=ASK)
        await discord.until(lambda: "46" in asked.shown and is_done(asked.original))
        typed = await ada.types(channel, "ask", "source", "de-risking")
        assert len(await discord.until(lambda: typed.choices)) == len(corpus_library.sources())


@pytest.mark.parametrize("far", [False, True])
async def test_what_was_asked_is_nobodys_to_guess_and_is_forgotten_on_demand(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    running: Running,
    client: httpx.Client,
    corpus_library: Library,
    far: bool,
) -> None:
    near_or_far = RemoteBackend(ServiceSettings(url=str(client.base_url))) if far else LocalBackend(corpus_library, 2)
    async with running(backend=near_or_far) as bot:
        asked = [await ada.uses(channel, "ask", question=ASK) for _ in range(2)]
        await discord.until(
            lambda: all(is_done(question.original) for question in asked) and not bot.health.open_answers
        )
        assert client.get(f"/conversations/discord:{asked[0].id}").status_code == 404
        kept, expired = (f"/conversations/{bot.memory.store.conversation_id(question.id)}" for question in asked)
        assert client.get(kept).json()["turns"][0]["question"] == ASK
        assert client.delete(expired).status_code == 204
        forgotten = await ada.uses(channel, "forget-me")
        await discord.until(lambda: forgotten.shown == strings.FORGOTTEN)
        assert client.get(kept).status_code == 404


@pytest.mark.parametrize("far", [False, True])
async def test_a_file_of_a_source_a_line_is_added_before_it_is_told_of(
    discord: LocalDiscord, channel: Channel, running: Running, serving: Serving, opened: Opened, far: bool
) -> None:
    library, owner = opened(), Person.owner(discord)
    with serving(library) as client:
        near_or_far = RemoteBackend(ServiceSettings(url=str(client.base_url))) if far else LocalBackend(library, 2)
        async with running(backend=near_or_far):
            for lines, said in (
                (LINES, "Sources in that file: 2 added, 1 failed. The first error: Line 2: this is not"),
                (LINES[:1], "Sources in that file: 1 unchanged."),
                ([], "There is no source in that file."),
            ):
                file = owner.attachment("missions.jsonl", "\n".join(lines).encode())
                added = await owner.uses(channel, "library add", file=file)
                await discord.until(lambda added=added, said=said: added.shown.startswith(said))
        assert {source.id for source in library.sources()} == {"s1", "s2"}


async def test_what_a_job_elsewhere_came_to(serving: Serving, opened: Opened) -> None:
    library = opened(lock_seconds=0)
    with serving(library) as client:
        settings = ServiceSettings(url=str(client.base_url))
        hasty, patient = RemoteBackend(settings, job_seconds=0), RemoteBackend(settings)
        with library.writing(), pytest.raises(CannotAdd, match=r"missions\.jsonl is still being read"):
            await hasty.add_file("missions.jsonl", LINES[0].encode())
        with pytest.raises(CannotAdd, match="Line 1: this is not JSON"):
            await patient.add_file("missions.jsonl", LINES[1].encode())
        await hasty.close()
        await patient.close()


async def test_a_list_elsewhere_is_read_to_its_end(
    serving: Serving, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened()
    assert not [
        outcome
        for outcome in ingest(
            library, [Input(name, name, name.encode()) for name in ("Ash.txt", "Birch.txt", "Elm.txt")]
        )
        if outcome.error
    ]
    monkeypatch.setattr(routes.sources, "__defaults__", (1, None))  # a page has one source
    with serving(library) as client:
        remote = RemoteBackend(ServiceSettings(url=str(client.base_url)))
        assert len(client.get("/sources").json()["sources"]) == 1
        assert [source["id"] for source in await remote.sources()] == [source.id for source in library.sources()]
        await remote.close()


async def test_so_many_sources_may_be_named_elsewhere_and_no_more(client: httpx.Client) -> None:
    remote, many = RemoteBackend(ServiceSettings(url=str(client.base_url))), [f"nowhere-{i}" for i in range(1001)]
    with pytest.raises(UnknownSource):
        await remote.ask(ASK, "c", many[1:], lambda _: None)
    with pytest.raises(TooManySources, match=r"limited to more than 1,000 sources"):
        await remote.ask(ASK, "c", many, lambda _: None)
    await remote.close()


async def test_a_library_elsewhere_can_be_changed(serving: Serving, opened: Opened) -> None:
    with serving(opened(admin_keys="key,another", upload_limit=1000)) as client:
        remote = RemoteBackend(
            ServiceSettings.model_validate({"url": str(client.base_url), "url_key": " key, another"})
        )
        added = await remote.add_file("missions.md", b"# Missions\n\nIn 2023 the number fell to 46.[^1]\n\n[^1]: Own.")
        assert not isinstance(added, AddedMany)
        assert (added["title"], added["footnotes"]) == ("Missions", 1)
        assert [source["id"] for source in await remote.sources()] == ["missions"]
        reply = await remote.ask("How many missions in 2023?", "c", ["missions"], lambda _: None)
        assert reply["status"] == "answered"
        with pytest.raises(BadQuestion):
            await remote.ask(" ", "c", None, lambda _: None)
        with pytest.raises(UnknownSource):
            await remote.ask("What?", "c", ["nowhere"], lambda _: None)
        await remote.remove("missions")
        with pytest.raises(UnknownSource):
            await remote.remove("missions")
        await remote.close()


async def test_a_library_in_process_can_be_changed(opened: Opened) -> None:
    near = LocalBackend(opened(), 2)
    added = await near.add_file("missions.md", b"# Missions\n\nIn 2023 the number fell to 46.[^1]\n\n[^1]: Own.")
    assert not isinstance(added, AddedMany)
    assert (added["title"], added["footnotes"], added["unresolved"]) == ("Missions", 1, [])
    reply = await near.ask("How many missions in 2023?", "c", ["missions"], lambda _: None)
    assert reply["status"] == "answered"
    await near.remove("missions")
    assert await near.sources() == []
    await near.close()


@pytest.mark.parametrize("sent", [b"", b"{}", b"<html>", b'{"status": "answered"}'])
async def test_an_answering_service_that_sends_what_is_no_reply(sent: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n" + sent)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    remote = RemoteBackend(ServiceSettings(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    with pytest.raises(ServiceUnavailable):
        await remote.ask("How many?", "c", None, lambda _: None)
    server.close()
    with pytest.raises(ServiceUnavailable):
        await remote.sources()
    await remote.close()


async def test_an_answering_service_that_streams_its_claims() -> None:
    reply = answer(["One.", "Two."])
    assert reply["status"] == "answered"
    cited = {citation["number"]: citation for citation in reply["citations"]}
    claims = [
        {"text": claim["text"], "citations": [cited[number] for number in claim["citations"]]}
        for claim in reply["claims"]
    ]
    events = [("search", "{}"), *(("claim", httpx.Response(200, json=claim).text) for claim in claims)]
    events.append(("reply", httpx.Response(200, json=reply).text))
    body = "".join(f"event: {name}\ndata: {data}\n\n" for name, data in events).encode()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        writer.write(head + body)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    remote = RemoteBackend(ServiceSettings(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    seen: list[int] = []
    got = await remote.ask("How many?", "c", None, lambda claims: seen.append(len(claims)))
    assert (got, seen) == (reply, [1, 2])
    server.close()
    await remote.close()
