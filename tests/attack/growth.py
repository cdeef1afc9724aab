"""How fast work grows with what it is given, as a ratio, so that it does not hang on the machine."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from math import inf
from time import process_time
from typing import TypeVar

FOUR_TIMES = 4
MOST = 5.0
"""Times the work that four times the text may take: in proportion, and a quarter more for what is only nearly so."""
_LEAST_SECONDS = 0.05
"""Of processor time: less than this is measured badly, so the text is doubled first."""
_PATIENCE = 40.0

Given = TypeVar("Given")


class _TooLong(Exception):
    pass


def growth(work: Callable[[Given], object], make: Callable[[int], Given], size: int, largest: int) -> float:
    """Returns how many times the work a text four times as long takes; infinite where it does not end in time.

    ``make``: a text of about so many characters; ``size``: where to begin, ``largest``: what is tried at most.
    """
    taken = _seconds(work, make(size), _PATIENCE)
    while taken < _LEAST_SECONDS and size * 2 * FOUR_TIMES <= largest:
        size *= 2
        taken = _seconds(work, make(size), _PATIENCE)
    if taken < _LEAST_SECONDS / FOUR_TIMES:
        return 0.0
    if (longer := _seconds(work, make(size * FOUR_TIMES), taken * MOST * 4)) <= MOST * taken:
        return longer / taken
    again = _seconds(work, make(size), _PATIENCE), _seconds(work, make(size * FOUR_TIMES), taken * MOST * 4)
    return min(longer, again[1]) / max(taken, again[0])


def _seconds(work: Callable[[Given], object], given: Given, most: float) -> float:
    """Processor time of ``work``; infinite where it is more than ``most``."""
    gc.collect()
    started = process_time()
    try:
        with _at_most(most):
            work(given)
    except _TooLong:
        return inf
    return process_time() - started


@contextmanager
def _at_most(seconds: float) -> Generator[None]:
    def give_up(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
