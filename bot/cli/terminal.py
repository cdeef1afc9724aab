"""Replies, Hits and Sources for a person at a terminal; plain text where the output is piped.

Everything that comes from a source is shown as text: no markup is read in it, and control characters,
direction overrides included, are taken out (invariant 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot.cli.console import safe
from ingest.losses.ledger import Ledger, ledger_of
from retrieval.answering.verification import Verification
from retrieval.gaps import GapGroup, GapKind
from retrieval.model import Citation, Footnote, Hit, Source
from retrieval.reply import Answer, Reason, Refusal, Reply
from retrieval.storage.entries import Copy

if TYPE_CHECKING:  # readers take half a second to import, which asking need not wait for
    from ingest.outcome import Outcome
    from ingest.reading import Reading

_SHOWN = 80
"""How much is shown of what is left out."""
_INDENT = 4
_MARKS_SHOWN = 5
"""Unresolved marks that a line names."""
_STATES = {"added": "green", "replaced": "yellow", "unchanged": "dim", "failed": "red", "removed": "magenta"}


@dataclass(frozen=True, slots=True)
class _Indented:
    """Text whose every line is indented. ``rich.padding`` would fill the lines up with spaces, into files too."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.wrap(console, options.max_width - _INDENT):
            yield Text(" " * _INDENT if line else "").append_text(line)


def show_reply(reply: Reply, out: Console, typed_with: str = "") -> None:
    """Prints the answer and its numbered quotes with the author's notes, or the refusal and the nearest passages.

    ``typed_with``: how to have the words asked as they were typed, where they were understood as others.
    """
    out.print()
    if isinstance(reply, Refusal) and reply.reason is Reason.TALK:
        out.print(Text(safe(reply.text)))
        return
    if reply.standalone_question != reply.question:
        otherwise = f" ({typed_with} asks the words as typed)" if typed_with else ""
        understood = f"Understood as: {safe(reply.standalone_question)}"
        out.print(Text.assemble((understood, "dim italic"), (f"{otherwise}\n", "dim")))
    if isinstance(reply, Answer):
        out.print(_answer_text(reply))
        out.print(*(_citation(citation) for citation in reply.citations), sep="\n")
    else:
        _show_refusal(reply, out)
    if reply.note:
        out.print(Text(safe(reply.note), style="yellow"))
    milliseconds = reply.timings_ms.get("total", 0.0)
    parts = [reply.answerer, f"confidence {reply.confidence:.2f}", f"{milliseconds:.0f} ms"]
    parts += [f"conversation {safe(reply.conversation_id)}"] if reply.conversation_id else []
    out.print(Text(" · ".join(parts), style="dim"))


def _answer_text(answer: Answer) -> RenderableType:
    text = Text(safe(answer.text))
    text.highlight_regex(r"\[\d+\]", style="bold cyan")
    if answer.short_answer:
        return Group(Text(safe(answer.short_answer), style="bold"), text, Text())
    return Group(text, Text())


def _show_refusal(refusal: Refusal, out: Console) -> None:
    out.print(Text(safe(refusal.text), style="bold"))
    for place in refusal.related:
        where = f"“{place.section}” in “{place.title}”" if place.section else f"“{place.title}”"
        out.print(Text(safe(f"On this subject: {where}"), style="dim"))
    if refusal.nearest:
        out.print(Text("\nThe closest passages, which do not answer the question:\n", style="dim"))
        out.print(*(_citation(citation) for citation in refusal.nearest), sep="\n")


def _citation(citation: Citation) -> RenderableType:
    source = citation.source
    about = ", ".join(filter(None, (source.title, source.author, source.published)))
    where = f" · {citation.section}" if citation.section and citation.section != source.title else ""
    parts: list[RenderableType] = [
        Text.assemble((f"[{citation.number}] ", "bold cyan"), (f"“{safe(citation.quote)}”", "italic")),
        _Indented(Text(safe(about + where), style="dim")),
    ]
    if source.url:
        parts.append(_Indented(Text(safe(source.url), style="blue underline")))
    parts += [_note(note, source.meant_by(note)) for note in citation.footnotes]
    if citation.also_in:
        copies = "; ".join(copy.title + (f" <{copy.url}>" if copy.url else "") for copy in citation.also_in)
        parts.append(_Indented(Text(safe(f"also in: {copies}"), style="dim")))
    return Group(*parts, Text())


def _note(note: Footnote, meant: Footnote | None) -> RenderableType:
    """Renders a note with the links that its text does not show; after an "Ibid." the note that it means."""
    text, links = Text(), list[str]()
    for arrow, shown in (("", note), ("  → ", meant)):
        if shown:
            text.append_text(Text.assemble(arrow, (f"note {safe(shown.label)}  ", "bold yellow"), safe(shown.text)))
            links += [url for url in shown.urls if url not in shown.text and url not in links]
    return _Indented(Text("\n").join([text, *(Text(safe(url), style="blue underline") for url in links)]))


def show_verification(verification: Verification, out: Console) -> None:
    """Prints whether a claim is supported, what is wrong with it, and the passages that it was checked with."""
    state = ("Supported", "bold green") if verification.supported else ("Not supported", "bold red")
    out.print(Text.assemble(state, (f" · {verification.score:.2f}", "dim")))
    for problem in verification.problems:
        out.print(Text(f"  {problem.kind}: {safe(problem.says)}"))
    out.print()
    if verification.citations:
        out.print(*(_citation(citation) for citation in verification.citations), sep="\n")


