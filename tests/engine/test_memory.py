"""What is freed goes back to the system."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from desktop_app.engine import memory

KEPT = """
import os
from desktop_app.engine.memory import give_back

def used():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

before = used()
blocks = [bytes(60_000) for _ in range(2_000)]
last = bytes(60_000)  # what lies above keeps the heap from shrinking by itself
blocks.clear()
kept = used() - before
give_back()
print(kept, used() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is freed")
def test_what_was_freed_goes_back_to_the_system() -> None:
    command = [sys.executable, "-c", KEPT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kept, left = map(int, done.stdout.split())
    assert kept > 50_000_000
    assert left < 10_000_000


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_elsewhere_it_does_nothing(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    def fail(name: None) -> object:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", fail)
    monkeypatch.setattr(sys, "platform", platform)
    memory.give_back()
