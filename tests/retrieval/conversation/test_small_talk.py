"""Small talk is told from questions, in several languages, and replied to in one sentence with examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.small_talk import reply_to, talk_in, without_talk
from retrieval.conversation.talk_phrases import PHRASES, SENTENCES, Talk


@pytest.mark.parametrize(
    ("message", "talk"),
    [
        ("hello", Talk.GREETING),
        ("Hello there, everyone!", Talk.GREETING),
        ("Guten Morgen!", Talk.GREETING),
        ("Bonjour !", Talk.GREETING),
        ("안녕하세요", Talk.GREETING),
        ("thanks, that helps!", Talk.THANKS),
        ("danke schön", Talk.THANKS),
        ("ok thanks, bye", Talk.THANKS),
        ("Great answer.", Talk.PRAISE),
        ("wow, nice", Talk.PRAISE),
        ("👍", Talk.PRAISE),
        ("you’re useless", Talk.ABUSE),
        ("Hi, who are you?", Talk.IDENTITY),
        ("What can you do?", Talk.HELP),
        ("help", Talk.HELP),
        ("???", Talk.HELP),
        ("test", Talk.TEST),
        ("good night", Talk.FAREWELL),
        ("yes", Talk.NOD),
    ],
)
def test_small_talk_is_recognised(message: str, talk: Talk) -> None:
    assert talk_in(message) is talk


@pytest.mark.parametrize(
    "message",
    [
        "help with visas",
        "test results of 2017",
        "Hello, how many missions are left?",
        "thanks! And in 2022?",
        "Who are you going to believe about the raid?",
        "no, I meant Port Pike",
        "the",
        "Why, then?",
        "nuclear test",
    ],
)
def test_a_question_is_no_small_talk(message: str) -> None:
    assert talk_in(message) is None


def test_every_phrase_is_recognised_alone_and_with_a_mark() -> None:
    for kind, phrases in PHRASES.items():
        for phrase in phrases:
            assert talk_in(phrase) is kind
            assert talk_in(f"{phrase.capitalize()}!") is kind


def test_small_talk_before_a_question_is_left_out() -> None:
    assert without_talk("Hello! How many missions are left?") == "How many missions are left?"
    assert without_talk("Hi Ibid, thanks. and in 2022?") == "And in 2022?"
    assert without_talk("and russia?") == "and russia?"
    assert without_talk("No, in 2022?") == "In 2022?"


def test_the_reply_is_one_sentence_with_the_examples() -> None:
    for kind in Talk:
        assert reply_to(kind, ("What is juche?", "Who led?")).endswith("“What is juche?” or “Who led?”")
        assert reply_to(kind, ()) == f"{SENTENCES[kind]}."
        assert "ibid ingest" in reply_to(kind, (), is_empty=True)


@given(st.text(max_size=80))
def test_any_message_is_read(message: str) -> None:
    talk_in(message)
    assert without_talk(message) == message or len(without_talk(message)) < len(message)
