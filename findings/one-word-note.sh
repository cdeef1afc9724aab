#!/usr/bin/env bash
# A note of one word, such as “Ibid.”, becomes a link to an address of that name.
#
# Packages: markdown-it-py 4.3.0, mistletoe 1.6.0, marko 2.2.4 (the Markdown reader inside docling), each without a
#   footnote extension.
# Seen: “[^2]: Ibid.” disappears and its mark becomes <a href="Ibid.">^2</a>. A note that is a bare address goes the
#   same way; a note of several words stays as text. All three agree, for in CommonMark any run of characters without
#   a space may be the destination of a link reference definition, and “^2” may be its label.
# Why it matters: a reader that knows no footnotes does not lose all of them alike. It loses exactly those that are an
#   address or “Ibid.” and puts an invented relative link into the sentence; the notes that remain make the document
#   look complete.
# Documented: the rule is CommonMark's. That notes which are bare addresses turn into links has been noticed before;
#   “Ibid.” has not, as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages markdown-it-py==4.3.0 mistletoe==1.6.0 marko==2.2.4

cat >look.py <<'PYTHON'
import marko
import mistletoe
from markdown_it import MarkdownIt

SOURCE = """Ships fell to 46.[^1] Ferries rose.[^2] Tugs were sold.[^3]

[^1]: https://harbour.example/report.pdf
[^2]: Ibid.
[^3]: Minutes of 3 May.
"""
readers = {"markdown-it-py": MarkdownIt("commonmark").render, "mistletoe": mistletoe.markdown, "marko": marko.convert}
for name, render in readers.items():
    print(name, *render(SOURCE).strip().split("\n"), sep="\n  ")
PYTHON

expect "$("$python" look.py)" <<'SEEN'
markdown-it-py
  <p>Ships fell to 46.<a href="https://harbour.example/report.pdf">^1</a> Ferries rose.<a href="Ibid.">^2</a> Tugs were sold.[^3]</p>
  <p>[^3]: Minutes of 3 May.</p>
mistletoe
  <p>Ships fell to 46.<a href="https://harbour.example/report.pdf">^1</a> Ferries rose.<a href="Ibid.">^2</a> Tugs were sold.[^3]</p>
  <p>[^3]: Minutes of 3 May.</p>
marko
  <p>Ships fell to 46.<a href="https://harbour.example/report.pdf">^1</a> Ferries rose.<a href="Ibid.">^2</a> Tugs were sold.[^3]</p>
  <p>[^3]: Minutes of 3 May.</p>
SEEN
