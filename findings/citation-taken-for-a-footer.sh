#!/usr/bin/env bash
# An author who cites one report on every page has its name cut out of the document as a page footer.
#
# Package: haystack-ai 3.4.1 (DocumentCleaner with remove_repeated_substrings).
# Seen: four pages, each with one note at its foot that cites another page of the same report. “Harbour Board, Annual
#   Report on Ferries, 2021, p.” is what the inner pages (all but the first and the last) share near their ends, and
#   it is removed everywhere: the notes are “1  4.”, “2  8.” … Where one inner page cites something else, everything
#   stays.
# Why it matters: the more a work rests on one source, the surer that source vanishes, and a note's number and page
#   stay behind and look like debris of the layout.
# Documented: the option promises to remove headers and footers; notes are not spoken of.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages haystack-ai==3.4.1

cat >look.py <<'PYTHON'
import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document
from haystack.components.preprocessors import DocumentCleaner

BODIES = [
    "Pilots saw nobody.\nThe night was cold.",
    "Ships arrived at dawn.\nSome carried grain.",
    "Ferries stopped.\nTheir captains asked for coal.",
    "Winter closed every pier.\nOnly tugs went out.",
]
REPORT = "Harbour Board, Annual Report on Ferries, 2021"


def cleaned(sources: list[str]) -> list[str]:
    pages = [f"{body}\n{n} {source}, p. {4 * n}.\n" for n, (body, source) in enumerate(zip(BODIES, sources, strict=True), 1)]
    result = DocumentCleaner(remove_repeated_substrings=True).run([Document(content="\f".join(pages))])
    return [page.strip().splitlines()[-1] for page in result["documents"][0].content.split("\f")]


print("one report on every page:", *cleaned([REPORT] * 4), sep="\n  ")
print("another on the third:", *cleaned([REPORT, REPORT, "The mayor, Letters", REPORT]), sep="\n  ")
PYTHON

expect "$("$python" look.py 2>/dev/null)" <<'SEEN'
one report on every page:
  1  4.
  2  8.
  3  12.
  4  16.
another on the third:
  1 Harbour Board, Annual Report on Ferries, 2021, p. 4.
  2 Harbour Board, Annual Report on Ferries, 2021, p. 8.
  3 The mayor, Letters, p. 12.
  4 Harbour Board, Annual Report on Ferries, 2021, p. 16.
SEEN
