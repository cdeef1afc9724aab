"""The members of a list as the few words that answer, counted, where a sentence names them in one row of names."""

from __future__ import annotations

import re

_NAME = r"[A-Z][\w’'.-]*(?: (?:(?:of|the|de|al) ){0,2}[A-Z][\w’'.-]*){0,5}"
_ROW = re.compile(rf"{_NAME}, (?:{_NAME}, )*{_NAME},? (?:and|or) {_NAME}")
_AND = re.compile(r",? (?:and|or) (?=[A-Z])|, ")
_FEWEST = 3


def members_named(sentence: str, short: str) -> str | None:
    """Returns "A, B and C (3)" for the only row of three names or more in ``sentence``; None where there is not one.

    ``short``: few words that were read as the answer; where they name no member, the row is of something else.
    """
    rows = [match[0].rstrip(".") for match in _ROW.finditer(sentence)]
    if len(rows) != 1:
        return None
    members = _AND.split(rows[0])
    is_of_these = any(member in short for member in members)
    return f"{rows[0]} ({len(members)})" if is_of_these and len(members) >= _FEWEST else None
