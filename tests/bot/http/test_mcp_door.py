"""The Model Context Protocol, spoken by the SDK's own client: over HTTP and over standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult, TextContent, TextResourceContents

from bot.http.app import create_app
from retrieval.library import Library
from retrieval.version import ibid_version
from tests.bot.conftest import Opened, Serving, service_settings
from tests.processes import ROOT

MISSIONS = "How many diplomatic missions does North Korea have left?"
Task = Callable[[Client], Awaitable[Any]]


def asked(server: Any, task: Task) -> Any:
    """What ``task`` gets from a client that is connected to ``server``."""

    async def run() -> Any:
        async with Client(server) as client:
            return await task(client)

    return anyio.run(run)


async def a_tour(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools.keys() == {"ask", "search", "verify", "list_sources", "get_source"}
    assert client.server_info
    assert client.server_info.version == ibid_version()
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    reply = content(await client.call_tool("ask", {"question": MISSIONS}))
    assert "46" in reply["text"]
    assert reply["citations"][0]["footnotes"]
    follow_up = {"question": "Why?", "conversation_id": reply["conversation_id"]}
    assert content(await client.call_tool("ask", follow_up))["standalone_question"] == f"{MISSIONS[:-1]}, and why?"
    wrong = content(await client.call_tool("verify", {"claim": "North Korea has 47 diplomatic missions left."}))
    assert not wrong["supported"]
    hits = content(await client.call_tool("search", {"question": MISSIONS, "limit": 2}))["hits"]
    assert len(hits) == 2
    source = content(await client.call_tool("get_source", {"source_id": hits[0]["source_id"]}))
    assert source["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    listed = content(await client.call_tool("list_sources", {"limit": 2}))
    rest = content(await client.call_tool("list_sources", {"after": listed["next"]}))
    assert [len(listed["sources"]), len(rest["sources"]), rest["next"]] == [2, 1, None]
    await read_resources_and_prompts(client)


async def read_resources_and_prompts(client: Client) -> None:
    resources = (await client.list_resources()).resources
    assert [resource.name for resource in resources] == [
        *("de-risking-chronology", "de-risking-briefing", "de-risking-reprint")
    ]
    [read] = (await client.read_resource(resources[0].uri)).contents
    assert isinstance(read, TextResourceContents)
    assert "[^1]: " in read.text
    with pytest.raises(MCPError, match="no source 'nowhere'"):
        await client.read_resource("ibid://sources/nowhere")
    prompts = {prompt.name for prompt in (await client.list_prompts()).prompts}
    assert prompts == {"answer_with_quotes", "check_text"}
    [message] = (await client.get_prompt("answer_with_quotes", {"question": MISSIONS})).messages
    assert isinstance(message.content, TextContent)
    assert MISSIONS in message.content.text


def content(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


def test_over_http(client: httpx.Client) -> None:
    asked(f"{client.base_url}/mcp", a_tour)


def test_over_standard_input_and_output(corpus_library: Library) -> None:
    environment = {**os.environ, "IBID_HOME": str(corpus_library.settings.folder), "PYTHONPATH": str(ROOT)}
    command = ["-c", "from bot.cli.main import main; main()", "mcp"]
    asked(StdioServerParameters(command=sys.executable, args=command, env=environment), a_tour)


def test_a_source_is_what_it_is_over_http(client: httpx.Client) -> None:
    async def read(one: Client) -> CallToolResult:
        return await one.call_tool("get_source", {"source_id": "de-risking-reprint"})

    found = content(asked(f"{client.base_url}/mcp", read))
    assert found == client.get("/sources/de-risking-reprint").json()
    assert found["also_in"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {"question": " "}, "The question is empty"),
        ("ask", {"question": "Why?", "source_ids": ["nowhere"]}, "no source 'nowhere'"),
        ("get_source", {"source_id": "nowhere"}, "no source 'nowhere'"),
        ("search", {"question": "Why?", "limit": 0}, "`limit` is wrong: input should be greater than or equal to 1."),
        ("ask", {}, "The argument `question` is missing."),
        ("list_sources", {"after": "nowhere"}, "no such source any more"),
    ],
)
def test_bad_input_gets_a_sentence(client: httpx.Client, tool: str, arguments: dict[str, Any], says: str) -> None:
    async def ask(one: Client) -> CallToolResult:
        return await one.call_tool(tool, arguments)

    result = asked(f"{client.base_url}/mcp", ask)
    assert result.is_error
    [said] = result.content
    assert isinstance(said, TextContent)
    assert says in said.text
    assert "Traceback" not in said.text
    assert "Error executing" not in said.text
    assert "\n" not in said.text


def test_the_text_of_a_result_is_short_and_has_the_note(client: httpx.Client) -> None:
    async def ask(one: Client) -> CallToolResult:
        return await one.call_tool("ask", {"question": MISSIONS})

    result = asked(f"{client.base_url}/mcp", ask)
    [said] = result.content
    assert isinstance(said, TextContent)
    assert "Author’s note" in said.text
    assert result.structured_content["conversation_id"] in said.text
    assert len(said.text) < len(str(result.structured_content)) / 2


def test_who_has_no_key_gets_no_tools(opened: Opened, serving: Serving) -> None:
    with serving(opened(api_keys="secret")) as found:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        assert found.post("/mcp", json=body).status_code == 401
        assert found.post("/mcp", json=body, headers={"Authorization": "Bearer secret"}).status_code != 401


def test_a_page_of_another_site_is_turned_away(client: httpx.Client) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Origin": "https://evil.example", "Accept": "application/json, text/event-stream"}
    assert client.post("/mcp", json=body, headers=headers).status_code in (403, 421)


def test_the_application_can_be_made_again(corpus_library: Library) -> None:
    settings = service_settings(corpus_library)
    assert create_app(corpus_library, settings) is not create_app(corpus_library, settings)
