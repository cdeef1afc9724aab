"""Renders a Reply as a MessageView. Pure: the same Reply gives the same text, without a connection to Discord."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.discord_bot import strings
from bot.discord_bot.escaping import at_line_start, link, plain
from bot.discord_bot.length_limits import CONTENT, cut, size
from bot.discord_bot.pages import pack, split
from bot.discord_bot.views import Act, Attached, Button, MessageView
from retrieval.numbers import number
from retrieval.wire.replies import AnswerJson, CitationJson, ClaimJson, FootnoteJson, NoteJson, RefusalJson

ReplyJson = AnswerJson | RefusalJson

_MARK = re.compile(r"(?<!\\)\[(\d+)\]")
_CLAIMS = 1150
"""Units of a page for claims; the rest is for the short answer and the sources cited on the page."""

_LEGEND = 600
_NOTE = 200
"""UTF-16 units for the lines of sources; the note on how the answer came about takes its units from these."""
_QUOTES = 1900
_NOTE_BEGINNING = 140
"""Units of a footnote that stand in the channel."""
_SAID = 600
"""Units of the sentence of a Refusal."""
_FILE_FROM = 4
"""Pages from which the whole answer comes along as a file."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view needs beside the Reply. ``answer``: the id under which it is stored; ``page`` counts from 1."""

    answer: str
    page: int = 1


def reply_view(reply: ReplyJson, shown: Shown) -> MessageView:
    """Renders the Reply as a message with its buttons."""
    return _answer(reply, shown) if reply["status"] == "answered" else _refusal(reply, shown)


def partial_view(claims: Sequence[ClaimJson], answer: str) -> MessageView:
    """Renders the first page of the claims so far, while more are to come."""
    pages = _claim_pages(claims)
    more = f"\n-# {strings.MORE_TO_COME}"
    return MessageView((pages[0] if pages else strings.LOOKING) + more, (stop_button(answer),))


def working_view(text: str, answer: str) -> MessageView:
    """Renders a line about the progress, with a button to stop."""
    return MessageView(f"-# {text}", (stop_button(answer),))


def closed_view(text: str, answer: str) -> MessageView:
    """Renders a line that says why there is no answer, with a button to ask again."""
    return MessageView(cut(text, CONTENT), (_again(answer), _delete(answer)))


def stop_button(answer: str) -> Button:
    """Returns the button that stops an answer in progress."""
    return Button(Act.STOP, answer, strings.STOP)


def _again(answer: str) -> Button:
    return Button(Act.AGAIN, answer, strings.AGAIN)


def _delete(answer: str) -> Button:
    return Button(Act.DELETE, answer, strings.DELETE)


def _answer(reply: AnswerJson, shown: Shown) -> MessageView:
    pages = _claim_pages(reply["claims"])
    page = min(max(shown.page, 1), len(pages))
    note = "".join(f"-# {piece}" for piece in split(plain(reply.get("note") or ""), _NOTE)[:1]) if page == 1 else ""
    parts = [pages[page - 1], _legend(pages[page - 1], reply["citations"], _LEGEND - size(note)), note]
    if page == 1 and reply["short_answer"]:
        parts.insert(0, f"**{plain(cut(reply['short_answer'], 100))}**")
    if page == 1:
        parts.insert(0, _understood(reply))
    if len(pages) > 1:
        parts.append(f"-# {strings.page_of(page, len(pages))}")
    file = Attached("answer.md", answer_file(reply)) if len(pages) >= _FILE_FROM else None
    buttons = _buttons(shown.answer, page, len(pages))
    return MessageView("\n".join(filter(None, parts)), (*buttons, *_typed(reply, shown)), file)


def _buttons(answer: str, page: int, pages: int) -> tuple[Button, ...]:
    turning = (
        Button(Act.PAGE, answer, strings.BACK, page - 1, disabled=page == 1),
        Button(Act.PAGE, answer, strings.ON, page + 1, disabled=page == pages),
    )
    return (
        Button(Act.SOURCES, answer, strings.SOURCES, 1),
        Button(Act.UP, answer, "👍"),
        Button(Act.DOWN, answer, "👎"),
        Button(Act.FOLLOW, answer, strings.FOLLOW),
        *((_again(answer), _delete(answer))),
        *(turning if pages > 1 else ()),
    )


