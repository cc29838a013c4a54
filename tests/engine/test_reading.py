"""Weights are found in whatever somebody saved, and come out in one form."""

from __future__ import annotations

import builtins
import io
import json
import os
import pickle
import tarfile
import zipfile
from collections import OrderedDict
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from desktop_app.engine import reading
from desktop_app.engine.errors import FileError, NotWeightsError, OutOfMemoryError, UnsafeFileError
from desktop_app.engine.modelfile import EMPTY, FORBIDDEN, MISSING, NOT_A_FILE
from desktop_app.engine.reading import NOT_NUMBERS, TOO_OLD, read
from tests.engine.weight_files import TENSORS, B, W, problem, reason, safetensors, same, save
from tests.helpers import awkward_folder, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


# Where the weights are


def test_both_kinds_of_torch_file_and_safetensors(folder: Path) -> None:
    assert same(read(save(folder, TENSORS)).tensors, TENSORS)
    assert same(read(save(folder, OrderedDict(TENSORS))).tensors, TENSORS)
    legacy = save(folder, TENSORS, _use_new_zipfile_serialization=False)
    assert same(read(legacy).tensors, TENSORS)
    contents = read(safetensors(folder, TENSORS, licence="MIT"))
    assert contents.tensors.keys() == TENSORS.keys()
    assert torch.equal(contents.tensors["fc.weight"], W)
    assert contents.metadata == {"licence": "MIT"}
    assert not contents.averaged


def test_the_content_counts_and_not_the_name(folder: Path) -> None:
    path = safetensors(folder, TENSORS)
    os.rename(path, folder / "weights.bin")
    assert torch.equal(read(str(folder / "weights.bin")).tensors["fc.weight"], W)


@pytest.mark.parametrize("key", reading.WRAPPED)
def test_weights_inside_a_checkpoint(folder: Path, key: str) -> None:
    checkpoint = {"epoch": 3, "optimizer": {"state": {0: {"exp_avg": W}}}, key: TENSORS}
    contents = read(save(folder, checkpoint))
    assert same(contents.tensors, TENSORS)
    assert not contents.averaged
    assert same(read(save(folder, {"model": {key: TENSORS}})).tensors, TENSORS)


@pytest.mark.parametrize("key", reading.AVERAGED)
def test_the_average_is_preferred(folder: Path, key: str) -> None:
    other = {"fc.weight": -W, "fc.bias": B}
    for average in (TENSORS, {"decay": 0.9, "module": TENSORS}):
        contents = read(save(folder, {"model": other, "state_dict": other, key: average}))
        assert contents.averaged
        assert same(contents.tensors, TENSORS)
    assert not read(save(folder, {"model": TENSORS, key: {"decay": 0.9}})).averaged


def test_a_teacher_is_no_average(folder: Path) -> None:
    other = {"fc.weight": -W, "fc.bias": B}
    assert same(read(save(folder, {"teacher": other, "model": TENSORS})).tensors, TENSORS)


def test_torch_s_own_average(folder: Path) -> None:
    average = AveragedModel(nn.Sequential(nn.Linear(4, 3)))
    contents = read(save(folder, average.state_dict()))
    assert contents.averaged
    assert list(contents.tensors) == ["0.weight", "0.bias"]


@pytest.mark.parametrize("prefix", [*reading.PREFIXES, "module.model.", "_orig_mod.module."])
def test_prefixes_that_all_share_are_left_out(folder: Path, prefix: str) -> None:
    assert same(read(save(folder, {prefix + key: W for key in "ab"})).tensors, {"a": W, "b": W})


def test_a_prefix_that_some_have_stays(folder: Path) -> None:
    names = ["module.a", "b"]
    assert list(read(save(folder, dict.fromkeys(names, W))).tensors) == names
    assert list(read(save(folder, {"encoder.a": W})).tensors) == ["encoder.a"]


def test_what_is_no_tensor_is_left_out(folder: Path) -> None:
    count = torch.tensor(7)
    mixed = {**TENSORS, "epoch": 3, "note": "best", "bn.num_batches_tracked": count, "x": None}
    tensors = read(save(folder, mixed)).tensors
    assert same(tensors, {**TENSORS, "bn.num_batches_tracked": count})
    assert tensors["bn.num_batches_tracked"].dtype == torch.int64


def test_what_a_checkpoint_tells(folder: Path) -> None:
    numbers = {"cat": 0, "dog": 1}
    told = {"arch": "resnet18", "classes": ("cat", "dog"), "class_to_idx": numbers, "other": "x"}
    metadata = read(save(folder, {**told, "state_dict": TENSORS})).metadata
    assert metadata.pop("arch") == "resnet18"
    assert {key: json.loads(text) for key, text in metadata.items()} == {
        "classes": ["cat", "dog"],
        "class_to_idx": numbers,
    }


def test_what_it_tells_at_too_great_length_is_left_out(folder: Path) -> None:
    long = ["x" * 1000] * 2000  # short as a pickle: the text stands there once
    others: list[object] = [long, [["cat"]], [1.5], {"cat": []}, 7]
    for classes in others:
        assert not read(save(folder, {"classes": classes, "state_dict": TENSORS})).metadata


