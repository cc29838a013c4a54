"""Make a trained network cheaper to run, with the same answers."""

from __future__ import annotations

import copy
import itertools

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def folded(module: nn.Module) -> nn.Module:
    """Return a copy of `module` for prediction only.

    Each batch normalisation that stands right behind a convolution in its parent is folded into
    it, activations work in place and weights lie channels_last. The module must be in evaluation
    mode; it is left as it was.
    """
    with torch.no_grad():
        fast = copy.deepcopy(module)
        for parent in list(fast.modules()):
            _fold_children(parent)
            if isinstance(parent, nn.ReLU | nn.ReLU6):
                parent.inplace = True
        return fast.to(memory_format=torch.channels_last)


def _fold_children(parent: nn.Module) -> None:
    children = list(parent.named_children())
    for (name, convolution), (next_name, normalisation) in itertools.pairwise(children):
        if isinstance(convolution, nn.Conv2d) and isinstance(normalisation, nn.BatchNorm2d):
            setattr(parent, name, fuse_conv_bn_eval(convolution, normalisation))
            setattr(parent, next_name, nn.Identity())