def show_hits(hits: Sequence[Hit], out: Console) -> None:
    """Prints the Hits with rank and score, with the text that was searched."""
    for hit in hits:
        passage = hit.passage
        note = f" · note {passage.note.label}" if passage.note else ""
        head = f"{passage.source_id} {passage.start}–{passage.end}{note}"
        out.print(Text.assemble((f"{hit.rank:>2}. ", "bold cyan"), (f"{hit.score:.3f}  ", "dim"), (safe(head), "dim")))
        out.print(_Indented(Text(safe(passage.searched))), Text())
    if not hits:
        out.print("No passages found.")


def show_gaps(groups: Sequence[GapGroup], out: Console) -> None:
    """Prints each subject with the number of its gaps, then its questions, each once."""
    for group in groups:
        counts = f"{group.count(GapKind.REFUSED)} refused, {group.count(GapKind.DISLIKED)} disliked"
        out.print(Text.assemble((safe(group.subject), "bold cyan"), (f"  {counts}", "dim")))
        for question, times in Counter(gap.question for gap in group.gaps).most_common():
            out.print(_Indented(Text(safe(question) + (f"  × {times}" if times > 1 else ""))))
        for gap in group.gaps:
            if gap.quote:
                out.print(_Indented(Text(safe(f"“{gap.quote}” answers it, says a reader"), style="dim")))
    if not groups:
        out.print("No gaps: nothing that is kept was refused or disliked.")


def show_outcome(outcome: Outcome, out: Console) -> None:
    """Prints a line for one input: its state, title, passages, footnotes and unresolved markers."""
    name = safe(outcome.title or outcome.source_id or _place(outcome.origin))
    line = Text.assemble((f"{outcome.state:<9} ", _STATES[outcome.state]), name)
    if outcome.error:
        line = Text.assemble((f"{outcome.state:<9} ", _STATES[outcome.state]), safe(_place(outcome.origin)))
        line.append(f": {safe(outcome.error)}")
    elif outcome.state == "removed":
        line.append(f"  {safe(outcome.source_id or '')}", style="dim")
    elif outcome.state != "unchanged":
        counts = f"{_count(outcome.passages, 'passage')}, {_count(outcome.footnotes, 'footnote')}"
        line.append(f"  {counts}, {_unresolved(outcome)}", style="dim")
    out.print(line)
    for warning in outcome.warnings:
        out.print(Text(f"          {safe(warning)}", style="yellow"))


def _place(origin: str) -> str:
    """Returns the path of a file, relative to the working folder where it is below it; an address as it is."""
    if not origin.startswith("file:"):
        return origin
    path = Path(url2pathname(urlsplit(origin).path))
    line = f"#{fragment}" if (fragment := urlsplit(origin).fragment) else ""
    return f"{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}{line}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _unresolved(outcome: Outcome) -> str:
    """Returns the number of unresolved marks with the first of them; `ibid sources show` has all."""
    labels = [safe(mark.label) for mark in outcome.unresolved]
    if not labels:
        return "nothing unresolved"
    more = ", …" if len(labels) > _MARKS_SHOWN else ""
    return f"{len(labels)} unresolved: {', '.join(labels[:_MARKS_SHOWN])}{more}"


def show_source(source: Source, out: Console, reading: Reading | None = None, also_in: Iterable[Copy] = ()) -> None:
    """Prints a Source: its text with marks, its notes, then unresolved marks, parts left out, and copies."""
    about = " · ".join(filter(None, (source.author, source.published, source.url, source.format)))
    out.print(Text(safe(source.title), style="bold"), Text(safe(about), style="dim"), sep="\n")
    out.print()
    out.print(_marked_text(source))
    for title, lines in (
        ("Notes", [_note_line(note, source.meant_by(note)) for note in source.footnotes]),
        ("Unresolved", [f"{mark.label} at {mark.offset}" for mark in source.unresolved]),
        ("Left out", [f"{left.reason}: {left.text[:_SHOWN]}" for left in reading.left_out] if reading else ()),
        ("Where the letters went", list(_ledger_lines(ledger_of(reading))) if reading else ()),
        ("Warnings", source.warnings),
        ("Also in", [_copy_line(copy) for copy in also_in]),
    ):
        if lines:
            out.print(Text(f"\n{title}", style="bold"))
            out.print(*(safe(line) for line in lines), sep="\n")


def _ledger_lines(ledger: Ledger) -> Iterator[str]:
    """The shares of a ledger that are not zero."""
    parts = {"body": ledger.body, "notes": ledger.notes, "marks and labels": ledger.marks}
    left_out = {f"left out, {reason}": letters for reason, letters in ledger.left_out.items()}
    for name, letters in (parts | left_out | {"lost": ledger.lost}).items():
        if letters:
            yield f"{ledger.share(letters):6.1%}  {name}"


def _copy_line(copy: Copy) -> str:
    about = ", ".join(filter(None, (copy.title, copy.url)))
    return f"{copy.id}  {about}  ({copy.shared:.0%} of the shorter one)"


def _note_line(note: Footnote, meant: Footnote | None) -> str:
    return f"[{note.label}] {note.text}" + (f"  → [{meant.label}]" if meant else "")


def _marked_text(source: Source) -> Text:
    """Returns the text with each marker in its place."""
    marks = sorted((offset, note.label) for note in source.footnotes for offset in note.markers)
    text, position = Text(), 0
    for offset, label in marks:
        text.append(safe(source.text[position:offset]))
        text.append(f"[{safe(label)}]", style="bold yellow")
        position = offset
    return text.append(safe(source.text[position:]))
