"""A person's own pictures, sorted into classes: what training begins with. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.errors import EngineError

FEATURES, HEAD, NETWORK, LOOK = "features", "head", "network", "look"
"""What a training is busy with: each is the item of a step, before it begins."""

TRAIN, VALIDATION, TEST = "train", "validation", "test"
PARTS = (TRAIN, VALIDATION, TEST)

CORRUPT, TWICE, TINY = "corrupt", "twice", "tiny"
EMPTY_CLASS, HIDDEN, UNEVEN, LOOSE = "empty", "hidden", "uneven", "loose"


@dataclass(frozen=True, slots=True)
class Example:
    """One picture with its class.

    Attributes:
        path: Of the file.
        label: Number of the class.
        sha256: Of the file's bytes.
    """

    path: str
    label: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a network says of a picture whose class is known.

    Attributes:
        example: The picture.
        seen: Number of the class that is most probable.
        probability: Of that class, 0..1.
        truth: The probability of the class that it is.
    """

    example: Example
    seen: int
    probability: float
    truth: float

    @property
    def is_right(self) -> bool:
        """Whether it is seen as what it is."""
        return self.seen == self.example.label


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a folder that a person should know. Nothing in the folder is changed.

    Attributes:
        kind: `CORRUPT`, a file that is no readable picture, and is left out; `TWICE`, the same
            bytes as another, left out unless only their classes differ; `TINY`, too small to be of
            much use, but kept; `EMPTY_CLASS`, a folder without pictures, which makes no class;
            `HIDDEN`, hidden files or folders, left out; `UNEVEN`, far fewer pictures than the
            largest class has; `LOOSE`, pictures outside of any class, left out.
        path: The file or folder.
        why: A reason, or the other file, or a number; "" if the kind says it all.
        count: How many it is about.
    """

    kind: str
    path: str
    why: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """What was found in a folder.

    Attributes:
        folder: Where.
        classes: Their names, in natural order; their places are the labels.
        parts: The examples by `PARTS`; all are in `TRAIN` where the folder has no parts.
        problems: What was noticed.
        validation: The other folder that the validation part is from, "" if there is none.
    """

    folder: str
    classes: tuple[str, ...]
    parts: dict[str, tuple[Example, ...]] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    validation: str = ""

    def count(self, part: str, label: int) -> int:
        """Return how many examples a class has in a part."""
        return sum(one.label == label for one in self.parts.get(part, ()))


class DatasetError(EngineError):
    """A folder that nothing can be learned from."""

    kind = "dataset"
    short = QT_TRANSLATE_NOOP("errors", "Nothing to learn")
    why = QT_TRANSLATE_NOOP("errors", "{folder}: {reason}.")

    NO_FOLDER = QT_TRANSLATE_NOOP(
        "errors", "there is no such folder; choose one that holds a folder for each class"
    )
    CLOSED = QT_TRANSLATE_NOOP(
        "errors", "it cannot be opened; see that you are allowed to read it, or copy it elsewhere"
    )
    SAME = QT_TRANSLATE_NOOP(
        "errors", "it is the folder to learn from as well; choose another for validation"
    )
    NO_CLASSES = QT_TRANSLATE_NOOP(
        "errors", "there are no folders in it; put the pictures of each class into one of their own"
    )
    NO_TRAINING = QT_TRANSLATE_NOOP(
        "errors", "it has parts, but none to learn from; add a folder called train with the classes"
    )
    NO_PICTURES = QT_TRANSLATE_NOOP(
        "errors", "no picture in its folders can be used; put some into a folder for each class"
    )
    ONE_CLASS = QT_TRANSLATE_NOOP(
        "errors", "only one class has pictures; put those of a second one into a folder beside it"
    )
    NOT_LEARNED = QT_TRANSLATE_NOOP(
        "errors",
        "there are no pictures of this class to learn from; add some, or give this folder the name "
        "of a class that has them",
    )


class NoTransferError(EngineError):
    """A network on which no head of one's own can be trained."""

    kind = "transfer"
    short = QT_TRANSLATE_NOOP("errors", "Cannot be built on")
    why = QT_TRANSLATE_NOOP("errors", "{title}: {reason}")

    UNTRAINED = QT_TRANSLATE_NOOP(
        "errors", "it has learned nothing yet that new classes could stand on. Choose another."
    )
    NO_HEAD = QT_TRANSLATE_NOOP(
        "errors", "its last layer is not linear, so no new one fits on top. Choose another."
    )
