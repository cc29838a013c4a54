"""Make a trained network cheaper to run, with the same answers."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights

from desktop_app.engine.lite import SameConv2d

if TYPE_CHECKING:
    from torch import Tensor

HAS_MKLDNN: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]


class Pointwise(nn.Conv2d):
    """A 1 x 1 convolution that takes the fast library for batches on a single thread too.

    Torch itself takes its slow general convolution there unless the batch is large.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Map N x C x H x W to N x C' x H x W."""
        if len(x) == 1 or x.device.type != "cpu" or not HAS_MKLDNN:
            return super().forward(x)
        return torch.mkldnn_convolution(
            x, self.weight, self.bias, (0, 0), self.stride, (1, 1), self.groups
        )


def folded(module: nn.Module, side: int) -> nn.Module:
    """Return a copy of `module` for prediction only, on inputs N x 3 x `side` x `side`.

    Each batch normalisation that stands right behind a convolution in its parent is folded into
    it, uneven padding becomes part of the kernels, activations work in place and weights lie
    channels_last. The module must be in evaluation mode; it is left as it was.
    """
    with torch.no_grad():
        fast = copy.deepcopy(module)
        for parent in list(fast.modules()):
            _fold_normalisations(parent)
            _hasten_pointwise(parent)
            if isinstance(parent, nn.ReLU | nn.ReLU6):
                parent.inplace = True
        _fold_padding(fast, side)
        return fast.to(memory_format=torch.channels_last)


def _fold_normalisations(parent: nn.Module) -> None:
    children = list(parent.named_children())
    for (_, convolution), (next_name, normalisation) in pairwise(children):
        if isinstance(convolution, nn.Conv2d) and isinstance(normalisation, nn.BatchNorm2d):
            _fold_into(convolution, normalisation)
            setattr(parent, next_name, nn.Identity())


def _fold_into(convolution: nn.Conv2d, normalisation: nn.BatchNorm2d) -> None:
    mean, variance = normalisation.running_mean, normalisation.running_var
    if mean is None or variance is None:
        raise ValueError("a normalisation without running statistics cannot be folded")
    convolution.weight, convolution.bias = fuse_conv_bn_weights(
        convolution.weight,
        convolution.bias,
        mean,
        variance,
        normalisation.eps,
        normalisation.weight,
        normalisation.bias,
    )


def _hasten_pointwise(parent: nn.Module) -> None:
    for name, child in list(parent.named_children()):
        if type(child) is nn.Conv2d and child.kernel_size == (1, 1) and child.padding == (0, 0):
            with torch.device("meta"):  # its weights come at once: none need to be drawn by lot
                fast = Pointwise(
                    child.in_channels, child.out_channels, 1, child.stride[0], groups=child.groups
                )
            fast.weight, fast.bias = child.weight, child.bias
            setattr(parent, name, fast)


def _fold_padding(module: nn.Module, side: int) -> None:
    """Replace TensorFlow's padding, which depends on the input's length, by a constant one.

    The convolutions that pad so follow each other in the order of their definition, and nothing
    else in these networks changes the length of a side.
    """
    length = side
    for name, child in list(module.named_modules()):
        if isinstance(child, SameConv2d):
            parent, _, last = name.rpartition(".")
            setattr(module.get_submodule(parent), last, _evenly_padded(child, length))
            length = -(-length // child.stride[0])


def _evenly_padded(convolution: SameConv2d, length: int) -> nn.Conv2d:
    """Return a plain convolution that does the same on inputs of `length`.

    Where the far side needs one pixel more than the near one, the kernel gets a row and a column
    of zeros in front. Padding the input instead would copy it, which cost a fifth of the time.
    """
    near, far = convolution.padding_for(length)
    weight = functional.pad(convolution.weight, (far - near, 0, far - near, 0))
    with torch.device("meta"):
        result = nn.Conv2d(
            convolution.in_channels,
            convolution.out_channels,
            weight.shape[2],
            convolution.stride[0],
            padding=far,
            groups=convolution.groups,
        )
    result.weight = nn.Parameter(weight, requires_grad=False)
    result.bias = convolution.bias
    return result
