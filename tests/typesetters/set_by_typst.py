"""Typst, by its package on PyPI."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.typesetters.set_kind import SetKind, ToolFailedError, letters, module, signs
from tests.typesetters.set_texts import SetBlock, SetText, cells, parts

_ESCAPED = re.compile(r"[#$*_@<>`\\\[\]~]|//")
_ADDRESS = re.compile(r"https?://\S+")


def written(text: SetText, preamble: str) -> str:
    """The text as a Typst file."""
    found, rows = [f'#set text(lang: "{text.language}")\n#set par(justify: true)', preamble], list[SetBlock]()
    for block in (*text.blocks, SetBlock("end", "")):
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            found.append("#table(columns: 3, " + ", ".join(f"[{c}]" for row in rows for c in cells(row.text)) + ")")
            rows = []
        shown = "".join(_part(kind, words, text) for kind, words in parts(block.text))
        found.append({"heading": f"= {shown}", "quote": f"#quote(block: true)[{shown}]"}.get(block.kind, shown))
    return "\n\n".join(found)


def _part(kind: str, words: str, text: SetText) -> str:
    if kind == "note":
        return f"#footnote[{_escaped(text.notes[words])}]<{words}>"
    if kind == "again":
        return f"#footnote(<{words}>)"
    return {"raised": f"#super[{words}]", "lowered": f"#sub[{words}]"}.get(kind) or _escaped(words)


def _escaped(words: str) -> str:
    found, position = "", 0
    for address in _ADDRESS.finditer(words):
        found += _escape(words[position : address.start()]) + f'#link("{address[0]}")'
        position = address.end()
    return found + _escape(words[position:])


def _escape(words: str) -> str:
    return _ESCAPED.sub(lambda found: "".join(f"\\{c}" for c in found[0]), words)


def _kind(feature: str, preamble: str = "", label: Callable[[int], str] = str) -> SetKind:
    def make(text: SetText, folder: Path) -> Path:
        typst = module("typst")
        (folder / "text.typ").write_text(written(text, preamble), encoding="utf-8")
        try:
            typst.compile(str(folder / "text.typ"), output=str(folder / "text.pdf"))
        except RuntimeError as error:
            raise ToolFailedError(str(error)) from error
        return folder / "text.pdf"

    return SetKind("typst", feature, make, label=label, again=True)


_HEAD = '#set page(paper: "a5", header: [Valley Papers #h(1fr) No. 3], numbering: "1")'
KINDS = (
    _kind("as by default"),
    _kind("a5, head and number", _HEAD),
    _kind("two columns", "#set page(columns: 2)"),
    _kind("letters", '#set footnote(numbering: "a")', letters),
    _kind("signs", '#set footnote(numbering: "*")', signs("*†‡§¶‖")),
    _kind("raised by hand", "#set super(typographic: false)"),
    _kind("line numbers", '#set par.line(numbering: "1")'),
)
