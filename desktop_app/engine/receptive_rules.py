"""How each operation of torch passes on where the pixels begin and end that its values depend on.

An edge is as in `receptive.Edges`: the further of two is the smaller one, so what mixes values
takes a minimum, and what only moves them is done to the edge itself.
"""

from __future__ import annotations

import math
from bisect import bisect
from functools import reduce
from itertools import accumulate, pairwise
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves, tree_map_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

aten = torch.ops.aten


class Call(NamedTuple):
    """One operation of torch: its arguments, and what it returned."""

    func: torch._ops.OpOverload
    args: tuple[Any, ...]
    result: Any

    def arg(self, index: int, default: object) -> Any:  # noqa: ANN401 (as torch takes it)
        """Return an argument, or `default` if it was left out or is an empty list."""
        given = self.args[index] if len(self.args) > index else default
        return default if given == [] else given


EdgeOf: TypeAlias = "Callable[[Tensor], Tensor]"
"""Gives one of the four edges of a tensor: the same one throughout a rule."""

Rule: TypeAlias = "Callable[[Call, EdgeOf], Any]"
"""Maps an edge of what went into an operation to that of what came out, one or many."""


def tensors_in(tree: object) -> list[Tensor]:
    """Return the tensors in nested lists, tuples and dictionaries."""
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor)]


def _hull(call: Call, edge: EdgeOf) -> Tensor:
    return reduce(torch.minimum, map(edge, tensors_in(call.args)))


def _unrelated(_call: Call, _edge: EdgeOf) -> list[Tensor]:
    return []


def _batch_norm(call: Call, edge: EdgeOf) -> Tensor | list[Tensor]:
    is_training = call.args[5]
    return _mixed(call, edge) if is_training else edge(call.args[0])


def _mixed(call: Call, edge: EdgeOf) -> list[Tensor]:
    outermost = torch.stack([edge(tensor).min() for tensor in tensors_in(call.args)]).min()
    return [outermost.view((1,) * tensor.ndim) for tensor in tensors_in(call.result)]


def _moved(call: Call, edge: EdgeOf) -> Any:  # noqa: ANN401 (one or many, as the operation)
    args = tree_map_only(Tensor, lambda tensor: edge(tensor).expand(tensor.shape), call.args)
    return call.func(*args)


def _viewed(call: Call, edge: EdgeOf) -> Tensor:
    """Reshape only along the dimensions in which the edge changes; the rest would cost much."""
    given, old, new = edge(call.args[0]), call.args[0].shape, call.result.shape
    expanded, reshaped = [*given.shape], [1] * len(new)
    for before, after in _aligned(old, new):
        if max(given.shape[before], default=1) > 1:
            expanded[before], reshaped[after] = old[before], new[after]
    return given.expand(expanded).reshape(reshaped)


def _aligned(old: Sequence[int], new: Sequence[int]) -> Iterable[tuple[slice, slice]]:
    """Pair the shortest runs of dimensions that hold equally many values in both shapes."""
    sizes = [list(accumulate(shape, mul)) for shape in (old, new)]
    common = sorted(set(sizes[0]) & set(sizes[1]))
    for low, high in pairwise((0, *common)):
        before, after = (slice(bisect(size, low), bisect(size, high)) for size in sizes)
        yield before, after


def _joined(call: Call, edge: EdgeOf) -> Tensor:
    tensors, dim = [one for one in call.args[0] if one.numel()], call.arg(1, 0)
    lengths = [max(lengths) for lengths in zip(*(edge(one).shape for one in tensors), strict=True)]

    def whole_along(tensor: Tensor) -> Tensor:
        lengths[dim] = tensor.shape[dim]
        return edge(tensor).expand(lengths)

    return torch.cat([whole_along(tensor) for tensor in tensors], dim)


def _reduced(position: int) -> Rule:
    """Return the rule of what mixes along the dimensions that an argument names."""

    def rule(call: Call, edge: EdgeOf) -> Tensor | list[Tensor]:
        dims = call.arg(position, None)
        if dims is None:
            return _mixed(call, edge)
        given = edge(call.args[0])
        mixed = given.amin(dims, keepdim=True)
        dropped = given.ndim > tensors_in(call.result)[0].ndim
        return mixed.squeeze(dims) if dropped else mixed

    return rule


def _layer_norm(call: Call, edge: EdgeOf) -> Tensor:
    return edge(call.args[0]).amin(tuple(range(-len(call.args[1]), 0)), keepdim=True)


def _product(call: Call, edge: EdgeOf) -> Tensor:
    *bias, left, right = (edge(tensor) for tensor in tensors_in(call.args))
    return reduce(torch.minimum, (left.amin(-1, keepdim=True), right.amin(-2, keepdim=True), *bias))


