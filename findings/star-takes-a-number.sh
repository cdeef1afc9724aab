#!/usr/bin/env bash
# A note that the author marked with a star is counted as number 1, and every number after it is off by one.
#
# Packages: mammoth 1.13.0 (the DOCX reader inside markitdown), docx2python 3.7.1, pypandoc_binary 1.17 (pandoc 3.9).
# Seen: WordprocessingML has customMarkFollows for a mark of the author's own, and such a note takes no number: * and
#   then 1 is what is printed. mammoth has [1] and the star, then [2]; pandoc drops the star and has 1 and 2;
#   docx2python shows the file's internal ids, 9 and 10, which pandoc's DOCX begins with.
# Why it matters: law reviews thank their readers in a note * and begin with 1. “See note 1” then leads to the
#   acknowledgements.
# Documented: the attribute in ECMA-376, part 1, 17.11.14; that these readers pass over it is in no manual of theirs
#   that we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages mammoth==1.13.0 docx2python==3.7.1 pypandoc_binary==1.17

printf 'By the pilots.[^s] Ships fell to 46.[^1]\n\n[^s]: We thank the board.\n[^1]: Harbour Board.\n' | pandoc -o plain.docx

cat >look.py <<'PYTHON'
import re
import zipfile

import mammoth
from docx2python import docx2python

with zipfile.ZipFile("plain.docx") as plain, zipfile.ZipFile("star.docx", "w") as starred:
    for name in plain.namelist():
        content = plain.read(name).decode() if name == "word/document.xml" else plain.read(name)
        if isinstance(content, str):
            reference = r'<w:footnoteReference w:id="(\d+)" ?/>'
            with_star = r'<w:footnoteReference w:customMarkFollows="1" w:id="\1"/><w:t>*</w:t>'
            content = re.sub(reference, with_star, content, count=1)
            assert "customMarkFollows" in content
        starred.writestr(name, content)

with open("star.docx", "rb") as file:
    print("mammoth:    ", re.sub("<[^>]+>", "", mammoth.convert_to_html(file).value.split("<ol>")[0]))
with docx2python("star.docx") as document:
    print("docx2python:", *document.body_runs[0][0][0][0], sep="")
PYTHON

look() {
  "$python" look.py
  echo "pandoc:      $(pandoc star.docx -t plain --wrap=none | head -n 1)"
}

expect "$(look)" <<'SEEN'
mammoth:     By the pilots.[1]* Ships fell to 46.[2]
docx2python:By the pilots.----footnote9----* Ships fell to 46.----footnote10----
pandoc:      By the pilots.[1] Ships fell to 46.[2]
SEEN
