"""The lines of code in a page, as they were typed: without the numbers that a highlighter sets beside them."""

from __future__ import annotations

import re
from textwrap import dedent

from lxml.html import HtmlElement

_NUMBERS = re.compile(
    r"(?<!\S)(?:line-?nos?|line-?numbers?(?:-rows)?|gutter|ln-num|hljs-ln-numbers)(?!\S)", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def code_in(element: HtmlElement) -> str:
    """Returns the code in ``element``, lines and indentation kept, blank lines dropped, for they part Blocks."""
    parts = list[str]()
    waiting: list[HtmlElement | str] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
            continue
        after = (part.tail or "") if part is not element else ""
        if not isinstance(part.tag, str) or _NUMBERS.search(part.get("class") or ""):
            parts.append(after)
        elif part.tag == "br":
            parts.append(f"\n{after}")
        else:
            waiting += [after, *reversed(list(part)), part.text or ""]
    code = dedent("".join(parts).replace("\r\n", "\n").expandtabs(4).strip("\n"))
    return "\n".join(line.rstrip() for line in _BLANK_LINES.sub("\n", code).splitlines()).strip()
