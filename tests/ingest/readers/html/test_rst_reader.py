"""reStructuredText: notes of all kinds, and what only Sphinx knows."""

from ingest.notes.footnotes import resolve
from ingest.readers.html.rst_reader import read_rst
from retrieval.model import Source

TITLE = "The Ferries\n===========\n\n"


def source(text: str) -> Source:
    return resolve(read_rst(TITLE + text), "s")


def test_notes_by_number_by_name_and_uncited() -> None:
    found = source(
        "It fell to 46. [1]_ Then it rose\\ [#why]_, and fell. [#why]_\n\n.. [1] Lind, p. 3.\n\n.. [#why] "
        "Ek.\n\n   More of it.\n\n"
        ".. [#] Never.\n"
    )
    assert found.text == "The Ferries\n\nIt fell to 46. Then it rose, and fell."
    assert [(note.label, note.text, len(note.markers)) for note in found.footnotes] == [
        ("1", "Lind, p. 3.", 1),
        ("2", "Ek. More of it.", 2),
        ("3", "Never.", 0),
    ]
    assert found.format == "rst"


def test_roles_and_directives_of_sphinx_are_the_words_they_hold() -> None:
    found = source(
        "See :ref:`the piers <piers>` and :py:meth:`~Ferry.stop`.\n\n.. versionadded:: 3.1\n   The bell.\n\n"
        ".. confval:: bells\n   :type: int\n\n   How many bells ring.\n\n.. toctree::\n   :maxdepth: 2\n\n   piers\n"
    )
    for words in ("See the piers and Ferry.stop.", "3.1", "The bell.", "bells", "How many bells ring."):
        assert words in found.text
    assert found.unresolved == ()


def test_no_other_file_is_read_and_no_raw_markup_let_through() -> None:
    found = source("First.\n\n.. include:: /etc/hostname\n\n.. raw:: html\n\n   <script>x</script>\n\nLast.\n")
    assert found.text == "The Ferries\n\nFirst.\n\nLast."
