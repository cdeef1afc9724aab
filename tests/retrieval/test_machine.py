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
from retrieval.machine import spare_memory

if sys.argv[1] == "spared":
    spare_memory()
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
kept.clear()
kept.append(bytearray(1_000_000))
kept.clear()
kept.append(bytearray(1_000_000))
glibc = ctypes.CDLL(None)
glibc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(glibc.fopen(sys.argv[2].encode(), b"w"))
glibc.malloc_info(0, file)
glibc.fclose(file)
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc has such pools"
)


def told(how: str, file: Path) -> str:
    """What the allocator says of itself when many threads at once took memory, and something large came twice."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    subprocess.run([sys.executable, "-c", ALLOCATING, how, str(file)], env=env, check=True)
    return file.read_text(encoding="ascii")


def pools(said: str) -> int:
    return len(re.findall("<heap nr", said))


def mapped(said: str) -> int:
    """Bytes that are in mappings of their own."""
    return sum(int(size) for size in re.findall(r'type="mmap" count="\d+" size="(\d+)"', said))


def test_threads_share_a_pool_for_each_core_and_one_more_and_what_is_large_is_in_none(tmp_path: Path) -> None:
    spared, free = told("spared", tmp_path / "spared.xml"), told("free", tmp_path / "free.xml")
    assert pools(spared) == available_cores() + 1 < pools(free)
    assert mapped(free) < 1_000_000 <= mapped(spared)
