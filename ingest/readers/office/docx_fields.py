"""Fields of a DOCX: instructions that Word carries out, with the words they came to last (ECMA-376 part 1, 17.16).

The words stand in the text and are kept; the instructions are not text. Fields nest, and damaged ones never end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LINK = re.compile(r'^\s*HYPERLINK\s+"?(https?://[^"\s]+)', re.IGNORECASE)
_NOTE = re.compile(r'^\s*NOTEREF\s+"?([^"\s\\]+)', re.IGNORECASE)
_AS_MARK = re.compile(r"\\f\b", re.IGNORECASE)
_LONGEST = 4000
"""How much of an instruction is looked at: reference managers store whole records in theirs."""


@dataclass(slots=True)
class Field:
    """One field. ``note``: the bookmark around the note that it refers to."""

    parts: list[str] = field(default_factory=list[str])
    is_instruction: bool = True
    is_mute: bool = True

    @property
    def instruction(self) -> str:
        """What the field asks for, cut where it is long."""
        return "".join(self.parts)[:_LONGEST]

    @property
    def link(self) -> str | None:
        """The address that the field leads to."""
        found = _LINK.match(self.instruction)
        return found[1] if found else None

    @property
    def note(self) -> str | None:
        """The bookmark of the note whose mark the field repeats (17.16.5.43, NOTEREF)."""
        found = _NOTE.match(self.instruction)
        return found[1] if found else None

    @property
    def is_mark(self) -> bool:
        """Whether the number that the field shows is set as a mark is."""
        return bool(_AS_MARK.search(self.instruction))


@dataclass(slots=True)
class Fields:
    """The fields that are open at this point of the text."""

    _open: list[Field] = field(default_factory=list[Field])
    _muted: int = 0

    @property
    def muted(self) -> bool:
        """Whether the words here are no part of the text."""
        return self._muted > 0

    @property
    def innermost(self) -> Field | None:
        """The field whose result stands here."""
        return self._open[-1] if self._open else None

    def begin(self) -> None:
        """A field begins with its instruction."""
        self._open.append(Field())
        self._muted += 1

    def instruct(self, words: str) -> None:
        """A piece of the innermost field's instruction."""
        if self._open and self._open[-1].is_instruction:
            self._open[-1].parts.append(words[:_LONGEST])

    def separate(self) -> Field | None:
        """The innermost field's result begins."""
        if not self._open or not self._open[-1].is_instruction:
            return None
        self._open[-1].is_instruction = False
        self._unmute(self._open[-1])
        return self._open[-1]

    def mute(self) -> None:
        """The innermost field's result is not text either."""
        if self._open and not self._open[-1].is_mute:
            self._open[-1].is_mute = True
            self._muted += 1

    def end(self) -> None:
        """The innermost field ends."""
        if self._open:
            self._unmute(self._open.pop())

    def end_paragraph(self) -> None:
        """No instruction goes on in the next paragraph: a field that was never closed must not silence the rest."""
        while self._open and self._open[-1].is_mute:
            self.end()

    def _unmute(self, one: Field) -> None:
        self._muted -= one.is_mute
        one.is_mute = False
