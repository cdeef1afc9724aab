"""Libraries that draw PDFs from Python: reportlab's paragraphs and fpdf2's cells, with notes laid out by hand."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.typesetters.set_kind import SetKind, module
from tests.typesetters.set_texts import SetText, cells, parts


def _reportlab(text: SetText, folder: Path) -> Path:
    """A story with raised links to a list of notes at its end."""
    platypus = module("reportlab.platypus")
    styles = module("reportlab.lib.styles").getSampleStyleSheet()
    story: list[object] = []
    for block in text.blocks:
        words = " — ".join(cells(block.text)) if block.kind == "row" else block.text
        shown = "".join(_tagged(kind, part, text) for kind, part in parts(words))
        story += [
            platypus.Paragraph(shown, styles["Heading2" if block.kind == "heading" else "BodyText"]),
            platypus.Spacer(1, 4),
        ]
    for key, note in text.notes.items():
        story.append(platypus.Paragraph(f'<a name="{key}"/>{text.numbers[key]}. {escape(note)}', styles["Normal"]))
    platypus.SimpleDocTemplate(str(folder / "text.pdf")).build(story)
    return folder / "text.pdf"


def _tagged(kind: str, words: str, text: SetText) -> str:
    if kind in ("note", "again"):
        return f'<a href="#{words}"><super>{text.numbers[words]}</super></a>'
    tag = {"raised": "super", "lowered": "sub"}.get(kind)
    return f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words)


def _fpdf(text: SetText, folder: Path) -> Path:
    """Cells with raised marks; the notes of a page are not known before it is full, so they stand at the end."""
    page = module("fpdf").FPDF()
    page.add_page()
    for block in text.blocks:
        page.set_font("Times", "B" if block.kind == "heading" else "", 16 if block.kind == "heading" else 11)
        for kind, words in parts(" - ".join(cells(block.text)) if block.kind == "row" else block.text):
            page.char_vpos = {"note": "SUP", "again": "SUP", "raised": "SUP", "lowered": "SUB"}.get(kind, "LINE")
            shown = str(text.numbers[words]) if kind in ("note", "again") else words
            page.write(6, _latin(shown))
        page.char_vpos = "LINE"
        page.ln(9)
    page.set_font("Times", "", 9)
    for key, note in text.notes.items():
        page.multi_cell(0, 4.5, _latin(f"{text.numbers[key]}. {note}"), new_x="LMARGIN", new_y="NEXT")
    page.output(str(folder / "text.pdf"))
    return folder / "text.pdf"


def _latin(words: str) -> str:
    for sign, plain in (("–", "-"), ("—", "-"), ("“", '"'), ("”", '"'), ("„", '"'), ("’", "'")):
        words = words.replace(sign, plain)
    return words


KINDS = (
    SetKind("reportlab", "links to endnotes", _reportlab, again=True),
    SetKind("fpdf2", "endnotes", _fpdf, again=True),
)
