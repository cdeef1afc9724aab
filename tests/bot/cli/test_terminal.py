"""What reaches a terminal cannot command it (invariant 7)."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.cli.console import safe
from bot.cli.terminal import show_hits, show_reply, show_source
from retrieval.model import Footnote, Hit, Passage, Source, Span
from retrieval.reply import Answer, Claim, Reason, Refusal, claim_text

EVIL = "It fell to 46 \x1b[31m\x1b]0;owned\x07 [bold]not bold[/bold] :smile: \u202egnp.exe\u202c\x9b2J."


def plain() -> Console:
    return Console(file=io.StringIO(), width=200, highlight=False, markup=False, emoji=False)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture
def source() -> Source:
    note = Footnote("1\x1b[0m", f"See {EVIL}", ("https://a.example/\x1b[2J",), (len(EVIL),))
    return Source(id="evil", title=EVIL, text=EVIL, author=EVIL, url="https://a.example/\x1b", footnotes=(note,))


def test_a_reply_shows_the_words_and_obeys_none_of_them(source: Source) -> None:
    citation = source.cite(1, 0, len(EVIL))
    answer = Answer(
        id="1",
        question="?",
        standalone_question="?",
        claims=(Claim(claim_text(EVIL), (1,)),),
        citations=(citation,),
        confidence=0.5,
        answerer="extractive",
    )
    console = plain()
    show_reply(answer, console)
    assert not set("\x1b\x07\x9b\u202e") & set(shown(console))
    assert "[bold]not bold[/bold] :smile:" in shown(console)
    assert "[1]" in shown(console)


def test_a_note_that_points_to_another_is_shown_with_it() -> None:
    marsh = Footnote("4\x1b", "Marsh \x1b[2J(2005).", ("https://a.example/4",))
    text = "It fell."
    source = Source("s", "t", text, footnotes=(marsh, Footnote("5", "Ibid., p. 12.", (), (len(text),), refers_to=0)))
    refused = Refusal("r", "q", "q", Reason.NOT_IN_LIBRARY, "test", (source.cite(1, 0, len(text)),))
    console = plain()
    show_reply(refused, console)
    assert "note 5  Ibid., p. 12.  → note 4  Marsh [2J(2005).\n" in shown(console)
    assert "    https://a.example/4\n" in shown(console)
    show_source(source, console)
    assert "[5] Ibid., p. 12.  → [4]\n" in shown(console)


def test_hits_and_sources_are_as_safe(source: Source) -> None:
    console = plain()
    passage = Passage("p", "evil\x1b", 0, len(EVIL), EVIL, (Span(0, len(EVIL)),), footnotes=source.footnotes)
    show_hits([Hit(passage, 1, 0.5)], console)
    show_source(source, console)
    assert not set("\x1b\x07\x9b\u202e") & set(shown(console))


def test_half_a_character_does_not_keep_the_rest_from_being_written() -> None:
    assert safe("It fell\ud83d to 46.").encode() == b"It fell to 46."


@given(st.text())
def test_safe_takes_out_control_characters_and_nothing_else(words: str) -> None:
    kept = safe(words)
    assert not any(ord(c) < 32 and c not in "\t\n" for c in kept)
    assert [c for c in words if c.isalnum()] == [c for c in kept if c.isalnum()]
