"""What the one document says: its notes, the words each mark hangs on, and the sentences that must stay whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """One mark of the document: the ``feature`` it tries, the words right before it, and the text of its note."""

    feature: str
    before: str
    note: str


PIER = "Council minutes of 2 June 1909, p. 14."
TIES = (
    Tie("simple", "in 1904.", "Brandt, K. (1931). Ferries of the Sound. https://example.org/ferries?id=38."),
    Tie("before a comma", "for the pier", PIER),
    Tie("cited twice", "in 1911.", PIER),
    Tie(
        "several paragraphs",
        "the rowing boats.",
        "The parish tried to count them twice. Its clerk gave up in 1912. the first count gave 212 boats "
        "the second count gave 230 boats Let the boats count themselves.",
    ),
    Tie("in a heading", "winter of 1917", "A heading may carry a note too."),
    Tie("in a list", "for 61 days.", "Ice log, vol. 3."),
    Tie("within a list item", "were lost", "Loss book, vol. 4, 1917."),
    Tie("at a figure in a table", "1,204", "Counted at the northern landing."),
    Tie("at a word in a table", "Ulla", "Ulla sailed on Sundays."),
    Tie("first of two", "in 1918.", "Muster roll, entry 16."),
    Tie("second of two", "in 1918.", "Pay book of the county, 1918."),
    Tie("in a quotation", "had to.", "Words of the last captain, verbatim."),
    Tie("label outside ASCII", "9 sacks", "Ærø Tidende, 4. maj 1917, 東京."),
    Tie("behind bold", "ends here.", "Register of 3 March."),
    Tie("behind italics", "silence", "So says Dr. Orne, U.S. Vol. 24, No. 1."),
    Tie("behind a closing quote", "“Enough.”", "The clerk quotes his own diary[diary] and goes on."),
)
"""In the order of the document. ``[diary]`` stands for the label of the note within the note, whatever it became."""

DIARY = "The diary breaks off here."
UNCITED = "Nobody ever refers to this remark."
WITHIN, NEVER, WORDS = "a note in a note", "never cited", "words kept"
FEATURES = (*(tie.feature for tie in TIES), WITHIN, NEVER, WORDS)

SENTENCES = (
    "The island kept 38 ferries in 1904. Most of them carried cattle.",
    "The council never paid for the pier, although it had promised to. A second promise came in 1911.",
    "Ask the harbour office for the rest.",
    "The winter of 1917",
    "Ice closed the sound for 61 days.",
    "Two ferries were lost and never raised.",
    "Both captains left in 1918. Nobody followed them.",
    "We rowed because we had to.",
    "Smørholm received 9 sacks and 東京 none at all.",
    "The register ends here. And then silence fell.",
    "Of all the ferries only the Gerda is left, and she carries no cattle.",
)
"""Each has to stand in the text as it is, without a mark, a digit of one or a note's words among its own."""
NO_WORDS = ("↩", "↑", "¶", "verbatim", "Ice log", "Muster roll", "diary breaks", "Council minutes", UNCITED[:-1])
"""What never belongs to the text: signs of links, and words of the notes."""
