"""Pictures that the program makes: what they remember of how they came to be, and their files."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop_app import __version__
from desktop_app.engine import backbone as backbones
from desktop_app.engine.contract import File, Made, Picture, RunRecord
from desktop_app.engine.whole import written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.engine.contract import Network, Pixels

KEY = "ideal-cat"
"""Of the text chunk of a PNG that holds the record."""

RUN = ".json"
PNG, JPEGS = ".png", (".jpg", ".jpeg")
FILMS = {".gif": "GIF", ".webp": "WEBP", ".apng": "PNG"}
"""Moving pictures, by the end of their names, as Pillow calls them."""

LAST_MS = 1500
"""How long a film rests on its last picture."""


def record(
    network: Network,
    operation: str,
    parameters: Mapping[str, object],
    seed: int,
    start: Picture | None = None,
) -> RunRecord:
    """Return what a run with these settings is to remember; call it where the run is computed."""
    versions = {KEY: __version__, "torch": torch.__version__, "numpy": np.__version__}
    return RunRecord(
        operation=operation,
        parameters=dict(parameters),
        seed=seed,
        network=network.name,
        network_sha256=network.sha256,
        threads=torch.get_num_threads(),
        device=str(backbones.of(network).device),
        cpu=f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}",
        versions=versions,
        start=_named(start),
    )


def _named(start: Picture | None) -> str:
    """Return what tells the picture that a run began with: its file's sha256, or its name."""
    if start is None:
        return ""
    return f"sha256:{start.origin.sha256}" if isinstance(start.origin, File) else start.name


def picture(pixels: Pixels, name: str, run: RunRecord) -> Picture:
    """Return pixels, uint8 H x W x 3, as a picture that knows how it was made."""
    own = pixels.copy()
    own.setflags(write=False)
    return Picture(pixels=own, name=name, origin=Made(run))


def save(made: Picture, file: str, side: int = 0) -> None:
    """Write a picture with its record inside as PNG, `side` pixels high if that is not 0.

    The file appears when it is whole. Raises `ExportError`.
    """
    image = Image.fromarray(made.pixels)
    if side and side != image.height:
        width = max(1, round(image.width * side / image.height))
        image = image.resize((width, side), Image.Resampling.LANCZOS)
    notes = PngInfo()
    if isinstance(made.origin, Made):
        notes.add_itxt(KEY, json.dumps(asdict(made.origin.run), ensure_ascii=False))
    with written(file, PNG) as stream:
        image.save(stream, "PNG", pnginfo=notes)


def save_jpeg(made: Picture, file: str) -> None:
    """Write a picture as JPEG of the best usual quality; its record is not inside."""
    with written(file, *JPEGS) as stream:
        Image.fromarray(made.pixels).save(stream, "JPEG", quality=95)


def save_run(run: RunRecord, file: str) -> None:
    """Write a record as JSON. Raises `ExportError`."""
    with written(file, RUN) as stream:
        stream.write(json.dumps(asdict(run), ensure_ascii=False, indent=2).encode())


def read_record(file: str) -> RunRecord | None:
    """Return how the picture in a PNG file was made; None if it does not say, or cannot be read."""
    try:
        with Image.open(file, formats=("PNG",)) as image:
            image.load()  # the text may stand behind the pixels
            text = image.info.get(KEY, "")
        content = json.loads(text) if isinstance(text, str) and text else None
    except (OSError, ValueError, SyntaxError, RecursionError, Image.DecompressionBombError):
        return None
    return _record(content)


def _record(content: object) -> RunRecord | None:
    """Return what JSON says, if it says all that belongs there and each in its kind."""
    if not isinstance(content, dict) or set(content) != {field.name for field in fields(RunRecord)}:
        return None
    kinds = {"parameters": dict, "versions": dict, "seed": int, "threads": int}
    if not all(isinstance(value, kinds.get(name, str)) for name, value in content.items()):
        return None
    return RunRecord(**content)


def film(frames: Sequence[Pixels], file: str, milliseconds: int = 60) -> None:
    """Write frames, uint8 S x S x 3 each, as a moving picture: .gif, .webp or .apng.

    It plays for ever and rests on the last frame. Raises `ExportError`, and `ValueError` without
    frames.
    """
    if not frames:
        raise ValueError("a film without frames")
    images = [Image.fromarray(frame) for frame in frames]
    durations = [milliseconds] * (len(images) - 1) + [LAST_MS]
    with written(file, *FILMS) as stream:
        kind = next(kind for suffix, kind in FILMS.items() if file.lower().endswith(suffix))
        first, *others = images
        first.save(
            stream,
            kind,
            save_all=True,
            append_images=others,
            duration=durations if others else LAST_MS,
            loop=0,
            quality=90,
        )
