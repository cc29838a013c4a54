"""The weights of the bundled networks, read without running anything that they contain."""

from __future__ import annotations

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
    try:
        # The whole hash of this file is known and has been checked, so it is read without the
        # care that is taken of strangers' files.
        tensors = torch.load(bundled_file(entry), map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, LookupError, EOFError, UnpicklingError) as error:
        raise WeightsError(name=entry.title, reason=DAMAGED) from error
    shapes = [tuple(tensor.shape) for tensor in tensors.values()]
    if shapes != [tuple(tensor.shape) for tensor in names.values()]:
        raise WeightsError(name=entry.title, reason=OTHER)
    return dict(zip(names, tensors.values(), strict=True))
