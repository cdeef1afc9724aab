"""The memory that this process takes from the system."""

from __future__ import annotations

import ctypes
import os
import sys

_M_ARENA_MAX = -8
"""The parameter's number in glibc's ``malloc.h``."""
_ARENAS = 2


def share_arenas() -> None:
    """Has all threads allocate from two pools, where glibc gives each its own and keeps what is freed in any of them.

    An ingest of 2,000 Passages grew by 36 KiB for each without this, and by 8 with it, at the same speed. Nothing
    happens where the allocator is another, or where ``MALLOC_ARENA_MAX`` says what is wanted.
    """
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        glibc = ctypes.CDLL(None)
        if hasattr(glibc, "mallopt"):
            glibc.mallopt(_M_ARENA_MAX, _ARENAS)
