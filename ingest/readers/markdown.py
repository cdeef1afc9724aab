"""Markdown with footnotes: rendered to HTML by the library that knows the syntax, read as any page is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any, cast

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.dates import iso_date
from ingest.readers.html import read_html
from ingest.reading import Metadata, Note, Reading
from ingest.urls import urls_in

_LEFT_OVER = re.compile(r"\[\^(?P<label>[^\]\s]+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:[ \t]*(?P<text>.*)$", re.MULTILINE)


def read_markdown(text: str) -> Reading:
    """What stands in a Markdown text. Marks without a definition are marks still; so are definitions never cited."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.use(footnote_plugin).use(front_matter_plugin)
    parser.add_render_rule("footnote_caption", _caption)
    parser.add_render_rule("text", _text)
    reading = read_html(f"<html><body><article>{parser.render(text)}</article></body></html>")
    cited = {note.label for note in reading.notes}
    orphans = tuple(
        Note(found["label"], found["text"], urls_in(found["text"]), place=len(reading.blocks))
        for found in _DEFINITION.finditer(text)
        if found["label"] not in cited
    )
    metadata = _front_matter(text).or_else(reading.metadata)
    return replace(reading, format="markdown", notes=(*reading.notes, *orphans), metadata=metadata)


def _caption(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Mapping[str, Any]
) -> str:
    """A footnote's own label, where it has one, in place of its running number."""
    meta = tokens[at].meta
    return str(meta.get("label") or meta["id"] + 1)


def _text(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Mapping[str, Any]
) -> str:
    """Words that are no code, any ``[^x]`` that no definition answers as a mark that leads nowhere."""
    return _LEFT_OVER.sub(r'<a role="doc-noteref">\g<label></a>', escape(tokens[at].content))


def _front_matter(text: str) -> Metadata:
    found = re.match(r"---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", text, re.DOTALL)
    try:
        known: object = yaml.load(found[1], yaml.BaseLoader) if found else None  # noqa: S506 - makes texts alone
    except yaml.YAMLError:
        known = None
    if not isinstance(known, dict):
        return Metadata()
    stated = {str(key).lower(): str(value) for key, value in cast("dict[object, object]", known).items() if value}
    return Metadata(
        title=stated.get("title"),
        author=stated.get("author"),
        published=iso_date(stated.get("published") or stated.get("date")),
        url=stated.get("url"),
    )
