"""Words of a page that are not the document's: calls to read, share, subscribe or accept."""

import re

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


def is_furniture(text: str) -> bool:
    """Whether a Block is a call to the reader rather than a part of the document, as a whole sentence is."""
    return len(text) <= _LONGEST and bool(_CALLS.match(text))
