"""Holds every sentence that the bot says of its own, in one place."""

from __future__ import annotations

from collections.abc import Mapping

LOOKING = "Looking…"
LOOKING_AGAIN = "Looking again…"
MORE_TO_COME = "More to come…"
STOP, AGAIN, DELETE, SOURCES, FOLLOW, REPHRASE = "Stop", "Ask again", "Delete", "Sources", "Follow up", "Rephrase"
TYPED, THIS_ANSWERS = "Ask as typed", "This answers it"
BACK, ON = "◀", "▶"
NEAREST = "These passages are the closest, but they do not answer the question:"
NO_SOURCES = "This reply has no sources."
ALSO_IN = "also in:"
NOTE, NOTE_MEANT = "Note", "→ note"

STOPPED = "Stopped."
BELOW = "This takes longer; the answer will be in a message below."
QUESTION_DELETED = "The question was deleted."
INTERRUPTED = "I was interrupted before I had an answer. Please ask again."
SHUTTING_DOWN = "I am being restarted and could not finish. Please ask again in a minute."
TOOK_TOO_LONG = "This took too long, so I gave up. Please ask again, perhaps more narrowly."
SERVICE_DOWN = "The library cannot be reached just now. Please ask again in a few minutes."
EMPTY_REPLY = "The library sent an empty reply. Please ask again."
NO_SOURCE_HERE = (
    "The sources that this channel is limited to are no longer in the library. "
    "An admin of this server can choose others with /config source."
)
UNKNOWN_SOURCE = "I cannot use a source of that name here. Pick one from the list that appears as you type."

NOT_HERE = "I do not answer here. An admin of this server can change that with `/config`."
NOT_YOURS = "Only the person who asked, or a moderator, can do that."
ALREADY = "I am already working on that. Please wait a moment."
ANSWER_GONE = "I no longer have this answer. Please ask again."
ONLY_ADMINS = "Only the people who run this bot may change its library."
NO_WORDS = "That message has no text that I can read."
ADD_WHAT = "Give either a web address or a file."
EMPTY_LIBRARY = "The library is empty. Add a source with `/library add`."
THANKS = "Thank you, that is saved."
THANKS_NEAR = "Thank you: it is saved that this quote answers the question."
THANKS_COMMENT = "Thank you, your comment is saved."
FORGOTTEN = "Done: your questions and feedback are deleted."
HELP = (
    "Ask me something: mention me with a question, or use `/ask`. I answer from a library of footnoted sources, "
    "with the words I rely on and the author's own footnotes, or say that the library does not know."
)


HELP_COMMANDS = """
**Ask:** `/ask`, or mention me with your question, or write to me directly.
*Answer this*, in the menu of a message, takes that message for the question.
**Go on:** press *Follow up*, or reply to my answer: “And in 2021?” is understood.
**Check:** *Sources* shows each quote, the author's own footnotes and their links.
**Your data:** `/forget-me` deletes what I store of your questions and feedback.
**Admins:** `/config` says where I answer and from which sources, `/stats` what was asked.
"""


def understood_as(question: str) -> str:
    """Shows the question that was answered where it is not the one that was typed."""
    return f"Understood as: {question}"


def answers_it(number: int, of: int) -> str:
    """Names the button by which a person says that a quote answers the question after all."""
    return THIS_ANSWERS if of == 1 else f"{number} answers it"


def on_subject(place: str) -> str:
    """Names a section on the subject of a question that is not answered."""
    return f"On this subject: {place}"


NO_GAPS = "Nothing that is kept was refused or disliked."


def gap_counts(refused: int, disliked: int) -> str:
    """Counts the gaps on a subject."""
    return f"{refused} refused, {disliked} disliked"


def more_subjects(count: int) -> str:
    """Says how many subjects do not fit; the terminal shows them all."""
    return f"-# and {count} more subjects: `ibid gaps` shows them all"


def page_of(page: int, pages: int) -> str:
    """Returns "Page 2 of 3"."""
    return f"Page {page} of {pages}"


def and_more(count: int) -> str:
    """Says how many sources the list under an answer leaves out."""
    return f"and {count} more: press {SOURCES}"


def notes(labels: str) -> str:
    """Names the author's notes by their labels."""
    return f"note {labels}"


def refusal(reason: str, text: str) -> str:
    """Says a refusal as a person would; ``text`` where the ``reason`` is not known here."""
    if reason == "not_in_library":
        return text.replace("The library does not say.", "I looked, but the library does not answer this.", 1)
    sentences = {
        "library_empty": "The library is still empty: there is nothing to answer from yet.",
        "unsupported": "I found a possible answer, but the sources do not support it, so I will not give it.",
    }
    return sentences.get(reason) or text


def waiting(ahead: int) -> str:
    """Says how many questions are answered first."""
    return f"In the queue: {ahead} {'question is' if ahead == 1 else 'questions are'} ahead of yours."


def still_looking(seconds: float) -> str:
    """Says how long the search has taken so far."""
    return f"Still looking… ({seconds:.0f} s)" if seconds < 90 else f"Still looking… ({seconds / 60:.0f} min)"


def slow_down(seconds: float, who: str) -> str:
    """Says that there were too many questions; ``who`` is "You" or "This server"."""
    return f"{who} asked a lot just now. Please try again in {max(1, round(seconds))} s."


def went_wrong(error_id: str) -> str:
    """Says that there was a defect, and no more of it than the id under which the log has it."""
    return f"Something went wrong here. If it happens again, tell the people who run this bot: `{error_id}`."


def too_long(limit: int) -> str:
    """Says that a question is longer than ``limit`` characters."""
    return f"That question is too long: please ask in {limit:,} characters or fewer."


def reading(name: str) -> str:
    """Says that a source is being read."""
    return f"Reading {name}…"


def added_many(counts: Mapping[str, int], error: str | None) -> str:
    """Counts the states of a file with a source in each line; ``error`` is that of the first line that failed."""
    if not counts:
        return "There is no source in that file."
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items()))
    return f"Sources in that file: {states}." + (f" The first error: {error}" if error else "")


def still_adding(name: str) -> str:
    """Says that a file takes longer than a command can wait."""
    return f"{name} is still being read. I go on in the background; /library list will show its sources."


def too_many_sources(limit: int) -> str:
    """Says that more sources are permitted than a question can name."""
    return (
        f"This channel is limited to more than {limit:,} sources, and I can search {limit:,} at most. Choose one with "
        "the option source of /ask, or ask an admin to allow fewer of them, or all, with /config source."
    )


def removed(source_id: str) -> str:
    """Says that a source was removed."""
    return f"Removed {source_id}."


def file_too_large(limit: int) -> str:
    """Says that a file is larger than ``limit`` bytes."""
    return f"That file is too large: I read at most {limit / 1e6:,.0f} MB."
