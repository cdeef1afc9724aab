"""reStructuredText: rendered to HTML by docutils, which defines it, and read as any page is.

Roles and directives that only Sphinx knows are read as the words they hold. Nothing is included from other files, and
no raw markup is let through (docutils, "Deploying Docutils Securely").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from docutils import nodes
from docutils.core import publish_string  # pyright: ignore[reportUnknownVariableType]
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.languages import en

from ingest.ingest_errors import UnreadableSource
from ingest.readers.html.html_reader import read_html
from ingest.reading import Reading

_SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "math_output": "MathML",
    "initial_header_level": 2,
    "smart_quotes": False,
    "_disable_config": True,
}
_ROLE = re.compile(r":(?P<name>[A-Za-z][\w:+.-]*):`(?P<words>[^`]+)`")
_TARGET = re.compile(r"\s*<[^<>]*>$")
_DIRECTIVE = re.compile(r"^\s*\.\.\s+(?P<name>[A-Za-z][\w:+.-]*)::", re.MULTILINE)
_NOT_WORDS = frozenset(
    (
        *("toctree", "index", "currentmodule", "module", "automodule", "autoclass", "autofunction", "highlight"),
        *("only", "tabularcolumns", "raw", "include", "image", "figure", "meta", "contents", "sectnum", "csv-table"),
    )
)


def read_rst(text: str) -> Reading:
    """Returns what stands in a reStructuredText. Raises ``UnreadableSource`` where it nests without end."""
    known = _ROLE.sub(_without_role, text)
    for name in {found["name"] for found in _DIRECTIVE.finditer(known)}:
        _let_through(name)
    try:
        page = cast("bytes", publish_string(known, writer="html5", settings_overrides=_SETTINGS))
    except RecursionError:
        raise UnreadableSource(
            "This text nests deeper than it can be read. Convert it to HTML and try again."
        ) from None
    return replace(read_html(page.decode()), format="rst")


def _without_role(found: re.Match[str]) -> str:
    """The words of a role that docutils does not know, such as Sphinx's ``:ref:``; as they stand where it does."""
    words = _TARGET.sub("", found["words"]).lstrip("~!")
    return found[0] if found["name"] in en.roles else words


class _Words(Directive):
    """Reads a directive that docutils does not know as its argument and its content."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Returns a paragraph of the argument, and what the content holds."""
        holder = nodes.container()
        if self.arguments:
            words, _ = self.state.inline_text(self.arguments[0], self.lineno)
            holder += nodes.paragraph("", "", *words)
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [holder]


class _AnyOptions(dict[str, Callable[[str], Any]]):
    """Options of any name, with values as they stand."""

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


_Words.option_spec = _AnyOptions()


def _let_through(name: str) -> None:
    if name not in en.directives and name not in _NOT_WORDS:
        directives.register_directive(name, _Words)
