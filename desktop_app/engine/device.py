"""Where networks run: what there is, what really works, and how many threads to use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, DeviceInfo
from desktop_app.engine.errors import OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTOMATIC = "auto"

# What the CPU's allocator and Apple's say, which have no error class of their own.
_OUT_OF_MEMORY = ("DefaultCPUAllocator", "out of memory")

# One core stays with the window: a second compute thread on a busy core made the network four to
# five times slower. Read at import, since every later thread inherits what was set last.
THREADS = max(1, torch.get_num_threads() - 1)


ABSENT = QT_TRANSLATE_NOOP("errors", "there is no such device")
WRONG = QT_TRANSLATE_NOOP("errors", "it computes wrong results")


def choose(asked: str = AUTOMATIC) -> DeviceInfo:
    """Find the device for `asked`: "auto", "cpu", "mps", "cuda" or "cuda:N".

    "auto" takes the first of CUDA, MPS and CPU on which a small kernel gives the right result. A
    device that fails, or is not there, is replaced by the CPU; `reason` says why. Call it on the
    thread that will compute: the number of threads is set for that thread.
    """
    torch.set_num_threads(THREADS)
    failed = reason = ""
    for device in _candidates(asked):
        problem = _problem(device)
        if not problem:
            return DeviceInfo(asked, device, _title(device), THREADS, failed, reason, _offered())
        if not failed:
            failed, reason = _title(device), problem
    return DeviceInfo(asked, "cpu", "CPU", THREADS, failed, reason, _offered())


def _present() -> tuple[str, ...]:
    cuda = torch.cuda.device_count() if torch.cuda.is_available() else 0
    mps = ("mps",) if torch.backends.mps.is_available() else ()
    return (*(f"cuda:{number}" for number in range(cuda)), *mps, "cpu")


def _candidates(asked: str) -> tuple[str, ...]:
    if asked == AUTOMATIC:
        return _present()
    return ("cuda:0" if asked == "cuda" else asked, "cpu")


def _offered() -> tuple[tuple[str, str], ...]:
    return tuple((device, _title(device)) for device in _present())


def _title(device: str) -> str:
    if device not in _present() or device == "cpu":
        return device.upper()
    return "Apple GPU" if device == "mps" else torch.cuda.get_device_name(device)


def _problem(device: str) -> str:
    """Run a kernel on `device`; return "" if the result is right, else the reason in one line."""
    if device not in _present():
        return ABSENT
    try:
        ones = torch.ones(64, 64, device=device)
        result = float((ones @ ones)[0, 0])
    except (RuntimeError, AssertionError) as error:
        return str(error).strip().partition("\n")[0] or type(error).__name__
    return "" if result == 64 else WRONG


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turn the many ways in which memory runs out into `OutOfMemoryError`."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise OutOfMemoryError from error
    except RuntimeError as error:
        if not any(words in str(error) for words in _OUT_OF_MEMORY):
            raise
        raise OutOfMemoryError from error