def _convolution(call: Call, edge: EdgeOf) -> Tensor | list[Tensor]:
    picture, weight, _, stride, padding, dilation, transposed, _, groups = call.args
    if transposed:
        return _mixed(call, edge)
    given = torch.minimum(edge(picture), edge(weight).min())
    if given.shape[1] > 1:
        grouped = torch.unflatten(given, 1, (groups, -1)).amin(2)
        given = grouped.repeat_interleave(call.result.shape[1] // groups, 1)
    return _slid(given, call.result, weight.shape[2:], stride, padding, dilation)


def _pool(call: Call, edge: EdgeOf) -> Tensor:
    kernel = call.args[1]
    is_max = call.func.overloadpacket is aten.max_pool2d_with_indices
    dilation = call.arg(4, 1) if is_max else 1
    given, result = edge(call.args[0]), tensors_in(call.result)[0]
    return _slid(given, result, kernel, call.arg(2, kernel), call.arg(3, 0), dilation)


def _slid(
    edge: Tensor,
    result: Tensor,
    kernel: Sequence[int],
    stride: int | Sequence[int],
    padding: int | Sequence[int],
    dilation: int | Sequence[int],
) -> Tensor:
    first = edge.ndim - len(kernel)
    for axis, width in enumerate(kernel):
        begins = torch.arange(result.shape[first + axis]) * _at(stride, axis) - _at(padding, axis)
        taps = torch.arange(width) * _at(dilation, axis)
        edge = _gathered(edge, first + axis, begins[:, None] + taps)
    return edge


def _at(given: int | Sequence[int], axis: int) -> int:
    values = [given] if isinstance(given, int) else given
    return values[axis % len(values)]


def _gathered(edge: Tensor, dim: int, places: Tensor) -> Tensor:
    """Return the outermost edge of the units at `places`, outputs x taps, along `dim`.

    Outside the map the edge goes on as it does inside.
    """
    last = edge.shape[dim] - 1
    if last == 0:
        return edge
    slope = (edge.narrow(dim, last, 1) - edge.narrow(dim, 0, 1)) / last
    inside = places.clamp(0, last)
    beyond = (places - inside).view(-1, *[1] * (edge.ndim - dim - 1))
    values = edge.index_select(dim, inside.flatten()) + beyond * slope
    return torch.unflatten(values, dim, places.shape).amin(dim + 1)


def _padded(call: Call, edge: EdgeOf) -> Tensor:
    given, amounts = edge(call.args[0]), call.args[1]
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    for dim, (before, after) in zip(range(given.ndim - 1, -1, -1), pairs, strict=False):
        places = torch.arange(-before, call.args[0].shape[dim] + after)
        given = _gathered(given, dim, places[:, None])
    return given


def _resampled(call: Call, edge: EdgeOf) -> Tensor:
    """Follow adaptive pooling and nearest neighbours, which need no kernel but both lengths."""
    given, result = edge(call.args[0]), tensors_in(call.result)[0]
    for dim in range(2, given.ndim):
        before, after = call.args[0].shape[dim], result.shape[dim]
        begins = torch.arange(after) * before // after
        ends = (torch.arange(1, after + 1) * before - 1) // after
        taps = torch.arange(math.ceil(before / after) + 1)
        given = _gathered(given, dim, torch.minimum(begins[:, None] + taps, ends[:, None]))
    return given


def _table(*rows: tuple[Rule, Iterable[object]]) -> dict[object, Rule]:
    return {operation: rule for rule, operations in rows for operation in operations}


_RULES = _table(
    (_moved, (aten.permute, aten.transpose, aten.t, aten.unsqueeze, aten.squeeze, aten.expand)),
    (_moved, (aten.slice, aten.select, aten.unbind, aten.unfold)),
    (_moved, (aten.split, aten.split_with_sizes, aten.unsafe_split)),
    (_joined, (aten.cat,)),
    (_moved, (aten.stack, aten.roll, aten.flip, aten.repeat)),
    (_moved, (aten.pixel_shuffle, aten.pixel_unshuffle)),
    (_viewed, (aten.view, aten._unsafe_view, aten.reshape)),
    (_hull, (aten.clone, aten.alias, aten.detach, aten._to_copy, aten.copy_, aten.masked_fill)),
    (_hull, (aten.hardswish, aten.hardswish_, aten.gelu_, aten.mish_, aten._prelu_kernel)),
    (_batch_norm, (aten.native_batch_norm,)),
    (_unrelated, (aten.new_zeros, aten.new_ones, aten.new_full, aten.new_empty)),
    (_unrelated, (aten.zeros_like, aten.ones_like, aten.full_like, aten.empty_like)),
    (_reduced(1), (aten.mean, aten.sum, aten.amax, aten.amin, aten.var, aten.std, aten.var_mean)),
    (_reduced(1), (aten._softmax, aten._safe_softmax, aten._log_softmax)),
    (_reduced(2), (aten.linalg_vector_norm,)),
    (_layer_norm, (aten.native_layer_norm,)),
    (_product, (aten.mm, aten.addmm, aten.bmm, aten.baddbmm)),
    (_convolution, (aten.convolution,)),
    (_pool, (aten.max_pool2d_with_indices, aten.avg_pool2d, aten.avg_pool3d)),
    (_padded, (aten.constant_pad_nd, aten.reflection_pad2d, aten.replication_pad2d)),
    (_resampled, (aten._adaptive_avg_pool2d, aten.adaptive_max_pool2d)),
    (_resampled, (aten.upsample_nearest2d,)),
)


def rule_for(func: torch._ops.OpOverload) -> Rule:
    """Return how `func` passes edges on; if that is not known, as what mixes everything."""
    if torch.Tag.pointwise in func.tags:
        return _hull
    return _RULES.get(func.overloadpacket, _mixed)
