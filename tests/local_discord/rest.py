"""The REST API, as far as a bot like ours uses it; a route that is not here fails the test."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.local_discord import faults, interactions, rules
from tests.local_discord.interactions import Happening
from tests.local_discord.limiting import CHANNEL, TOKEN, Limits
from tests.local_discord.world import DM, Channel, Json, now, snowflake

if TYPE_CHECKING:
    from tests.local_discord.server import LocalDiscord

_UNAUTHORIZED, _UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK = 0, 10003, 10008, 10015
_UNKNOWN_INTERACTION, _ACKNOWLEDGED, _NO_ACCESS, _NO_PERMISSION, _NO_DIRECT = 10062, 40060, 50001, 50013, 50007
_ARCHIVED, _INVALID, _THREAD_EXISTS = 50083, 50035, 160004


class Refused(Exception):
    """What Discord would refuse. ``expected``: because of how the world is, not of how the request is."""

    def __init__(self, status: int, code: int, message: str, *, expected: bool = False) -> None:
        super().__init__(message)
        self.status, self.code, self.expected = status, code, expected


class Rest:
    """The routes."""

    def __init__(self, discord: LocalDiscord) -> None:
        self._discord = discord
        self._limits = Limits()

    def routes(self) -> list[web.RouteDef]:
        """Everything that there is."""
        webhook = "/api/v10/webhooks/{app}/{token}"
        message = "/api/v10/channels/{channel}/messages/{message}"
        return [
            web.get("/api/v10/users/@me", self._me),
            web.get("/api/v10/oauth2/applications/@me", self._application),
            web.get("/api/v10/gateway/bot", self._gateway),
            web.put("/api/v10/applications/{app}/commands", self._commands),
            web.post("/api/v10/interactions/{id}/{token}/callback", self._callback),
            web.get(f"{webhook}/messages/@original", self._get_original),
            web.patch(f"{webhook}/messages/@original", self._edit_original),
            web.delete(f"{webhook}/messages/@original", self._delete_original),
            web.post(webhook, self._follow_up),
            web.post("/api/v10/channels/{channel}/messages", self._send),
            web.patch(message, self._edit),
            web.delete(message, self._delete),
            web.post(f"{message}/threads", self._start_thread),
            web.post("/api/v10/users/@me/channels", self._open_direct),
            web.get("/attachments/{name}", self._file),
        ]

    @web.middleware
    async def middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Faults, refusals and unknown routes."""
        discord, path = self._discord, request.path.removeprefix("/api/v10")
        if path == "/gateway":
            return await handler(request)
        discord.requests.append((request.method, path))
        fault = discord.faults.take(request.method, path)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault is not None and not fault.after:
            return await self._fail(request, fault)
        try:
            response = await handler(request)
        except Refused as refused:
            if not refused.expected:
                discord.violations.append(f"{request.method} {path}: {refused.status} {refused}")
            body = {"code": refused.code, "message": str(refused)}
            return self._json(body, refused.status)
        except web.HTTPException as error:
            discord.violations.append(f"{request.method} {path}: unknown route")
            return self._json({"code": 0, "message": "404: Not Found"}, error.status)
        discord.changed()
        return await self._fail(request, fault) if fault is not None and fault.after else response

    async def _fail(self, request: web.Request, fault: faults.Fault) -> web.StreamResponse:
        if fault.kind == "cut":
            if request.transport is not None:
                request.transport.abort()  # type: ignore[attr-defined]
            return web.Response(status=499)
        if fault.kind == "html":
            return web.Response(status=429, text=faults.HTML, content_type="text/html", headers={"Retry-After": "1"})
        if fault.kind == "limit":
            body = {"message": "You are being rate limited.", "retry_after": fault.seconds, "global": False}
            return self._json(body, 429, {"Via": "1.1 google", "Retry-After": "1"})
        return self._json({"code": 0, "message": f"{fault.status}"}, fault.status)

    def _json(self, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        """Exactly ``application/json``, which is what discord.py compares with."""
        sent = {"Content-Type": "application/json", "Via": "1.1 google", **(headers or {})}
        return web.Response(body=json.dumps(body).encode(), status=status, headers=sent)

    def _limited(self, bucket: str, size: tuple[int, float]) -> dict[str, str]:
        headers, wait = self._limits.take(bucket, size)
        if wait:
            raise Refused(429, 0, f"rate limit of {bucket}")
        return headers

    def _authorized(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self._discord.token}":
            raise Refused(401, _UNAUTHORIZED, "401: Unauthorized", expected=True)

    async def _body(self, request: web.Request) -> tuple[Json, list[Json]]:
        if not request.content_type.startswith("multipart/"):
            return await request.json(), []
        form = await request.post()
        files = [
            {
                "id": str(snowflake()),
                "filename": str(part.filename),
                "size": len(part.file.read()),
                "url": "",
                "proxy_url": "",
            }
            for part in form.values()
            if isinstance(part, web.FileField)
        ]
        return json.loads(str(form["payload_json"])), files

    def _checked(self, body: Json, files: list[Json], *, new: bool, replied: bool = False) -> None:
        found = rules.faults_of_message(body, new=new, files=len(files))
        if found:
            raise Refused(400, _INVALID, f"Invalid Form Body: {'; '.join(found)}")
        self._discord.pings += rules.pings(body, replied=replied)
        self._discord.previews += rules.previews(body) if new else rules.previews({**body, "flags": 0})
        self._discord.bodies.append(body)

    async def _me(self, request: web.Request) -> web.Response:
        self._authorized(request)
        return self._json(self._discord.world.bot)

    async def _application(self, request: web.Request) -> web.Response:
        self._authorized(request)
        world = self._discord.world
        return self._json(
            {
                "id": str(world.application_id),
                "name": "ibid",
                "description": "",
                "icon": None,
                "summary": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "owner": world.owner,
                "verify_key": "0",
                "flags": 0,
            }
        )

    async def _gateway(self, request: web.Request) -> web.Response:
        self._authorized(request)
        gateway = self._discord.gateway
        limit = {
            "total": 1000,
            "remaining": 1000 - len(gateway.identifies),
            "reset_after": 86400000,
            "max_concurrency": gateway.max_concurrency,
        }
        return self._json(
            {"url": self._discord.gateway_url, "shards": self._discord.shards, "session_start_limit": limit}
        )

    async def _commands(self, request: web.Request) -> web.Response:
        self._authorized(request)
        commands: list[Json] = await request.json()
        found = rules.faults_of_commands(commands)
        if found:
            raise Refused(400, _INVALID, "; ".join(found))
        base = {"application_id": str(self._discord.world.application_id), "version": "1", "description": ""}
        self._discord.commands = [{**base, "id": str(snowflake()), **command} for command in commands]
        self._discord.syncs += 1
        return self._json(self._discord.commands)

    async def _callback(self, request: web.Request) -> web.Response:
        happening = self._discord.happenings.get(request.match_info["token"])
        body, files = await self._body(request)
        if happening is None or str(happening.id) != request.match_info["id"]:
            raise Refused(404, _UNKNOWN_INTERACTION, "Unknown interaction")
        if happening.acknowledged is not None:
            raise Refused(400, _ACKNOWLEDGED, "already acknowledged", expected=self._discord.faults.made > 0)
        if time.monotonic() - happening.began > self._discord.acknowledge_seconds:
            raise Refused(404, _UNKNOWN_INTERACTION, "Unknown interaction", expected=self._discord.faults.made > 0)
        kind: int = body["type"]
        data: Json = body.get("data") or {}
        if not happening.may_answer_with(kind):
            raise Refused(400, _INVALID, f"a {happening.kind} cannot be answered with {kind}")
        await self._answer(happening, kind, data, files)
        happening.acknowledged, happening.answer = time.monotonic(), kind
        return self._json(self._callback_json(happening))

    async def _answer(self, happening: Happening, kind: int, data: Json, files: list[Json]) -> None:
        discord, channel = self._discord, happening.channel
        if kind == interactions.CHOICES:
            found = rules.faults_of_choices(data["choices"])
            if found:
                raise Refused(400, _INVALID, "; ".join(found))
            happening.choices = data["choices"]
        elif kind == interactions.FORM:
            found = rules.faults_of_modal(data)
            if found:
                raise Refused(400, _INVALID, "; ".join(found))
            happening.form = data
        elif kind in (interactions.MESSAGE, interactions.DEFERRED):
            thinking = 128 if kind == interactions.DEFERRED else 0
            if not thinking:
                self._checked(data, files, new=True)
            more = {"components": data.get("components", []), "attachments": files}
            flags = data.get("flags", 0) | thinking
            message = discord.world.message_json(
                channel, discord.world.bot, data.get("content") or "", flags=flags, **more
            )
            happening.original = discord.world.keep(channel, message)
            await discord.message_event("MESSAGE_CREATE", channel, message)
        else:
            happening.original = happening.source
            if kind == interactions.UPDATE and happening.source is not None:
                self._checked(data, files, new=False)
                self._change(happening.source, data, files)

    def _callback_json(self, happening: Happening) -> Json:
        inner: Json = {"id": str(happening.id), "type": happening.kind}
        resource: Json = {"type": happening.answer or 5}
        if happening.original is not None:
            inner |= {
                "response_message_id": happening.original["id"],
                "response_message_loading": happening.is_thinking,
                "response_message_ephemeral": happening.is_ephemeral,
            }
            resource["message"] = happening.original
        return {"interaction": inner, "resource": resource}

    def _happening(self, request: web.Request) -> Happening:
        happening = self._discord.happenings.get(request.match_info["token"])
        expired = happening is not None and time.monotonic() - happening.began > self._discord.token_seconds
        if happening is None or expired:
            raise Refused(404, _UNKNOWN_WEBHOOK, "Unknown Webhook", expected=expired and self._discord.may_expire)
        return happening

    def _original(self, request: web.Request) -> tuple[Happening, Json]:
        happening = self._happening(request)
        original = happening.original
        if original is None or int(original["id"]) not in happening.channel.messages:
            raise Refused(404, _UNKNOWN_MESSAGE, "Unknown Message", expected=True)
        return happening, original

    async def _get_original(self, request: web.Request) -> web.Response:
        return self._json(self._original(request)[1])

    async def _edit_original(self, request: web.Request) -> web.Response:
        happening, original = self._original(request)
        headers = self._limited(f"token:{happening.token}", TOKEN)
        body, files = await self._body(request)
        self._checked(body, files, new=False)
        self._change(original, body, files)
        original["flags"] &= ~128
        happening.edits.append(original["content"])
        return self._json(original, headers=headers)

    async def _delete_original(self, request: web.Request) -> web.Response:
        happening, original = self._original(request)
        del happening.channel.messages[int(original["id"])]
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        happening = self._happening(request)
        body, files = await self._body(request)
        self._checked(body, files, new=True)
        world = self._discord.world
        if happening.is_thinking and happening.original is not None:  # the first one takes the place of "thinking…"
            self._change(happening.original, body, files)
            happening.original["flags"] &= ~128
            return self._json(happening.original)
        message = world.message_json(
            happening.channel, world.bot, body.get("content") or "", flags=body.get("flags", 0)
        )
        happening.followups.append(world.keep(happening.channel, message))
        return self._json(message)

    def _channel(self, request: web.Request, denial: str) -> Channel:
        self._authorized(request)
        channel = self._discord.world.channels.get(int(request.match_info["channel"]))
        if channel is None or channel.deleted:
            raise Refused(404, _UNKNOWN_CHANNEL, "Unknown Channel", expected=channel is not None)
        if denial in channel.denied:
            raise Refused(403, _NO_PERMISSION, "Missing Permissions", expected=True)
        return channel

    async def _send(self, request: web.Request) -> web.Response:
        channel = self._channel(request, "send")
        if channel.is_thread and "inside" in channel.denied:
            raise Refused(403, _NO_PERMISSION, "Missing Permissions", expected=True)
        if channel.kind == DM and int((channel.recipient or {})["id"]) in self._discord.world.no_direct:
            raise Refused(403, _NO_DIRECT, "Cannot send messages to this user", expected=True)
        if channel.locked:
            raise Refused(403, _NO_PERMISSION, "Thread is locked", expected=True)
        headers = self._limited(f"send:{channel.id}", CHANNEL)
        body, files = await self._body(request)
        reference = body.get("message_reference")
        self._checked(body, files, new=True, replied=reference is not None)
        nonce = str(body.get("nonce"))
        if body.get("enforce_nonce") and nonce in channel.nonces:
            return self._json(channel.messages[channel.nonces[nonce]], headers=headers)
        more = {"components": body.get("components", []), "attachments": files, "flags": body.get("flags", 0)}
        world = self._discord.world
        message = world.message_json(channel, world.bot, body.get("content") or "", **more)
        if reference is not None:
            message |= {"type": 19, "message_reference": reference}
        channel.nonces[nonce] = int(message["id"])
        world.keep(channel, message)
        await self._discord.message_event("MESSAGE_CREATE", channel, message)
        return self._json(message, headers=headers)

    def _message(self, request: web.Request, channel: Channel) -> Json:
        message = channel.messages.get(int(request.match_info["message"]))
        if message is None:
            raise Refused(404, _UNKNOWN_MESSAGE, "Unknown Message", expected=True)
        return message

    async def _edit(self, request: web.Request) -> web.Response:
        channel = self._channel(request, "view")
        if channel.archived:
            raise Refused(400, _ARCHIVED, "Thread is archived", expected=True)
        message = self._message(request, channel)
        headers = self._limited(f"edit:{channel.id}", CHANNEL)
        body, files = await self._body(request)
        self._checked(body, files, new=False)
        self._change(message, body, files)
        self._discord.edits.setdefault(int(message["id"]), []).append(message["content"])
        await self._discord.message_event("MESSAGE_UPDATE", channel, message)
        return self._json(message, headers=headers)

    async def _delete(self, request: web.Request) -> web.Response:
        channel = self._channel(request, "view")
        del channel.messages[int(self._message(request, channel)["id"])]
        return web.Response(status=204)

    async def _start_thread(self, request: web.Request) -> web.Response:
        channel = self._channel(request, "thread")
        message = self._message(request, channel)
        body, _ = await self._body(request)
        if not 1 <= rules.units(body["name"]) <= 100:
            raise Refused(400, _INVALID, f"a thread's name of {rules.units(body['name'])} characters")
        thread_id = int(message["id"])
        if thread_id in self._discord.world.channels:
            raise Refused(400, _THREAD_EXISTS, "A thread has already been created", expected=True)
        thread = self._discord.world.add_thread(channel, thread_id, body["name"], self._discord.world.application_id)
        await self._discord.gateway.event("THREAD_CREATE", {**thread.json(), "newly_created": True}, thread.guild_id)
        return self._json(thread.json(), 201)

    async def _open_direct(self, request: web.Request) -> web.Response:
        self._authorized(request)
        body = await request.json()
        user = self._discord.world.users[int(body["recipient_id"])]
        return self._json(self._discord.world.direct(user).json())

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self._discord.world.files[request.match_info["name"]])

    @staticmethod
    def _change(message: Json, body: Json, files: list[Json]) -> None:
        for key in ("content", "components", "embeds"):
            if key in body:
                message[key] = body[key] or ("" if key == "content" else [])
        if "attachments" in body:
            message["attachments"] = files
        message["edited_timestamp"] = now()
