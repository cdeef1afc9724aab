"""No text that somebody sends can keep one of our patterns busy: each is tried on what undoes careless ones.

The time that a careless pattern takes grows with the square of the text or faster.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from math import inf
from time import process_time
from types import ModuleType
from typing import cast

import pytest

import bot
import ingest
import retrieval

UNITS = (
    *(
        " ",
        "a",
        "a ",
        "1",
        "1,",
        "1.",
        ".",
        "[",
        "[1",
        "(",
        "<",
        "<a ",
        "&",
        "-",
        "—",
        "\n",
        "\t\n",
        " \n",
        '"',
        "'s ",
        "é",
    ),
    *(
        "A. ",
        "No. ",
        "http://a",
        "a@",
        "* ",
        "^",
        "{",
        "I",
        "ibid ",
        "Id. ",
        "p. 1 ",
        "1–",
        "a.b",
        "_",
        "=",
        "/",
        "\\",
        "’",
    ),
)
LENGTH = 20_000
LONGEST_SECONDS = 1.0
"""On a text of 20,000 characters. A busy machine does not make a linear pattern take this."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of ours holds by name, in a tuple, a list or a dict of it included."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for found in held(value):
                if id(found) not in seen:
                    seen.add(id(found))
                    yield f"{module.__name__}.{name}", found


def held(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield cast("re.Pattern[str]", value)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in cast("tuple[object, ...]", value):
            yield from held(one)
    elif isinstance(value, dict):
        for one in cast("dict[object, object]", value).items():
            yield from held(one)


def modules() -> Iterator[ModuleType]:
    for package in (retrieval, ingest, bot):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


class _TooLong(Exception):
    pass


def seconds(pattern: re.Pattern[str], text: str, most: float) -> float:
    """What it costs to find all there is and to match the whole; infinite where that is more than ``most``."""
    started = process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
    except _TooLong:
        return inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return process_time() - started


def _give_up(*_: object) -> None:
    raise _TooLong


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_no_pattern_can_be_kept_busy() -> None:
    slow: dict[str, str] = {}
    signal.signal(signal.SIGVTALRM, _give_up)
    for name, pattern in patterns():
        for unit in UNITS:
            for end in ("", "\0", "x\0"):
                # A short text first: what is exponential or cubic would never come back from the long one.
                for length in (200, 2_000, LENGTH):
                    most = LONGEST_SECONDS * length / LENGTH + 0.05
                    took = seconds(pattern, (unit * length)[:length] + end, most)
                    if took > most:
                        slow[name] = f"{unit!r} * {length}: {took:.2f} s, {pattern.pattern[:100]!r}"
                        break
    assert slow == {}


def test_the_patterns_are_found() -> None:
    names = {name for name, _ in patterns()}
    assert len(names) > 50
    assert "retrieval.lexical._THOUSANDS" in names