def _claim_pages(claims: Sequence[ClaimJson]) -> list[str]:
    written = [plain(claim["text"]) + " " + "".join(f"[{number}]" for number in claim["citations"]) for claim in claims]
    pieces = [piece for claim in written for piece in split(claim, _CLAIMS)]
    return [at_line_start(page) for page in pack(pieces, _CLAIMS, " ")]


def _legend(page: str, citations: Sequence[CitationJson], left: int) -> str:
    """Returns a line for each source cited on the page and one for its first note, as far as there is room; the button
    shows them all.
    """
    cited = {*map(number, _MARK.findall(page))}
    lines: list[str] = []
    relevant = [citation for citation in citations if citation["number"] in cited]
    for citation in relevant:
        line = f"-# [{citation['number']}] {_about(citation)}"
        if size(line) + 1 > left - 60:
            lines.append(f"-# {strings.and_more(len(relevant) - len(lines))}")
            break
        lines.append(line)
        left -= size(line) + 1
        note = _first_note(citation)
        if note and size(note) + 1 <= left - 60:
            lines.append(note)
            left -= size(note) + 1
    return "\n".join(lines)


def _first_note(citation: CitationJson) -> str:
    """Returns the beginning of the first footnote behind a quote, which the button shows whole."""
    if not citation["footnotes"]:
        return ""
    note = citation["footnotes"][0]
    called = f"{strings.NOTE} {plain(cut(note['label'], 12))}"
    words = plain(cut(" ".join(note["text"].split()), _NOTE_BEGINNING))
    return f"-# {called}: {words}" if words else ""


def _about(citation: CitationJson) -> str:
    source = citation["source"]
    named = cut(", ".join(filter(None, (source["title"], source["author"], source["published"]))), 160)
    notes = ", ".join(cut(note["label"], 12) for note in citation["footnotes"][:5])
    address = link(source["url"]) or ""
    return " ".join(filter(None, (plain(named), f"· {plain(strings.notes(notes))}" if notes else "", _short(address))))


def _short(address: str) -> str:
    return address if size(address) <= 200 else ""


def _refusal(reply: RefusalJson, shown: Shown) -> MessageView:
    """Renders a sentence and the nearest passages, without claiming that they answer; small talk is the sentence."""
    said = plain(cut(strings.refusal(reply["reason"], reply["text"]), _SAID))
    if reply["reason"] == "talk":
        return MessageView(said, _offers(reply, shown))
    lines = list(filter(None, (_understood(reply), said)))
    for place in reply.get("related", [])[:2]:
        named = ", ".join(filter(None, (place["section"], place["title"])))
        lines.append(f"-# {strings.on_subject(plain(cut(named, 160)))}")
    if reply["nearest"]:
        lines.append(strings.NEAREST)
    for citation in reply["nearest"]:
        quote = at_line_start(plain(cut(citation["quote"], 220)))
        lines += [f"> **{citation['number']}** {quote}", f"-# {_about(citation)}"]
    while size("\n".join(lines)) > CONTENT:
        lines.pop()
    buttons = (Button(Act.FOLLOW, shown.answer, strings.REPHRASE), Button(Act.DOWN, shown.answer, "👎"))
    sources = (Button(Act.SOURCES, shown.answer, strings.SOURCES, 1),) if reply["nearest"] else ()
    usual = (*sources, *buttons, _again(shown.answer), _delete(shown.answer))
    return MessageView("\n".join(lines), (*usual, *_offers(reply, shown), *_nears(reply, shown), *_typed(reply, shown)))


def _understood(reply: ReplyJson) -> str:
    """Returns the line that shows what was asked, where that is not what was typed."""
    asked = reply["standalone_question"]
    return "" if asked == reply["question"] else f"-# {strings.understood_as(plain(cut(asked, 200)))}"


