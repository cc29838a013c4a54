"""From a unit back to pixels: what in the picture made it respond.

The deconvolutional network of Zeiler and Fergus, "Visualizing and Understanding Convolutional
Networks" (ECCV 2014), guided backpropagation of Springenberg et al., "Striving for Simplicity"
(ICLR workshop 2015), and the plain gradient of Simonyan et al., "Deep Inside Convolutional
Networks" (ICLR workshop 2014). All three run the network backwards; they differ in what they do at
a ReLU. Max-pooling sends its signal back to where the greatest value was: its gradient does just
that, and so are the transposed filters the gradient of a convolution.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.errors import UnitError
from desktop_app.engine.seen import DECONVNET, GRADIENT, GUIDED

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from torch import Tensor
    from torch.autograd.graph import Node

    from desktop_app.engine.backbone import Backbone

CEILING = 6.0
"""Where ReLU6 ends."""

METHODS = (DECONVNET, GUIDED, GRADIENT)

SWITCHED = 2
"""Max-poolings from which on deconvnet draws more than a grid; a single one is but the stem's."""

_OTHERS = {
    "Silu": "SiLU",
    "Gelu": "GELU",
    "Hardswish": "Hardswish",
    "Mish": "Mish",
    "Elu": "ELU",
    "LeakyRelu": "leaky ReLU",
    "Attention": "attention",
    "Softmax": "attention",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
}
"""What a network may have instead, by a part of what autograd calls it; the first is named."""

_RELU = (
    functional.relu,
    functional.relu_,
    torch.relu,
    torch.relu_,
    torch.Tensor.relu,
    torch.Tensor.relu_,
)

_SMOOTH = (nn.Hardswish, nn.SiLU, nn.GELU, nn.Mish, nn.ELU, nn.LeakyReLU)


class NoReLUError(ValueError):
    """On the way to a layer there is no ReLU, but another activation, which it names."""


class _Rectified(torch.autograd.Function):
    """ReLU or ReLU6 forwards, another rule backwards."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float, method: str) -> Tensor:  # noqa: ANN401
        y = x.clamp(0, ceiling)
        ctx.ceiling = ceiling
        if method == GUIDED:
            ctx.save_for_backward(y)  # as torch does: `x` may be overwritten later, `y` not
        return y

    @staticmethod
    def backward(ctx: Any, *signals: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN401
        positive = signals[0].clamp(min=0)
        for y in ctx.saved_tensors:
            # At once what `positive * ((y > 0) & (y < ceiling))` takes four passes for.
            positive = torch.ops.aten.hardtanh_backward(positive, y, 0.0, ctx.ceiling)
        return positive, None, None


class _Backwards(TorchFunctionMode):
    """Has every ReLU of a network pass signals back by a method's rule, wherever it is called."""

    def __init__(self, method: str) -> None:
        super().__init__()
        self._method = method

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 (whatever the function returns)
        del types
        options = kwargs or {}
        ceiling = _ceiling(func, args, options)
        if ceiling is None:
            return func(*args, **options)
        x = args[0] if args else options["input"]
        return _Rectified.apply(x, ceiling, self._method)


def _ceiling(
    func: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]
) -> float | None:
    """Return where a call of a ReLU or ReLU6 ends; None for any other."""
    if func in _RELU:
        return torch.inf
    if func is functional.hardtanh:
        low = args[1] if len(args) > 1 else options.get("min_val", -1.0)
        high = args[2] if len(args) > 2 else options.get("max_val", 1.0)
        return CEILING if (low, high) == (0, CEILING) else None
    return CEILING if func is functional.relu6 else None


def best_for(backbone: Backbone) -> str:
    """Return the method that shows most in a network.

    Where no max-pooling remembers places, deconvnet draws the same grid whatever the picture.
    """
    pools = sum(isinstance(part, nn.MaxPool2d) for part in backbone.module.modules())
    return DECONVNET if pools >= SWITCHED else GUIDED


def is_mixed(backbone: Backbone) -> bool:
    """Whether a network has activations for which the rules of ReLU are not made."""
    return any(isinstance(part, _SMOOTH) for part in backbone.module.modules())


def rule(method: str) -> AbstractContextManager[object]:
    """Return the context in which a network passes signals back by `method`."""
    return nullcontext() if method == GRADIENT else _Backwards(method)


def project(
    backbone: Backbone,
    pixels: Tensor,
    layer: str,
    unit: int,
    *,
    method: str,
    whole: bool,
    place: tuple[int, int] | None = None,
) -> Tensor:
    """Return what comes back from map `unit` of `layer`, shaped as `pixels`, N x 3 x S x S.

    The signal starts with the map's own values if `whole`, else with only one of them: that at
    `place`, row and column, or the greatest. It is that of pixels in 0..1. Raises `ValueError` for
    a method, layer or place that there is not, `UnitError` for a map, and `NoReLUError` where the
    method has no ReLU to act on.
    """
    if method not in METHODS:
        raise ValueError(f"no method called {method!r}")
    start = pixels.detach().clone().requires_grad_()
    with torch.enable_grad(), captured(backbone, [layer]) as (private, outputs), rule(method):
        private.logits(start)
        maps = as_maps(outputs[layer])
        if not 0 <= unit < maps.shape[1]:
            raise UnitError(layer=layer, unit=unit, last=maps.shape[1] - 1)
        if method != GRADIENT:
            _check_relu(maps)
        chosen = maps[:, unit]
        signal = chosen.detach() if whole else _one(chosen.detach(), place)
        (gradient,) = torch.autograd.grad(chosen, start, signal, allow_unused=True)
    return torch.zeros_like(start) if gradient is None else gradient.detach()


def _check_relu(maps: Tensor) -> None:
    """Raise `NoReLUError` if another activation than ReLU leads to `maps`, and ReLU does not."""
    seen: set[Node] = set()
    waiting = [maps.grad_fn]
    while waiting:
        node = waiting.pop()
        if node and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    names = {node.name() for node in seen}
    others = [title for part, title in _OTHERS.items() if any(part in name for name in names)]
    if others and f"{_Rectified.__name__}Backward" not in names:
        raise NoReLUError(others[0])


def _one(maps: Tensor, place: tuple[int, int] | None) -> Tensor:
    """Return N x H x W maps with all but the value at `place`, or each one's greatest, set to 0."""
    if place is None:
        return strongest(maps)
    row, column = place
    if not (0 <= row < maps.shape[1] and 0 <= column < maps.shape[2]):
        raise ValueError(f"no place {place} in maps of {tuple(maps.shape[1:])}")
    signal = torch.zeros_like(maps)
    signal[:, row, column] = maps[:, row, column]
    return signal


def strongest(maps: Tensor) -> Tensor:
    """Return N x H x W maps with all but each one's greatest value set to 0."""
    flat = maps.flatten(1)
    place = flat.argmax(dim=1, keepdim=True)
    return torch.zeros_like(flat).scatter(1, place, flat.gather(1, place)).view_as(maps)
