"""The device in use is one that computes rightly, and a person is told when it is another."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
import torch

from desktop_app.engine import device
from desktop_app.engine.device import (
    CORES,
    THREADS,
    check_memory,
    choose,
    free_memory,
    memory_errors,
)
from desktop_app.engine.errors import MemoryNeededError, OutOfMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor


@pytest.fixture(autouse=True)
def _threads_as_before() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make up which devices there are beside the CPU; each is called after its number."""

    def pretend(*devices: str) -> None:
        monkeypatch.setattr(device, "_present", lambda: (*devices, "cpu"))
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda name: f"GPU {name[-1]}")

    pretend()
    return pretend


def pretend_kernel(
    monkeypatch: pytest.MonkeyPatch, outcomes: dict[str, float | Exception]
) -> list[str]:
    """Let the kernels of some devices fail, or fill their input with a number; which were run."""
    real, tried = torch.ones, []

    def ones(*size: int, device: str) -> Tensor:
        tried.append(device)
        outcome = outcomes.get(device, 1.0)
        if isinstance(outcome, Exception):
            raise outcome
        return real(*size) * outcome

    monkeypatch.setattr(torch, "ones", ones)
    return tried


@pytest.mark.parametrize("asked", ["auto", "cpu"])
@pytest.mark.usefixtures("present")
def test_without_another_device_the_cpu_is_used(asked: str) -> None:
    info = choose(asked)
    assert (info.asked, info.used, info.title, info.reason) == (asked, "cpu", "CPU", "")
    assert info.offered == (("cpu", "CPU"),)
    assert info.threads == THREADS >= 1


@pytest.mark.parametrize(
    ("asked", "title"),
    [("cuda", "CUDA:0"), ("cuda:7", "CUDA:7"), ("mps", "MPS"), ("nonsense", "NONSENSE")],
)
@pytest.mark.usefixtures("present")
def test_a_device_that_is_not_there_is_replaced_by_the_cpu(asked: str, title: str) -> None:
    info = choose(asked)
    assert (info.asked, info.used, info.title) == (asked, "cpu", "CPU")
    assert (info.failed, info.reason) == (title, "there is no such device")


def test_the_machine_s_own_devices_work_or_say_why() -> None:
    info = choose()
    assert info.used in dict(info.offered)
    assert info.offered[-1] == ("cpu", "CPU")
    assert bool(info.failed) == bool(info.reason)


def test_devices_are_found_in_the_order_of_their_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda name: f"GPU {name[-1]}")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    tried = pretend_kernel(monkeypatch, {})
    info = choose()
    assert (info.used, info.title, info.reason, tried) == ("cuda:0", "GPU 0", "", ["cuda:0"])
    titles = {"cuda:0": "GPU 0", "cuda:1": "GPU 1", "mps": "Apple GPU", "cpu": "CPU"}
    assert info.offered == tuple(titles.items())


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (
            RuntimeError("CUDA error: no kernel image\nCompile with …"),
            "CUDA error: no kernel image",
        ),
        (
            AssertionError("Torch not compiled with CUDA enabled"),
            "Torch not compiled with CUDA enabled",
        ),
        (RuntimeError(), "RuntimeError"),
        (2.0, "it computes wrong results"),
        (float("nan"), "it computes wrong results"),
    ],
    ids=["error of many lines", "assertion", "error without words", "wrong", "not a number"],
)
@pytest.mark.parametrize("asked", ["auto", "cuda", "cuda:0"])
def test_a_device_that_fails_is_replaced_by_the_cpu(
    present: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    outcome: float | Exception,
    reason: str,
    asked: str,
) -> None:
    present("cuda:0")
    pretend_kernel(monkeypatch, {"cuda:0": outcome})
    info = choose(asked)
    assert (info.used, info.failed, info.reason) == ("cpu", "GPU 0", reason)
    assert info.offered == (("cuda:0", "GPU 0"), ("cpu", "CPU"))


