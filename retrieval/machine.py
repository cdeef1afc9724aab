"""The machine that this process runs on: its cores, and the memory taken from it."""

from __future__ import annotations

import ctypes
import os
import sys

_M_ARENA_MAX = -8
"""The parameter's number in glibc's ``malloc.h``."""


def available_cores() -> int:
    """Cores this process may run on; fewer than the machine has where a container or ``taskset`` says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_arenas() -> None:
    """Has all threads allocate from a few pools: one for each core that computes, and one for the rest.

    glibc gives every thread its own and keeps what is freed in any of them; with fewer pools than these, what computes
    waits for what writes. ``docs/decisions/0003-embedding-in-the-box.md`` has the figures. Nothing happens where the
    allocator is another, or where ``MALLOC_ARENA_MAX`` says what is wanted.
    """
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        glibc = ctypes.CDLL(None)
        if hasattr(glibc, "mallopt"):
            glibc.mallopt(_M_ARENA_MAX, available_cores() + 1)
