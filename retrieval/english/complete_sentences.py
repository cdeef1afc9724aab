"""Which sentences a reader understands by themselves: no heading, caption or fragment, no word to the site's visitors.

Patterns and the forms of verbs, no parser. In doubt a sentence is complete: what is left out wrongly is lost.
"""

from __future__ import annotations

import re

from retrieval.english.question_words import content
from retrieval.english.verbs import is_verb, may_be_verb
from retrieval.english.words import WORD, bare

_STOPS = re.compile(r"(?:[.!?…。:;]|[.!?]\s*\[[^\]]{1,4}\])[\"”’»')\]]*\s*$")
_CAPTION = re.compile(
    r"^\W*(?:fig(?:ure)?s?|tables?|charts?|maps?|photos?|images?|plates?|box|exhibit|illustration)\.?\s*"
    r"(?:\d+|[IVX]+\b|[A-Z]\b)?\s*(?:[.:–—-]|$)|^\W*(?:photo|image|source|credits?)\s*(?:by|:)\s|^\W*©",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"""
    \b(?:this|the)\s(?:article|briefing|essay|post|paper|piece|report|story|text|version|page|document|chapter|column)
      \s(?:was|is|were|has\sbeen|first|originally|also)\b[^.]{0,30}
      \b(?:published|appeared|posted|updated|reprinted|republished|printed|adapted)\b
    | ^\W*(?:first|originally)\s(?:published|appeared|posted)\b
    | ^\W*(?:re)?published\s(?:by|on|in|with)\b | \breprinted\s(?:from|with|by)\b | \ball\srights\sreserved\b
    | \bcopyright\b[^.]{0,12}\d{4} | ©\s*\d{4}
    | ^\W*(?:read|see|view|download|continue)\s(?:the\s)?(?:full|more|whole|complete|rest|reading)\b
    | ^\W*(?:click|tap)\s(?:here|on)\b | ^\W*(?:subscribe|sign\sup|log\sin|follow\sus|share\sthis|skip\sto)\b
    | ^\W*(?:this|these|the)\s[\w\s]{1,25}\b(?:is|are)\s(?:based\son|drawn\sfrom|taken\sfrom|those\sof)
      \s(?:an?|the)\s(?:article|book|report|study|paper|essay)\b
    | \bwe\suse\scookies\b | \bprivacy\spolicy\b | \bterms\sof\s(?:use|service)\b | \bnewsletter\b[^.]{0,40}\binbox\b
    | ^\W*(?:this|the)\s(?:article|briefing|essay|paper|report|chapter)\s
      (?:will\s)?(?:discuss|address|retell|proceed)\w*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Publishing notes, invitations to visitors, rights, and what a text says of its own course."""
_LEANS_BACK = re.compile(
    r"""
    ^[\W_]*
    (?: (?:he|she|they|his|her|hers|their|theirs|its|these|those|such|this|that|
          the\s(?:latter|former))\b
        (?!\s(?:who|which|that|and\s[A-Z]))
      | (?:both|neither|either)\s(?:of\s(?:them|these|those)|is|are|was|were|had|has|have|did|can|could|would)\b
      | it\b(?!\s(?:is|was|has\sbeen|may\sbe|might\sbe|can\sbe|could\sbe|will\sbe|would\sbe|should\sbe|seems?|
          appears?)\b
          [^,;.]{1,60}?\b(?:that|to|who|how|whether|when|what)\b)
      | (?:however|but|yet|still|therefore|thus|hence|instead|moreover|furthermore|nevertheless|nonetheless|besides|
          accordingly|consequently|conversely|likewise|similarly|otherwise|meanwhile|rather|so|then|again|also)\b
          (?!\s(?:that|as|far|long|much|many|called|than|of|in|on|at)\b)
      | (?:for|in|at|on|by|under|despite|because\sof|as\sa\sresult\sof|after|since|from|with|to|given)\s
          (?:this|that|these|those|such|its|his|her|their|then)\b
      | (?:even\s)?(?:though|although|while|if|since|because|once)\s(?:it|he|she|they|this|these)\b
      | (?:\w+,?\s){0,2}(?:none|all|some|most|much|many|both|each|one|two)\sof\s(?:this|these|them|those)\b
          (?!\s(?:who|that)\b)
      | (?:as\sa\sresult|by\scontrast|in\scontrast|in\saddition|in\sturn|for\s(?:example|instance|one\sthing)|
          on\sthe\s(?:other\shand|contrary)|at\sthe\ssame\stime|even\sso|that\ssaid|to\sillustrate\sthis|in\sany\scase|
          at\sany\srate)\b
      | (?:one|another|the\s(?:second|third|other|first|result|next))\s
          (?:reason|result|effect|cause|consequence|example|account|was|is|of\s(?:the\sconsequences|them|these))\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONG = 9
"""Words from which what begins with a capital and ends with a stop is taken for a sentence whatever its verb."""
_LEAST = 2


def is_boilerplate(sentence: str) -> bool:
    """Returns whether ``sentence`` is about the page, not its subject: "This article was first published by …"."""
    return _BOILERPLATE.search(sentence) is not None


def is_fragment(sentence: str) -> bool:
    """Returns whether ``sentence`` is none: a heading, a caption, a few words without a verb, or says nothing.

    A row of a table is read with its columns and is no fragment.
    """
    if "|" in sentence:
        return False
    words = WORD.findall(sentence)
    if len(words) < _LEAST or _CAPTION.search(sentence) or not content(sentence):
        return True
    if not _STOPS.search(sentence):
        return not _has_verb(words) or len(words) < _LONG
    return len(words) < _LONG and not _has_verb(words)


def leans_back(sentence: str) -> bool:
    """Returns whether ``sentence`` begins with a word whose meaning stands before it: "This", "He", "However"."""
    return _LEANS_BACK.search(sentence) is not None


def _has_verb(words: list[str]) -> bool:
    plain = [bare(word) for word in words]
    pairs = zip(["", *plain], plain, strict=False)
    return any(is_verb(word, before) or may_be_verb(word, before) for before, word in pairs) or any(
        "'" in word and bare(word).endswith("s")
        for word in words
        if bare(word.split("'")[0]) in ("that", "it", "there")
    )
