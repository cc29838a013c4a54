"""What the layers hand each other: frozen values without torch, Qt or behaviour of their own.

Pixels are uint8 H x W x 3, upright sRGB, wherever a picture travels; probabilities are fractions
in 0..1. The handle of a `Network` is opaque above the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import numpy.typing as npt

    Pixels: TypeAlias = npt.NDArray[np.uint8]

MAX_TOP = 20
"""As many classes of an answer as are ever kept or shown."""

FLAT = 0.9
"""Share of the greatest possible entropy from which a distribution counts as flat."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` for translation in `context`; views translate it when they show it."""
    del context
    return text


@dataclass(frozen=True, slots=True)
class Step:
    """One short piece of an operation, yielded between two pieces of work.

    Attributes:
        done: Pieces finished so far.
        total: Pieces in all; 0 while that is unknown.
        metrics: Numbers for curves; every one is delivered.
        item: One finished thing (a picture's answer, a found file); every one is delivered.
        snapshot: Makes the frame to show; called on the worker while the operation rests here.
        rest: Seconds for which the operation has nothing to do, since it waits for something else.
    """

    done: int
    total: int
    metrics: Mapping[str, float] = field(default_factory=dict)
    item: object = None
    snapshot: Callable[[], object] | None = None
    rest: float = 0


# Networks


@dataclass(frozen=True, slots=True)
class ClassName:
    """One class.

    Attributes:
        wnid: Its WordNet id; empty for a person's own classes.
        name: Its readable name.
        also: What other languages call it, so that it is found by these names too.
    """

    wnid: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassRef:
    """One class of a network: its number there and its name."""

    index: int
    name: ClassName


@dataclass(frozen=True, slots=True)
class InputRule:
    """How a picture becomes a network's input.

    Attributes:
        size: Side of the square input, in pixels.
        resize: Length that the picture's shorter side is resized to before the centre crop.
        interpolation: Name of Pillow's filter, "bicubic" or "bilinear".
        mean: Per channel, of pixels in 0..1.
        std: Per channel, of pixels in 0..1.
    """

    size: int
    resize: int
    interpolation: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A loaded network as everything above the engine sees it; compared by identity.

    `source` is "bundled", "cached", "imported", "trained" or "untrained". `supports` holds
    "novelty" where it can tell what is unlike anything it was trained on.
    """

    name: str
    title: str
    source: str
    sha256: str
    trained: bool
    classes: tuple[ClassName, ...] = field(repr=False)
    input: InputRule
    supports: frozenset[str]
    handle: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeviceWish:
    """What a person asked of the device: its name, threads (0: as fits), precision."""

    device: str = "auto"
    threads: int = 0
    precision: str = "float32"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Where networks run: what was asked for, what is in use and, when they differ, why.

    Attributes:
        asked: "auto", "cpu", "mps", "cuda" or "cuda:N".
        used: The device in use, as torch names it.
        title: As on screen.
        threads: Of the CPU, for computing.
        failed: Title of the device that could not be used.
        reason: Why not.
        offered: Every device that there is: name and title.
        precision: Of the numbers that networks compute with.
        precisions: Those that the device has.
        cores: How many threads there could be.
    """

    asked: str
    used: str
    title: str
    threads: int
    failed: str = ""
    reason: str = ""
    offered: tuple[tuple[str, str], ...] = (("cpu", "CPU"),)
    precision: str = "float32"
    precisions: tuple[str, ...] = ("float32",)
    cores: int = 1


# Pictures


@dataclass(frozen=True, slots=True)
class RunRecord:
    """How a made picture came to be; the JSON of run files and of a PNG's text chunk."""

    operation: str
    parameters: Mapping[str, object]
    seed: int
    network: str
    network_sha256: str
    threads: int
    device: str
    cpu: str
    versions: Mapping[str, str]
    start: str


@dataclass(frozen=True, slots=True)
class File:
    """A picture read from a file; `sha256` is of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """A picture from the clipboard."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Image data dropped by another program, or fetched; `address` may be empty."""

    address: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the bundled pictures, with who made it and its licence."""

    key: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that the program made."""

    run: RunRecord


