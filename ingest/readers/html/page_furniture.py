"""Words of a page that are not the document's: calls to read, share, subscribe or accept, and what is around them."""

import re
import unicodedata
from collections.abc import Sequence

from ingest.reading import Block, BlockKind

_CALLS = re.compile(
    r"""^(?:
        read\s+(?:the\s+)?(?:full|more|next|on)\b(?!(?:\W+\w+){8,}[.!?][\W\d]*$)
      | (?:skip|back|jump)\s+to\b(?!(?:\W+\w+){5,}[.!?][\W\d]*$)
      | (?:click|tap)\s+here\b
      | (?:subscribe|sign\s+up)\b(?:\s+\w+){0,6}$
      | (?:join|follow|share|print|e-?mail)
        (?:\s+(?:us|our|me|this|via|now|by\s+e-?mail|with\s+(?:a\s+)?friends?|on\s+(?:facebook|twitter|x|linkedin|whatsapp
        |reddit|social|bluesky|mastodon|telegram))\b(?:\s+\w+){0,6})?$
      | (?:\*\s*)?indicates\s+required\b
      | (?:accept|reject)\s+(?:all|cookies)\b
      | (?:all\s+rights\s+reserved|copyright\s+©|©)
      | advertisement$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 120
_KINDS = "recent|related|latest|popular|recommended|trending|similar|featured|more"
_SITE_SECTION = re.compile(
    rf"""(?:
        (?:{_KINDS})(?:\s(?:&|and)\s(?:{_KINDS}))?
        (?:\s(?:articles?|posts?|stories|news|content|items|topics|pages|links|reading|publications))?
      | you\s(?:may|might)\s(?:also\s)?(?:like|enjoy)
      | (?:read|up)\snext
      | (?:e-?mail\s)?(?:newsletters?|subscriptions?|updates)(?:\s(?:options|sign-?up))?
      | share\sthis(?:\s(?:article|page|post|story))?
      | (?:follow|contact|about)\sus
      | stay\s(?:connected|informed|updated|in\stouch)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MARK = re.compile(r"\[\d{1,4}\]")
_SENTENCE = 8
"""Words of a line that ends with a stop, from which on it says something."""


def is_furniture(text: str) -> bool:
    """Whether a Block is a call to the reader rather than a part of the document, as a whole sentence is."""
    return len(text) <= _LONGEST and bool(_CALLS.match(text))


def page_below(blocks: Sequence[Block]) -> int:
    """Where the page around a document goes on below it; the number of ``blocks`` where it does not.

    It begins with a section of the site, "Recent & Related", behind which a call to the reader stands and nothing that
    may be the document's: a sentence, a row of a table, a mark, a script that this module knows no words of.
    """
    begin = len(blocks)
    for i in reversed(range(len(blocks))):
        if _says_something(blocks[i]):
            break
        if _SITE_SECTION.fullmatch(blocks[i].text):
            begin = i
    return begin if any(is_furniture(block.text) for block in blocks[begin:]) else len(blocks)


def _says_something(block: Block) -> bool:
    text = block.text
    is_sentence = len(text.split()) >= _SENTENCE and text.rstrip("\"'”’)").endswith((".", "?", "!"))
    return (
        is_sentence
        or block.kind is BlockKind.ROW
        or text.count(" | ") > 1
        or len(text) > _LONGEST
        or bool(_MARK.search(text))
        or any(unicodedata.category(letter) == "Lo" for letter in text)
    )
