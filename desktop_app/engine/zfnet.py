"""ZF Net, which no library has.

Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (ECCV 2014),
figure 3. The paper prints no table of parameters; with these shapes there are 62,357,608.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from desktop_app.engine.catalogue import IMAGENET_CLASSES

if TYPE_CHECKING:
    from torch import Tensor


class ZFNet(nn.Module):
    """Normalised N x 3 x 224 x 224 to N x `classes` logits.

    Five convolutions; each of the first two is pooled and then normalised across channels.
    """

    def __init__(self, classes: int = IMAGENET_CLASSES) -> None:
        """Build it with random weights."""
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 7, stride=2, padding=1),  # 224 -> 110
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),  # 55
            _contrast_normalisation(),
            nn.Conv2d(96, 256, 5, stride=2),  # 26
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),  # 13
            _contrast_normalisation(),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, ceil_mode=True),  # 6
        )
        self.classifier = nn.Sequential(
            nn.Dropout(0.5),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, classes),
        )
        self.apply(_start)

    def forward(self, x: Tensor) -> Tensor:
        """Map normalised pixels to logits."""
        return self.classifier(self.features(x).flatten(1))  # type: ignore[no-any-return]


def _contrast_normalisation() -> nn.LocalResponseNorm:
    # The constants are those of AlexNet (Krizhevsky et al. 2012), which the paper builds on.
    return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0)


def _start(module: nn.Module) -> None:
    # The paper starts at a fixed 0.01 and needs days; scaled to the fan-in it learns at once.
    if isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
