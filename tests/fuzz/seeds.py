"""What the fuzzer begins with: a small document of each format that has marks, notes, tables and lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.packed import docx, epub, note, odt, odt_note, p, ref
from tests.pdfs import lines, page, pdf

_PROSE = "In that year the number of missions fell to 46"
_TEXT = f"""The Missions
By Anna Lind
14 December 2023

{_PROSE}.1 As of then,2 it had “closed”[3] seven* of them. It has 5 m² and R² is .5 in May 20194 of it.

1. one thing
2. another

{_PROSE}¹, and more² of it.

Notes
1. Own count, https://a.example/x.
2 Ibid.
[3] See note 1 above.
4. Lind, op. cit., p. 12.
¹ First.
² Second.
* A star.

Subscribe to our newsletter
"""
_MARKDOWN = f"""---
title: The Missions
date: 2023-12-14
---
# The Missions

{_PROSE}.[^1] And then^[inline] again.[^1][^x][^lost]

| a | b[^2] |
| --- | --- |
| 1 | 2 |

- item <b>bold</b> <a href="#n">[1]</a>

[^1]: Own count.

    More of it.
[^2]: Ibid.
[^x]: Id. at 12.
"""
_PAGE = f"""<!doctype html><html><head><title>The Missions</title>
<script type="application/ld+json">{{"headline": "H", "author": [{{"name": "A"}}], "datePublished": "2023-12"}}</script>
<meta property="og:title" content="T"></head><body><nav>Menu</nav><article><h1>The Missions</h1>
<p>{_PROSE}.<sup id="r1"><a href="#n1">1</a></sup> Then <a role="doc-noteref" href="#n2">[2]</a> m<sup>2</sup>.</p>
<table><caption>c</caption><tr><th>a<td>b<a href="#n1">1</a></tr></table><dl><dt id="n3">*</dt><dd>Star</dd></dl>
<p>Star<a href="#n3">*</a> <span style="display:none"><math><mi>x</mi></math></span></p>
<ol><li id="n1">Own count. <a href="#r1">↩</a></li><li id="n2" value="2"><p>Ibid.</p></li></ol></article></body></html>
"""
_WORD = docx(
    p("The Missions", style="Title")
    + p(f"{_PROSE}.", ref(1), " Then", ref(2, "endnote"), ".", ref(3, custom="*"))
    + f"<w:tbl><w:tr><w:tc>{p('cell', ref(2))}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>",
    footnotes=note(1, "Own count.") + note(2, "Ibid.") + note(3, "* Star."),
    endnotes=note(2, "At the end.", kind="endnote"),
)
_OPEN = odt(
    f"<text:h>The Missions</text:h><text:p>{_PROSE}.{odt_note('f1', '1', '<text:p>Own count.</text:p>')}"
    f"<text:s/>Then{odt_note('f2', '2', '<text:p>Ibid.</text:p>')}</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>"
)
_BOOK = epub(
    {
        "a.xhtml": f'<h1>One</h1><p>{_PROSE}.<a href="n.xhtml#n1">1</a> <a href="#l">2</a></p><p id="l">2. Local.</p>',
        "n.xhtml": '<ol><li id="n1">Own count. <a href="a.xhtml">back</a></li></ol>',
    },
    "<dc:title>Missions</dc:title><dc:creator>Anna</dc:creator>",
)
_DRAWN = pdf(
    [
        page(
            *((90, 740, 18, "The Missions"), *lines(90, 700, 12, _PROSE, "and so it went with all the envoys.")),
            *((282, 690, 8, "1"), (90, 120, 6, "1"), *lines(98, 117, 9, f"Archive, box {i}."), (300, 50, 10, str(i))),
        )
        for i in (1, 2)
    ]
)
SEEDS: Mapping[str, tuple[str, bytes]] = {
    "text": ("a.txt", _TEXT.encode()),
    "markdown": ("a.md", _MARKDOWN.encode()),
    "html": ("a.html", _PAGE.encode()),
    "docx": ("a.docx", _WORD),
    "odt": ("a.odt", _OPEN),
    "epub": ("a.epub", _BOOK),
    "pdf": ("a.pdf", _DRAWN),
}
"""The name and the bytes of a document, by the reader it is for."""
_SUFFIXES = {".txt": "text", ".md": "markdown", ".markdown": "markdown"} | {
    **dict.fromkeys((".html", ".html4", ".html5"), "html"),
    **{f".{reader}": reader for reader in ("docx", "odt", "epub", "pdf")},
}


def corpus(folder: Path | None) -> dict[str, list[tuple[str, bytes]]]:
    """The seeds of each reader, with the files that are in ``folder``."""
    found = {reader: [seed] for reader, seed in SEEDS.items()}
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.suffix in _SUFFIXES and path.is_file():
            found[_SUFFIXES[path.suffix]].append((path.name, path.read_bytes()))
    return found
