#!/usr/bin/env bash
# A label with two notes has one source in GitHub's reader and another in markdown-it's, and pandoc has it both ways.
#
# Packages: cmarkgfm 2025.10.22 (GitHub's C code), mdit-py-plugins 0.7.0 on markdown-it-py 4.3.0, pypandoc_binary 1.17
#   (pandoc 3.9).
# Seen: two chapters, each with a note [^1], joined into one file. GitHub's reader and “pandoc -f gfm” give both marks
#   the first note; markdown-it and “pandoc -f markdown” give both the last, the latter with a warning. Labels that
#   differ only in case, [^Note] and [^note], are one label to the first two and two labels to the others.
# Why it matters: of one file, a claim is credited to the pilots or to the harbour board by the choice of a reader. No
#   choice is safe: a label that is defined twice has no note that can be cited without a guess.
# Documented: pandoc's warning is all that we know of.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages cmarkgfm==2025.10.22 markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 pypandoc_binary==1.17

cat >look.py <<'PYTHON'
import re
import subprocess

import cmarkgfm
import pypandoc
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

JOINED = "Ships fell.[^1]\n\n[^1]: Harbour Board.\n\nTugs fell.[^1]\n\n[^1]: Pilots.\n"
CASES = "Ships fell.[^Note] Tugs fell.[^note]\n\n[^note]: Pilots.\n[^Note]: Harbour Board.\n"


def with_pandoc(source: str, form: str) -> str:
    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "html"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


READERS = {
    "GitHub's C code": lambda source: cmarkgfm.markdown_to_html_with_extensions(source, options=Options.CMARK_OPT_FOOTNOTES),
    "pandoc -f gfm": lambda source: with_pandoc(source, "gfm"),
    "markdown-it": MarkdownIt("commonmark").use(footnote_plugin).render,
    "pandoc -f markdown": lambda source: with_pandoc(source, "markdown"),
}


def notes_of_marks(page: str) -> list[str]:
    """Returns, for each mark in reading order, the words of the note that its link leads to."""
    notes = {}
    for name, words in re.findall(r'<li id="([^"]+)"[^>]*>(.*?)</li>', page, re.DOTALL):
        notes[name] = re.sub("<[^>]*>", "", words).split("↩")[0].strip()
    return [notes[target] for target in re.findall(r'href="#([^"]+)"', page) if target in notes]


for title, source in {"the same label in two chapters": JOINED, "labels that differ in case": CASES}.items():
    print(title)
    for name, read in READERS.items():
        print(f"  {name:20}", *notes_of_marks(read(source)))
PYTHON

expect "$("$python" look.py)" <<'SEEN'
the same label in two chapters
  GitHub's C code      Harbour Board. Harbour Board.
  pandoc -f gfm        Harbour Board. Harbour Board.
  markdown-it          Pilots. Pilots.
  pandoc -f markdown   Pilots. Pilots.
labels that differ in case
  GitHub's C code      Pilots. Pilots.
  pandoc -f gfm        Pilots. Pilots.
  markdown-it          Harbour Board. Pilots.
  pandoc -f markdown   Harbour Board. Pilots.
SEEN
