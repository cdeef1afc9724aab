"""The machine that this process runs on: its cores, and this process's use of its memory."""

from __future__ import annotations

import ctypes
import os
import sys

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
"""The parameters' numbers in glibc's ``malloc.h``."""
_LARGE = 128 * 1024
"""Bytes from which an allocation becomes a mapping of its own; glibc's own initial value."""


def available_cores() -> int:
    """Counts the cores this process may use, which a container or ``taskset`` may limit."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spare_memory() -> None:
    """Makes glibc return free memory: it limits the number of pools and returns large blocks at once.

    All threads share one pool per core that computes and one for the rest. glibc by default gives every thread its own
    pool and keeps freed memory in each; with fewer pools than these, computing threads wait for writing ones. Large
    blocks stay mappings of their own: glibc takes them from a pool once a block of that size has been freed, and a
    vector index that grows there leaves holes. ``docs/decisions/0003-embedding-in-the-box.md`` has the figures. Nothing
    happens under another allocator, or where ``MALLOC_ARENA_MAX`` or ``MALLOC_MMAP_THRESHOLD_`` are set.
    """
    glibc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(glibc, "mallopt"):
        if "MALLOC_ARENA_MAX" not in os.environ:
            glibc.mallopt(_M_ARENA_MAX, available_cores() + 1)
        if "MALLOC_MMAP_THRESHOLD_" not in os.environ:
            glibc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
