#!/usr/bin/env bash
# A note cited twice: pandoc drops its second mark from DocBook, and writes it twice into DOCX.
#
# Packages: pypandoc_binary 1.17 (pandoc 3.9), docx2python 3.7.1.
# Seen: <footnoteref linkend="…"/> is DocBook's way to cite a note again. pandoc's reader ignores it, without a
#   warning unless --verbose asks for one, and the second sentence stands without a source. The other way, a Markdown
#   note cited twice becomes two notes with one text in DOCX, and all later numbers grow by one.
# Why it matters: a claim with a source has none, or one source looks like two. Counting notes, or matching them by
#   number across formats, fails in both directions.
# Documented: pandoc's document model has no shared notes; the mark lost from DocBook is in no issue that we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages pypandoc_binary==1.17 docx2python==3.7.1

cat >source.xml <<'XML'
<?xml version="1.0"?>
<article xmlns="http://docbook.org/ns/docbook" version="5.0"><title>Ships</title>
<para>Ships fell.<footnote xml:id="board"><para>Harbour Board.</para></footnote> Tugs fell.<footnoteref linkend="board"/>
Ferries rose.<footnote><para>Pilots.</para></footnote></para></article>
XML
printf 'Ships fell.[^b] Tugs fell.[^b] Ferries rose.[^p]\n\n[^b]: Harbour Board.\n[^p]: Pilots.\n' >source.md

look() {
  echo "from DocBook, messages: $(pandoc -f docbook source.xml -t plain --wrap=none 2>&1 >/dev/null | wc -l)"
  pandoc -f docbook source.xml -t plain --wrap=none | sed '/^$/d; s/^/  /'
  echo "from Markdown through DOCX"
  pandoc source.md -o source.docx
  pandoc source.docx -t plain --wrap=none | sed '/^$/d; s/^/  /'
  "$python" - <<'PYTHON'
from docx2python import docx2python

with docx2python("source.docx") as document:
    notes = [line.split(")", 1)[1].strip() for line in document.text.splitlines() if line.startswith("footnote")]
print("  notes in the DOCX:", *notes)
PYTHON
}

expect "$(look)" <<'SEEN'
from DocBook, messages: 0
  Ships fell.[1] Tugs fell. Ferries rose.[2]
  [1] Harbour Board.
  [2] Pilots.
from Markdown through DOCX
  Ships fell.[1] Tugs fell.[2] Ferries rose.[3]
  [1] Harbour Board.
  [2] Harbour Board.
  [3] Pilots.
  notes in the DOCX: Harbour Board. Harbour Board. Pilots.
SEEN
