"""Formats that are not read are refused with what converts them; plain texts that only mention them are read."""

import pytest

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse

REFUSED = [
    ("a.tex", "\\section{A}\nIt fell.\\footnote{Lind.}", "pandoc --from latex --standalone --output a.html a.tex"),
    ("a.txt", "\\documentclass{article}\n\\begin{document}\nIt fell.", "pandoc --from latex"),
    ("a.typ", "It fell.#footnote[Lind.]", "pandoc --from typst"),
    ("a.org", "* A\nIt fell.[fn:1]", "pandoc --from org"),
    ("a.txt", "#+TITLE: A\n\nIt fell.[fn:1]", "pandoc --from org"),
    ("a.adoc", "= A\n\nIt fell.footnote:[Lind.]", "asciidoctor a.adoc"),
    ("a.textile", "It fell.[1]\n\nfn1. Lind.", "pandoc --from textile"),
    ("a.wiki", "It fell.<ref>Lind.</ref>", "pandoc --from mediawiki"),
    ("a.txt", "It '''fell'''.<ref name=x>Lind.</ref>", "pandoc --from mediawiki"),
    (
        "a.xml",
        '<?xml version="1.0"?>\n<article xmlns="http://docbook.org/ns/docbook"><para/></article>',
        "--from docbook",
    ),
    ("a.xml", '<?xml version="1.0"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS"><article/>', "--from jats"),
    ("a.xml", '<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>', "<TEI>"),
    ("a.rtf", "{\\rtf1 It fell.}", "soffice --headless --convert-to docx"),
]


@pytest.mark.parametrize(("name", "text", "command"), REFUSED)
def test_a_format_that_is_not_read_is_refused_with_what_converts_it(name: str, text: str, command: str) -> None:
    with pytest.raises(UnreadableSource) as refused:
        parse(text.encode(), name, "a")
    assert command in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "A text about \\documentclass and <ref> in one line, and #+begin_src too."),
        ("a.md", "# LaTeX\n\n```\n\\documentclass{article}\n```\n\nThat is how it begins."),
        ("a.html", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words.</p></body></html>'),
    ],
)
def test_what_only_mentions_such_a_format_is_read(name: str, text: str) -> None:
    assert parse(text.encode(), name, "a")[0].text
