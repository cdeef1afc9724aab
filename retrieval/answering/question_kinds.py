"""The kinds of questions, as a Reply names them: each is answered in a form of its own."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    """What kind of question was asked; the values are the contract's."""

    FACT = "fact"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    METADATA = "metadata"
    TALK = "talk"
