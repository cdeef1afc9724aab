"""The gateway: sessions that identify, beat, resume and replay, and events that intents let through."""

from __future__ import annotations

import asyncio
import json
import time
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.local_discord.world import Json, World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = (1 << 1) | (1 << 8) | CONTENT
_HIDDEN = ("content", "embeds", "attachments", "components")
_JITTER = 0.02
"""Seconds by which two that were sent well apart may arrive closer on a busy machine."""


@dataclass(slots=True)
class Session:
    """One session; ``sent`` is kept so that it can be replayed."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: web.WebSocketResponse | None
    seq: int = 0
    sent: list[Json] = field(default_factory=list[Json])
    acknowledged: int = 0
    deaf: bool = False


class Owner(Protocol):
    """What the gateway needs of the server."""

    world: World
    token: str
    violations: list[str]

    @property
    def gateway_url(self) -> str: ...


class Gateway:
    """All sessions."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self.sessions: dict[str, Session] = {}
        self.identifies: list[tuple[float, int]] = []
        self.resumes = 0
        self.heartbeat = 10.0
        self.identify_seconds = 0.05
        self.max_concurrency = 1
        self.allow_content = True
        self.refuse = False
        self.close_codes: list[int | None] = []
        self.invalid_resumes = False
        self.disturbed = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its end."""
        if self.refuse:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(request)
        await self._send(socket, 10, {"heartbeat_interval": int(self.heartbeat * 1000)})
        session: Session | None = None
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    continue
                message = json.loads(frame.data)
                session = await self._on_message(socket, session, message["op"], message.get("d"))
        finally:
            self.close_codes.append(socket.close_code)
            if session is not None and session.socket is socket:
                session.socket = None
        return socket

    async def _on_message(
        self, socket: web.WebSocketResponse, session: Session | None, op: int, data: Any
    ) -> Session | None:
        if op == 1 and (session is None or not session.deaf):
            await self._send(socket, 11, None)
        elif op == 2:
            return await self._identify(socket, data)
        elif op == 6:
            return await self._resume(socket, data)
        elif op not in (1, 3):
            self._owner.violations.append(f"gateway: op {op}")
        return session

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        if data["token"] != self._owner.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & PRIVILEGED and not self.allow_content:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        shard = tuple(data.get("shard", (0, 1)))
        bucket, now = shard[0] % self.max_concurrency, time.monotonic()
        last = max((at for at, identify in self.identifies if identify == bucket), default=-1e9)
        if now - last < self.identify_seconds * 0.98 - _JITTER:
            self._owner.violations.append(f"gateway: identified {now - last:.2f} s after another")
        self.identifies.append((now, bucket))
        session = Session(uuid4().hex, (shard[0], shard[1]), data["intents"], socket)
        self.sessions[session.id] = session
        await self._ready(session)
        return session

    async def _ready(self, session: Session) -> None:
        world = self._owner.world
        mine = [
            guild for guild in world.guilds.values() if self._shard_of(guild.id, session.shard[1]) == session.shard[0]
        ]
        ready: Json = {
            "v": 10,
            "user": world.bot,
            "session_id": session.id,
            "shard": list(session.shard),
            "guilds": [{"id": str(item.id), "unavailable": True} for item in mine],
            "resume_gateway_url": self._owner.gateway_url,
            "application": {"id": str(world.application_id), "flags": 0},
        }
        await self._dispatch(session, "READY", ready)
        for guild in mine:
            await self._dispatch(session, "GUILD_CREATE", world.guild_json(guild))

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._owner.token or self.invalid_resumes:
            await self._send(socket, 9, False)
            return None
        session.socket, session.deaf = socket, False
        self.resumes += 1
        for message in session.sent:
            if message["s"] > (data["seq"] or 0):
                await socket.send_json(message)
        await self._dispatch(session, "RESUMED", {})
        return session

    async def event(self, name: str, data: Json, guild_id: int | None) -> None:
        """Sends an event to the shard whose it is, as far as its intents go."""
        for session in list(self.sessions.values()):
            latest = [item for item in self.sessions.values() if item.shard == session.shard][-1]
            if session is latest and self._shard_of(guild_id, session.shard[1]) == session.shard[0]:
                seen = self._seen(session, name, data, guild_id)
                if seen is not None:
                    await self._dispatch(session, name, seen)

    def _seen(self, session: Session, name: str, data: Json, guild_id: int | None) -> Json | None:
        if not name.startswith("MESSAGE"):
            return data
        needed = DIRECT_MESSAGES if guild_id is None else GUILD_MESSAGES
        if not session.intents & needed:
            return None
        bot_id = self._owner.world.bot["id"]
        mentioned = any(mention["id"] == bot_id for mention in data.get("mentions", []))
        own = data.get("author", {}).get("id") == bot_id
        if session.intents & CONTENT or guild_id is None or mentioned or own or "content" not in data:
            return data
        hidden = deepcopy(data)
        for item in (hidden, hidden.get("referenced_message") or {}):
            if item.get("author", {}).get("id") != bot_id:
                item.update({key: "" if key == "content" else [] for key in _HIDDEN if key in item})
        return hidden

    async def _dispatch(self, session: Session, name: str, data: Json) -> None:
        session.seq += 1
        message: Json = {"op": 0, "t": name, "s": session.seq, "d": deepcopy(data)}
        session.sent.append(message)
        if session.socket is not None and not session.socket.closed and not session.deaf:
            try:
                await session.socket.send_json(message)
            except ConnectionError:
                session.socket = None

    async def again(self) -> None:
        """Sends the last event of each session once more, under a new number."""
        for session in self._live():
            last = session.sent[-1]
            await self._dispatch(session, last["t"], last["d"])

    async def send_op(self, op: int, data: Any = None) -> None:
        """Sends an opcode to every session."""
        for session in self._live():
            assert session.socket is not None
            await self._send(session.socket, op, data)

    async def cut(self, code: int | None = None, *, forget: bool = False) -> None:
        """Ends every connection: with a close code, or without a word. ``forget``: sessions cannot be resumed."""
        self.disturbed += 1
        sockets = [item.socket for item in self._live()]
        if forget:
            self.sessions.clear()
        for socket in sockets:
            assert socket is not None
            if code is None:
                transport = socket._req.transport if socket._req else None  # pyright: ignore[reportPrivateUsage]
                if transport is not None:
                    transport.abort()  # type: ignore[union-attr]
            else:
                await socket.close(code=code)
        await asyncio.sleep(0)

    def silence(self) -> None:
        """Stops answering, as a dead connection would."""
        self.disturbed += 1
        for session in self._live():
            session.deaf = True

    @property
    def is_connected(self) -> bool:
        """Whether somebody listens."""
        return bool(self._live())

    def _live(self) -> list[Session]:
        return [
            session for session in self.sessions.values() if session.socket is not None and not session.socket.closed
        ]

    @staticmethod
    async def _send(socket: web.WebSocketResponse, op: int, data: Any) -> None:
        await socket.send_json({"op": op, "d": data})

    @staticmethod
    def _shard_of(guild_id: int | None, count: int) -> int:
        return ((guild_id or 0) >> 22) % count
