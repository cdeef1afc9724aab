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
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any, cast

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
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("retrieval", "ingest", "bot")
    for path in (Path(__file__).parents[1] / package).rglob("*.py")
)
OF_SHORT_TEXTS = {"retrieval.english.quantities._SCALE"}
"""Read at one place of a text, or in the few words of one quantity."""

LENGTH = 4_000
LONGEST_SECONDS = 1.0
"""Of processor time, on a text as long as a question may be (``IBID_QUESTION_LIMIT``)."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern that a module of ours holds by name, in a tuple, a list or a dict of it included."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for found in held(value):
                if id(found) not in seen:
                    seen.add(id(found))
                    yield f"{module.__name__}.{name}", found


def held(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield cast("re.Pattern[Any]", value)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in cast("tuple[object, ...]", value):
            yield from held(item)
    elif isinstance(value, dict):
        for item in cast("dict[object, object]", value).items():
            yield from held(item)


def modules() -> Iterator[ModuleType]:
    for package in (retrieval, ingest, bot):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


class _TooLong(Exception):
    pass


def uses(name: str) -> set[str]:
    """How the sources use a pattern, by its name: to look anywhere, or only at the beginning, or at the whole."""
    used = set(re.findall(rf"\b{re.escape(name.rpartition('.')[2])}\.(\w+)\(", SOURCES))
    return used & {"match", "fullmatch"} | ({"finditer"} if used - {"match", "fullmatch"} or not used else set[str]())


def seconds(pattern: re.Pattern[Any], used: set[str], text: str, most: float) -> float:
    """What the pattern costs on ``text`` as it is used; infinite where that is more than ``most``."""
    read = text if isinstance(pattern.pattern, str) else text.encode()
    started = process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        for way in used:
            found = getattr(pattern, way)(read)
            if way == "finditer":
                for _ in found:
                    pass
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
        used = uses(name)
        for unit in UNITS:
            for end in ("", "\0", "x\0"):
                # A short text first: what is exponential or cubic would never come back from the long one.
                for length in (100, LENGTH):
                    most = LONGEST_SECONDS * length / LENGTH + 0.05
                    took = seconds(pattern, used, (unit * length)[:length] + end, most)
                    if took > most:
                        slow[name] = f"{unit!r} * {length}: {took:.2f} s, {pattern.pattern[:100]!r}"
                        break
    assert slow.keys() - OF_SHORT_TEXTS == set(), slow


def test_the_patterns_are_found() -> None:
    names = {name for name, _ in patterns()}
    assert len(names) > 50
    assert "retrieval.storage.lexical._THOUSANDS" in names
