"""Subtitles: SubRip (.srt) and WebVTT (.vtt), their cues joined to what was said.

Numbers and times of cues are no words. A cue that begins with a speaker, or follows a pause, begins a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ingest.reading import Block, BlockKind, Reading, visible

_TIMES = re.compile(
    r"^\s*(?P<start>(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*(?P<end>(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})", re.MULTILINE
)
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")
_SPEAKER = re.compile(r"<v(?:\.[\w.-]+)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d+:[\d:.]+>|\{\\[^{}]*\}")
_NEW_SPEAKER = re.compile(r"^(?:[-–—>]{1,2}\s*\S|[^\W\d_a-z][\w .'’-]{0,30}:\s)")
_PAUSE = 3.0
"""Seconds without words after which a paragraph begins."""
_ENDS = (".", "!", "?", "…", "”", '"')
_LONGEST = 1500
"""Characters after which a paragraph ends at the next cue."""


def is_subtitles(text: str) -> bool:
    """Whether ``text`` is made of cues, each with its times."""
    return len(_TIMES.findall(text[:20_000])) >= 2 or (text.startswith("WEBVTT") and bool(_TIMES.search(text)))


def read_subtitles(text: str) -> Reading:
    """Returns what is said in subtitles, in paragraphs."""
    kind = "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    return Reading(kind, tuple(Block(BlockKind.PARAGRAPH, words) for words in _paragraphs(text)))


def _paragraphs(text: str) -> Iterator[str]:
    paragraph, last_end, last_words = "", 0.0, ""
    for start, end, words in _cues(text):
        if words == last_words:  # rolling captions show each line twice
            continue
        paused = paragraph.endswith(_ENDS) and start - last_end >= _PAUSE
        if paragraph and (paused or _NEW_SPEAKER.match(words) or len(paragraph) > _LONGEST):
            yield paragraph
            paragraph = ""
        paragraph, last_end, last_words = f"{paragraph} {words}".strip(), end, words
    if paragraph:
        yield paragraph


def _cues(text: str) -> Iterator[tuple[float, float, str]]:
    """Start and end in seconds, and the words, of each cue."""
    for cue in re.split(r"\n\s*\n", visible(text).replace("\r\n", "\n")):
        found = _TIMES.search(cue)
        if found is None or cue.startswith(_NO_CUE):
            continue
        _, _, lines = cue[found.end() :].partition("\n")
        words = " ".join(unescape(_TAG.sub("", _SPEAKER.sub(r"\g<name>: ", lines))).split())
        if words:
            yield _seconds(found["start"]), _seconds(found["end"]), words


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
