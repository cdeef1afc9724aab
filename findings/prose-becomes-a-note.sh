#!/usr/bin/env bash
# Two tools that are each right by their own rules put the author's own sentence into somebody else's note.
#
# Packages: langchain-text-splitters 1.1.3 (MarkdownHeaderTextSplitter), read by mdit-py-plugins 0.7.0 on
#   markdown-it-py 4.3.0 and by pypandoc_binary 1.17 (pandoc 3.9).
# Seen: the splitter takes out the blank lines between paragraphs. A note that stands under its paragraph is then
#   followed directly by the author's next paragraph, which CommonMark's lazy continuation makes a part of the note.
#   markdown-it and “pandoc -f gfm” read it so; “pandoc -f markdown” sees no note any more and leaves [^1] in the
#   text.
# Why it matters: “The pilots deny it.” is the author's claim about the pilots. After the two steps it is quoted as
#   words of the board's minutes, and the text itself no longer says it.
# Documented: that this splitter flattens paragraphs is langchain-ai/langchain#22256; what that does to notes is not
#   there.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages langchain-text-splitters==1.1.3 langchain-core==1.8.3 markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 pypandoc_binary==1.17

cat >look.py <<'PYTHON'
import subprocess

import pypandoc
from langchain_text_splitters import MarkdownHeaderTextSplitter
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

SOURCE = """# Fleet

Ships fell to 46.[^1]

[^1]: Harbour Board, minutes of 3 May.

The pilots deny it.
"""


def shown(title: str, source: str) -> None:
    print(title)
    print("  " + repr(source))
    rendered = MarkdownIt("commonmark").use(footnote_plugin).render(source)
    print("  markdown-it:", "the pilots in the note" if rendered.index("<li") < rendered.index("pilots") else "the pilots in the text")
    for form in ("gfm", "markdown"):
        command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "plain", "--wrap=none"]
        plain = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
        print(f"  pandoc -f {form}:", *plain.split())


shown("as written", SOURCE)
splitter = MarkdownHeaderTextSplitter([("#", "title")])
for chunk in splitter.split_text(SOURCE):
    shown("after the splitter", chunk.page_content)
PYTHON

expect "$("$python" look.py)" <<'SEEN'
as written
  '# Fleet\n\nShips fell to 46.[^1]\n\n[^1]: Harbour Board, minutes of 3 May.\n\nThe pilots deny it.\n'
  markdown-it: the pilots in the text
  pandoc -f gfm: Fleet Ships fell to 46.[1] The pilots deny it. [1] Harbour Board, minutes of 3 May.
  pandoc -f markdown: Fleet Ships fell to 46.[1] The pilots deny it. [1] Harbour Board, minutes of 3 May.
after the splitter
  'Ships fell to 46.[^1]  \n[^1]: Harbour Board, minutes of 3 May.  \nThe pilots deny it.'
  markdown-it: the pilots in the note
  pandoc -f gfm: Ships fell to 46.[1] [1] Harbour Board, minutes of 3 May. The pilots deny it.
  pandoc -f markdown: Ships fell to 46.[^1] [^1]: Harbour Board, minutes of 3 May. The pilots deny it.
SEEN
