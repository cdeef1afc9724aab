"""Reads the rows of the training data."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """Every row of a JSON Lines file, packed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, data.decode().rstrip("\n").split("\n"))


def drawn(path: Path, wanted: Mapping[str, int], dice: random.Random) -> list[Row]:
    """Of each set as many rows as ``wanted``, drawn by chance; all it has where it has fewer."""
    sets: dict[str, list[Row]] = {name: [] for name in wanted}
    for row in rows(path):
        if row["set"] in sets:
            sets[row["set"]].append(row)
    return [row for name, found in sets.items() for row in dice.sample(found, min(wanted[name], len(found)))]
