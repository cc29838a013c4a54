"""Receptive fields: which pixels of the input each value inside a network depends on.

A forward pass on torch's meta device computes shapes, not numbers. `Reach` watches one and keeps
beside every tensor where the pixels that its values depend on begin and end. What only moves
values (a view, a permutation, a concatenation) is done to these edges themselves; what mixes values
takes the outermost edge of all that it mixes. So branches, skips and windows need no rules of
their own. Padding goes on with the picture beyond its border, as the usual formulas have it; see
Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.weak import WeakTensorKeyDictionary

from desktop_app.engine.receptive_rules import Call, rule_for, tensors_in
from desktop_app.engine.structure import Field, Fields

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from desktop_app.engine.receptive_rules import EdgeOf

NOWHERE = 2.0**20
"""The edge of what depends on no pixel: further than any pixel, and exact in float32."""


class Edges(NamedTuple):
    """The first and, negated, the last pixel that each value of one tensor depends on.

    Being negated, the further of two edges is the smaller one on every side. Each is float32 with
    the tensor's dimensions, of length 1 along those in which it does not change.
    """

    top: Tensor
    left: Tensor
    bottom: Tensor
    right: Tensor


class Reach(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """While it is entered, follows how far into a picture each tensor reaches.

    After an operation that it has no rule for, everything counts as mixed with everything. Values
    written into a part of a tensor are not followed.
    """

    def __init__(self, picture: Tensor) -> None:
        """Start at `picture`, N x C x H x W on the meta device."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._edges: MutableMapping[Tensor, Edges] = WeakTensorKeyDictionary()
        self._edges[picture] = _own_pixels(*picture.shape[-2:])

    def fields(self, tensor: Tensor) -> Fields | None:
        """Return the receptive fields in `tensor`; None if it depends on no pixel."""
        edges = self._edges.get(tensor)
        if edges is None or edges.top.min() == NOWHERE:
            return None
        down, across = (2, 3) if tensor.ndim == 4 else (None, None)
        return Fields(
            _field(edges.top, edges.bottom, down), _field(edges.left, edges.right, across)
        )

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 (whatever the operation returns)
        """Do the operation, then find the edges of what came out."""
        del types
        result = func(*args, **(kwargs or {}))
        if any(given in self._edges for given in tensors_in(args)):
            self._follow(Call(func, args, result))
        return result

    def _follow(self, call: Call) -> None:
        rule = rule_for(call.func)
        sides = [tree_leaves(rule(call, self._edge_of(side))) for side in range(len(Edges._fields))]
        for tensor, *edges in zip(tensors_in(call.result), *sides, strict=False):
            if tensor.numel():
                self._edges[tensor] = Edges(*map(_thin, edges))

    def _edge_of(self, side: int) -> EdgeOf:
        def edge(tensor: Tensor) -> Tensor:
            edges = self._edges.get(tensor)
            return torch.full((1,) * tensor.ndim, NOWHERE) if edges is None else edges[side]

        return edge


def _own_pixels(height: int, width: int) -> Edges:
    down = torch.arange(float(height)).view(1, 1, -1, 1)
    across = torch.arange(float(width)).view(1, 1, 1, -1)
    return Edges(down, across, -down, -across)


def _field(first: Tensor, last: Tensor, dim: int | None) -> Field:
    side = round(-(first + last).min().item()) + 1
    jump = _step(first, dim)
    if dim is None or not jump or jump != -_step(last, dim):
        return Field(side, 0, (first.min().item() - last.min().item()) / 2)
    begin, end = first.select(dim, 0).min().item(), -last.select(dim, 0).min().item()
    return Field(side, jump, (begin + end) / 2)


def _step(edge: Tensor, dim: int | None) -> int:
    """Return by how much an edge moves from unit to unit, or 0 if that is not always the same."""
    if dim is None or edge.shape[dim] == 1:
        return 0
    steps = edge.diff(dim=dim)
    least, greatest = (bound.item() for bound in steps.aminmax())
    return int(least) if least == greatest else 0


def _thin(edge: Tensor) -> Tensor:
    """Return `edge` with length 1 along the dimensions in which it does not change."""
    edge = edge[tuple(slice(None if stride else 1) for stride in edge.stride())]
    for dim, length in enumerate(edge.shape):
        first, last = edge.narrow(dim, 0, 1), edge.narrow(dim, length - 1, 1)
        if length > 1 and first.equal(last) and (first == edge).all():
            edge = first
    return edge
