#!/usr/bin/env bash
# pandoc does not read the footnotes that pandoc itself writes into RTF, and says nothing.
#
# Packages: pypandoc_binary 1.17 (pandoc 3.9), striprtf 0.0.35.
# Seen: pandoc writes a note as {\*\footnote …}. “\*” tells a reader to pass over a group that it does not know;
#   pandoc's RTF reader knows \footnote and passes over this group all the same. Mark and note are gone on the way
#   back, without a message even with --verbose. With “\*” taken out pandoc reads the note. striprtf drops mark and
#   note of both.
# Why it matters: a text with no marks at all looks like one that never had sources. One spelling of the same note
#   decides between a cited claim and a bare one.
# Documented: not as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages pypandoc_binary==1.17 striprtf==0.0.35

printf 'Ships fell to 46.[^1] Ferries rose.\n\n[^1]: Harbour Board, 2021.\n' | pandoc -s -t rtf -o written.rtf
sed 's/{\\\*\\footnote/{\\footnote/' written.rtf >without-star.rtf

cat >stripped.py <<'PYTHON'
import sys

from striprtf.striprtf import rtf_to_text

with open(sys.argv[1]) as file:
    print(*rtf_to_text(file.read()).split())
PYTHON

look() {
  for file in written.rtf without-star.rtf; do
    echo "$file: $(grep -o '{[\\*]*footnote' "$file")"
    echo "  pandoc:   $(pandoc --verbose -f rtf -t plain "$file" 2>&1 | tr -s '\n' ' ' | sed 's/ $//')"
    echo "  striprtf: $("$python" stripped.py "$file")"
  done
}

expect "$(look)" <<'SEEN'
written.rtf: {\*\footnote
  pandoc:   Ships fell to 46. Ferries rose.
  striprtf: Ships fell to 46. Ferries rose.
without-star.rtf: {\footnote
  pandoc:   Ships fell to 46.[1] Ferries rose. [1] Harbour Board, 2021.
  striprtf: Ships fell to 46. Ferries rose.
SEEN
