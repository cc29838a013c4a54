"""What is inside a network: its modules, their shapes, receptive fields and costs.

One forward pass on torch's meta device finds them, so no number is computed and the weights need
not be there. It runs a copy, so the module itself gets no hook and is not touched.
"""

from __future__ import annotations

import copy
import math
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from desktop_app.engine.contract import Step
from desktop_app.engine.errors import WrongInputError
from desktop_app.engine.receptive import Reach
from desktop_app.engine.receptive_rules import tensors_in
from desktop_app.engine.structure import WHOLE, Fields, LayerInfo, Structure

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from torch import Tensor

    from desktop_app.engine.contract import InputRule

_POOLS = nn.MaxPool2d | nn.AvgPool2d
_ADAPTIVE_POOLS = nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of one module's last run: its output's shape, batch included, and receptive fields."""

    shape: tuple[int, ...]
    fields: Fields | None


def structure(
    *, module: nn.Module, title: str, rule: InputRule
) -> Generator[Step, None, Structure]:
    """Look into `module`, which takes N x 3 x S x S with the S of `rule`.

    Only shapes are needed: parameters may be on the meta device, and everything is seen as in
    evaluation mode. A module that is run twice counts its multiply-adds twice and shows the shape
    and the receptive field of the last time. The field is exact for convolutions, pooling,
    branches and skips. What weighs places by what is in all of them, such as attention, makes it
    `WHOLE`, and so do windows that are shifted around the border.
    """
    shadow = _shadow(module)
    yield Step(1, 2)
    seen, macs = _run(shadow, rule.size)
    yield Step(2, 2)
    layers = tuple(
        _layer(name, part, seen.get(name), macs[name], rule.size)
        for name, part in module.named_modules()
    )
    return Structure(
        title=title,
        layers=layers,
        parameters=layers[0].parameters,
        macs=layers[0].macs,
        weights_bytes=sum(one.nbytes for one in _tensors_of(module)),
        maps_bytes=4 * sum(_values(name, part, seen) for name, part in module.named_modules()),
        input=rule,
    )


def check_input(module: nn.Module, size: int, name: str) -> None:
    """Raise `WrongInputError` if `module` takes no pictures of `size` pixels a side.

    It is tried with shapes alone; `name` is what the network is called in the sentence.
    """
    try:
        with torch.no_grad():
            _shadow(module)(torch.empty(1, 3, size, size, device="meta"))
    except Exception as error:  # each kind of network fails in its own way
        raise WrongInputError(name=name, size=size) from error


def receptive_fields(module: nn.Module, size: int) -> dict[str, Fields]:
    """Return by name what the units of each module see of a picture of `size` pixels a side.

    Those that were not run, or whose output depends on no pixel, are left out. Sides longer than
    the picture are given as they are.
    """
    seen, _ = _run(_shadow(module), size)
    return {name: one.fields for name, one in seen.items() if one.fields}


def _shadow(module: nn.Module) -> nn.Module:
    """Return a copy of `module` to run in float32, whose tensors have shapes but no numbers."""
    bare = {id(one): torch.empty_like(one, device="meta") for one in _tensors_of(module)}
    return copy.deepcopy(module, bare).float().eval()


def _tensors_of(module: nn.Module) -> Iterable[Tensor]:
    return (*module.parameters(), *module.buffers())


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts multiply-adds for each module that is being run; torch counts two for each."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.running: list[str] = []
        self.macs: Counter[str] = Counter()

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> Any:  # noqa: ANN401 (whatever the operation returns)
        del types
        result = func(*args, **(kwargs or {}))
        if formula := flop_registry.get(func.overloadpacket):
            macs = formula(*args, **(kwargs or {}), out_val=result) // 2
            self.macs.update(dict.fromkeys(self.running, macs))
        return result


def _run(shadow: nn.Module, size: int) -> tuple[dict[str, _Seen], Counter[str]]:
    """Run a copy that is not needed again; what was seen of each module, and its multiply-adds."""
    picture = torch.empty(1, 3, size, size, device="meta")
    reach, counter = Reach(picture), _Counter()
    seen: dict[str, _Seen] = {}

    def begin(_module: nn.Module, _given: object, *, name: str) -> None:
        counter.running.append(name)

    def end(_module: nn.Module, _given: object, output: object, *, name: str) -> None:
        counter.running.pop()
        for first in tensors_in(output)[:1]:
            seen[name] = _Seen(tuple(first.shape), reach.fields(first))

    for name, part in shadow.named_modules():
        part.register_forward_pre_hook(partial(begin, name=name))
        part.register_forward_hook(partial(end, name=name))
    with torch.no_grad(), reach, counter:
        shadow(picture)
    return seen, counter.macs


def _layer(name: str, part: nn.Module, seen: _Seen | None, macs: int, size: int) -> LayerInfo:
    fields = seen.fields if seen else None
    return LayerInfo(
        name=name,
        kind=type(part).__name__,
        detail=_detail(part),
        shape=seen.shape[1:] if seen else (),
        field=fields and (fields.side if fields.side < size else WHOLE),
        parameters=sum(one.numel() for one in part.parameters()),
        macs=macs,
        fields=fields,
    )


def _values(name: str, part: nn.Module, seen: dict[str, _Seen]) -> int:
    is_leaf = next(part.children(), None) is None
    return math.prod(seen[name].shape) if is_leaf and name in seen else 0


# What matters of a module in a few words


def _detail(part: nn.Module) -> str:
    match part:
        case nn.Conv2d():
            return ", ".join((_sides(part.kernel_size), *_steps(part), *_groups(part)))
        case nn.Linear():
            return f"{part.in_features} → {part.out_features}"
        case _ if isinstance(part, _ADAPTIVE_POOLS):
            return f"to {_sides(part.output_size)}"
        case _ if isinstance(part, _POOLS):
            return ", ".join((f"{_sides(part.kernel_size)} pooling", *_steps(part)))
    return ""


def _steps(part: nn.Module) -> Iterable[str]:
    """Name the stride, padding and dilation that are not the usual ones."""
    for word, usual in (("stride", "1"), ("padding", "0"), ("dilation", "1")):
        given = _short(getattr(part, word, usual))
        if given != usual:
            yield f"{word} {given}"


def _groups(part: nn.Conv2d) -> Iterable[str]:
    if part.groups == part.in_channels > 1:
        yield "depthwise"
    elif part.groups > 1:
        yield f"{part.groups} groups"


def _short(given: object) -> str:
    pair = _pair(given)
    return str(pair[0]) if len(set(pair)) == 1 else _sides(given)


def _sides(given: object) -> str:
    return "×".join(map(str, _pair(given)))


def _pair(given: object) -> tuple[object, ...]:
    return tuple(given) if isinstance(given, tuple | list) else (given, given)
