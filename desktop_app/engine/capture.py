"""Outputs of layers, taken while a network runs; nothing of it stays behind."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import torch

from desktop_app.engine.structure import maps_shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor, nn

    from desktop_app.engine.backbone import Backbone


@contextmanager
def captured(
    backbone: Backbone, names: Sequence[str]
) -> Iterator[tuple[Backbone, dict[str, Tensor]]]:
    """Yield the Backbone's watched copy and the outputs of its layers `names`, filled by each run.

    Outputs are as the layers give them and, where gradients are enabled, part of a graph, so that
    gradients can be taken with respect to them; of a layer that runs several times it is the last.
    Do not `yield` from a generator inside: all who look meanwhile would have to carry the hooks.
    Raises `ValueError` for a name that is no layer.
    """
    watched = backbone.watched()
    outputs: dict[str, Tensor] = {}
    hooks = ExitStack()
    with hooks:
        for name in names:
            keep = partial(_keep, outputs, name)
            hooks.callback(_layer(watched.module, name).register_forward_hook(keep).remove)
        yield watched, outputs


def _layer(module: nn.Module, name: str) -> nn.Module:
    try:
        layer = module.get_submodule(name)
    except AttributeError as error:
        raise ValueError(f"no layer called {name!r}") from error
    if layer is module:
        raise ValueError("no layer but the whole network")
    return layer


def _keep(
    outputs: dict[str, Tensor], name: str, module: object, args: object, output: object
) -> object:
    """Keep a layer's output and pass on a copy, which the next layer may overwrite.

    Networks do so to save memory: ReLU on what a convolution gave, a residual block on its sum.
    """
    if isinstance(output, tuple | list) and output:
        first = _keep(outputs, name, module, args, output[0])
        return type(output)((first, *output[1:]))
    if not isinstance(output, torch.Tensor):
        return output
    if torch.is_grad_enabled() and not output.requires_grad:
        output.requires_grad_()  # a graph that begins here, where none of the picture is needed
    outputs[name] = output
    return output.clone()


def as_maps(output: Tensor) -> Tensor:
    """Return a layer's output, N x ..., as N x C maps of H x W; see `structure.maps_shape`.

    Of a transformer's tokens, those that stand before the places are left out. Raises `ValueError`
    for an output that is no maps.
    """
    form = maps_shape(tuple(output.shape[1:]))
    if form is None:
        raise ValueError(f"no maps in an output of {output.dim()} dimensions, {[*output.shape]}")
    count, high, wide = form
    if output.dim() == 4:
        return output if output.shape[1] == count else output.permute(0, 3, 1, 2)
    if output.dim() == 3:
        output = output[:, output.shape[1] - high * wide :].transpose(1, 2)
    return output.reshape(len(output), count, high, wide)
