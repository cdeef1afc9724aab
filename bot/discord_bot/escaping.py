"""Words of sources and of users as text that Discord shows and does not act on (invariant 7).

``discord.utils.escape_markdown`` leaves ``<@id>``, ``</command:id>`` and bare links alive, so the rules are ours.
No masked link is ever written: a link is shown as the address that it leads to.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from bot.control_characters import CONTROL
from bot.discord_bot.length_limits import size

_JOINER = "\u2060"
"""A word joiner: invisible, and it breaks no line."""

_MARKDOWN = re.compile(r"[\\*_~`|<>\[\]]")
_MENTION = re.compile(r"@(?=\S)")
_SCHEME = re.compile(r"(?<=\w):(?=//)")
_INVITE = re.compile(
    r"(?<=discord)\.(?=gg\b)|(?<=discord)\.(?=com/invite)|(?<=discordapp)\.(?=com/invite)", re.IGNORECASE
)
_LINE_START = re.compile(r"(?P<mark>[-#+])|(?P<number>\d+)(?P<stop>[.)])(?=\s|$)")
_LINK_LIMIT = 500
_KEPT_IN_LINKS = "/:?#[]@!$&'*+,;=%~-._"


def plain(words: str) -> str:
    """Returns ``words`` on one line, with formatting, pings, commands and links of Discord made harmless."""
    text = " ".join(CONTROL.sub("", words).split())
    text = _MENTION.sub("@" + _JOINER, _MARKDOWN.sub(r"\\\g<0>", text))
    return _INVITE.sub(r"\\.", _SCHEME.sub(r"\\:", text))


def at_line_start(text: str) -> str:
    """``text``, already ``plain``, so that it can begin a line without becoming a heading or a list."""
    start = _LINE_START.match(text)
    if not start:
        return text
    if start["mark"]:
        return "\\" + text
    return f"{start['number']}\\{text[start.start('stop') :]}"


def link(url: str | None) -> str | None:
    """``url`` as a link without a preview; None where it is not an honest web address of bearable length.

    Anything but http and https is refused, and so are addresses with a user in them, which look like another site.
    """
    if not url or CONTROL.search(url):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc or "\\" in parts.netloc:
        return None
    safe = quote(url.strip(), safe=_KEPT_IN_LINKS)
    return f"<{safe}>" if size(safe) <= _LINK_LIMIT else None
