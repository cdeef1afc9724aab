"""groff with its macro packages ms and mom."""

from __future__ import annotations

from pathlib import Path

from tests.typesetters.set_kind import SetKind, run
from tests.typesetters.set_texts import SetBlock, SetText, cells, parts


def written_ms(text: SetText) -> str:
    """The text for the macros ms, notes in their first format."""
    found, rows = [".nr HM 1i\n.nr FM 1i\n.nr FF 0"], list[SetBlock]()
    for block in (*text.blocks, SetBlock("end", "")):
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            found.append(
                ".TS\ncenter tab(|);\nl r r.\n" + "\n".join("|".join(cells(row.text)) for row in rows) + "\n.TE"
            )
            rows = []
        begin = {"heading": ".NH\n", "quote": ".QP\n"}.get(block.kind, ".PP\n")
        found.append(begin + _line(block, text))
    return "\n".join(found) + "\n"


def _line(block: SetBlock, text: SetText) -> str:
    line = "".join(_part(kind, words, text) for kind, words in parts(block.text))
    return line.replace("\n ", "\n").strip()


def _part(kind: str, words: str, text: SetText) -> str:
    if kind == "note":
        return f"\\**\n.FS\n{_escaped(text.notes[words])}\n.FE\n"
    if kind == "raised":
        return f"\\*{{{words}\\*}}"
    if kind == "lowered":
        return f"\\*<{words}\\*>"
    return "" if kind == "again" else _escaped(words)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\e").replace("'", "\\(aq")


def _make(text: SetText, folder: Path) -> Path:
    (folder / "text.ms").write_text(written_ms(text), encoding="utf-8")
    command = "groff -k -K utf8 -t -ms -T pdf text.ms > text.pdf"
    return run(("sh", "-c", command), folder, "text.pdf")


KINDS = (SetKind("groff", "ms", _make),)
