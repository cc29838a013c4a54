"""Weights from files, read without running anything that they contain."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import torch

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.errors import WeightsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from desktop_app.engine.catalogue import Entry


MISSING = QT_TRANSLATE_NOOP("errors", "they are not installed")
OTHER = QT_TRANSLATE_NOOP("errors", "the file holds another architecture")
DAMAGED = QT_TRANSLATE_NOOP("errors", "the file was changed or damaged")


def bundled_file(entry: Entry) -> Path:
    """Return the weights file that came with the program; `WeightsError` if it is not there."""
    try:
        folder = Path(str(resources.files(entry.package))) / "models"
    except ModuleNotFoundError as error:
        raise WeightsError(name=entry.title, reason=MISSING) from error
    found = sorted(folder.glob("*.pth"))
    if not found:
        raise WeightsError(name=entry.title, reason=MISSING)
    return found[0]


def load_bundled(entry: Entry, names: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Read `entry`'s tensors under the names of `names`, a state_dict of the same architecture.

    The published file has its own names; its tensors stand in the same order with the same shapes.
    Raises `WeightsError` when the file is damaged or does not fit.
    """
    file = bundled_file(entry)
    tensors = _read(entry, file)
    shapes = [tuple(tensor.shape) for tensor in tensors.values()]
    if shapes != [tuple(tensor.shape) for tensor in names.values()]:
        raise WeightsError(name=entry.title, reason=OTHER)
    return dict(zip(names, tensors.values(), strict=True))


def sha256(file: Path) -> str:
    """Return the hash of a file's bytes in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(entry: Entry, file: Path) -> dict[str, Tensor]:
    try:
        if sha256(file) != entry.sha256:
            raise ValueError(DAMAGED)
        return torch.load(file, map_location="cpu", weights_only=True)  # type: ignore[no-any-return]
    except (OSError, RuntimeError, ValueError, LookupError, EOFError, UnpicklingError) as error:
        raise WeightsError(name=entry.title, reason=str(error)) from error
