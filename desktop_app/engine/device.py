"""Where networks run: what there is, what really works, and how many threads to use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import torch

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, DeviceInfo
from desktop_app.engine.errors import MemoryNeededError, OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTOMATIC = "auto"

# What the CPU's allocator, Apple's and two libraries say, which have no error class of their own.
_OUT_OF_MEMORY = (
    "DefaultCPUAllocator",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)

# One core stays with the window: a second compute thread on a busy core made the network four to
# five times slower. Read at import, since every later thread inherits what was set last.
CORES = torch.get_num_threads()
THREADS = max(1, CORES - 1)

SPARE = 256 << 20
"""Bytes beyond its weights that a network needs for its feature maps and torch for itself."""

FLOAT32 = "float32"
BFLOAT16_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "bf16")


ABSENT = QT_TRANSLATE_NOOP("errors", "there is no such device")
WRONG = QT_TRANSLATE_NOOP("errors", "it computes wrong results")


def choose(asked: str = AUTOMATIC, threads: int = 0, precision: str = FLOAT32) -> DeviceInfo:
    """Find the device for `asked`: "auto", "cpu", "mps", "cuda" or "cuda:N".

    "auto" takes the first of CUDA, MPS and CPU on which a small kernel gives the right result. A
    device that fails, or is not there, is replaced by the CPU; `reason` says why. `threads` of 0
    leaves one core to the window; a `precision` that the device lacks becomes float32. Call it on
    the thread that will compute: the number of threads is set for that thread.
    """
    threads = min(threads, CORES) or THREADS
    torch.set_num_threads(threads)
    failed = reason = ""
    device = "cpu"
    for candidate in _candidates(asked):
        problem = _problem(candidate)
        if not problem:
            device = candidate
            break
        if not failed:
            failed, reason = _title(candidate), problem
    precisions = _precisions(device)
    return DeviceInfo(
        asked=asked,
        used=device,
        title=_title(device),
        threads=threads,
        failed=failed,
        reason=reason,
        offered=_offered(),
        precision=precision if precision in precisions else FLOAT32,
        precisions=precisions,
        cores=CORES,
    )


def _precisions(device: str) -> tuple[str, ...]:
    """Return the kinds of numbers that `device` computes with at full speed or better."""
    kind = device.partition(":")[0]
    if kind == "cuda":
        has_bfloat16 = torch.cuda.is_bf16_supported(including_emulation=False)
        return (FLOAT32, "bfloat16", "float16") if has_bfloat16 else (FLOAT32, "float16")
    if kind == "mps":
        return (FLOAT32, "float16")
    # On a CPU without instructions of its own for them they work, many times slower.
    return (FLOAT32, "bfloat16") if _cpu_has_bfloat16() else (FLOAT32,)


def _cpu_has_bfloat16() -> bool:
    # Older torch cannot say; then there is no offer.
    capabilities: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name, False) for name in BFLOAT16_INSTRUCTIONS)


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


def free_memory(device: str) -> int:
    """Return how many bytes are free on `device`, for the CPU those that programs can still get."""
    if device.startswith("cuda"):
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(torch.cuda.mem_get_info(device)[0]) + kept  # torch keeps what it had before
    return int(psutil.virtual_memory().available)


def check_memory(need: int, device: str, name: str) -> None:
    """Raise `MemoryNeededError` if there is no room on `device` for `need` bytes of weights.

    `name` is what they are called in the sentence.
    """
    need, free = need + SPARE, free_memory(device)
    if need > free:
        raise MemoryNeededError(
            name=name, need=f"{need / 1e9:.1f}", free=f"{max(0, free) / 1e9:.1f}"
        )
