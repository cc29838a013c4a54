"""Nothing that a stranger wrote into a file of weights is run."""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import zipfile
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from desktop_app.engine import pickles
from desktop_app.engine.errors import FileError, UnsafeFileError
from desktop_app.engine.reading import read
from tests.engine.weight_files import TENSORS, W, add, problem, rezipped, same, save
from tests.helpers import awkward_folder, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


@pytest.fixture
def canary(folder: Path) -> Path:
    return folder / "canary"


# What would run a program


class Evil:
    """On being unpickled, calls `function`."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


def attacks(canary: Path) -> dict[str, object]:
    """Objects whose unpickling makes the canary, and nothing else."""
    code = f"open({str(canary)!r}, 'w').close()"
    return {
        "mkdir": Evil(os.mkdir, str(canary)),
        "system": Evil(os.system, f'echo > "{canary}"'),
        "exec": Evil(exec, code),
        "eval": Evil(eval, code),
        "copyreg": Evil(copyreg._reconstructor, Evil(eval, code), object, None),  # type: ignore[attr-defined]
        "object array": np.array([Evil(eval, code)], dtype=object),
    }


ATTACKS = ["mkdir", "system", "exec", "eval", "copyreg", "object array"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attacks_would_work(canary: Path, attack: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(canary.parent)
        with suppress(TypeError):  # after it has happened
            pickle.loads(pickle.dumps(attacks(canary)[attack]))
    assert canary.exists()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_not_run(folder: Path, canary: Path, attack: str, protocol: int) -> None:
    evil = attacks(canary)[attack]
    for content in (evil, {"state_dict": TENSORS, "extra": evil}, [1, evil]):
        path = write(folder, "a.pkl", pickle.dumps(content, protocol))
        assert isinstance(problem(path), UnsafeFileError)
        if protocol >= 2:
            for new in (True, False):
                path = save(
                    folder, content, pickle_protocol=protocol, _use_new_zipfile_serialization=new
                )
                assert isinstance(problem(path), UnsafeFileError)
    assert not canary.exists()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_pickle_in_a_zip_in_a_zip_is_not_run(folder: Path, canary: Path, attack: str) -> None:
    evil = pickle.dumps(attacks(canary)[attack], 2)
    inner = save(folder, TENSORS)
    rezipped(inner, lambda to, name, data: to.writestr(name, evil if "pkl" in name else data))
    assert isinstance(problem(inner), UnsafeFileError)
    with open(inner, "rb") as file:
        data = file.read()
    for name in ("archive/inner.pt", "archive/data.pkl"):
        with zipfile.ZipFile(folder / "outer.pt", "w") as archive:
            archive.writestr(name, data)
        assert isinstance(problem(str(folder / "outer.pt")), FileError)
    path = save(folder, TENSORS)
    add(path, "evil.pkl", evil)  # that nobody reads
    add(path, "data/data.pkl", evil)
    assert same(read(path).tensors, TENSORS)
    assert not canary.exists()


@pytest.mark.parametrize(
    "code",
    [
        b'cposix\nsystem\n(S"touch canary"\ntR.',
        b"\x80\x02cposix\nsystem\nX\x0c\0\0\0touch canary\x85R.",
        b'(S"touch canary"\nios\nsystem\n.',
        b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x0ctouch canary\x85R.",
        b'\x80\x02cbuiltins\nexec\nX\x17\0\0\0open("canary", "w").read\x85R.',
        b'\x80\x02c__builtin__\neval\nX\x13\0\0\0open("canary", "w")\x85R}X\1\0\0\0wb.',
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n.",
        b"\x80\x02cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81" + bytes(99),
        b"\x80\x02ctorch.storage\nUntypedStorage\n\x8a\x05\0\0\0\0\x10\x85R.",
        b"\x80\x02ctorch\nTensor\n.",
        b"\x80\x02c__builtin__\nbytearray\nJ\0\0\0\x7f\x85R.",
        b"\x80\x02c_codecs\nencode\n.",
    ],
)
def test_hand_written_pickles_are_not_run(
    folder: Path, canary: Path, code: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert isinstance(problem(write(folder, "weights.pt", code)), UnsafeFileError)
    path = save(folder, TENSORS, _use_new_zipfile_serialization=False)
    with open(path, "rb") as file:
        legacy = file.read()
    magic = legacy[: legacy.index(b".") + 1]
    assert isinstance(problem(write(folder, "weights.pt", magic + code)), UnsafeFileError)
    path = save(folder, TENSORS)
    rezipped(path, lambda to, name, data: to.writestr(name, code if "pkl" in name else data))
    assert isinstance(problem(path), UnsafeFileError)
    assert not canary.exists()


def test_whole_networks_and_numpy_s_numbers_are_refused(folder: Path) -> None:
    network = nn.Sequential(nn.Linear(4, 3))
    for content in (
        network,
        {"model": network},
        {"state_dict": TENSORS, "accuracy": np.float64(0.9)},
        {"state_dict": {"w": np.zeros((3, 4))}},
        {"state_dict": TENSORS, "seen": frozenset((1, 2))},
    ):
        for new in (True, False):
            path = save(folder, content, _use_new_zipfile_serialization=new)
            assert isinstance(problem(path), UnsafeFileError)


def test_a_network_as_a_program_is_refused(folder: Path) -> None:
    path = save(folder, TENSORS)
    add(path, "constants.pkl", pickle.dumps((), 2))  # as TorchScript has it
    add(path, "code/__torch__.py")
    assert isinstance(problem(path), UnsafeFileError)


# What would take for ever


def bombs() -> dict[str, bytes]:
    """Pickles of a few hundred bytes to a few thousand that build what never fits or ends."""
    doubled = b"\x80\x02)q\0" + b"h\0h\0\x86q\0" * 60  # tuples of the same tuple twice
    long = b"\x80\x02](" + b"K\1" * 3000 + b"eq\0"
    copies = b"c__builtin__\nset\nh\0\x85R" * 3000
    return {
        "key": b"\x80\x02}" + doubled[2:] + b"K\1s.",
        "tuple": doubled + b".",
        "copies": long + b"(" + copies + b"t.",
        "dictionaries": b"\x80\x02]q\0(" + b"K\1K\1\x86" * 3000 + b"e("
        + b"ccollections\nOrderedDict\nh\0\x85R" * 3000 + b"t.",
    }  # fmt: skip


@pytest.mark.parametrize("kind", sorted(bombs()))
def test_a_bomb_is_counted_and_not_built(folder: Path, kind: str) -> None:
    path = save(folder, TENSORS)
    rezipped(
        path, lambda to, name, data: to.writestr(name, bombs()[kind] if "pkl" in name else data)
    )
    assert isinstance(problem(path), UnsafeFileError)


def test_a_large_checkpoint_is_far_from_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"layer{number}.weight": nn.Parameter(W) for number in range(1000)}
    state = {number: {"step": 1, "exp_avg": W, "betas": (0.9, 0.99)} for number in range(1000)}
    stream = io.BytesIO()
    torch.save({"model": many, "optimizer": {"state": state}, "loss": [0.5] * 10**4}, stream)
    with zipfile.ZipFile(stream) as archive:
        data = archive.read("archive/data.pkl")
    monkeypatch.setattr(pickles, "MOST", pickles.MOST // 5)
    pickles.check(io.BytesIO(data))


def test_only_the_protocol_that_torch_writes_is_read(folder: Path) -> None:
    assert same(read(save(folder, TENSORS, pickle_protocol=2)).tensors, TENSORS)
    for protocol in (3, 4, 5):
        assert isinstance(problem(save(folder, TENSORS, pickle_protocol=protocol)), FileError)


class Old(OrderedDict[str, Tensor]):
    """Is pickled as Python 2 did it."""

    def __reduce__(self) -> tuple[type, tuple[list[list[object]]]]:
        return OrderedDict, ([[key, value] for key, value in self.items()],)


def test_an_older_python_s_dictionaries_are_read(folder: Path) -> None:
    assert same(read(save(folder, Old(TENSORS))).tensors, TENSORS)
