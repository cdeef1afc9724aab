#!/usr/bin/env bash
# A page's notes survive its extraction if they are prose, and are dropped if they are addresses.
#
# Packages: trafilatura 2.3.1 (with lxml 6.1.3, jusText 3.0.2).
# Seen: one page, two versions that differ only in the five notes below the text. Notes in words are in the extract.
#   Notes that are each an address are gone, with include_links=True and favor_recall=True as well, while all marks
#   stay: a list that is mostly links is taken for navigation.
# Why it matters: the notes that name their source exactly are those that do not arrive. The marks stay in the text as
#   digits glued to words, with nothing left to resolve them against.
# Documented: not for notes, as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages trafilatura==2.3.1 lxml==6.1.3 jusText==3.0.2

cat >look.py <<'PYTHON'
from trafilatura import extract

NUMBERS = range(1, 6)
TEXT = "".join(
    f"<p>In year {n} the harbour board counted the ships of the line, and the pilots told the papers at length what they had "
    f'seen at pier {n}, which nobody in the town doubted.<sup><a id="r{n}" href="#n{n}">{n}</a></sup></p>'
    for n in NUMBERS
)
ADDRESS = "https://harbour.example/reports/{n}.pdf"
NOTES = {
    "notes in words": "Harbour Board, minutes of the meeting of {n} May, page 1{n}, where the pilots are heard.",
    "notes that are addresses": f'<a href="{ADDRESS}">{ADDRESS}</a>',
}
OPTIONS = {"plain": {}, "include_links": {"include_links": True}, "favor_recall": {"favor_recall": True}}

for kind, note in NOTES.items():
    items = "".join(f'<li id="n{n}">{note.format(n=n)} <a href="#r{n}">↩</a></li>' for n in NUMBERS)
    page = f"<html><head><title>Ships</title></head><body><article><h1>Ships</h1>{TEXT}<h2>Notes</h2><ol>{items}</ol></article></body></html>"
    for name, options in OPTIONS.items():
        text = extract(page, **options)
        notes = sum(f"{n} May" in text or f"reports/{n}.pdf" in text for n in NUMBERS)
        print(f"{kind}, {name}: {notes} of 5 notes; marks in the text: {sum(f'doubted.{n}' in text or f'[{n}](#n{n})' in text for n in NUMBERS)}")
PYTHON

expect "$("$python" look.py)" <<'SEEN'
notes in words, plain: 5 of 5 notes; marks in the text: 5
notes in words, include_links: 5 of 5 notes; marks in the text: 5
notes in words, favor_recall: 5 of 5 notes; marks in the text: 5
notes that are addresses, plain: 0 of 5 notes; marks in the text: 5
notes that are addresses, include_links: 0 of 5 notes; marks in the text: 5
notes that are addresses, favor_recall: 0 of 5 notes; marks in the text: 5
SEEN