def _typed(reply: ReplyJson, shown: Shown) -> tuple[Button, ...]:
    return (Button(Act.TYPED, shown.answer, strings.TYPED),) if _understood(reply) else ()


def _offers(reply: RefusalJson, shown: Shown) -> tuple[Button, ...]:
    """Returns a button for each question that the library answers instead."""
    offered = reply.get("suggestions", [])[:2]
    return tuple(Button(Act.OFFER, shown.answer, question, place) for place, question in enumerate(offered, 1))


def _nears(reply: RefusalJson, shown: Shown) -> tuple[Button, ...]:
    """Returns a button for each nearest quote, for who sees that it answers after all."""
    number = len(reply["nearest"])
    return tuple(
        Button(Act.NEAR, shown.answer, strings.answers_it(place, number), place) for place in range(1, number + 1)
    )


def sources_view(reply: ReplyJson, shown: Shown) -> MessageView:
    """Renders a page of quotes with the author's footnotes and their links."""
    pages = list(pack(_quote_blocks(_citations(reply)), _QUOTES, "\n\n")) or [strings.NO_SOURCES]
    page = min(max(shown.page, 1), len(pages))
    if len(pages) == 1:
        return MessageView(pages[0])
    turning = (
        Button(Act.SOURCES, shown.answer, strings.BACK, page - 1, disabled=page == 1),
        Button(Act.SOURCES, shown.answer, strings.ON, page + 1, disabled=page == len(pages)),
    )
    return MessageView(f"{pages[page - 1]}\n-# {strings.page_of(page, len(pages))}", turning)


def _citations(reply: ReplyJson) -> Sequence[CitationJson]:
    return reply["citations"] if reply["status"] == "answered" else reply["nearest"]


def _quote_blocks(citations: Sequence[CitationJson]) -> Iterator[str]:
    """Yields a Citation's lines in blocks that fit a page; a long quote or note continues in a second block."""
    for citation in citations:
        lines = list(_citation_lines(citation))
        yield from pack(lines, _QUOTES, "\n")


def _citation_lines(citation: CitationJson) -> Iterator[str]:
    for i, piece in enumerate(split(f"“{plain(citation['quote'])}”", _QUOTES - 60)):
        yield f"> **[{citation['number']}]** {piece}" if i == 0 else f"> {piece}"
    source, section = citation["source"], citation["section"]
    about = [source["title"], source["author"], source["published"], section if section != source["title"] else None]
    yield at_line_start(plain(cut(", ".join(filter(None, about)), 400)))
    address = link(source["url"])
    if address:
        yield address
    for note in citation["footnotes"]:
        yield from _note_lines(note)
    for copy in citation["also_in"][:5]:
        yield " ".join(filter(None, (strings.ALSO_IN, plain(cut(copy["title"], 200)), link(copy["url"]))))


def _note_lines(note: FootnoteJson) -> Iterator[str]:
    yield from _one_note(note, strings.NOTE)
    meant = note.get("refers_to")
    if meant:
        yield from _one_note(meant, strings.NOTE_MEANT)


def _one_note(note: NoteJson, called: str) -> Iterator[str]:
    head = f"**{called} {plain(cut(note['label'], 20))}**"
    for i, piece in enumerate(split(plain(note["text"]) or "…", _QUOTES - 100)):
        yield f"{head} {piece}" if i == 0 else piece
    for url in note["urls"]:
        address = link(url)
        if address:
            yield address


def answer_file(reply: AnswerJson) -> str:
    """Returns the whole answer with all its quotes, as Markdown."""
    claims = "\n\n".join(
        plain(claim["text"]) + " " + "".join(f"[{number}]" for number in claim["citations"])
        for claim in reply["claims"]
    )
    sources = "\n\n".join("\n".join(_citation_lines(citation)) for citation in reply["citations"])
    return f"# {plain(reply['question'])}\n\n{claims}\n\n## {strings.SOURCES}\n\n{sources}\n"
