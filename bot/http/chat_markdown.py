"""Words of sources for clients that render Markdown: shown as they are, and never as an image, a link or a tag.

An image that a source names would be fetched by the client: whoever wrote the source would learn who asked.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

from retrieval.reply import MARK

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|]")
_ESCAPED = re.compile(r"\\([\\`*_\[\]~|])")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_IN_ADDRESS = re.compile(r"[\\`*\[\]|()]")
_TAGS = {"<": "&lt;", ">": "&gt;"}


def literal(words: str) -> str:
    """Returns ``words`` such that Markdown shows them as they are; addresses stay addresses."""
    shown, end = list[str](), 0
    for address in _ADDRESS.finditer(words):
        shown += [_escaped(words[end : address.start()]), in_address(address[0])]
        end = address.end()
    return "".join([*shown, _escaped(words[end:])])


def literal_but_marks(text: str) -> str:
    """Returns the text of an Answer likewise, with the marks of its Citations as they are."""
    shown, end = list[str](), 0
    for mark in MARK.finditer(text):
        shown += [literal(text[end : mark.start()]), mark[0]]
        end = mark.end()
    return "".join([*shown, literal(text[end:])])


def in_address(url: str) -> str:
    """Returns ``url`` with what could end a link, or begin another, percent-encoded."""
    return _IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), url)


def plain(shown: str) -> str:
    """Returns the words that ``literal`` made ``shown`` of."""
    return unescape(_ESCAPED.sub(r"\1", shown))


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda found: _TAGS.get(found[0], f"\\{found[0]}"), words)
