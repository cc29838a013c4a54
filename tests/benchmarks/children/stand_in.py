"""A network of one layer, loaded as the real ones are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine.contract import ClassName, DeviceInfo, InputRule, Network, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.contract import DeviceWish
    from desktop_app.engine.places import Places

RULE = InputRule(32, 36, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
CLASSES = 1000


def load_network(
    name: str, wish: DeviceWish, places: Places
) -> Generator[Step, None, tuple[DeviceInfo, Network]]:
    """Do as `presenters.work.load_network`."""
    del places
    yield Step(0, 1)
    import torch

    from desktop_app.engine.backbone import Backbone

    layers = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * RULE.size**2, CLASSES))
    torch.set_num_threads(1)
    network = Network(
        name=name,
        title="One layer",
        source="bundled",
        sha256="",
        trained=False,
        classes=tuple(ClassName("", f"class {number}") for number in range(CLASSES)),
        input=RULE,
        supports=frozenset({"predict"}),
        handle=Backbone(layers.eval().requires_grad_(requires_grad=False), RULE, "cpu"),
    )
    return DeviceInfo(wish.device, "cpu", "CPU", 1), network
