#!/usr/bin/env bash
# Two readers of one reStructuredText file print different numbers at its notes.
#
# Packages: docutils 0.22.4 (the reader inside Sphinx), pypandoc_binary 1.17 (pandoc 3.9).
# Seen: docutils numbers automatic notes in the order in which the NOTES stand, keeps a number that the author wrote
#   and leaves a star a star: the text reads 2, 1, 5, *. pandoc numbers all in the order of the MARKS: 1, 2, 3, 4.
# Why it matters: “as note 1 says” means the note about tugs in the author's HTML and the note about ships in what
#   pandoc makes of the same file. A converter that keeps the right note at each mark can still change what a text
#   says.
# Documented: the order of docutils is in its specification; the difference is in neither manual.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages docutils==0.22.4 pypandoc_binary==1.17

cat >source.rst <<'RST'
Ships fell. [#ships]_ Tugs fell. [#tugs]_ As note 1 says, both did. [5]_ Ferries rose. [*]_

.. [#tugs] Tug owners.
.. [#ships] Harbour Board.
.. [5] Pilots.
.. [*] Mayor.
RST

cat >look.py <<'PYTHON'
from docutils.core import publish_doctree
from docutils.nodes import footnote, label, paragraph

tree = publish_doctree(open("source.rst").read())
print(tree.next_node(paragraph).astext())
for note in tree.findall(footnote):
    print(f"  {note.next_node(label).astext()} {note.next_node(paragraph).astext()}")
PYTHON

look() {
  echo "docutils"
  "$python" look.py
  echo "pandoc"
  pandoc source.rst -t plain --wrap=none | sed '/^$/d'
}

expect "$(look)" <<'SEEN'
docutils
Ships fell. 2 Tugs fell. 1 As note 1 says, both did. 5 Ferries rose. *
  1 Tug owners.
  2 Harbour Board.
  5 Pilots.
  * Mayor.
pandoc
Ships fell.[1] Tugs fell.[2] As note 1 says, both did.[3] Ferries rose.[4]
[1] Harbour Board.
[2] Tug owners.
[3] Pilots.
[4] Mayor.
SEEN
