"""``ibid chat``: a conversation in the terminal. Each line is a question, or a command that begins with a slash."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from bot.cli.console import console, list_lines, safe
from bot.cli.terminal import show_reply
from retrieval.conversation.conversation_store import new_conversation_id
from retrieval.errors import IbidError
from retrieval.library import Library

try:
    import readline  # what makes input() keep a history and let one edit the line
except ImportError:  # pragma: no cover - Windows has no readline; its own console does as much
    readline = None

_PROMPT = "> "


def chat(library: Library, conversation_id: str | None) -> None:
    """Asks line by line until Ctrl-D or ``/quit``. Ctrl-C leaves a line, or an answer that takes too long."""
    if readline is not None:
        readline.set_auto_history(sys.stdin.isatty())
    _Chat(library, conversation_id or new_conversation_id(), console()).run()


class _Chat:
    def __init__(self, library: Library, conversation_id: str, out: Console) -> None:
        self._library = library
        self._conversation_id = conversation_id
        self._out = out
        self._asked = 0
        self._last = ""
        self._commands: Mapping[str, tuple[str, Callable[[], None]]] = {
            "/typed": ("ask the last line again in exactly these words", self._typed),
            "/new": ("start a new conversation", self._new),
            "/sources": ("list what is in the library", self._sources),
            "/help": ("show this list", self._help),
            "/quit": ("quit, as does Ctrl-D", lambda: None),
        }

    def run(self) -> None:
        """Runs the conversation until the input ends or ``/quit``."""
        if sys.stdin.isatty():
            self._say("Ask a question. /help lists the commands; Ctrl-D quits.")
        for line in _lines():
            if line == "/quit":
                break
            try:
                self._handle(line)
            except IbidError as error:
                self._out.print(Text(safe(str(error)), style="red"))
            except KeyboardInterrupt:
                self._say("Stopped.")
        if self._asked:
            self._say(f"Continue later with: ibid chat --conversation {self._conversation_id}")

    def _handle(self, line: str) -> None:
        if not line.startswith("/"):
            self._ask(line)
        elif line in self._commands:
            self._commands[line][1]()
        else:
            self._say(f"There is no command {safe(line.split(maxsplit=1)[0])}. /help lists the commands.")

    def _ask(self, question: str, *, as_typed: bool = False) -> None:
        reply = self._library.ask(question, conversation_id=self._conversation_id, as_typed=as_typed)
        self._asked, self._last = self._asked + 1, question
        show_reply(replace(reply, conversation_id=None), self._out, typed_with="/typed")

    def _typed(self) -> None:
        if self._last:
            self._ask(self._last, as_typed=True)
        else:
            self._say("There is no line to ask again yet.")

    def _new(self) -> None:
        self._conversation_id, self._asked = new_conversation_id(), 0
        self._say("This is a new conversation.")

    def _sources(self) -> None:
        listed = self._library.sources()
        for line in list_lines([(source.id, source.title, f"({source.passages} passages)") for source in listed]):
            self._out.print(line)
        if not listed:
            self._say("The library is empty. Add sources with `ibid ingest`.")

    def _help(self) -> None:
        for line in list_lines([(name, says) for name, (says, _) in self._commands.items()]):
            self._out.print(line)

    def _say(self, words: str) -> None:
        self._out.print(Text(words, style="dim"))


def _lines() -> Iterator[str]:
    """Yields what is typed, line by line, without empty lines; Ctrl-C drops the line."""
    while True:
        try:
            line = input(_PROMPT if sys.stdin.isatty() else "").strip()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            continue
        except EOFError:
            if sys.stdin.isatty():
                sys.stdout.write("\n")
            return
        if line:
            yield line
