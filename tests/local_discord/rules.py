"""What Discord accepts of a bot. The figures are written down here once more, not taken from the bot."""

from __future__ import annotations

import re
from typing import Any

from tests.local_discord.world import Json

_PING = re.compile(r"@everyone|@here|<@!?\d+>|<@&\d+>")
_LINK = re.compile(r"https?://[^\s>]+")
_STYLES = {1, 2, 3, 4}


def units(text: str) -> int:
    """The strictest way to count."""
    return len(text.encode("utf-16-le")) // 2


def faults_of_message(body: Json, *, new: bool, files: int = 0) -> list[str]:
    """What Discord would refuse in a message."""
    content = body.get("content") or ""
    found: list[str] = []
    if units(content) > 2000:
        found.append(f"content has {units(content)} characters")
    if new and not (content.strip() or body.get("embeds") or body.get("components") or files):
        found.append("an empty message")
    if not new and "content" in body and not content.strip() and not files and not body.get("embeds"):
        found.append("an edit to an empty message")
    embeds: list[Json] = body.get("embeds") or []
    if len(embeds) > 10:
        found.append("more than 10 embeds")
    found += [f for embed in embeds for f in _faults_of_embed(embed)]
    if sum(units(str(embed)) for embed in embeds) > 6000:
        found.append("embeds of more than 6,000 characters")
    found += faults_of_components(body.get("components") or [])
    if body.get("nonce") is not None and len(str(body["nonce"])) > 25:
        found.append("a nonce of more than 25 characters")
    if body.get("flags", 0) & ~(4 | 64 | 4096 | 32768):
        found.append(f"flags {body['flags']}")
    return found


def _faults_of_embed(embed: Json) -> list[str]:
    return ["an embed's description is too long"] if units(embed.get("description", "")) > 4096 else []


def faults_of_components(rows: list[Json]) -> list[str]:
    """What Discord would refuse in rows of buttons."""
    found = ["more than 5 rows"] if len(rows) > 5 else []
    ids: list[str] = []
    for row in rows:
        if row.get("type") != 1 or not 1 <= len(row.get("components", [])) <= 5:
            found.append(f"a row of {len(row.get('components', []))} components")
        for button in row.get("components", []):
            ids.append(str(button.get("custom_id")))
            if button.get("type") != 2 or button.get("style") not in _STYLES:
                found.append(f"component {button}")
            if not 1 <= units(button.get("label") or "") <= 80:
                found.append(f"label {button.get('label')!r}")
            if not 1 <= len(button.get("custom_id") or "") <= 100:
                found.append(f"custom_id {button.get('custom_id')!r}")
    if len(set(ids)) != len(ids):
        found.append("a custom_id twice")
    return found


def faults_of_modal(body: Json) -> list[str]:
    """What Discord would refuse in a form."""
    found = [] if 1 <= units(body.get("title", "")) <= 45 else ["a title of a form"]
    if not 1 <= len(body.get("custom_id", "")) <= 100 or not 1 <= len(body.get("components", [])) <= 5:
        found.append("a form")
    for row in body.get("components", []):
        for field in row.get("components", []) or [row.get("component", {})]:
            if field.get("type") != 4 or not 1 <= units(field.get("label") or "x") <= 45:
                found.append(f"field {field}")
            if not 0 <= field.get("max_length", 1) <= 4000:
                found.append(f"field {field}")
    return found


def pings(body: Json, *, replied: bool = False) -> list[str]:
    """Whom a message would ping, by Discord's rules: without ``allowed_mentions`` everyone that it names."""
    allowed = body.get("allowed_mentions")
    content = body.get("content") or ""
    found: list[str] = []
    for ping in _PING.findall(content):
        kind = "everyone" if ping in ("@everyone", "@here") else "roles" if ping.startswith("<@&") else "users"
        ident = re.sub(r"\D", "", ping)
        if allowed is None or kind in allowed.get("parse", []) or ident in allowed.get(kind, []):
            found.append(ping)
    if replied and (allowed is None or allowed.get("replied_user", False)):
        found.append("the author of the question")
    return found


def previews(body: Json) -> list[str]:
    """Links that Discord would show a preview of: those without angle brackets, unless embeds are suppressed."""
    if body.get("flags", 0) & 4:
        return []
    content = body.get("content") or ""
    return [match[0] for match in _LINK.finditer(content) if content[max(0, match.start() - 1) : match.start()] != "<"]


def faults_of_commands(commands: list[Json]) -> list[str]:
    """What Discord would refuse in the commands of an application."""
    found: list[str] = []
    for command in commands:
        kind = command.get("type", 1)
        name = command["name"]
        if kind == 1 and (not re.fullmatch(r"[-_a-z0-9]{1,32}", name) or not 1 <= len(command["description"]) <= 100):
            found.append(f"command {name}")
        if command.get("contexts") is None or command.get("integration_types") is None:
            found.append(f"command {name} has no contexts")
        found += _faults_of_options(command.get("options") or [], name)
    names = [(command.get("type", 1), command["name"]) for command in commands]
    return found + ([] if len(set(names)) == len(names) else ["a command twice"])


def _faults_of_options(options: list[Json], name: str) -> list[str]:
    found = [f"{name} has more than 25 options"] if len(options) > 25 else []
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        found.append(f"{name} has a required option after one that is not")
    for option in options:
        if not re.fullmatch(r"[-_a-z0-9]{1,32}", option["name"]) or not 1 <= len(option["description"]) <= 100:
            found.append(f"option {option['name']} of {name}")
        found += _faults_of_options(option.get("options") or [], f"{name} {option['name']}")
    return found


def faults_of_choices(choices: list[Any]) -> list[str]:
    """What Discord would refuse in completions."""
    wrong = [
        choice for choice in choices if not (1 <= len(choice["name"]) <= 100 and 1 <= len(str(choice["value"])) <= 100)
    ]
    return [f"choice {wrong[0]}"] if wrong else ["more than 25 choices"] if len(choices) > 25 else []
