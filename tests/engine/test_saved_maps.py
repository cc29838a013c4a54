"""What was seen is saved whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from desktop_app.engine.contract import Bitmap
from desktop_app.engine.errors import ExportError, SuffixError
from desktop_app.engine.looking import save, write
from desktop_app.engine.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path


def some() -> Seen:
    values = np.random.default_rng(0).random((3, 4, 5), np.float32)
    pixels = np.random.default_rng(0).integers(0, 256, (6, 7, 3), np.uint8)
    return Seen("features.0", "maps", None, values, pixels)


@pytest.mark.parametrize("name", ["out.png", "OUT.PNG", "Käse 猫.png"])
def test_a_picture_is_saved(tmp_path: Path, name: str) -> None:
    save(some(), str(tmp_path / name))
    with Image.open(tmp_path / name) as image:
        assert image.format == "PNG"
        assert np.array_equal(np.array(image), some().picture)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["out.npz", "OUT.NPZ"])
def test_numbers_are_saved_under_the_layer_s_name(tmp_path: Path, name: str) -> None:
    save(some(), str(tmp_path / name))
    with np.load(tmp_path / name) as arrays:
        assert arrays.files == ["features.0"]
        assert np.array_equal(arrays["features.0"], some().values)
    assert os.listdir(tmp_path) == [name]


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "out.npz"
    file.write_bytes(b"old")
    save(some(), str(file))
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["missing/out.png", "file/out.npz", f"{'x' * 300}.png", "a.png"])
def test_where_nothing_can_be_written_it_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "a.png").mkdir()
    path = str(tmp_path / name)
    with pytest.raises(ExportError) as caught:
        save(some(), path)
    assert str(caught.value).startswith(f"{path} could not be written: ")
    assert sorted(os.listdir(tmp_path)) == ["a.png", "file"]
    assert not os.listdir(tmp_path / "a.png")


@pytest.mark.parametrize("name", ["out.png", "out.npz"])
def test_a_disk_that_fills_up_leaves_what_was_there(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / name
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ExportError, match="No space left on device"):
        save(some(), str(file))
    assert os.listdir(tmp_path) == [name]
    assert file.read_bytes() == b"old"


def test_what_was_drawn_in_the_window_is_saved(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 5, 4), np.uint8)
    write(Bitmap(5, 3, pixels.tobytes()), str(tmp_path / "out.png"))
    with Image.open(tmp_path / "out.png") as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert np.array_equal(np.array(image), pixels[:, :, :3])


@pytest.mark.parametrize("name", ["out.jpg", "out", "png"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SuffixError, match=r"must end in \.png, \.npz"):
        save(some(), str(tmp_path / name))
    with pytest.raises(SuffixError, match=r"must end in \.png"):
        write(Bitmap(1, 1, bytes(4)), str(tmp_path / name))
    assert os.listdir(tmp_path) == []
