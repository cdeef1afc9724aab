"""Markdown with footnotes: rendered to HTML by the library that knows the syntax, read as any page is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise
from typing import Any, cast

import yaml
from lxml.html import document_fromstring
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.readers.html.html_metadata import names_in
from ingest.readers.html.html_notes import read_note
from ingest.readers.html.html_reader import read_html
from ingest.readers.html.linked_marks import Links
from ingest.readers.published_dates import iso_date
from ingest.reading import Metadata, Note, Reading

_LEFT_OVER = re.compile(r"\[\^(?P<label>[^\[\]\s]+)\]")
_OWN_IDS = "markdown"
"""Stands in the ids of all notes of the Markdown, which HTML within it may have as well: "fn1"."""
_NTH = " "
"""Sets a number off from the label that it tells apart from others: no label holds a space."""


def read_markdown(text: str) -> Reading:
    """What stands in a Markdown text. Marks without a definition are marks still; so are definitions never cited."""
    parser = MarkdownIt("commonmark", {"html": True, "store_labels": True}).enable("table")
    parser.use(footnote_plugin).use(front_matter_plugin)
    parser.core.ruler.before("footnote_tail", "footnote_labels", _tell_apart)
    parser.core.ruler.push("numbered_addresses", _in_brackets)
    parser.add_render_rule("footnote_caption", _caption)
    parser.add_render_rule("text", _text)
    tokens, uncited = _parted(parser.parse(text))
    reading = read_html(f"<html><body><article>{_rendered(parser, tokens)}</article></body></html>")
    orphans = (_orphan(_rendered(parser, note), _label(note[0]), len(reading.blocks)) for note in uncited)
    metadata = _front_matter(text).or_else(reading.metadata)
    return replace(reading, format="markdown", notes=(*reading.notes, *orphans), metadata=metadata)


def _tell_apart(state: StateCore) -> None:
    """Labels that are defined more than once, as each chapter may begin at 1, are told apart, with their marks.

    A mark means the next definition of its label, or failing that the last one before it. What no mark means is kept
    at the end of the plugin's list, counted 0 times.
    """
    listed: dict[int, dict[str, Any]] = state.env.get("footnotes", {}).get("list", {})
    defined: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(state.tokens):
        if token.type == "footnote_reference_open":
            places = defined[token.meta["label"]]
            places.append(place)
            token.meta["label"] += f"{_NTH}{len(places)}"
    kept, numbers = dict[int, dict[str, Any]](), dict[str, int]()
    for place, token in enumerate(state.tokens):
        for mark, note in _marks_in(token.children or (), listed):
            if "label" not in note:
                mark.meta["id"] = len(kept)
                kept[len(kept)] = note
                continue
            places = defined[note["label"]]
            label = f"{note['label']}{_NTH}{min(bisect_right(places, place) + 1, len(places))}"
            number = numbers.setdefault(label, len(kept))
            meant = kept.setdefault(number, {"label": label, "count": 0})
            mark.meta = {"id": number, "subId": meant["count"], "label": label}
            meant["count"] += 1
    labels = (f"{label}{_NTH}{n}" for label, places in defined.items() for n in range(1, len(places) + 1))
    uncited = [label for label in labels if label not in numbers]
    kept |= {len(kept) + i: {"label": label, "count": 0} for i, label in enumerate(uncited)}
    if kept:
        state.env["footnotes"]["list"] = kept


def _in_brackets(state: StateCore) -> None:
    """Keeps the brackets of "[2]" that a line "[2]: https://…" answers: it is a mark, and no digit of the words."""
    for token in state.tokens:
        for link, words in pairwise(token.children or ()):
            label = str(link.meta.get("label", "")) if link.type == "link_open" else ""
            if label.isdecimal() and words.type == "text" and words.content == label:
                words.content = f"[{label}]"


def _marks_in(
    children: Sequence[Token], listed: Mapping[int, dict[str, Any]]
) -> Iterator[tuple[Token, dict[str, Any]]]:
    """The marks among ``children``, and in the notes that stand in the line itself, with what is listed of each."""
    for child in children:
        if child.type == "footnote_ref":
            note = listed[child.meta["id"]]
            yield child, note
            yield from _marks_in(note.get("tokens", ()), listed)


def _parted(tokens: Sequence[Token]) -> tuple[list[Token], list[list[Token]]]:
    """The tokens without the notes that nothing cites, and those of each such note."""
    rest, uncited, inside = list[Token](), list[list[Token]](), False
    cited = {mark.meta["id"] for token in tokens for mark in token.children or () if mark.type == "footnote_ref"}
    for token in tokens:
        if token.type == "footnote_open" and token.meta["id"] not in cited:
            inside = True
            uncited.append([])
        (uncited[-1] if inside else rest).append(token)
        inside = inside and token.type != "footnote_close"
    return rest, uncited


def _rendered(parser: MarkdownIt, tokens: Sequence[Token]) -> str:
    return parser.renderer.render(tokens, parser.options, {"docId": _OWN_IDS})


def _orphan(markup: str, label: str, place: int) -> Note:
    """The note of a rendered list's item that no mark leads to."""
    holder = next(document_fromstring(f"<ol>{markup}</ol>").iter("li"))
    return replace(read_note(holder, "", label, Links(), place), target=None)


def _label(token: Token) -> str:
    """A footnote's own label, where it has one, and else its running number."""
    label = token.meta.get("label")
    return str(label).partition(_NTH)[0] if label else str(token.meta["id"] + 1)


def _caption(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Mapping[str, Any]
) -> str:
    return _label(tokens[at])


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
    stated = {str(key).lower(): value for key, value in cast("dict[object, object]", known).items() if value}
    words = {key: value for key, value in stated.items() if isinstance(value, str)}
    return Metadata(
        title=words.get("title"),
        author=names_in(stated.get("author") or stated.get("authors")),
        published=iso_date(words.get("published") or words.get("date")),
        url=words.get("url"),
    )
