"""A network's own file says all about it, without torch, and is replaced whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import save_file

from desktop_app.engine import modelfile
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.errors import ExportError, FileError
from desktop_app.engine.modelfile import (
    DAMAGED,
    EMPTY,
    KEY,
    MISSING,
    NEWER,
    NOT_A_FILE,
    NOT_OURS,
    TRUNCATED,
    UNCLEAR,
    Description,
    describe,
    input_rule,
    size,
)
from desktop_app.engine.reading import read
from tests.helpers import RULE, awkward_folder, write

if TYPE_CHECKING:
    from pathlib import Path

TENSORS = {"fc.weight": torch.arange(12.0).reshape(3, 4), "fc.bias": torch.arange(3.0)}
DESCRIPTION = Description(
    title="My cats, 猫 “all”",
    architecture="timm:resnet50",
    classes=(ClassName("n1", "Käse", ("جبن", "پنیر")), ClassName("", "cat\n"), ClassName("", "")),
    input=replace(RULE, mean=(0.1, 1 / 3, 0.5)),
    trained=False,
    origin=(("pictures", "120"), ("seed", "7")),
    licence="MIT",
    novelty="fc",
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(awkward_folder(tmp_path) / "network.safetensors")


def reason(path: str) -> object:
    with pytest.raises(FileError) as caught:
        describe(path)
    assert caught.value.fields["file"] == os.path.basename(path)
    return caught.value.fields["reason"]


def test_what_is_written_is_read(path: str) -> None:
    modelfile.write(path, TENSORS, DESCRIPTION)
    assert describe(path) == DESCRIPTION
    contents = read(path)
    assert contents.tensors.keys() == TENSORS.keys()
    assert all(torch.equal(contents.tensors[name], TENSORS[name]) for name in TENSORS)
    least = Description("", "zfnet", (ClassName("", "a"),), RULE)
    modelfile.write(path, TENSORS, least)
    assert describe(path) == least
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_tensors_that_the_format_does_not_know_are_written(path: str) -> None:
    weight = torch.arange(12.0).reshape(3, 4)
    parameter = torch.nn.Parameter(weight)
    tensors = {"a": weight, "b": weight, "c": weight.t(), "d": weight[1], "e": parameter}
    modelfile.write(path, tensors, DESCRIPTION)
    found = read(path).tensors
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)
    assert parameter.requires_grad


def test_the_folder_is_made(path: str) -> None:
    inner = os.path.join(os.path.dirname(path), "a", "b", "c.safetensors")
    modelfile.write(inner, TENSORS, DESCRIPTION)
    assert describe(inner) == DESCRIPTION


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    path: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    modelfile.write(path, TENSORS, DESCRIPTION)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(ExportError, match="No space left on device"):
        modelfile.write(path, {}, replace(DESCRIPTION, title="new"))
    assert describe(path) == DESCRIPTION
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_a_folder_in_the_way_is_said(path: str) -> None:
    os.mkdir(path)
    with pytest.raises(ExportError):
        modelfile.write(path, TENSORS, DESCRIPTION)
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_numbers_and_bytes_are_counted(path: str) -> None:
    tensors = {
        **TENSORS,
        "bn.weight": torch.ones(5),
        "bn.running_mean": torch.ones(5),
        "bn.running_var": torch.ones(5),
        "bn.num_batches_tracked": torch.tensor(9),
        "index": torch.arange(50),
        "half": torch.ones(2, 2, dtype=torch.bfloat16),
        "scale": torch.tensor(1.5),
        "novelty.centres": torch.ones(7),
    }
    modelfile.write(path, tensors, DESCRIPTION)
    assert size(path) == (12 + 3 + 5 + 4 + 1, os.path.getsize(path))


def test_files_that_say_nothing(path: str, tmp_path: Path) -> None:
    save_file(TENSORS, path)
    assert describe(path) is None
    assert size(path)[0] == 15
    torch.save(TENSORS, tmp_path / "a.pt")
    others = [b"text", b"x", bytes(99), struct.pack("<Q", 10**12) + b"{" + bytes(99)]
    for other in (str(tmp_path / "a.pt"), *(write(tmp_path, "b", data) for data in others)):
        assert describe(other) is None
        with pytest.raises(FileError, match=NOT_OURS):
            size(other)


def test_files_that_cannot_be_read(path: str, tmp_path: Path) -> None:
    assert reason(path) == MISSING
    assert reason(str(tmp_path)) == NOT_A_FILE
    assert reason(write(tmp_path, "empty")) == EMPTY
    assert reason(write(tmp_path, "short", struct.pack("<Q", 99) + b'{"a":')) == TRUNCATED
    assert reason(write(tmp_path, "broken", struct.pack("<Q", 5) + b'{"a":')) == DAMAGED
    modelfile.write(path, TENSORS, DESCRIPTION)
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) - 1)
    assert reason(path) == TRUNCATED


FIELDS: dict[str, Any] = {
    "version": 1,
    "title": "a",
    "architecture": "zfnet",
    "classes": [["", "a"]],
    "input": {
        "size": 224,
        "resize": 256,
        "interpolation": "bicubic",
        "mean": [0, 0, 0],
        "std": [1, 1, 1],
    },
    "trained": True,
    "origin": [],
    "licence": "",
}


def described(path: str, text: str) -> str:
    save_file(TENSORS, path, {KEY: text})
    return path


def test_the_fields_are_these(path: str) -> None:
    about = describe(described(path, json.dumps(FIELDS)))
    rule = InputRule(224, 256, "bicubic", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert about == Description("a", "zfnet", (ClassName("", "a"),), rule)


@pytest.mark.parametrize("key", FIELDS)
def test_a_description_that_lacks_a_field(path: str, key: str) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != key}
    assert reason(described(path, json.dumps(fields))) == UNCLEAR


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_version_that_is_not_known(path: str, version: object) -> None:
    assert reason(described(path, json.dumps({**FIELDS, "version": version}))) == NEWER


@pytest.mark.parametrize(
    "change",
    [
        {"title": 7},
        {"architecture": None},
        {"classes": "ab"},
        {"classes": [["a"]]},
        {"classes": [[1, 2]]},
        {"classes": []},
        {"input": 7},
        {"input": {"size": 224}},
        {"input": {**FIELDS["input"], "more": 1}},
        {"origin": [["a", 7]]},
        {"licence": []},
        {"novelty": 7},
    ],
)
def test_a_description_of_another_form(path: str, change: dict[str, object]) -> None:
    assert reason(described(path, json.dumps({**FIELDS, **change}))) == UNCLEAR


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"text"', "[" * 10**5])
def test_a_description_that_is_no_object(path: str, text: str) -> None:
    assert reason(described(path, text)) == UNCLEAR


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"size": 300},
        {"size": 224.0},
        {"size": "224"},
        {"resize": 4097},
        {"resize": None},
        {"interpolation": "lanczos"},
        {"interpolation": None},
        {"mean": (0, 0)},
        {"mean": 0.5},
        {"mean": (0, 0, float("nan"))},
        {"std": (1, 1, 0)},
        {"std": (1, 1, -1)},
        {"std": (1, 1, float("inf"))},
        {"std": ("a", "b", "c")},
    ],
)
def test_an_input_that_is_not_possible(change: dict[str, object]) -> None:
    assert input_rule(**FIELDS["input"]).resize == 256
    with pytest.raises((ValueError, TypeError)):
        input_rule(**{**FIELDS["input"], **change})


def test_descriptions_are_read_without_torch(path: str) -> None:
    modelfile.write(path, TENSORS, DESCRIPTION)
    code = (
        "import sys; from desktop_app.engine import labels, modelfile;"
        "print(modelfile.describe(sys.argv[1]).licence, modelfile.size(sys.argv[1])[0]);"
        "print(*({'torch', 'numpy', 'safetensors'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == ["MIT", "15"]
