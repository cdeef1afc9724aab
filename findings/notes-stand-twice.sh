#!/usr/bin/env bash
# A parser that takes a page apart by its tags gives the notes twice, and a cell's 9 with note 3 as 93 or not at all.
#
# Packages: llama-index-core 0.14.25 (HTMLNodeParser), beautifulsoup4 4.15.0, on HTML and EPUB of pypandoc_binary 1.17
#   (pandoc 3.9).
# Seen: the parser takes the text of <section> and again that of each <p> in it, and pandoc puts its notes into
#   <section>: each note comes in a node of all notes and in one of paragraphs. <td> is not among its tags. In HTML
#   the table is lost with its note's mark; in EPUB, where a <section> surrounds it, the cell reads “93”. Each mark in
#   a paragraph is a line for itself, before the sentence that follows.
# Why it matters: words that come twice weigh double in a search, and the notes outweigh the text that cites them; a
#   test with paragraphs alone shows nothing of it.
# Documented: the list of tags is; what it does to notes is not, as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages llama-index-core==0.14.25 beautifulsoup4==4.15.0 pypandoc_binary==1.17

cat >source.md <<'MARKDOWN'
Ships fell to 46.[^1] Ferries rose.[^2]

| Year | Tugs  |
|------|-------|
| 2020 | 9[^t] |

[^1]: Harbour Board.
[^2]: Pilots.
[^t]: Without barges.
MARKDOWN
pandoc source.md -t html -o section.html
pandoc source.md -t epub3 -o source.epub

cat >look.py <<'PYTHON'
import zipfile

from llama_index.core import Document
from llama_index.core.node_parser import HTMLNodeParser

with zipfile.ZipFile("source.epub") as book:
    chapter = next(book.read(name).decode() for name in book.namelist() if name.endswith("ch001.xhtml"))
for name, page in {"HTML": open("section.html").read(), "EPUB": chapter}.items():
    print(name)
    for node in HTMLNodeParser().get_nodes_from_documents([Document(text=page)]):
        print(f"  {node.metadata['tag']}: {node.get_content()!r}")
PYTHON

expect "$("$python" look.py 2>/dev/null)" <<'SEEN'
HTML
  p: 'Ships fell to 46.\n1\nFerries rose.\n2'
  section: 'Harbour Board.↩︎\nPilots.↩︎\nWithout barges.↩︎'
  p: 'Harbour Board.\n↩︎'
  p: 'Pilots.\n↩︎'
  p: 'Without barges.\n↩︎'
EPUB
  section: 'Year\nTugs\n\n\n\n\n2020\n93'
  p: 'Ships fell to 46.\n1\nFerries rose.\n2'
  section: 'Harbour Board.\nPilots.\nWithout barges.'
  p: 'Harbour Board.\nPilots.\nWithout barges.'
SEEN
