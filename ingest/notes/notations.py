"""Brings the ways in which plain texts write marks and notes to the one that is looked for, "[1]".

GovInfo writes ``\\1\\``, Project Gutenberg ``[Footnote 1: …]``, text browsers ``^[1]``, and French reviews "(1)". What
is rewritten is only what a mark and a note answer each other in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.reading import Block

_SLASHED_MARK = re.compile(r"(?<=\S)\\(?P<label>\d{1,3})\\")
_SLASHED_NOTE = re.compile(r"\\(?P<label>\d{1,3})\\\s+(?=\S)")
_CARET_MARK = re.compile(r"\^?\[(?P<label>\d{1,3})(?::\d+)?\]")
"""A mark as lynx prints it, ``^[2]``, and the second one of a note as markdown-it labels it, ``[2:1]``."""
_GUTENBERG = re.compile(r"\[(?:Footnote|Note)\s+(?P<label>\d{1,3}|[A-Z]):\s*(?P<words>.*)", re.DOTALL)
_PAREN_MARK = re.compile(r"(?<=[^\s(])\s?\((?P<label>\d{1,3})\)")
_PAREN_NOTE = re.compile(r"\((?P<label>\d{1,3})\)\s+(?=\S)")
_ENDS_AS_MARK = re.compile(r"\s*(?:[.,;:!?…»”)]|$)|\s+[^\W\d_a-zß-öø-ÿ]")
"""What follows a mark, but not a number of points that a sentence lists: a stop, the end, or a capital."""
_LIKELY = 0.7
_LONGEST_NOTE = 40
"""Blocks that a note in brackets may run over."""


def common_marks(blocks: Sequence[Block]) -> list[Block]:
    """Returns ``blocks`` with the marks and notes that are written otherwise written as "[1]"."""
    plain = list(_unbracketed(blocks))
    if any("\\" in block.text for block in plain):
        plain = _rewritten(plain, _SLASHED_MARK, _SLASHED_NOTE)
    if any("^[" in block.text or ":1]" in block.text for block in plain):
        plain = [replace(block, text=_CARET_MARK.sub(r"[\g<label>]", block.text)) for block in plain]
    if _are_answered_in_parentheses(plain):
        plain = _rewritten(plain, _PAREN_MARK, _PAREN_NOTE)
    return plain


def _unbracketed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Notes as Project Gutenberg sets them, from "[Footnote 1:" to the bracket that closes, each as a Block."""
    position = 0
    while position < len(blocks):
        block = blocks[position]
        opened = _GUTENBERG.match(block.text) if block.text.startswith("[") and not block.marks else None
        end = _closing(blocks, position) if opened else None
        if opened and end is not None:
            words = " ".join([opened["words"], *(inner.text for inner in blocks[position + 1 : end + 1])])
            yield replace(block, text=f"[{opened['label'].lower()}] {words.removesuffix(']')}")
            position = end + 1
        else:
            yield block
            position += 1


def _closing(blocks: Sequence[Block], first: int) -> int | None:
    """The Block in which the bracket closes that the Block ``first`` opens."""
    depth = 0
    for place in range(first, min(len(blocks), first + _LONGEST_NOTE)):
        depth += blocks[place].text.count("[") - blocks[place].text.count("]")
        if depth <= 0:
            return place if blocks[place].text.endswith("]") else None
    return None


def _rewritten(blocks: Sequence[Block], mark: re.Pattern[str], note: re.Pattern[str]) -> list[Block]:
    """``blocks`` with ``[1]`` for each mark that a note answers, and for the label of the note."""
    labels = {found["label"] for block in blocks if (found := note.match(block.text))}

    def answered(found: re.Match[str]) -> str:
        return f"[{found['label']}]" if found["label"] in labels else found[0]

    def rewrite(block: Block) -> Block:
        begins = note.match(block.text)
        head = f"[{begins['label']}] " if begins else ""
        return replace(block, text=head + mark.sub(answered, block.text[begins.end() if begins else 0 :]))

    marked = {found["label"] for block in blocks for found in mark.finditer(block.text)}
    return [rewrite(block) for block in blocks] if labels & marked else list(blocks)


def _are_answered_in_parentheses(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs that begin with "(1)", "(2)" … each have a mark before them, set as marks are.

    A sentence that lists points, "must (1) lock it and (2) leave", has words behind its numbers, and no stop.
    """
    notes = [(place, found["label"]) for place, block in enumerate(blocks) if (found := _PAREN_NOTE.match(block.text))]
    if len(notes) < 2 or any(block.marks for block in blocks):
        return False
    first = {label: place for place, label in reversed(notes)}
    marks = [
        (found, block)
        for place, block in enumerate(blocks)
        for found in _PAREN_MARK.finditer(block.text)
        if place < first.get(found["label"], -1)
    ]
    likely = sum(1 for found, block in marks if _ENDS_AS_MARK.match(block.text, found.end()))
    are_all_marked = {label for _, label in notes} <= {found["label"] for found, _ in marks}
    return are_all_marked and likely >= _LIKELY * len(marks)
