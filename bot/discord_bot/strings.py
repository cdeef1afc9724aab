"""Every sentence that the bot says of itself, in one place."""

from __future__ import annotations

from collections.abc import Mapping

LOOKING = "Looking…"
LOOKING_AGAIN = "Looking again…"
MORE_TO_COME = "More to come…"
STOP, AGAIN, DELETE, SOURCES, FOLLOW, REPHRASE = "Stop", "Ask again", "Delete", "Sources", "Follow up", "Rephrase"
BACK, ON = "◀", "▶"
NEAREST = "What came nearest, none of which answers it:"
NO_SOURCES = "This reply cites nothing."
ALSO_IN = "also in:"
NOTE, NOTE_MEANT = "Note", "→ note"

STOPPED = "Stopped."
BELOW = "This takes longer; the answer will be in a message below."
QUESTION_DELETED = "The question was deleted."
INTERRUPTED = "I was interrupted before I had an answer. Please ask again."
SHUTTING_DOWN = "I am being restarted and could not finish. Please ask again in a minute."
TOOK_TOO_LONG = "This took too long, so I gave up. Please ask again, perhaps more narrowly."
SERVICE_DOWN = "The library cannot be reached just now. Please ask again in a few minutes."
EMPTY_REPLY = "The library sent back nothing. Please ask again."
NO_SOURCE_HERE = "None of the sources that may be used in this channel is in the library."
UNKNOWN_SOURCE = "There is no such source that may be used here. Pick one from the list that appears as you type."

NOT_HERE = "I do not answer here. An admin of this server can change that with `/config`."
NOT_YOURS = "Only the person who asked, or a moderator, can do that."
ALREADY = "That is under way already."
ANSWER_GONE = "I no longer have this answer. Please ask again."
ONLY_ADMINS = "Only the people who run this bot may change its library."
NO_WORDS = "That message has no words that I can read."
ADD_WHAT = "Give either an address or a file."
EMPTY_LIBRARY = "The library is empty. Add a source with `/library add`."
THANKS = "Thank you, that is saved."
THANKS_COMMENT = "Thank you, your comment is saved."
FORGOTTEN = "Done: what I kept of your questions and feedback is gone."
HELP = (
    "Ask me something: mention me with a question, or use `/ask`. I answer from a library of footnoted sources, "
    "with the words I rely on and the author's own footnotes, or say that the library does not know."
)


def page_of(page: int, pages: int) -> str:
    """Which page this is."""
    return f"Page {page} of {pages}"


def and_more(count: int) -> str:
    """What the list under an answer left out."""
    return f"and {count} more: press {SOURCES}"


def notes(labels: str) -> str:
    """The labels of the author's notes."""
    return f"note {labels}"


def refusal(reason: str, text: str) -> str:
    """A refusal as a person would say it."""
    said = {
        "not_in_library": "I looked, but the library does not say.",
        "library_empty": "The library is still empty: there is nothing to answer from yet.",
        "unsupported": "I found an answer, but the sources do not bear it out, so I will not give it.",
    }
    return said.get(reason) or text


def waiting(ahead: int) -> str:
    """How many questions are answered first."""
    return f"In the queue: {ahead} {'question is' if ahead == 1 else 'questions are'} ahead of yours."


def still_looking(seconds: float) -> str:
    """How long it has taken so far."""
    return f"Still looking… ({seconds:.0f} s)" if seconds < 90 else f"Still looking… ({seconds / 60:.0f} min)"


def slow_down(seconds: float, who: str) -> str:
    """That there were too many questions; ``who`` is "You" or "This server"."""
    return f"{who} asked a lot just now. Please try again in {max(1, round(seconds))} s."


def went_wrong(error_id: str) -> str:
    """What is said of a defect: nothing but the id to find it by."""
    return f"Something went wrong here. If it happens again, tell the people who run this bot: `{error_id}`."


def too_long(limit: int) -> str:
    """That a question is too long."""
    return f"That question is too long: please ask in {limit:,} characters or fewer."


def reading(name: str) -> str:
    """That a source is being read."""
    return f"Reading {name}…"


def added_many(counts: Mapping[str, int], error: str | None) -> str:
    """What became of a file with a source in each line; ``error`` is that of the first that failed."""
    if not counts:
        return "There is no source in that file."
    said = ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items()))
    return f"Of the sources in that file: {said}." + (f" The first that failed: {error}" if error else "")


def still_adding(name: str) -> str:
    """That a file takes longer than can be waited for."""
    return f"{name} is still being read. It goes on by itself: /library list will show its sources."


def too_many_sources(limit: int) -> str:
    """That more sources are permitted than a question can name."""
    return (
        f"More than {limit:,} single sources are permitted here, and I can look at {limit:,} at most. Choose one with "
        "the option source of /ask, or have an admin permit fewer, or all of them, with /config."
    )


def removed(source_id: str) -> str:
    """That a source is gone."""
    return f"Removed {source_id}."


def file_too_large(limit: int) -> str:
    """That a file is too large."""
    return f"That file is too large: at most {limit / 1e6:,.0f} MB are read."
