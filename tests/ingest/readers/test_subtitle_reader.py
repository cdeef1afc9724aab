"""Subtitles: cues become sentences, their numbers and times no words."""

from ingest.parse import parse
from ingest.readers.subtitle_reader import is_subtitles, read_subtitles

SRT = """1
00:00:01,000 --> 00:00:03,500
The <i>ferries</i> stayed in port,

2
00:00:03,600 --> 00:00:05,000
and nobody knew why.

3
00:00:12,000 --> 00:00:14,000
In May the ice broke.

4
00:00:14,100 --> 00:00:15,000
KARIN: At last.
"""
VTT = """WEBVTT - Ferries

NOTE made by hand

00:01.000 --> 00:03.500 align:start
<v Karin Lind>The ferries stayed &amp; waited

00:03.500 --> 00:05.000
for the <00:04.000><c>ice</c> to break.
"""


def test_cues_are_joined_up_to_a_pause_or_a_speaker() -> None:
    blocks = read_subtitles(SRT).blocks
    assert [block.text for block in blocks] == [
        "The ferries stayed in port, and nobody knew why.",
        "In May the ice broke.",
        "KARIN: At last.",
    ]


def test_webvtt_has_voices_notes_and_settings() -> None:
    source, _ = parse(VTT.encode(), "ferries.vtt", "f")
    assert (source.text, source.format) == ("Karin Lind: The ferries stayed & waited for the ice to break.", "vtt")
    assert source.title == "ferries"


def test_a_time_in_a_text_makes_no_subtitles() -> None:
    assert not is_subtitles("The train leaves 10:30:00 --> 11:00:00 each day.\n")
