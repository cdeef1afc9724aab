"""A Reply as the text of a message in a chat: the claims with their marks, and beneath them what they rest on.

Each claim stands once: a quote is repeated only where its claim has other words. Markdown of sources is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.http.chat_markdown import in_address, literal, literal_but_marks
from bot.http.page_links import quoted_address
from retrieval.model import Citation, Footnote
from retrieval.numbers import number
from retrieval.reply import MARK, Answer, Reply

BENEATH = "\n\n"
"""What separates the claims from the rest of the text."""


@dataclass(frozen=True, slots=True)
class CitedText:
    """Texts with links to the page of the server at ``base``; without one, with the Sources' own addresses alone."""

    base: str = ""

    def whole(self, reply: Reply) -> str:
        """Returns the text of an Answer or a Refusal."""
        return literal_but_marks(reply.text) + self.beneath(reply)

    def beneath(self, reply: Reply) -> str:
        """Returns what stands beneath the claims: for each Citation its Source, a link, and the author's notes.

        Beneath a Refusal stand the sections on its subject, if there are any.
        """
        if isinstance(reply, Answer):
            return BENEATH + "\n\n".join(self._cited(citation, reply) for citation in reply.citations)
        places = [f"“{place.section}” in “{place.title}”" for place in reply.related if place.section]
        return f"{BENEATH}On this subject: {literal('; '.join(places))}." if places else ""

    def annotations(self, reply: Reply) -> list[dict[str, Any]]:
        """Returns a ``url_citation`` for each mark in the text of an Answer, in the form of the Responses API."""
        if not isinstance(reply, Answer):
            return []
        cited = {citation.number: citation for citation in reply.citations}
        shown = literal_but_marks(reply.text)
        return [self._annotation(mark, cited[number(mark[1])]) for mark in MARK.finditer(shown)]

    def _annotation(self, mark: re.Match[str], citation: Citation) -> dict[str, Any]:
        return {
            "type": "url_citation",
            "url": self._link(citation),
            "title": citation.source.title,
            "start_index": mark.start(),
            "end_index": mark.end(),
        }

    def _cited(self, citation: Citation, answer: Answer) -> str:
        source = citation.source
        about = literal(", ".join(filter(None, (source.title, source.author, source.published))))
        own = in_address(source.url or "")
        lines = [f"[{citation.number}] {about}" + (f": {link}" if (link := self._link(citation)) else "")]
        lines += [f"Published at {own}"] if own and own != self._link(citation) else []
        lines += [] if _is_said(citation, answer) else [f"“{literal(citation.quote)}”"]
        for note in citation.footnotes:
            lines.append(literal(f"Author’s note {_words(note)}"))
            if meant := source.meant_by(note):
                lines.append(literal(f"which means note {_words(meant)}"))
        return "\n".join(lines)

    def _link(self, citation: Citation) -> str:
        return quoted_address(self.base, citation) if self.base else in_address(citation.source.url or "")


def _words(note: Footnote) -> str:
    links = [url for url in note.urls if url not in note.text]
    return f"{note.label}: {' '.join((note.text, *links))}"


def _is_said(citation: Citation, answer: Answer) -> bool:
    """Whether a claim has the words of the quote already."""
    quoted = " ".join(citation.quote.split())
    claims = (claim for claim in answer.claims if citation.number in claim.citations)
    return any(quoted in " ".join(claim.text.split()) for claim in claims)