class Strange:
    """Is pickled as a dictionary whose methods are numbers."""

    def __reduce__(self) -> tuple[object, ...]:
        manners = {"items": 7, "keys": 8, "values": 9, "get": 10}
        return OrderedDict, (), manners, None, iter(TENSORS.items())


def test_a_dictionary_with_other_manners(folder: Path) -> None:
    assert same(read(save(folder, {"state_dict": Strange()})).tensors, TENSORS)


# The numbers


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_fractions_become_float32(folder: Path, kind: torch.dtype) -> None:
    tensors = {"w": W.to(kind), "n": torch.arange(5), "q": torch.ones(2, dtype=torch.uint8)}
    for path in (save(folder, tensors), safetensors(folder, tensors)):
        found = read(path).tensors
        kinds = [found[name].dtype for name in "wnq"]
        assert kinds == [torch.float32, torch.int64, torch.uint8]
        assert torch.equal(found["w"], W)


def test_views_and_shared_memory(folder: Path) -> None:
    tensors = {"a": W, "b": W, "c": W.t(), "d": W[1:, ::2], "e": nn.Parameter(W)}
    for legacy in (True, False):
        path = save(folder, tensors, _use_new_zipfile_serialization=legacy)
        found = read(path).tensors
        assert same(found, tensors)
        assert all(one.is_contiguous() for one in found.values())
        assert not any(one.requires_grad for one in found.values())


def test_tensors_stay_when_the_file_changes(folder: Path) -> None:
    for path in (save(folder, TENSORS), safetensors(folder, TENSORS)):
        found = read(path).tensors
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            file.write(bytes(size))
        assert torch.equal(found["fc.weight"], W)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_values_that_are_no_numbers(folder: Path, bad: float) -> None:
    spoilt = W.double().clone()
    spoilt[1, 2] = bad
    assert reason(save(folder, {"w": spoilt})) == NOT_NUMBERS
    assert reason(safetensors(folder, {"w": spoilt})) == NOT_NUMBERS
    empty = torch.empty(0, 3)
    assert same(read(save(folder, {"w": W, "empty": empty})).tensors, {"w": W, "empty": empty})


# What is no file of weights


def test_what_cannot_be_opened(folder: Path) -> None:
    there = write(folder, "a.pt", b"x")
    for path in (str(folder / "b.pt"), there + "/inside.pt", "a\0b"):
        assert reason(path) == MISSING
    assert reason(str(folder)) == NOT_A_FILE
    assert reason(write(folder, "empty.pt")) == EMPTY
    assert isinstance(problem("x" * 5000), FileError)


def test_no_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(folder, TENSORS)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    assert reason(path) == FORBIDDEN


def test_too_little_memory_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")

    monkeypatch.setattr(reading, "_settled", fail)
    with pytest.raises(OutOfMemoryError):
        read(save(folder, TENSORS))


@pytest.mark.parametrize(
    "content",
    [
        bytes(5000),
        b"just a text\n" * 50,
        b"cat\ndog\n",
        b"<!DOCTYPE html><html>Not found</html>",
        b"%PDF-1.7\n",
        b"x",
        b"\x80",
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        pickle.dumps({"epoch": 3, "names": ["a"]}),
        pickle.dumps([1.5] * 9, 0),
    ],
)
@pytest.mark.parametrize("name", ["weights.pt", "weights.safetensors", "weights"])
def test_what_holds_no_weights(folder: Path, content: bytes, name: str) -> None:
    assert isinstance(problem(write(folder, name, content)), NotWeightsError)


@pytest.mark.parametrize(
    "content",
    [
        {"state": {0: {"exp_avg": W}}, "param_groups": [{"lr": 0.1}]},
        {"epoch": 3},
        {"b": B},
        {"n": torch.arange(6).reshape(2, 3)},
        {1: {2: 3}},
        [W],
        W,
        "text",
        None,
    ],
    ids=[
        "optimiser",
        "number",
        "one bias",
        "whole numbers",
        "nested",
        "list",
        "tensor",
        "text",
        "nothing",
    ],
)
def test_a_torch_file_without_a_network_s_weights(folder: Path, content: object) -> None:
    assert isinstance(problem(save(folder, content)), NotWeightsError)


def test_a_zip_of_something_else(folder: Path) -> None:
    path = str(folder / "weights.pt")
    for names in ([], ["cat.txt"], ["a/cat.txt", "b/data.pkl"], ["data.pkl"]):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, pickle.dumps(1, 2))
        assert isinstance(problem(path), FileError)
        assert not isinstance(problem(path), UnsafeFileError)


def test_the_oldest_format_is_named(folder: Path) -> None:
    path = folder / "weights.pt"
    with tarfile.open(path, "w") as archive:
        for name in ("sys_info", "pickle", "tensors", "storages"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    assert reason(str(path)) == TOO_OLD
