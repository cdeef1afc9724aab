"""Understands what somebody writes in a conversation: small talk, a choice, a correction, a wish, or questions.

The entrance to the rules of this folder, in the order in which they are tried. What none of them takes is completed as
a follow-up (``followups``), or stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.conversation.choices import chosen
from retrieval.conversation.corrections import corrected
from retrieval.conversation.followups import Understood, completed
from retrieval.conversation.small_talk import talk_in, without_talk
from retrieval.conversation.talk_phrases import Talk
from retrieval.conversation.turns import Turn, Utterance
from retrieval.conversation.wishes import Wish, wish_in, without_language
from retrieval.english.question_words import content

_MOST_PARTS = 5
"""Questions of one message that are answered each by itself."""
_QUESTION_END = re.compile(r"(?<=[?])\s+(?=\S)")


def understood(message: str, turns: Sequence[Turn]) -> Understood:
    """Returns what ``message`` means after ``turns``; unchanged where it is a question that lacks nothing."""
    before = [turn for turn in turns if not talk_in(turn.question)]
    return _about_what_was_said(message, turns, before) or _asked(message, turns, before)


def _about_what_was_said(message: str, turns: Sequence[Turn], before: Sequence[Turn]) -> Understood | None:
    """Returns what ``message`` means where it is no question of its own; None where it is one."""
    if choice := chosen(message, turns):
        return Understood(choice, choice)
    if talk := talk_in(message):
        return Understood(message, message, talk=talk)
    if wish := wish_in(message):
        return _wished(message, wish, before)
    instead = corrected(message, before[-1].standalone) if before else ""
    return Understood(instead, instead, subject=before[-1].subject) if instead else None


def _asked(message: str, turns: Sequence[Turn], before: Sequence[Turn]) -> Understood:
    """Returns the question that ``message`` asks, or its questions."""
    question = without_language(message)
    if question != message:
        return replace(understood(question, turns), wish=Wish.LANGUAGE)
    question = without_talk(question)
    parts = _parts(question)
    return Understood(question, question, parts=parts) if parts else completed(question, before)


def turns_of(history: Sequence[Utterance], most: int) -> tuple[Turn, ...]:
    """Returns the last ``most`` turns of a conversation that a caller passes; answers before any question
    are dropped.
    """
    turns: list[Turn] = []
    for utterance in history:
        if utterance.by_user:
            understanding = understood(utterance.text, turns[-most:])
            turns.append(Turn(utterance.text, understanding.standalone, subject=understanding.subject))
        elif turns:
            turns[-1] = replace(turns[-1], answer=f"{turns[-1].answer} {utterance.text}".strip())
    return tuple(turns[-most:])


def _wished(message: str, wish: Wish, before: Sequence[Turn]) -> Understood:
    """Returns the question before, with the wish; without a question before there is nothing to wish of."""
    if not before:
        return Understood(message, message, talk=Talk.HELP)
    last = before[-1]
    said = tuple(turn.answer for turn in before if turn.standalone == last.standalone and turn.answer)
    return Understood(last.standalone, last.standalone, subject=last.subject, wish=wish, said=said)


def _parts(message: str) -> tuple[str, ...]:
    """Returns the questions of a message, each with the sentences before it; the last may lack its mark."""
    pieces = [piece.strip() for piece in _QUESTION_END.split(message)]
    asked = tuple(piece for piece in pieces if piece.endswith("?") and (content(piece) or len(pieces) > 1))
    asked = tuple(piece for piece in asked if not talk_in(piece))
    return asked if 1 < len(asked) <= _MOST_PARTS else ()
