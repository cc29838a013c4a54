"""The same work as plain scripts do it: what the program is measured against."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, cast

import numpy as np
import timm
import torch
from PIL import Image
from timm.data.transforms_factory import create_transform

from desktop_app.engine import backbone as backbones
from desktop_app.engine.predict import BATCH, DECODERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor, nn

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import InputRule, Network, Pixels


def fast(backbone: Backbone, file: str) -> int:
    """Open a picture, cut the input out and ask the optimised network; the best class."""
    with Image.open(file) as image:
        crop = cut(image.convert("RGB"), backbone.rule)
    pixels = torch.from_numpy(np.array(crop)).permute(2, 0, 1)[None].float() / 255
    return int(backbone.fast_logits(pixels).argmax())


def features(backbone: Backbone, files: Sequence[str]) -> Tensor:
    """Ask the optimised network for the features of files, read ahead by threads; N x D."""
    found: list[Tensor] = []
    with ThreadPoolExecutor(DECODERS) as pool:
        crops = pool.map(partial(_crop, backbone.rule), files)
        while few := list(islice(crops, BATCH[backbone.device.type])):
            pixels = torch.from_numpy(np.stack(few)).permute(0, 3, 1, 2).float().div_(255)
            found.append(backbone.fast_features(pixels))
    return torch.cat(found)


def _crop(rule: InputRule, file: str) -> Pixels:
    with Image.open(file) as image:
        return np.asarray(cut(image.convert("RGB"), rule))


def cut(image: Image.Image, rule: InputRule) -> Image.Image:
    """Resize the shorter side and take the middle, as timm's transform does."""
    width, height = (int(rule.resize * side / min(image.size)) for side in image.size)
    resized = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - rule.size) / 2), round((height - rule.size) / 2)
    return resized.crop((left, top, left + rule.size, top + rule.size))


class Timm:
    """timm's own model and transform with a network's weights, one picture at a time."""

    def __init__(self, network: Network) -> None:
        """Build them; mean and std are the network's."""
        rule = network.input
        self.model: nn.Module = timm.create_model(f"tf_{network.name}", pretrained=False)
        self.model.load_state_dict(backbones.of(network).module.state_dict())
        self.model.eval()
        transform = create_transform(
            (3, rule.size, rule.size),
            interpolation=rule.interpolation,
            mean=rule.mean,
            std=rule.std,
            crop_pct=rule.size / rule.resize,
        )
        self.transform = cast("Callable[[Image.Image], Tensor]", transform)

    def logits(self, file: str) -> Tensor:
        """Ask about one file; 1 x K."""
        with torch.no_grad(), Image.open(file) as image:
            return cast("Tensor", self.model(self.transform(image.convert("RGB"))[None]))

    def best(self, files: Sequence[str]) -> list[int]:
        """Ask about files, one after the other."""
        return [int(self.logits(file).argmax()) for file in files]