Origin: TypeAlias = File | Pasted | Dropped | Sample | Made


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded picture: read-only uint8 H x W x 3, upright, sRGB; compared by identity."""

    pixels: Pixels
    name: str
    origin: Origin
    icc_applied: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """Pixels from the clipboard or a drop: `data` is RGBA, 8 bits a channel, rows without gaps."""

    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Something to open.

    Attributes:
        name: What it is called on screen.
        content: The path of a file, or an encoded picture's bytes, or bare pixels.
        origin: What the opened picture says of itself; None stands for the file at the path.
    """

    name: str
    content: str | bytes | Bitmap = field(repr=False)
    origin: Origin | None = None

    @property
    def path(self) -> str:
        """The file's path, or "" when the picture came from elsewhere."""
        return self.content if isinstance(self.content, str) else ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture's own pixels; edges may lie between pixels."""

    left: float
    top: float
    right: float
    bottom: float


# Answers


class Sureness(Enum):
    """How sure an answer is; the value is the least probability of its best class."""

    VERY_SURE = 0.9
    FAIRLY_SURE = 0.6
    UNSURE = 0.3
    NO_IDEA = 0.0


SURENESS_WORDS = {
    Sureness.VERY_SURE: QT_TRANSLATE_NOOP("answers", "Very sure"),
    Sureness.FAIRLY_SURE: QT_TRANSLATE_NOOP("answers", "Fairly sure"),
    Sureness.UNSURE: QT_TRANSLATE_NOOP("answers", "Unsure"),
    Sureness.NO_IDEA: QT_TRANSLATE_NOOP("answers", "It does not know"),
}

CHANCE = QT_TRANSLATE_NOOP("answers", "Untrained, chance")
"""Says it of an answer by a network that has learned nothing."""

UNLIKE = QT_TRANSLATE_NOOP(
    "answers", "Unlike anything it was trained on. Its answer may mean nothing."
)
"""Says it of an answer whose picture has nothing to do with what was learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one picture.

    It names its network but does not hold it, so that thousands of answers keep no weights alive.

    Attributes:
        network: Name of the network that answered.
        title: Its title on screen.
        classes: The network's classes, shared.
        indices: Class numbers, most probable first, at most `MAX_TOP`.
        probabilities: Of those classes, fractions of 1 over all classes.
        flatness: Entropy of the whole distribution over its greatest possible value, 0..1.
        seconds: Time for decoding and the network.
        trained: Whether the network's weights were learnt.
        unlike: Whether the picture is unlike anything it was trained on; None if it cannot tell.
    """

    network: str
    classes: tuple[ClassName, ...] = field(repr=False)
    indices: tuple[int, ...]
    probabilities: tuple[float, ...]
    flatness: float
    seconds: float
    trained: bool = True
    title: str = ""
    unlike: bool | None = None

    @property
    def best(self) -> ClassName:
        """The most probable class."""
        return self.classes[self.indices[0]]

    @property
    def is_flat(self) -> bool:
        """Whether hardly any class stands out; never so with a single class."""
        return self.flatness >= FLAT and self.probabilities[0] < Sureness.UNSURE.value

    @property
    def sureness(self) -> Sureness:
        """The step of `Sureness` that the best probability reaches; none when it is flat."""
        if self.is_flat:
            return Sureness.NO_IDEA
        steps = (step for step in Sureness if self.probabilities[0] >= step.value)
        return next(steps, Sureness.NO_IDEA)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture opened for the screen.

    Attributes:
        picture: The whole picture.
        preview: The same at no more than about 2,048 pixels a side; for quick drawing.
        crop: uint8 S x S x 3, exactly what the network is given.
        box: Where that crop lies in the picture.
        answer: What the network says.
        other: What the network that is compared with says, if there is one.
    """

    picture: Picture
    preview: Pixels
    crop: Pixels
    box: Box
    answer: Answer
    other: Answer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of one picture of many: an answer or the error that prevented it."""

    key: int
    answer: Answer | None
    error: Exception | None
