"""Writes the golden files anew: ``python -m tests.golden``. Look at the difference before you commit it."""

from tests.golden.canonical import DOCUMENTS, GOLDEN, canonical

for document in DOCUMENTS:
    (GOLDEN / f"{document.stem}.json").write_text(canonical(document), encoding="utf-8")
