"""EfficientNet-Lite 0 to 2: small, ReLU6, no squeeze-and-excitation.

Defined here, with timm's module names, so that the bundled networks load without importing timm
or torchvision. Source: Tan and Le, "EfficientNet" (ICML 2019), and the Lite variants that Google
published for it in 2020.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop_app.engine.catalogue import IMAGENET_CLASSES

FEATURES = 1280
"""Width of the last feature vector, the same in all three."""

KERNELS = (3, 3, 5, 3, 5, 5, 3)
STRIDES = (1, 2, 2, 2, 1, 2, 1)

WIDTHS = {
    0: (16, 24, 40, 80, 112, 192, 320),
    1: (16, 24, 40, 80, 112, 192, 320),
    2: (16, 24, 48, 88, 120, 208, 352),
}
DEPTHS = {
    0: (1, 2, 2, 3, 3, 4, 1),
    1: (1, 3, 3, 4, 4, 5, 1),
    2: (1, 3, 3, 4, 4, 5, 1),
}


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow does: just enough, the odd pixel at the far side."""

    def forward(self, x: Tensor) -> Tensor:
        """Map N x C x H x W to N x C' x ceil(H / stride) x ceil(W / stride)."""
        near_y, far_y = self.padding_for(x.shape[2])
        near_x, far_x = self.padding_for(x.shape[3])
        if (near_y, near_x) == (far_y, far_x):
            return self._convolve(x, (near_y, near_x))
        return self._convolve(functional.pad(x, (near_x, far_x, near_y, far_y)), (0, 0))

    def padding_for(self, length: int) -> tuple[int, int]:
        """Return the zeros before and behind an input of `length`; never more before."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        whole = max((-(-length // stride) - 1) * stride + kernel - length, 0)
        return whole // 2, whole - whole // 2

    def _convolve(self, x: Tensor, padding: tuple[int, int]) -> Tensor:
        return functional.conv2d(
            x, self.weight, self.bias, self.stride, padding, groups=self.groups
        )


def convolution(inputs: int, outputs: int, kernel: int, stride: int, groups: int = 1) -> nn.Conv2d:
    """A convolution without bias that keeps the side, or halves it when `stride` is 2."""
    if stride == 1:
        return nn.Conv2d(inputs, outputs, kernel, 1, kernel // 2, groups=groups, bias=False)
    return SameConv2d(inputs, outputs, kernel, stride, groups=groups, bias=False)


def normalisation(channels: int) -> nn.BatchNorm2d:
    """Batch normalisation with the constants of the published weights."""
    return nn.BatchNorm2d(channels, eps=1e-3)


class SeparableBlock(nn.Module):
    """Depthwise convolution, then a pointwise one: the first block."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        """Make the layers for `inputs` and `outputs` channels."""
        super().__init__()
        self.conv_dw = convolution(inputs, inputs, kernel, stride, groups=inputs)
        self.bn1 = normalisation(inputs)
        self.act1 = nn.ReLU6()
        self.conv_pw = convolution(inputs, outputs, 1, 1)
        self.bn2 = normalisation(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Map feature maps to feature maps."""
        x = self.act1(self.bn1(self.conv_dw(x)))
        return self.bn2(self.conv_pw(x))  # type: ignore[no-any-return]


class InvertedResidual(nn.Module):
    """Widen six times, filter each channel, narrow again; add the input back where shapes allow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        """Make the layers for `inputs` and `outputs` channels."""
        super().__init__()
        wide = inputs * 6
        self.conv_pw = convolution(inputs, wide, 1, 1)
        self.bn1 = normalisation(wide)
        self.act1 = nn.ReLU6()
        self.conv_dw = convolution(wide, wide, kernel, stride, groups=wide)
        self.bn2 = normalisation(wide)
        self.act2 = nn.ReLU6()
        self.conv_pwl = convolution(wide, outputs, 1, 1)
        self.bn3 = normalisation(outputs)
        self.skips = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Map feature maps to feature maps."""
        y = self.act1(self.bn1(self.conv_pw(x)))
        y = self.act2(self.bn2(self.conv_dw(y)))
        y = self.bn3(self.conv_pwl(y))
        return torch.add(x, y) if self.skips else y


class EfficientNetLite(nn.Module):
    """The whole network: normalised N x 3 x S x S to N x `classes` logits."""

    def __init__(self, variant: int, classes: int = IMAGENET_CLASSES) -> None:
        """Build variant 0, 1 or 2 with random weights."""
        super().__init__()
        last = WIDTHS[variant][-1]
        self.conv_stem = convolution(3, 32, 3, 2)
        self.bn1 = normalisation(32)
        self.act1 = nn.ReLU6()
        self.blocks = _stages(variant)
        self.conv_head = convolution(last, FEATURES, 1, 1)
        self.bn2 = normalisation(FEATURES)
        self.act2 = nn.ReLU6()
        self.classifier = nn.Linear(FEATURES, classes)

    def features(self, x: Tensor) -> Tensor:
        """Map normalised pixels to N x 1280 features, the mean of each last map."""
        x = self.act1(self.bn1(self.conv_stem(x)))
        x = self.act2(self.bn2(self.conv_head(self.blocks(x))))
        return torch.mean(x, dim=(2, 3))

    def forward(self, x: Tensor) -> Tensor:
        """Map normalised pixels to logits."""
        return self.classifier(self.features(x))  # type: ignore[no-any-return]


def _stages(variant: int) -> nn.Sequential:
    stages, inputs = [], 32
    for stage, (width, depth) in enumerate(zip(WIDTHS[variant], DEPTHS[variant], strict=True)):
        blocks: list[nn.Module] = []
        for number in range(depth):
            kind = SeparableBlock if stage == 0 else InvertedResidual
            stride = STRIDES[stage] if number == 0 else 1
            blocks.append(kind(inputs, width, KERNELS[stage], stride))
            inputs = width
        stages.append(nn.Sequential(*blocks))
    return nn.Sequential(*stages)
