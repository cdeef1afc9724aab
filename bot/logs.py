"""Writes log lines for people, or as JSON for programs; each names the request that it belongs to.

No line holds what was asked or answered. Whoever wants that has the conversations and the feedback, which are kept for
a time that the settings state.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.settings import ServiceSettings

_request: ContextVar[str] = ContextVar("request", default="")


def set_up(settings: ServiceSettings, level: int = logging.INFO) -> None:
    """Has this process log to its standard error, in the format of the settings."""
    logging.basicConfig(level=level, handlers=[handler(settings)])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its lines hold whole addresses


def handler(settings: ServiceSettings) -> logging.Handler:
    """Returns the handler that writes the lines."""
    stderr = logging.StreamHandler(sys.stderr)
    stderr.setFormatter(JsonLines() if settings.log_format == "json" else _Text())
    return stderr


def request_id() -> str:
    """Returns the id of the current request; empty outside of requests."""
    return _request.get()


@contextmanager
def request(name: str) -> Generator[None]:
    """Marks log lines within the block, and within threads started with its context, as of this request."""
    token = _request.set(name)
    try:
        yield
    finally:
        _request.reset(token)


class JsonLines(logging.Formatter):
    """An object a line: ``time`` (RFC 3339, UTC), ``level``, ``logger``, ``message``, ``request_id``, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; a traceback stands in ``error``, its line breaks escaped."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if name := request_id():
            line["request_id"] = name
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _Text(logging.Formatter):
    """A line for people; what came from outside cannot begin another."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name for it
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        line = super().formatMessage(record)
        return f"{line} request={name}" if (name := request_id()) else line
