"""The questions that come after an attack: does it last, whom else does it fool, what undoes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import predict, survival
from desktop_app.engine.contract import Step
from desktop_app.engine.judging import same_class
from desktop_app.engine.robustness import blurred
from desktop_app.engine.undoing import BITS, BLUR, JPEG, SHIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from desktop_app.engine.contract import Answer, ClassName, Network, Picture, Pixels


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is seen in a result under other circumstances.

    Attributes:
        key: Name of the network, or of the way in which the picture was saved.
        title: What it is called on screen; "" for a way.
        answer: All that is seen.
        fooled: Whether that is what the attack was for.
    """

    key: str
    title: str
    answer: Answer
    fooled: bool


def is_fooled(answer: Answer, truth: ClassName, target: ClassName | None) -> bool:
    """Whether an answer, of any network, is what an attack wished: `target`, or not the truth.

    A network that does not know the class in question cannot be fooled.
    """
    asked = same_class(answer.classes, truth if target is None else target)
    seen = same_class(answer.classes, answer.best)
    return asked is not None and (seen == asked) is (target is not None)


def survivals(
    *, network: Network, picture: Picture, truth: ClassName, target: ClassName | None
) -> Generator[Step, None, tuple[Opinion, ...]]:
    """Save a result in each of `survival.WAYS`, read it back and ask again; an item for each."""
    opinions: list[Opinion] = []
    for done, way in enumerate(survival.WAYS, start=1):
        again = replace(picture, pixels=survival.saved(picture.pixels, way))
        answer = predict.ask(network, again)
        opinions.append(Opinion(way, "", answer, is_fooled(answer, truth, target)))
        yield Step(done, len(survival.WAYS), item=opinions[-1])
    return tuple(opinions)


def opinion(
    network: Network, picture: Picture, truth: ClassName, target: ClassName | None
) -> Opinion:
    """Return what another network sees in a result."""
    answer = predict.ask(network, picture)
    return Opinion(network.name, network.title, answer, is_fooled(answer, truth, target))


def undone(network: Network, picture: Picture, way: str, amount: float) -> Answer:
    """Return what is seen after a picture was changed in one of the ways of `undoing.WAYS`."""
    return predict.ask(network, replace(picture, pixels=_UNDO[way](picture.pixels, amount)))


def _jpeg(pixels: Pixels, quality: float) -> Pixels:
    return survival.as_jpeg(pixels, round(quality))


def _blur(pixels: Pixels, sigma: float) -> Pixels:
    floats = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None] / 255
    return backbones.photo(blurred(floats, sigma))


def _bits(pixels: Pixels, bits: float) -> Pixels:
    top = 2 ** round(bits) - 1
    result: Pixels = (np.rint(np.rint(pixels / 255 * top) / top * 255)).astype(np.uint8)
    return result


def _shift(pixels: Pixels, pixels_across: float) -> Pixels:
    """Move a picture aside and down; its edges are continued."""
    by = round(pixels_across)
    wide = np.pad(pixels, ((by, 0), (by, 0), (0, 0)), mode="edge")
    return wide[: len(pixels), : pixels.shape[1]]


_UNDO: Mapping[str, Callable[[Pixels, float], Pixels]] = {
    JPEG: _jpeg,
    BLUR: _blur,
    BITS: _bits,
    SHIFT: _shift,
}
