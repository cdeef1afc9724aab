"""HTML set by a browser and by WeasyPrint: links to a list of notes at the end, or notes floated to the foot."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.typesetters.set_kind import SetKind, module, run
from tests.typesetters.set_texts import SetBlock, SetText, cells, parts

_PLAIN = "html{font-family:serif} sup{font-size:75%;line-height:0} h2{page-break-after:avoid}"
_FLOAT = (
    "@page{size:A5;margin:18mm;@footnote{border-top:.5pt solid;padding-top:3pt}}"
    "body{font-size:11pt;text-align:justify}"
    ".note{float:footnote;font-size:9pt} ::footnote-call{font-size:70%;vertical-align:super;line-height:0}"
)


def written(text: SetText, style: str, *, floated: bool) -> str:
    """The text as a page."""
    body, rows = list[str](), list[SetBlock]()
    for block in (*text.blocks, SetBlock("end", "")):
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            body.append("<table>" + "".join(_row(row.text) for row in rows) + "</table>")
            rows = []
        shown = "".join(_part(kind, words, text, floated=floated) for kind, words in parts(block.text))
        tag = {"heading": "h2", "quote": "blockquote"}.get(block.kind, "p")
        body.append(f"<{tag}>{shown}</{tag}>")
    notes = "" if floated else _notes(text)
    head = f'<meta charset="utf-8"><title>{escape(text.name)}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{text.language}"><head>{head}</head><body>{"".join(body)}{notes}</body></html>'


def _row(row: str) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells(row)) + "</tr>"


def _part(kind: str, words: str, text: SetText, *, floated: bool) -> str:
    if kind == "note" and floated:
        return f'<span class="note">{escape(text.notes[words])}</span>'
    if kind in ("note", "again"):
        name = f' id="ref-{words}"' if kind == "note" else ""
        number = text.numbers[words]
        return "" if floated else f'<a href="#note-{words}"{name}><sup>{number}</sup></a>'
    tag = {"raised": "sup", "lowered": "sub"}.get(kind)
    return f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words)


def _notes(text: SetText) -> str:
    items = (
        f'<li id="note-{key}"><p>{escape(note)} <a href="#ref-{key}">↩︎</a></p></li>' for key, note in text.notes.items()
    )
    return f"<section><hr><ol>{''.join(items)}</ol></section>"


def _chromium(feature: str, style: str) -> SetKind:
    def make(text: SetText, folder: Path) -> Path:
        (folder / "text.html").write_text(written(text, style, floated=False), encoding="utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile")
        command = ("chromium", *flags, "--no-pdf-header-footer", "--print-to-pdf=text.pdf", folder / "text.html")
        return run(command, folder, "text.pdf")

    return SetKind("chromium", feature, make, again=True)


def _weasyprint(feature: str, style: str, *, floated: bool) -> SetKind:
    def make(text: SetText, folder: Path) -> Path:
        module("weasyprint").HTML(string=written(text, style, floated=floated)).write_pdf(str(folder / "text.pdf"))
        return folder / "text.pdf"

    return SetKind("weasyprint", feature, make, again=not floated)


KINDS = (
    _chromium("links to endnotes", _PLAIN),
    _chromium("two columns", _PLAIN + "body{columns:2;font-size:10pt}"),
    _weasyprint("notes at the foot", _FLOAT, floated=True),
    _weasyprint("links to endnotes", _PLAIN, floated=False),
    _weasyprint(
        "superior glyphs", _FLOAT + "::footnote-call{font-variant-position:super;vertical-align:baseline}", floated=True
    ),
    _weasyprint("run-in notes", _FLOAT + ".note{footnote-display:compact}", floated=True),
    _weasyprint("two columns", _FLOAT + "@page{size:A4} body{columns:2}", floated=True),
    _weasyprint("notes as large as the text", _FLOAT + ".note{font-size:11pt}", floated=True),
)
