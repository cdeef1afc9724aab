"""LibreOffice Writer, from a flat OpenDocument text (ODF 1.3, part 3)."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.typesetters.set_kind import SetKind, roman, run
from tests.typesetters.set_texts import SetBlock, SetText, cells, parts

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
_STYLES = """<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:text-align="justify"/>
<style:text-properties style:font-name="Liberation Serif" fo:font-size="12pt" fo:hyphenate="true"/>
</style:default-style><style:style style:name="Standard" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Head" style:family="paragraph">
<style:text-properties fo:font-size="18pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Quote" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-left="1cm" fo:margin-right="1cm"/></style:style>
<style:style style:name="Footnote" style:family="paragraph"><style:paragraph-properties fo:margin-left="0.6cm"
 fo:text-indent="-0.6cm"/><style:text-properties fo:font-size="10pt"/></style:style>
<style:style style:name="Anchor" style:family="text">
<style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Sup" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Sub" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="Symbol" style:family="text"/>
<text:notes-configuration text:note-class="footnote" text:citation-style-name="Symbol"
 text:citation-body-style-name="Anchor" style:num-format="{format}" text:footnotes-position="page" text:start-value="0"
 text:start-numbering-at="document"/>
<text:notes-configuration text:note-class="endnote" text:citation-style-name="Symbol"
 text:citation-body-style-name="Anchor" style:num-format="{format}" text:start-value="0"/>
</office:styles>
<office:automatic-styles><style:style style:name="Columns" style:family="section"><style:section-properties>
<style:columns fo:column-count="{columns}" fo:column-gap="0.6cm"/></style:section-properties></style:style>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"><style:header>
<text:p>Valley Papers, vol. 3</text:p></style:header><style:footer><text:p><text:page-number/></text:p></style:footer>
</style:master-page></office:master-styles>"""


def written(text: SetText, note: str, format_: str, columns: int) -> str:
    """The text as a flat ODF document."""
    body, rows = list[str](), list[SetBlock]()
    for block in (*text.blocks, SetBlock("end", "")):
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            body.append('<table:table><table:table-column table:number-columns-repeated="3"/>')
            body += [_row(row.text) for row in rows]
            body.append("</table:table>")
            rows = []
        style = {"heading": "Head", "quote": "Quote"}.get(block.kind, "Standard")
        shown = "".join(_part(kind, words, text, note) for kind, words in parts(block.text))
        body.append(f'<text:p text:style-name="{style}">{shown}</text:p>')
    styles = _STYLES.format(format=format_, columns=columns)
    inner = "".join(body)
    if columns > 1:
        inner = f'<text:section text:style-name="Columns" text:name="s">{inner}</text:section>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls><style:font-face '
        f'style:name="Liberation Serif" svg:font-family="\'Liberation Serif\'"/></office:font-face-decls>'
        f"{styles}<office:body><office:text>{inner}</office:text></office:body></office:document>"
    )


def _row(row: str) -> str:
    made = (f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in cells(row))
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def _part(kind: str, words: str, text: SetText, note: str) -> str:
    if kind == "note":
        return (
            f'<text:note text:id="n{words}" text:note-class="{note}"><text:note-citation/><text:note-body>'
            f'<text:p text:style-name="Footnote">{escape(text.notes[words])}</text:p></text:note-body></text:note>'
        )
    style = {"raised": "Sup", "lowered": "Sub"}.get(kind)
    if style:
        return f'<text:span text:style-name="{style}">{escape(words)}</text:span>'
    return "" if kind == "again" else escape(words)


def _kind(
    feature: str, note: str = "footnote", format_: str = "1", columns: int = 1, label: Callable[[int], str] = str
) -> SetKind:
    def make(text: SetText, folder: Path) -> Path:
        (folder / "text.fodt").write_text(written(text, note, format_, columns), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        return run(("soffice", profile, "--headless", "--convert-to", "pdf", "text.fodt"), folder, "text.pdf")

    return SetKind("libreoffice", feature, make, label=label)


KINDS = (
    _kind("footnotes"),
    _kind("endnotes, roman", "endnote", "i", label=roman),
    _kind("two columns", columns=2),
)
