#!/usr/bin/env bash
# A cell that says 46 and has note 5 says 465 after the step from pandoc to docling, or to odfpy.
#
# Packages: pypandoc_binary 1.17 (pandoc 3.9), docling-slim 2.143.0 with docling-core 2.104.0 (its JATS reader), odfpy
#   1.4.1.
# Seen: pandoc writes the mark as the formats have it: in JATS <xref ref-type="fn">5</xref>, in ODT a note's citation.
#   docling leaves the figure of the cross-reference in the text: “465” in the cell, “46.1” in the sentence. odfpy's
#   extractText gives “465Without tugs.”, and the note's words again as a paragraph. One note with a link is four
#   footnotes in docling's document: the number, the words, the address, the full stop.
# Why it matters: of all that a mark can turn into, a digit of a number in a table is the worst. Nothing looks wrong,
#   and 465 can be quoted verbatim.
# Documented: docling-project/docling#3589 speaks of lost notes and links; the digit in a JATS cell is not among those we
#   know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages pypandoc_binary==1.17 'docling-slim[format-xml-jats]==2.143.0' docling-core==2.104.0 odfpy==1.4.1

cat >source.md <<'MARKDOWN'
---
title: Ships
---

# Fleet

Ships fell to 46.[^1] A.[^a] B.[^b] C.[^c]

| Year | Ships   |
|------|---------|
| 2020 | 46[^t]  |

[^1]: Harbour Board, see <https://harbour.example/report>.
[^a]: A.
[^b]: B.
[^c]: C.
[^t]: Without tugs.
MARKDOWN
pandoc -s source.md -t jats -o source.xml
pandoc source.md -o source.odt

cat >look.py <<'PYTHON'
from pathlib import Path

from docling.backend.xml.jats_backend import JatsDocumentBackend
from docling.datamodel.base_models import InputFormat
from docling.datamodel.document import InputDocument
from odf import teletype, text
from odf.opendocument import load

path = Path("source.xml")
wanted = InputDocument(path_or_stream=path, format=InputFormat.XML_JATS, backend=JatsDocumentBackend)
document = JatsDocumentBackend(in_doc=wanted, path_or_stream=path).convert()
print("docling, sentence:", next(item.text for item in document.texts if "46" in item.text))
print("docling, cells:", *(cell.text for cell in document.tables[0].data.table_cells))
footnotes = [item.text for item in document.texts if item.label.value == "footnote"]
print("docling, footnotes:", " | ".join(footnotes[:5]))
for paragraph in load("source.odt").getElementsByType(text.P):
    if "tugs" in (words := teletype.extractText(paragraph)):
        print("odfpy, paragraph:", words)
PYTHON

expect "$("$python" look.py)" <<'SEEN'
docling, sentence: Ships fell to 46.1 A.2 B.3 C.4
docling, cells: Year Ships 2020 465
docling, footnotes: 1 | Harbour Board, see | https://harbour.example/report | . | 2
odfpy, paragraph: 465Without tugs.
odfpy, paragraph: Without tugs.
SEEN
