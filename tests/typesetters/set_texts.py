"""The texts that are set, with their marks and notes: plain files in a small markup of our own.

A paragraph is a line: "# " begins a heading, "> " a block quote, "| " a row of a table, "[^key]: " a note. Within a
line "[^key]" is a mark, "[^=key]" a second reference to a note that has its mark already, "^{6}" is raised and "_{2}"
lowered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.metrics.note_links import Link

FOLDER = Path(__file__).parent / "texts"
_NOTE = re.compile(r"^\[\^(?P<key>\w+)\]: (?P<text>.+)$")
_PART = re.compile(r"\[\^(?P<note>\w+)\]|\[\^=(?P<again>\w+)\]|\^\{(?P<raised>\w+)\}|_\{(?P<lowered>\w+)\}")
_SENTENCE = re.compile(r"(?<=[.;!?”“])\s+(?=[A-ZÄÖÜ])")
_SHOWN = ("words", "raised", "lowered")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A line of the text: ``kind`` is "heading", "quote", "row" or "paragraph"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SetText:
    """A text to be set: its blocks with marks in them, and its notes by key in the order of their marks."""

    name: str
    language: str
    blocks: tuple[SetBlock, ...]
    notes: dict[str, str]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each note by its key, from 1."""
        return {key: i for i, key in enumerate(self.notes, start=1)}

    def links(self, label: Callable[[int], str], *, again: bool, restarts: bool = False) -> list[Link]:
        """The links from mark to note. ``again``: second references are set; ``restarts``: each section begins at 1."""
        found = list[Link]()
        labels = dict[str, str]()
        for block in self.blocks:
            if block.kind == "heading" and restarts:
                labels = {}
            before = ""
            for kind, words in parts(block.text):
                if kind == "note":
                    labels[words] = label(len(labels) + 1)
                if kind == "note" or (kind == "again" and again):
                    found.append(Link(labels[words], before, self.notes[words]))
                elif kind != "again":
                    before += words
        return found

    def sentences(self) -> Iterator[str]:
        """The sentences of the body without their marks; raised digits as raised digits."""
        for block in self.blocks:
            if block.kind in ("paragraph", "quote"):
                yield from _SENTENCE.split(plain(block.text))


def load(name: str, language: str) -> SetText:
    """The text of that name in ``FOLDER``."""
    blocks, notes, order = list[SetBlock](), dict[str, str](), list[str]()
    for line in filter(None, (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()):
        if match := _NOTE.match(line):
            notes[match["key"]] = match["text"]
            continue
        kind = {"# ": "heading", "> ": "quote", "| ": "row"}.get(line[:2], "paragraph")
        blocks.append(SetBlock(kind, line[2:] if kind != "paragraph" else line))
        order += [words for part, words in parts(line) if part == "note"]
    return SetText(name, language, tuple(blocks), {key: notes[key] for key in order})


def parts(line: str) -> Iterator[tuple[str, str]]:
    """The parts of a line: ("words", …), ("note", key), ("again", key), ("raised", …), ("lowered", …)."""
    position = 0
    for found in _PART.finditer(line):
        if found.start() > position:
            yield "words", line[position : found.start()]
        yield str(found.lastgroup), found[str(found.lastgroup)]
        position = found.end()
    if position < len(line):
        yield "words", line[position:]


def plain(line: str) -> str:
    """A line as it is read: without marks, with raised digits."""
    shown = (words.translate(_RAISED) if kind == "raised" else words for kind, words in parts(line) if kind in _SHOWN)
    return "".join(shown)


def cells(row: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in row.strip("| ").split("|")]


TEXTS = {"looms": load("looms", "en"), "glocken": load("glocken", "de")}
