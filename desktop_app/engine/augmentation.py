"""A picture is seen a little otherwise each time, so that it is not learned by heart.

What is done follows common practice: Krizhevsky et al., "ImageNet Classification with Deep
Convolutional Neural Networks" (2012), and, for the size of the part that is cut out, Szegedy et
al., "Going Deeper with Convolutions" (2015). torchvision does it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2 import functional as transforms

if TYPE_CHECKING:
    from torch import Tensor

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.train_recipe import TrainRecipe

LEAST_AREA = 0.5
"""Share of the picture that is seen at least."""

STRETCH = 4 / 3
"""Greatest width over height, or height over width, of what is cut out of a square."""

DEGREES = 12.0
LIGHT, TINT = 0.25, 0.03
"""By how much brightness, contrast and saturation change at most, and the hue in turns."""


def seeded(*numbers: int) -> torch.Generator:
    """Return a generator that belongs to these numbers, whatever was drawn before."""
    # With how many they are, since zeros at the end make no other sequence.
    sequence = np.random.SeedSequence([len(numbers), *numbers])
    return torch.Generator().manual_seed(int(sequence.generate_state(1, np.uint64)[0] >> 1))


def varied(picture: Pixels, side: int, recipe: TrainRecipe, generator: torch.Generator) -> Pixels:
    """Return a picture, uint8 H x W x 3, as it is seen this time, uint8 S x S x 3.

    With nothing to vary it is the centre crop. `side` is at most the picture's shorter side. Always
    as many numbers are drawn, so what one setting does is the same whatever the others are.
    """
    numbers = torch.rand(10, generator=generator).tolist()
    image = torch.from_numpy(np.array(picture)).permute(2, 0, 1)
    if recipe.tilt:
        image = _tilted(image, _between(-DEGREES, DEGREES, numbers[0]))
    image = _cut_out(image, side, numbers[1:5]) if recipe.zoom else _centre(image, side)
    if recipe.flip and numbers[5] < 0.5:
        image = transforms.horizontal_flip(image)
    if recipe.colours:
        image = _coloured(image, numbers[6:])
    pixels: Pixels = image.permute(1, 2, 0).contiguous().numpy()
    return pixels


def _between(low: float, high: float, share: float) -> float:
    return low + (high - low) * share


def _tilted(image: Tensor, degrees: float) -> Tensor:
    """Turn a picture; the corners that would be empty are cut away and the rest is enlarged."""
    height, width = image.shape[-2:]
    turned = transforms.rotate(image, degrees, interpolation=InterpolationMode.BILINEAR)
    radians = math.radians(abs(degrees))
    shrink = 1 / (math.cos(radians) + max(width / height, height / width) * math.sin(radians))
    inner = transforms.center_crop(turned, [int(height * shrink), int(width * shrink)])
    full: Tensor = transforms.resize(inner, [height, width], antialias=True)
    return full


def _cut_out(image: Tensor, side: int, numbers: list[float]) -> Tensor:
    """See a part of the picture, of any place and about any shape, as the network's square."""
    height, width = image.shape[-2:]
    area = min(height, width) ** 2 * _between(LEAST_AREA, 1, numbers[0])
    stretch = math.exp(_between(-math.log(STRETCH), math.log(STRETCH), numbers[1]))
    across = min(width, round(math.sqrt(area * stretch)))
    down = min(height, round(math.sqrt(area / stretch)))
    top, left = int((height - down + 1) * numbers[2]), int((width - across + 1) * numbers[3])
    place = min(top, height - down), min(left, width - across)
    square: Tensor = transforms.resized_crop(image, *place, down, across, [side, side])
    return square


def _centre(image: Tensor, side: int) -> Tensor:
    height, width = image.shape[-2:]
    top, left = round((height - side) / 2), round((width - side) / 2)
    return image[:, top : top + side, left : left + side]


def _coloured(image: Tensor, numbers: list[float]) -> Tensor:
    light, contrast, colour = (_between(1 - LIGHT, 1 + LIGHT, one) for one in numbers[:3])
    image = transforms.adjust_brightness(image, light)
    image = transforms.adjust_contrast(image, contrast)
    image = transforms.adjust_saturation(image, colour)
    tinted: Tensor = transforms.adjust_hue(image, _between(-TINT, TINT, numbers[3]))
    return tinted
