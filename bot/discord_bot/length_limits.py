"""What Discord accepts, and how it counts.

Figures: https://discord.com/developers/docs/resources/message and …/components/reference. Discord does not say whether
it counts code points or UTF-16 units; the latter are never fewer, so what fits by them fits.
"""

from __future__ import annotations

CONTENT = 2000
BUTTON_LABEL = 80
CUSTOM_ID = 100
THREAD_NAME = 100
MODAL_TITLE = 45
TEXT_INPUT = 4000
CHOICES = 25
CHOICE_NAME = 100
QUESTION = 400
"""Longest question of ``/ask`` and of the follow-up form, in characters; a limit of ours."""


def size(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` units, with an ellipsis where something was left out."""
    if size(text) <= limit:
        return text
    head = text[: limit - 1]
    while size(head) > limit - 1:
        head = head[:-1]
    return head.rstrip() + "…"
