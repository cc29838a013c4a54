"""From a name to a network that can be used: its weights found, checked, and in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from desktop_app.engine import catalogue, checked, modelfile, novelty, plans, reading, weights
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import Network, Step
from desktop_app.engine.device import FLOAT32, check_memory, memory_errors
from desktop_app.engine.errors import DamagedWeightsError, FileError, WeightsError

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import nn

    from desktop_app.engine.contract import ClassName, DeviceInfo
    from desktop_app.engine.novelty import Novelty
    from desktop_app.engine.places import Places
    from desktop_app.engine.plans import Plan


def load(
    *,
    name: str,
    device: DeviceInfo,
    places: Places,
    imagenet: tuple[ClassName, ...],
    file: str = "",
) -> Generator[Step, None, Network]:
    """Load the backbone called `name` onto `device`; its steps count the bytes checked.

    `imagenet` names the thousand classes. With `file` the weights come from there, and `name` only
    says which architecture they fill. Raises `UnknownBackboneError`, `NotDownloadedError`,
    `WeightsError` for published weights that are not what they should be, a `FileError` for a file
    of one's own that cannot be used, `MemoryNeededError` before and `OutOfMemoryError` while it is
    tried.
    """
    yield Step(0, 0)
    plan = yield from plans.plan(catalogue.parse(name), places, imagenet, file)
    _check_memory(plan, device)
    digest = yield from _checked(plan, places)
    yield Step(0, 0)
    with memory_errors(), torch.no_grad():
        module = plan.make().eval().requires_grad_(requires_grad=False)
        judge = _judge(plan, module)
    yield Step(0, 0)
    with memory_errors(), torch.no_grad():
        backbone = Backbone(module, plan.rule, device.used, device.precision, judge)
    return Network(
        name=plan.name,
        title=plan.title,
        source=plan.source,
        sha256=digest,
        trained=plan.trained,
        classes=plan.classes,
        input=plan.rule,
        supports=frozenset({"predict", "novelty"} if judge else {"predict"}),
        handle=backbone,
    )


def _judge(plan: Plan, module: nn.Module) -> Novelty | None:
    """Read what tells pictures that are unlike anything trained on; a few hundred kilobytes."""
    if not plan.novelty or plan.file is None:
        return None
    tensors = reading.read_some(str(plan.file), modelfile.NOVELTY)
    return novelty.restored(tensors, plan.novelty, module, file=plan.file.name)


def _check_memory(plan: Plan, device: DeviceInfo) -> None:
    """Raise `MemoryNeededError` before anything is read; weights pass through the CPU's memory."""
    copied = 0 if device.precision == FLOAT32 else plan.bytes // 2
    if device.used != "cpu":
        check_memory(plan.bytes + copied, device.used, plan.title)
        copied = 0
    if not plan.held:
        check_memory(plan.bytes + copied, "cpu", plan.title)


def _checked(plan: Plan, places: Places) -> Generator[Step, None, str]:
    """Return the weights' SHA-256, "" if there are none; `WeightsError` if it is a wrong one."""
    if plan.file is None:
        return ""
    try:
        digest = yield from checked.sha256(file=plan.file, memory=places.checked)
    except OSError as error:
        raise FileError(file=plan.file.name, reason=error.strerror or str(error)) from error
    if not digest.startswith(plan.sha256):
        if plan.source == "cached":
            raise DamagedWeightsError(name=plan.title)
        raise WeightsError(name=plan.title, reason=weights.DAMAGED)
    return digest
