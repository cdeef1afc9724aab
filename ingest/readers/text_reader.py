"""Plain text: paragraphs, headings and list items by their looks, notes by their numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.notes.loose_notes import find_loose_notes
from ingest.notes.notations import common_marks
from ingest.readers.html.page_furniture import is_furniture, page_below
from ingest.readers.published_dates import iso_date
from ingest.readers.text_lines import BULLET, LONE_LABEL, Paragraph, paragraphs
from ingest.reading import Block, BlockKind, LeftOut, Metadata, Omission, Reading, visible

_LINKS_BACK = re.compile(r"(?:\s*[↩↑⤴][\ufe0e\ufe0f]?)+$")
"""Signs of links back, which text browsers print behind notes."""
_STAR = re.compile(r"(?<=[^\s*])\*(?![*\w])")
_BYLINE = re.compile(r"^By\s+(?P<author>[^\d.]{2,80})$")
_CLOSING = "\"'”’)]»"
_HEAD = 6
"""How many Blocks at the top may hold the byline and the date."""


def read_text(text: str, *, titled: bool = True) -> Reading:
    """What stands in a plain text. ``titled``: its first line is the title, and a byline may follow."""
    found = list(paragraphs(visible(text)))
    starred = _starred_notes([paragraph.words for paragraph in found])
    made = (_block(paragraph, is_note=i in starred) for i, paragraph in enumerate(found))
    blocks = [block for block in made if block.text]
    metadata, blocks, datelines = _take_metadata(blocks) if titled else (Metadata(), blocks, [])
    end = page_below(blocks)
    calls = [LeftOut(Omission.CALL, block.text) for block in blocks[:end] if is_furniture(block.text)]
    around = [LeftOut(Omission.AROUND, block.text) for block in blocks[end:]]
    loose = find_loose_notes(common_marks([block for block in blocks[:end] if not is_furniture(block.text)]))
    return Reading("text", loose.blocks, loose.notes, metadata, (*datelines, *calls, *around, *loose.left_out), text)


def _starred_notes(paragraphs: Sequence[str]) -> frozenset[int]:
    """The lines that begin with a star and are notes: a star hangs on a word before, and no neighbour is an item."""
    starred = [paragraph.lstrip().startswith("* ") for paragraph in paragraphs]
    first = next((i for i, paragraph in enumerate(paragraphs) if _STAR.search(paragraph)), len(paragraphs))
    alone = (
        i
        for i, star in enumerate(starred)
        if star and i > first and not any(starred[i - 1 : i] + starred[i + 1 : i + 2])
    )
    return frozenset(alone)


def _block(paragraph: Paragraph, *, is_note: bool = False) -> Block:
    words = _LINKS_BACK.sub("", " ".join(paragraph.words.split()))
    if paragraph.is_row or paragraph.is_heading:
        return Block(BlockKind.ROW if paragraph.is_row else BlockKind.HEADING, words)
    bullet = None if is_note else BULLET.match(words)
    if bullet and words[0] in "-–—•·*◦▪+" and not LONE_LABEL.match(words.split(" ")[1]):
        return Block(BlockKind.ITEM, words[bullet.end() :])
    return Block(BlockKind.HEADING if _is_heading(words) else BlockKind.PARAGRAPH, words)


def _is_heading(words: str) -> bool:
    """Short, begins with a capital or a number, does not end as a sentence does, and is mostly capitalised."""
    spelled = [word for word in words.split() if word[0].isalpha()]
    long_words = [word for word in spelled if len(word) > 3] or spelled
    return (
        0 < len(words) <= 100
        and len(words.split()) <= 14
        and not words.rstrip(_CLOSING).endswith((".", ",", ";", "!"))
        and words[0].isalnum()
        and len(spelled) >= len(words.split()) / 2 - 1  # "3 78 FR 78520 (Dec. 26, 2013)" names a place to look up
        and bool(long_words)
        and sum(word[0].isupper() for word in long_words) >= 0.6 * len(long_words)
    )


def _take_metadata(blocks: Sequence[Block]) -> tuple[Metadata, list[Block], list[LeftOut]]:
    """Title, byline and date from the top. The title stays as a heading, byline and date leave the body."""
    if not blocks:
        return Metadata(), [], []
    head, rest = list(blocks[:_HEAD]), list(blocks[_HEAD:])
    title = head[0].text if len(head[0].text) <= 200 else None
    if title:
        head[0] = Block(BlockKind.HEADING, title)
    author = next((found["author"] for block in head if (found := _BYLINE.match(block.text))), None)
    published = next((date for block in head[1:] if (date := iso_date(block.text))), None)
    lines = {i for i, block in enumerate(head) if i and (_BYLINE.match(block.text) or iso_date(block.text))}
    body = [block for i, block in enumerate(head) if i not in lines] + rest
    datelines = [LeftOut(Omission.DATELINE, head[i].text) for i in sorted(lines)]
    return Metadata(title=title, author=author and author.strip(), published=published), body, datelines
