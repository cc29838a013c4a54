"""The half of an export that needs torch: it runs in a process of its own."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine import images, loading, modelfile
from desktop_app.engine.contract import Source
from desktop_app.engine.device import choose, memory_errors
from desktop_app.engine.errors import EngineError, FileError
from desktop_app.engine.onnx_task import (
    EXPECTED,
    INPUT,
    KEY,
    LOGITS,
    PROBABILITIES,
    NotExportedError,
    Task,
    TooLargeToExportError,
    put_error,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import ClassName, Network, Picture

OPSET = 18
"""Of 2022: torch's exporter thinks in it, and each later one would have to be converted to."""

LARGEST = (2 << 30) - (64 << 20)
"""Bytes of weights: a file holds 2 GB at most, and what is not weights needs some of it."""

PICTURES = 8
"""As many are compared: each takes both networks a while, and a wrong file shows at the first."""

VERSION = 1


def write(folder: Path, imagenet: tuple[ClassName, ...], samples: Sequence[str]) -> None:
    """Do the `Task` in `folder`, and leave answers there or the error that prevented them.

    `imagenet` names the thousand classes; `samples` are answered if none of the task's pictures
    can be used.
    """
    task = Task.read(folder)
    try:
        with memory_errors():
            network = _loaded(task, imagenet)
            answers = _some_answers(network, (task.pictures, samples), folder)
            _save(network, task.file)
    except EngineError as error:
        put_error(folder, error)
        return
    (folder / EXPECTED).write_text(json.dumps({"answers": answers}), encoding="utf-8")


def _loaded(task: Task, imagenet: tuple[ClassName, ...]) -> Network:
    steps = loading.load(
        name=task.name, device=choose("cpu"), places=task.places, imagenet=imagenet
    )
    while True:
        try:
            next(steps)
        except StopIteration as end:
            network: Network = end.value
            check_size(network)
            return network


def check_size(network: Network) -> None:
    """Raise `TooLargeToExportError` for a network that one file cannot hold."""
    module = backbones.of(network).module
    size = sum(tensor.nbytes for tensor in (*module.parameters(), *module.buffers()))
    if size > LARGEST:
        raise TooLargeToExportError(name=network.title, size=f"{size / 1e9:.1f}")


# The answers to compare with


def _some_answers(
    network: Network, choices: Iterable[Sequence[str]], folder: Path
) -> list[dict[str, Any]]:
    """Return the answers for the first choice of files of which any can be used."""
    for files in choices:
        if answers := _answers(network, files, folder):
            return answers
    raise NotExportedError(name=network.title, reason=NotExportedError.NO_PICTURES)


def _answers(network: Network, files: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """Return what the network says of the first few of `files` that can be used."""
    answers: list[dict[str, Any]] = []
    for file in files:
        if len(answers) == PICTURES:
            break
        with suppress(EngineError):
            picture = images.decode(Source(file, file))
            # Of longer strips the program looks at the middle only, which shows in single levels.
            if max(picture.size) <= images.STRIP * min(picture.size):
                handed = _handed(file, picture, folder / f"{len(answers)}.png")
                answers.append({"file": file, "handed": handed, **_answer(network, picture)})
    return answers


def _answer(network: Network, picture: Picture) -> dict[str, Any]:
    backbone = backbones.of(network)
    logits = backbone.fast_logits(backbone.prepare(picture)).double()
    probabilities = logits.softmax(dim=1)
    both = {LOGITS: logits[0].tolist(), PROBABILITIES: probabilities[0].tolist()}
    return {"title": network.title, **both}


def _handed(file: str, picture: Picture, copy: Path) -> str:
    """Return the file that holds the picture for the script, which knows no colour profiles."""
    with suppress(OSError, ValueError, SyntaxError), Image.open(file) as image:
        simple = ImageOps.exif_transpose(image).convert("RGB")
        if np.array_equal(np.asarray(simple), picture.pixels):
            return file
    Image.fromarray(picture.pixels).save(copy, compress_level=1)
    return str(copy)


# The file


class Whole(nn.Module):
    """A network together with what is done before and after it."""

    mean: Tensor
    std: Tensor

    def __init__(self, backbone: Backbone) -> None:
        """Take over its module, for pixels as they are."""
        super().__init__()
        self.network = backbone.module
        for name in ("mean", "std"):
            values = torch.tensor(getattr(backbone.rule, name)).view(1, 3, 1, 1)
            self.register_buffer(name, values)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Map N x 3 x S x S in 0..1 to N x K probabilities and as many logits."""
        logits = self.network((pictures - self.mean) / self.std)
        return logits.softmax(dim=1), logits


def _save(network: Network, file: str) -> None:
    """Write one ONNX file; raises `NotExportedError` and `OSError`."""
    side = network.input.size
    try:
        program = torch.onnx.export(
            Whole(backbones.of(network)).eval(),
            (torch.zeros(2, 3, side, side),),  # torch takes a batch of one for always one
            dynamo=True,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=[PROBABILITIES, LOGITS],
            dynamic_shapes={INPUT: {0: torch.export.Dim("N")}},
            verbose=False,
        )
    except torch.onnx.OnnxExporterError as error:
        reason = NotExportedError.UNTRANSLATED
        raise NotExportedError(name=network.title, reason=reason) from error
    if program is None:
        raise NotExportedError(name=network.title, reason=NotExportedError.UNTRANSLATED)
    program.model.metadata_props[KEY] = json.dumps(dict(_about(network)), ensure_ascii=False)
    program.save(file, external_data=False)


def _about(network: Network) -> Iterator[tuple[str, Any]]:
    """Say what the network is, and how pictures are made ready for it."""
    rule = network.input
    yield "version", VERSION
    yield "title", network.title
    yield "labels", [one.name for one in network.classes]
    if any(one.wnid for one in network.classes):
        yield "wnids", [one.wnid for one in network.classes]
    yield "input", {"size": rule.size, "resize": rule.resize, "interpolation": rule.interpolation}
    yield "inside", {"mean": rule.mean, "std": rule.std}
    yield "sha256", network.sha256
    yield "trained", network.trained
    with suppress(FileError):
        about = modelfile.describe(network.name)
        kept = dict(about.origin) if about else {}
        yield from ((key, kept[key]) for key in ("base", "base_sha256") if key in kept)
