"""``ibid chat``, at a real terminal and at the end of a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest

from retrieval.library import Library
from tests.processes import ROOT

pty = pytest.importorskip("pty", reason="there is no pseudo-terminal on this system")

IBID = [sys.executable, "-c", "from bot.cli.main import main; main()", "chat"]
AT_TERMINAL = """
import fcntl, os, signal, termios
os.setsid()
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from bot.cli.main import main
main()
"""
"""What a terminal does for a program: Ctrl-C typed in it becomes a signal, which in the background is ignored."""
MISSIONS = "How many diplomatic missions does North Korea have left?"
_ESCAPES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]|\x1b[=>]")


class Terminal:
    """A terminal with someone at it, who types and reads."""

    def __init__(self, fd: int, process: subprocess.Popen[bytes]) -> None:
        self._fd = fd
        self.process = process

    def type(self, keys: str) -> str:
        """What the program shows from these keys on until it waits for more."""
        os.write(self._fd, keys.encode())
        return self.read("\r\n> ")

    def read(self, until: str) -> str:
        """What is shown up to and with ``until``; all there is where the program ends."""
        shown = ""
        while not _ESCAPES.sub("", shown).endswith(until):
            try:
                shown += os.read(self._fd, 4096).decode(errors="replace")
            except OSError:  # Linux says that the other end is gone
                break
        return _ESCAPES.sub("", shown)

    def leave(self) -> str:
        """Ctrl-D, and what is said in farewell."""
        os.write(self._fd, b"\x04")
        return self.read("no such end")


@contextmanager
def at_terminal(home: Path) -> Generator[Terminal]:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "IBID_HOME": str(home), "TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, "chat"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        try:
            terminal = Terminal(ours, process)
            terminal.read("> ")
            yield terminal
        finally:
            process.kill()
            os.close(ours)


def test_a_conversation_at_a_terminal(corpus_library: Library) -> None:
    with at_terminal(corpus_library.settings.folder) as terminal:
        assert "46" in terminal.type(f"{MISSIONS}\n")
        assert "How many diplomatic missions does North Korea have left, and why?" in terminal.type("Why?\n")
        assert "de-risking-briefing" in terminal.type("/sources\n")
        assert all(name in terminal.type("/help\n") for name in ("/new", "/sources", "/quit"))
        assert "There is no command /nonsense" in terminal.type("/nonsense now\n")
        assert "This is a new conversation" in terminal.type("/new\n")
        assert "left, and" not in terminal.type("Why?\n")
        farewell = terminal.leave()
        assert "ibid chat --conversation" in farewell
        assert terminal.process.wait() == 0


def test_ctrl_c_throws_the_line_away_and_bad_input_ends_nothing(corpus_library: Library) -> None:
    with at_terminal(corpus_library.settings.folder) as terminal:
        assert "46" in terminal.type(f"{MISSIONS}\n")
        sleep(1)  # the prompt is shown a moment before the line is read, and Ctrl-C in that moment would be lost
        assert terminal.type("half a quest\x03").count("> ") == 1
        assert "Traceback" not in terminal.leave()
        assert terminal.process.wait() == 0


def test_lines_from_a_pipe_are_answered_one_by_one(corpus_library: Library) -> None:
    environment = {**os.environ, "IBID_HOME": str(corpus_library.settings.folder), "PYTHONPATH": str(ROOT)}
    words = f"\n{MISSIONS}\n{'why ' * 2000}\nWhy?\n"
    done = subprocess.run(IBID, input=words, env=environment, capture_output=True, text=True, check=True)
    assert "46" in done.stdout
    assert "ask in 4,000 or fewer" in done.stdout
    assert "left, and why?" in done.stdout
    assert "> " not in done.stdout.splitlines()[0]
    assert done.stderr == ""