def test_the_next_device_is_tried_only_when_none_was_asked_for(
    present: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    present("cuda:0", "cuda:1")
    tried = pretend_kernel(monkeypatch, {"cuda:0": 0.5})
    assert (choose().used, tried) == ("cuda:1", ["cuda:0", "cuda:1"])
    assert choose().reason == "it computes wrong results"
    assert choose("cuda:0").used == "cpu"
    assert choose("cuda:1").reason == ""


@pytest.mark.usefixtures("present")
def test_when_nothing_works_it_is_the_cpu_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_kernel(monkeypatch, {"cpu": RuntimeError("no such instruction")})
    info = choose()
    assert (info.used, info.reason) == ("cpu", "no such instruction")


@pytest.mark.usefixtures("present")
def test_threads_are_set_on_the_thread_that_chooses() -> None:
    seen: list[int] = []

    def work() -> None:
        torch.set_num_threads(THREADS + 1)
        choose()
        seen.append(torch.get_num_threads())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [THREADS]


@pytest.mark.parametrize(
    ("asked", "used"), [(0, THREADS), (1, 1), (CORES, CORES), (CORES + 1, CORES), (256, CORES)]
)
@pytest.mark.usefixtures("present")
def test_as_many_threads_as_were_asked_for_and_there_are(asked: int, used: int) -> None:
    info = choose("cpu", asked)
    assert (info.threads, info.cores, torch.get_num_threads()) == (used, CORES, used)


# Precision


@pytest.mark.parametrize(
    ("used", "has_bfloat16", "offered"),
    [
        ("cpu", True, ("float32", "bfloat16")),
        ("cpu", False, ("float32",)),
        ("cuda:0", True, ("float32", "bfloat16", "float16")),
        ("cuda:0", False, ("float32", "float16")),
        ("mps", False, ("float32", "float16")),
    ],
)
def test_only_what_a_device_is_quick_at_is_offered(
    present: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    used: str,
    has_bfloat16: bool,
    offered: tuple[str, ...],
) -> None:
    present(*{used} - {"cpu"})
    pretend_kernel(monkeypatch, {})
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: has_bfloat16)
    abilities = {"avx512_bf16": has_bfloat16, "avx2": True}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: abilities, raising=False)
    for precision in ("float32", "bfloat16", "float16"):
        info = choose(used, precision=precision)
        assert (info.used, info.precisions) == (used, offered)
        assert info.precision == (precision if precision in offered else "float32")


@pytest.mark.usefixtures("present")
def test_where_torch_cannot_tell_there_is_only_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert choose("cpu", precision="bfloat16").precisions == ("float32",)


# Memory


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    ],
    ids=["Python", "CUDA", "Linux", "Windows", "Apple", "CUBLAS", "cuDNN"],
)
def test_every_lack_of_memory_is_the_same_error(error: Exception) -> None:
    with pytest.raises(OutOfMemoryError, match="Not enough memory"), memory_errors():
        raise error


def test_torch_itself_speaks_of_memory_so() -> None:
    with pytest.raises(OutOfMemoryError), memory_errors():
        torch.empty(1 << 60)


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("x"), KeyError("y")])
def test_other_errors_are_left_alone(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, memory_errors():
        raise error
    assert caught.value is error


def test_free_memory_is_what_programs_can_still_get(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 << 20 < free_memory("cpu") < 1 << 50
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (int(device[-1]), 99))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _: 50)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _: 20)
    assert free_memory("cuda:7") == 7 + 50 - 20  # what torch keeps for itself is free, too


@pytest.mark.parametrize(("need", "fits"), [(10**9, True), (10**9 + 1, False)])
def test_what_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch, need: int, fits: bool) -> None:
    monkeypatch.setattr(device, "free_memory", lambda _: 10**9 + device.SPARE)
    with nullcontext() if fits else pytest.raises(MemoryNeededError, match=r"Big needs about 1\.3"):
        check_memory(need, "cpu", "Big")
