"""Files of pictures that the program makes."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop_app.engine.contract import File, Made, Pasted, Picture, RunRecord, Source
from desktop_app.engine.errors import ExportError, SuffixError
from desktop_app.engine.images import decode
from desktop_app.engine.made import KEY, LAST_MS, film, picture, read_record, record, save
from tests.engine.small_networks import convolutional, network_of
from tests.helpers import noise, smooth

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import Pixels


@pytest.fixture
def run() -> RunRecord:
    return record(network_of(convolutional()), "ideal", {"steps": 7, "target": "Käse 猫"}, 3)


def test_it_says_what_it_takes_to_repeat_it(run: RunRecord) -> None:
    assert (run.operation, run.seed, run.network, run.device) == ("ideal", 3, "small", "cpu")
    assert run.threads >= 1
    assert run.cpu
    assert {"ideal-cat", "torch"} <= set(run.versions)
    assert run.start == ""


def test_it_says_what_it_began_with() -> None:
    network = network_of(convolutional())
    pasted = Picture(pixels=smooth(4, 4), name="pasted", origin=Pasted())
    assert record(network, "ideal", {}, 0, pasted).start == "pasted"
    read = replace(pasted, origin=File("/a.png", "12ab"))
    assert record(network, "ideal", {}, 0, read).start == "sha256:12ab"


def test_a_file_gives_back_picture_and_record(tmp_path: Path, run: RunRecord) -> None:
    file = str(tmp_path / "Käse 猫.PNG")
    made = picture(noise(40, 30), "fox", run)
    assert made.origin == Made(run)
    assert not made.pixels.flags.writeable
    save(made, file)
    assert np.array_equal(decode(Source(file, file)).pixels, made.pixels)
    assert read_record(file) == run


@pytest.mark.parametrize("side", [8, 512])
def test_it_can_be_of_another_size(tmp_path: Path, run: RunRecord, side: int) -> None:
    file = str(tmp_path / "out.png")
    save(picture(smooth(40, 40), "fox", run), file, side)
    with Image.open(file) as image:
        assert image.size == (side, side)
    assert read_record(file) == run


def chunk(tmp_path: Path, text: str) -> str:
    notes = PngInfo()
    notes.add_text(KEY, text)
    file = str(tmp_path / "other.png")
    Image.fromarray(smooth(4, 4)).save(file, pnginfo=notes)
    return file


@pytest.mark.parametrize(
    "text",
    ["", "not JSON", "[]", "{}", '"x"', "null", "[" * 100_000, '{"operation": "ideal"}'],
    ids=lambda text: text[:12],
)
def test_what_is_no_record_is_none(tmp_path: Path, text: str) -> None:
    assert read_record(chunk(tmp_path, text)) is None


def test_record_of_other_kinds_of_values_is_none(tmp_path: Path, run: RunRecord) -> None:
    import json
    from dataclasses import asdict

    good = asdict(run)
    assert read_record(chunk(tmp_path, json.dumps(good))) == run
    for name in good:
        assert read_record(chunk(tmp_path, json.dumps({**good, name: None}))) is None
    assert read_record(chunk(tmp_path, json.dumps({**good, "more": 1}))) is None


def test_other_files_have_no_record(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    Image.fromarray(smooth(4, 4)).save(tmp_path / "a.jpg")
    Image.fromarray(smooth(4, 4)).save(tmp_path / "a.png")
    for name in ("a.txt", "a.jpg", "a.png", "missing.png"):
        assert read_record(str(tmp_path / name)) is None


# Films


def frames(count: int) -> list[Pixels]:
    return [np.roll(smooth(16, 16), 3 * at, axis=1) for at in range(count)]


@pytest.mark.parametrize("suffix", ["gif", "webp", "apng", "GIF"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_film_plays_all_and_rests_at_its_end(tmp_path: Path, suffix: str, count: int) -> None:
    file = str(tmp_path / f"out.{suffix}")
    film(frames(count), file, 40)
    with Image.open(file) as image:
        assert getattr(image, "n_frames", 1) == count
        if count == 1:
            return
        assert image.info["loop"] == 0
        durations = []
        for at in range(count):
            image.seek(at)
            image.load()
            durations.append(image.info["duration"])
        last = np.asarray(image.convert("RGB")).astype(float)
    assert durations == [40] * (count - 1) + [LAST_MS]
    assert np.abs(last - frames(count)[-1]).mean() < 25


def test_a_film_needs_a_frame(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frames"):
        film([], str(tmp_path / "out.gif"))


def test_what_cannot_be_written_is_told(tmp_path: Path, run: RunRecord) -> None:
    made = picture(smooth(4, 4), "fox", run)
    with pytest.raises(SuffixError):
        save(made, str(tmp_path / "out.jpg"))
    with pytest.raises(SuffixError):
        film(frames(2), str(tmp_path / "out.png"))
    with pytest.raises(ExportError):
        save(made, str(tmp_path / "missing" / "out.png"))
    assert os.listdir(tmp_path) == []
