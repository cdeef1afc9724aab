"""``make fuzz``: mutants of every format for as long as one likes, each reader in a process of its own.

What breaks is kept in a folder, to be made into a regression test; a mutant is drawn from its number alone. Exit code 1
if anything broke: an exception, a broken promise, a mutant that took longer than ``--slow`` seconds of processor time,
or a reader that took the process down.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from random import Random
from time import monotonic
from types import FrameType

from tests.fuzz.checks import check
from tests.fuzz.mutation import mutant
from tests.fuzz.seeds import SEEDS, corpus

_PATIENCE = 600
"""Seconds beyond its time after which a reader counts as hanging."""
_OWN = 0.5
"""How many of the mutants are of our own small document, which is read a hundred times as fast as a long one."""
_MOST_KEPT = 20


class _TooSlow(Exception):
    """A mutant took longer than it may."""


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise _TooSlow


def fuzz(reader: str, options: argparse.Namespace) -> int:
    """Feeds mutants to one reader until its time is up; returns how many broke it."""
    random, seeds = Random(options.seed), corpus(options.corpus)[reader]
    signal.signal(signal.SIGVTALRM, _give_up)
    until, tried, broken = monotonic() + options.seconds / len(SEEDS), 0, 0
    options.keep.mkdir(parents=True, exist_ok=True)
    current = options.keep / f"{reader}.current"
    while monotonic() < until and broken < _MOST_KEPT:
        name, data = seeds[0] if random.random() < _OWN else random.choice(seeds)
        made = mutant(reader, data, random)
        current.write_bytes(made)
        tried += 1
        signal.setitimer(signal.ITIMER_VIRTUAL, options.slow)
        try:
            check(made, name)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            broken += 1
            kept = options.keep / f"{reader}-{options.seed}-{tried}-{name}"
            kept.write_bytes(made)
            sys.stdout.write(f"{kept}: {traceback.format_exc(limit=-6)}\n")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    current.unlink()
    sys.stdout.write(f"{reader}: {tried} mutants of {len(seeds)} documents, {broken} broke it.\n")
    return broken


def main() -> int:
    """Fuzzes one reader, or each in a process of its own: what takes a process down is found out from outside."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz")
    options.add_argument("--seconds", type=float, default=300, help="for all readers together")
    options.add_argument("--slow", type=float, default=20, help="processor seconds that one mutant may take")
    options.add_argument("--seed", type=int, default=46)
    options.add_argument("--corpus", type=Path, help="folder with more documents to begin with")
    options.add_argument("--keep", type=Path, default=Path(".fuzz"), help="folder for what broke a reader")
    options.add_argument("--reader", choices=sorted(SEEDS))
    given = options.parse_args()
    if given.reader:
        return int(fuzz(given.reader, given) > 0)
    return max(_apart(reader, given) for reader in SEEDS)


def _apart(reader: str, options: argparse.Namespace) -> int:
    """Fuzzes ``reader`` in another process."""
    command = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:], "--reader", reader]
    try:
        code = subprocess.run(command, timeout=options.seconds / len(SEEDS) + _PATIENCE, check=False).returncode
    except subprocess.TimeoutExpired:
        code = -signal.SIGKILL
    if code not in (0, 1):
        sys.stdout.write(f"{reader}: {options.keep / f'{reader}.current'} took the process down ({code}).\n")
    return int(code != 0)


if __name__ == "__main__":
    sys.exit(main())
