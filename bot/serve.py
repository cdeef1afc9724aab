"""Runs the HTTP service, and the Discord bot beside it where there is a token, until a signal stops it."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import logging
import signal
import socket
import sys
import threading

import uvicorn

from bot.capacity import Capacity, places
from bot.discord_bot.discord_metrics import HealthCollector
from bot.discord_bot.run_command import in_process
from bot.discord_bot.service import DiscordBot
from bot.http.app import create_app
from bot.http.bounded_protocol import BoundedProtocol
from bot.http.prometheus import Metrics
from bot.key_file import Scope
from bot.keys import Keys
from bot.settings import ServiceSettings
from retrieval.errors import IbidError
from retrieval.library import Library, open_library

logger = logging.getLogger(__name__)

_LAST_ANSWERS_SECONDS = 10
"""How long requests in progress may still take after a signal to stop."""


class CannotListen(IbidError):
    """The address cannot be listened on, or should not be."""


def serve(settings: ServiceSettings) -> None:
    """Serves the Library at ``settings.host`` and ``settings.port`` until SIGTERM or SIGINT; port 0 picks a free one.

    Raises ``CannotListen``, and what ``open_library`` raises.
    """
    address = _address(settings)
    _refuse_to_stand_open(settings, address)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _listening(settings, address) as listening:
            library = open_library(settings)
            try:
                _Server(library, settings).run(sockets=[listening])
            finally:
                library.close()
    except KeyboardInterrupt:
        logger.info("Stopped")


class _Server(uvicorn.Server):
    """Uvicorn without its own lines, which logs one line when it listens. The Discord bot lives in the same loop."""

    def __init__(self, library: Library, settings: ServiceSettings) -> None:
        self._library = library
        self._settings = settings
        self._capacity = Capacity(places(settings))
        self._discord: tuple[DiscordBot, asyncio.Task[None]] | None = None
        self._app = create_app(library, settings, self._capacity)
        self._metrics: Metrics = self._app.state.metrics
        self._metrics.watch_queue(self._capacity.waiting)
        super().__init__(
            uvicorn.Config(
                self._app,
                lifespan="on",
                http=BoundedProtocol,
                ws="none",
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _keep_the_loop_prompt()
        counts = self._library.counts()
        logger.info("keys: %s", Keys(self._settings).standing())
        for listening in sockets or []:
            host, port = listening.getsockname()[:2]
            logger.info(
                "listening address=%s port=%d sources=%d passages=%d", host, port, counts["sources"], counts["passages"]
            )
        if self._settings.discord_token.get_secret_value():
            self._start_discord()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stopping = asyncio.create_task(self._stop_discord())
        await super().shutdown(sockets)
        await stopping

    def _start_discord(self) -> None:
        bot = DiscordBot(self._settings, in_process(self._settings, self._library), self._capacity)
        self._metrics.watch(HealthCollector(bot.health))
        self._app.add_api_route("/health/discord", bot.health.as_json, include_in_schema=False)
        self._discord = (bot, asyncio.create_task(self._run_discord(bot)))

    async def _run_discord(self, bot: DiscordBot) -> None:
        """Runs the bot. Where it cannot run, HTTP goes on and the log says why."""
        try:
            await bot.run()
        except IbidError as error:
            logger.error("No Discord: %s", error)  # noqa: TRY400 - the sentence says it all
        except Exception:
            logger.exception("The Discord bot failed")

    async def _stop_discord(self) -> None:
        if self._discord is not None:
            bot, running = self._discord
            await bot.stop()
            await running


def _keep_the_loop_prompt() -> None:
    """Keeps the event loop from waiting long for anything.

    The garbage collector skips what is loaded by now: walking it again stopped everything for .3 s. Threads that
    compute an answer yield to the loop after one millisecond, not after Python's five.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.001)


def _address(settings: ServiceSettings) -> str:
    """Returns the numeric address of the host; IPv4 where a name has both."""
    try:
        candidates = socket.getaddrinfo(settings.host or "0.0.0.0", settings.port, type=socket.SOCK_STREAM)  # noqa: S104
    except OSError:
        raise CannotListen(f"IBID_HOST {settings.host!r} is not an address of this machine. Use 127.0.0.1.") from None
    return str(min(candidates, key=lambda candidate: candidate[0] is not socket.AF_INET)[4][0])


def _refuse_to_stand_open(settings: ServiceSettings, address: str) -> None:
    keys = Keys(settings)
    named = {"IBID_API_KEYS": Scope.ASK, "IBID_ADMIN_KEYS": Scope.ADMIN}
    missing = [name for name, scope in named.items() if not keys.is_locked(scope)]
    if missing and not ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        raise CannotListen(
            f"Other machines can reach this server at {address}, and without {' and '.join(missing)} anyone could "
            "use it. Set keys, or listen on 127.0.0.1."
        )


def _listening(settings: ServiceSettings, address: str) -> socket.socket:
    """Opens the listening socket, before the Library: no second server can take the port meanwhile."""
    listening = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, settings.port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise CannotListen(
            f"Cannot listen on {settings.host} port {settings.port} ({error.strerror}). "
            "Stop what uses it, or choose another with --port."
        ) from None
    return listening
