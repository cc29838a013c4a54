"""A damaged file of weights, or one that lies, gives a sentence and takes no memory."""

from __future__ import annotations

import copy
import json
import os
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import torch

from desktop_app.engine import reading
from desktop_app.engine.errors import EngineError, NotWeightsError, UnsafeFileError
from desktop_app.engine.modelfile import DAMAGED, TRUNCATED
from desktop_app.engine.reading import EXPANDED, PACKED, read
from tests.engine.weight_files import TENSORS, W, add, members, reason, rezipped, safetensors, save
from tests.helpers import awkward_folder, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


# What is cut short, damaged or a bomb


def files(folder: Path) -> dict[str, bytes]:
    tensors = {"a": torch.randn(40, 30), "b": torch.randn(7), "n": torch.tensor(3)}
    kinds = {"zip": {}, "legacy": {"_use_new_zipfile_serialization": False}}
    found = {}
    for kind, options in kinds.items():
        with open(save(folder, {"state_dict": tensors}, **options), "rb") as file:
            found[kind] = file.read()
    with open(safetensors(folder, tensors), "rb") as file:
        found["safetensors"] = file.read()
    return found


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors"])
def test_a_file_that_ends_early(folder: Path, kind: str) -> None:
    content = files(folder)[kind]
    for share in (0.1, 0.3, 0.6, 0.9, 0.999):
        path = write(folder, "weights.pt", content[: int(len(content) * share)])
        assert reason(path) == TRUNCATED, share


def test_garbled_files_give_weights_or_an_error(folder: Path) -> None:
    chance = random.Random(1)
    outcomes: set[object] = set()
    for content in [*files(folder).values()] * 100:
        spoilt = bytearray(content)
        for _ in range(chance.choice((1, 2, 5, 20))):
            place = chance.randrange(min(len(spoilt), chance.choice((60, 500, 10**6))))
            spoilt[place] ^= 1 + chance.randrange(255)
        try:
            outcomes.add(type(read(write(folder, "weights.pt", bytes(spoilt)))))
        except EngineError as error:
            outcomes.add(error.fields.get("reason", type(error)))
    assert {reading.Contents, NotWeightsError, UnsafeFileError, DAMAGED, TRUNCATED} <= outcomes


def test_a_packed_zip_is_refused(folder: Path) -> None:
    path = save(folder, {"w": torch.zeros(1000, 1000)})
    rezipped(path, lambda to, name, data: to.writestr(name, data, zipfile.ZIP_DEFLATED))
    assert os.path.getsize(path) < 50_000
    assert reason(path) == PACKED


def test_a_zip_whose_members_share_their_bytes_is_refused(folder: Path) -> None:
    path = save(folder, {"w": torch.zeros(100, 100)})
    with zipfile.ZipFile(path, "a") as archive:
        largest = max(archive.filelist, key=lambda member: member.file_size)
        for number in range(50):
            other = copy.copy(largest)
            other.filename += str(number)
            archive.filelist.append(other)
        archive._didModify = True  # type: ignore[attr-defined]
    assert len(members(path)) > 50
    assert reason(path) == EXPANDED


def test_two_members_of_one_name_are_refused(folder: Path) -> None:
    path = save(folder, TENSORS)
    add(path, "Data.PKL")
    assert reason(path) == EXPANDED


@pytest.mark.parametrize("legacy", [True, False])
def test_a_tensor_that_repeats_one_value_for_ever_is_refused(folder: Path, legacy: bool) -> None:
    vast = torch.ones(1, 1).expand(10**6, 10**6)
    path = save(folder, {"w": vast}, _use_new_zipfile_serialization=not legacy)
    assert reason(path) == EXPANDED
    many = {str(number): W.expand(30, 3, 4) for number in range(1000)}
    assert reason(save(folder, many, _use_new_zipfile_serialization=not legacy)) == EXPANDED


def forged(folder: Path, numel: int, size: tuple[int, ...], offset: int = 0) -> str:
    """A torch file of 16 numbers whose pickle promises more."""

    def number(value: int) -> bytes:
        data = value.to_bytes(9, "little", signed=True)
        return b"\x8a" + bytes((len(data),)) + data

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(map(number, values)) + b"t"

    path = save(folder, {"w": torch.zeros(4, 4)})
    forgery = (
        b"\x80\x02}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storage"
        b"ctorch\nFloatStorage\nX\1\0\0\x000X\3\0\0\0cpu" + number(numel) + b"tQ" + number(offset)
    )
    forgery += numbers(size) + numbers((1,) * len(size)) + b"\x89ccollections\nOrderedDict\n)RtRs."
    rezipped(path, lambda to, name, data: to.writestr(name, forgery if "pkl" in name else data))
    return path


def test_a_pickle_that_promises_more_than_there_is(folder: Path) -> None:
    assert read(forged(folder, 16, (4, 4))).tensors["w"].shape == (4, 4)
    for numel, size, offset in (
        (10**6, (1000, 1000), 0),
        (10**12, (10**6, 10**6), 0),
        (16, (10**6, 10**6), 0),
        (16, (4, 4), 14),
        (16, (4, 4), -1),
        (-16, (4, 4), 0),
        (16, (-4, -4), 0),
    ):
        assert reason(forged(folder, numel, size, offset)) in (DAMAGED, EXPANDED)


def header(fields: object, data: bytes = b"") -> bytes:
    text = json.dumps(fields).encode() if not isinstance(fields, bytes) else fields
    return struct.pack("<Q", len(text)) + text + data


def one(dtype: str, shape: list[int], end: int) -> bytes:
    """A .safetensors file that says it holds one such tensor, and holds eight bytes."""
    return header({"w": {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}}, bytes(8))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (one("F32", [1, 2], 8), None),
        (one("F32", [10**6, 10**6], 4 * 10**12), TRUNCATED),
        (one("F32", [10**6, 10**6], 8), DAMAGED),
        (one("F32", [-1, -2], 8), DAMAGED),
        (one("F99", [1, 2], 8), DAMAGED),
        (header({"w": {"dtype": "F32"}}), DAMAGED),
        (header({"w": 7}), DAMAGED),
        (header({"__metadata__": {"a": 7}}), DAMAGED),
        (header(b"{" + b"x" * 50), DAMAGED),
        (header(b'{"a":' * 9000), DAMAGED),
        (struct.pack("<Q", 5000) + b'{"w":', TRUNCATED),
        (struct.pack("<Q", 10**12) + b'{"w":', NotWeightsError),
        (header({}), NotWeightsError),
    ],
)
def test_a_safetensors_header_that_lies(folder: Path, content: bytes, why: object) -> None:
    path = write(folder, "weights.safetensors", content)
    if why is None:
        assert read(path).tensors["w"].shape == (1, 2)
    else:
        assert reason(path) == why
