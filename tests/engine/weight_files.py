"""Makers of weights files, for several tests."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from desktop_app.engine.errors import FileError
from desktop_app.engine.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

W = torch.arange(12.0).reshape(3, 4)
B = torch.arange(3.0)
TENSORS = {"fc.weight": W, "fc.bias": B}


def save(folder: Path, content: object, **options: Any) -> str:  # noqa: ANN401
    path = str(folder / "weights.pt")
    torch.save(content, path, **options)
    return path


def safetensors(folder: Path, tensors: dict[str, Tensor], **words: str) -> str:
    path = str(folder / "weights.safetensors")
    save_file(tensors, path, words)
    return path


def problem(path: str) -> FileError:
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.fields["file"] == os.path.basename(path)
    assert str(caught.value)
    return caught.value


def members(path: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def add(path: str, name: str, data: bytes = b"") -> None:
    """Put a member into a torch file, in the same folder as the others."""
    folder = members(path)[0].partition("/")[0]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{folder}/{name}", data)


def reason(path: str) -> object:
    return problem(path).fields.get("reason", type(problem(path)))


def same(found: dict[str, Tensor], wanted: dict[str, Tensor]) -> bool:
    return list(found) == list(wanted) and all(torch.equal(found[k], wanted[k]) for k in wanted)


def rezipped(path: str, change: Callable[[zipfile.ZipFile, str, bytes], None]) -> None:
    """Write a torch file again, with each of its members through `change`."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            change(archive, name, data)
