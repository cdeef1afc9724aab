"""The machine that this process runs on: its cores, and the memory taken from it."""

from __future__ import annotations

import ctypes
import os
import sys

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
"""The parameters' numbers in glibc's ``malloc.h``."""
_LARGE = 128 * 1024
"""Bytes from which on an allocation is a mapping of its own: where glibc begins."""


def available_cores() -> int:
    """Cores this process may run on; fewer than the machine has where a container or ``taskset`` says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spare_memory() -> None:
    """Has glibc hold little that is free: fewer pools than threads, and what is large goes back at once.

    All threads share a pool for each core that computes and one for the rest: glibc gives every thread its own and
    keeps what is freed in any of them; with fewer pools than these, what computes waits for what writes. And what is
    large stays a mapping of its own: glibc takes it from a pool once one of its size was freed, and a vector index that
    grows there leaves holes. ``docs/decisions/0003-embedding-in-the-box.md`` has the figures. Nothing happens where the
    allocator is another, or where ``MALLOC_ARENA_MAX`` or ``MALLOC_MMAP_THRESHOLD_`` say what is wanted.
    """
    glibc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(glibc, "mallopt"):
        if "MALLOC_ARENA_MAX" not in os.environ:
            glibc.mallopt(_M_ARENA_MAX, available_cores() + 1)
        if "MALLOC_MMAP_THRESHOLD_" not in os.environ:
            glibc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
