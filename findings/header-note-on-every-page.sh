#!/usr/bin/env bash
# One footnote in a table's heading is four footnotes in Typst's PDF and one in its HTML, and all later numbers
# differ.
#
# Packages: typst 0.15.2 (Python), pypdfium2 5.15.2.
# Seen: a table over four pages repeats its heading, and at each repetition the note in it is counted and printed
#   anew: notes 2, 3, 4 and 5 have one text. The next note is 6 in the PDF. In the HTML of the same source they are 2
#   and 3.
# Why it matters: “note 3” cites another source in two files that an author publishes side by side, and the number of
#   notes in the PDF depends on the size of the page.
# Documented: that headings repeat is; what becomes of a note in one is not, as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages typst==0.15.2 pypdfium2==5.15.2

cat >look.py <<'PYTHON'
import re
from pathlib import Path

import pypdfium2
import typst

Path("table.typ").write_text("""#set page(width: 12cm, height: 9cm)
Ships fell.#footnote[Harbour Board.]
#table(columns: 2, table.header([Year], [Ships#footnote[Without tugs.]]), ..range(30).map(n => ([#(1900 + n)], [46])).flatten())
Ferries rose.#footnote[Pilots.]
""")
typst.compile("table.typ", output="table.pdf")
typst.compile("table.typ", output="table.html", format="html")

notes = "Harbour Board|Without tugs|Pilots"
for page in pypdfium2.PdfDocument("table.pdf"):
    print("PDF ", *(f"{n} {words};" for n, words in re.findall(rf"(\d+)\s*({notes})", page.get_textpage().get_text_range())))
html = re.sub("<[^>]+>", " ", Path("table.html").read_text())
print("HTML", *(f"{n} {words};" for n, words in re.findall(rf"(\d+)\s+({notes})", html)))
PYTHON

expect "$("$python" look.py 2>/dev/null)" <<'SEEN'
PDF  1 Harbour Board; 2 Without tugs;
PDF  3 Without tugs;
PDF  4 Without tugs;
PDF  5 Without tugs; 6 Pilots;
HTML 1 Harbour Board; 2 Without tugs; 3 Pilots;
SEEN
