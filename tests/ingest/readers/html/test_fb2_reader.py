"""FictionBook 2: notes in a body of their own, what it says of itself, and a file that is cut short."""

import pytest

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse

BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>Karin</first-name><last-name>Lind</last-name></author>
<book-title>The Ferries</book-title><date value="1931-05-04">1931</date></title-info></description>
<body><section><title><p>The frost</p></title>
<p>It fell to 46.<a l:href="#n1" type="note">[1]</a> So <emphasis>he</emphasis> said.</p>
<poem><stanza><v>The ferry sank,</v><v>The captain drank.</v></stanza></poem></section></body>
<body name="notes"><title><p>Notes</p></title>
<section id="n1"><title><p>1</p></title><p>Ek, p. 3.</p><p>More.</p></section></body>
<binary id="cover.jpg" content-type="image/jpeg">AAAA</binary></FictionBook>"""


def test_a_book_with_a_note() -> None:
    source, _ = parse(BOOK.encode(), "b.fb2", "b")
    assert (source.title, source.author, source.published) == ("The Ferries", "Karin Lind", "1931-05-04")
    assert source.text == "The frost\n\nIt fell to 46. So he said.\n\nThe ferry sank,\n\nThe captain drank."
    assert [(note.label, note.text, note.markers) for note in source.footnotes] == [("1", "Ek, p. 3. More.", (25,))]


def test_a_book_that_is_cut_short_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="damaged"):
        parse(BOOK[: len(BOOK) // 2].encode(), "b.fb2", "b")
