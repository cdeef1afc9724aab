"""What a message shows: content, buttons and possibly a file. Values only; ``sending`` makes discord.py's objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a button does; the names stand in the ids of buttons that were sent long ago, so they do not change."""

    SOURCES = "sources"
    PAGE = "page"
    UP = "up"
    DOWN = "down"
    FOLLOW = "follow"
    AGAIN = "again"
    STOP = "stop"
    DELETE = "delete"
    TYPED = "typed"
    OFFER = "offer"
    NEAR = "near"


CUSTOM_ID = re.compile(r"ibid:(?P<act>[a-z]+):(?P<answer>[0-9a-f]{16,32}):(?P<page>\d{1,4})")
"""The id of every button. It holds all that is needed, so that a button works after a restart."""

FORM_ID = re.compile(r"ibid:form:(?P<act>follow|down):(?P<answer>[0-9a-f]{16,32})")
"""The id of every form."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. ``answer``: the id of the answer it is about; ``page`` counts from 1: pages, the
    questions that an answer offers, or the quotes that came nearest.
    """

    act: Act
    answer: str
    label: str
    page: int = 0
    disabled: bool = False

    @property
    def custom_id(self) -> str:
        """The id that Discord sends back when it is pressed."""
        return f"ibid:{self.act}:{self.answer}:{self.page}"


@dataclass(frozen=True, slots=True)
class Attached:
    """A text file that goes with a message."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as people see it."""

    content: str
    buttons: tuple[Button, ...] = ()
    file: Attached | None = None
