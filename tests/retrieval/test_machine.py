import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.machine import available_cores

THREADS = 4 * available_cores() + 4
ALLOCATING = f"""
import ctypes, sys, threading
from retrieval.machine import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
meet = threading.Barrier({THREADS})
kept = []

def allocate():
    meet.wait()
    kept.append(bytearray(100_000))
    meet.wait()

threads = [threading.Thread(target=allocate) for _ in range({THREADS})]
for one in threads:
    one.start()
for one in threads:
    one.join()
glibc = ctypes.CDLL(None)
glibc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(glibc.fopen(sys.argv[2].encode(), b"w"))
glibc.malloc_info(0, file)
glibc.fclose(file)
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc has such pools"
)


def pools(how: str, told: Path) -> int:
    """From how many pools many threads at once took memory."""
    env = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    subprocess.run([sys.executable, "-c", ALLOCATING, how, str(told)], env=env, check=True)
    return len(re.findall("<heap nr", told.read_text(encoding="ascii")))


def test_threads_share_a_pool_for_each_core_and_one_more(tmp_path: Path) -> None:
    assert pools("shared", tmp_path / "shared.xml") == available_cores() + 1 < pools("own", tmp_path / "own.xml")
