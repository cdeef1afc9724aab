"""The gate between a draft and the reader: what a claim says must be in what it cites."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![\w’'-])[^\W\d_][\w’'-]*")


def missing(claim: str, evidence: str) -> tuple[str, ...]:
    """The numbers and names of ``claim`` that ``evidence`` does not hold; empty where the claim may pass.

    Numbers compare without their thousands separators. A name is a capitalised word other than the claim's first,
    which may owe its capital to its place.
    """
    numbers = {_plain(found) for found in _NUMBER.findall(evidence)}
    words = {_bare(found) for found in _NAME.findall(evidence)}
    absent = [found for found in _NUMBER.findall(claim) if _plain(found) not in numbers]
    names = [found for found in _NAME.findall(claim)[1:] if found[0].isupper()]
    return tuple(dict.fromkeys([*absent, *(found for found in names if _bare(found) not in words)]))


def _plain(number: str) -> str:
    return re.sub(r",(?=\d{3}(?:\D|$))", "", number)


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word).casefold()
