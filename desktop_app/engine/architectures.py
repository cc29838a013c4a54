"""Networks without weights: ours, torchvision's and timm's, built with any number of classes."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from desktop_app.engine import catalogue
from desktop_app.engine.errors import UnknownBackboneError
from desktop_app.engine.lite import EfficientNetLite
from desktop_app.engine.zfnet import ZFNet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.engine.catalogue import Name

NEAR = 5
"""How many similar names an error lists."""

OWN_INPUT = ("googlenet", "inception_v3")
"""Networks that would change their input themselves, which is left to `Backbone`."""

# Without the heads that only training uses.
_PLAIN = {"init_weights": False, "aux_logits": False, "transform_input": False}


class _NoNumbers(TorchFunctionMode):
    """Gives parameters shapes but no memory.

    `torch.device("meta")` would take the numbers of constant tables too, such as positions, which
    no weights file holds; parameters are the tensors that begin as `torch.empty`.
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> Any:  # noqa: ANN401 (whatever the function returns)
        del types
        options = dict(kwargs or {})
        if func is torch.empty and options.get("device") is None:
            options["device"] = "meta"
        return func(*args, **options)


@contextmanager
def no_numbers() -> Iterator[None]:
    """Build modules whose parameters have shapes only, until weights are assigned to them.

    A few small ones have numbers all the same, but they are drawn from nobody's generator.
    """
    with torch.no_grad(), torch.random.fork_rng(devices=[]), _NoNumbers():
        yield


def build(name: Name, classes: int) -> nn.Module:
    """Build the architecture called `name` with random weights and `classes` outputs.

    It is in evaluation mode and takes normalised N x 3 x S x S. Raises `UnknownBackboneError`,
    which lists the nearest names.
    """
    with torch.no_grad():
        match name.source:
            case "bundled":
                module: nn.Module = EfficientNetLite(int(name.model[-1]), classes)
            case "zfnet":
                module = ZFNet(classes)
            case "timm":
                module = _timm(name, classes)
            case _:
                module = _torchvision(name, classes)
    return module.eval()


def empty(name: Name, classes: int) -> nn.Module:
    """Do as `build`, without numbers where that is possible.

    Some of timm's networks compute with theirs while they are built; those get random ones.
    """
    try:
        with no_numbers():
            module = build(name, classes)
    except UnknownBackboneError:
        return build(name, classes)
    stored = module.state_dict()
    tables = [one for key, one in module.named_buffers() if key not in stored]
    return build(name, classes) if any(one.is_meta for one in tables) else module


def _torchvision(name: Name, classes: int) -> nn.Module:
    from torchvision import models

    if name.model not in known_models():
        raise unknown(name, [*known_models(), *(entry.name for entry in catalogue.ALWAYS)])
    options: dict[str, object] = dict(_PLAIN) if name.model in OWN_INPUT else {}
    if name.model.startswith("vit_"):
        # Its table of positions has the length of the pictures that it was trained on.
        kinds = models.get_model_weights(name.model)
        chosen = kinds.__members__.get(name.weights, kinds.DEFAULT)
        options["image_size"] = chosen.meta["min_size"][0]
    module: nn.Module = models.get_model(name.model, weights=None, num_classes=classes, **options)
    return module


def known_models() -> list[str]:
    """Return the names of torchvision's networks for classification."""
    from torchvision import models

    return [str(model) for model in models.list_models(module=models)]


def _timm(name: Name, classes: int) -> nn.Module:
    import timm

    if not timm.is_model(name.model.partition(".")[0]):
        known = [f"timm:{other}" for other in timm.list_models()]
        raise unknown(name, known)
    try:
        module: nn.Module = timm.create_model(name.model, pretrained=False, num_classes=classes)
    except RuntimeError as error:  # a tag that is none
        known = [f"timm:{other}" for other in timm.list_pretrained(name.model.partition(".")[0])]
        raise unknown(name, known) from error
    return module


def unknown(name: Name, known: list[str]) -> UnknownBackboneError:
    """Return an error that names the nearest of `known`."""
    by_lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.text.lower(), by_lower, NEAR, 0.4)
    names = [by_lower[one] for one in near] or known[:NEAR]
    return UnknownBackboneError(name=name.text, known=", ".join(names))


def head(module: nn.Module) -> str:
    """Return the name of the layer that gives the logits: the last that is linear or 1 x 1.

    Raises `ValueError` for a network that has none.
    """
    kinds = nn.Linear | nn.Conv2d
    names: list[str] = [key for key, part in module.named_modules() if isinstance(part, kinds)]
    if not names:
        raise ValueError("a network without a linear or convolutional layer")
    return names[-1]


def classes_of(module: nn.Module) -> int:
    """Return how many logits `module` gives."""
    last = module.get_submodule(head(module))
    return int(last.weight.shape[0])  # type: ignore[index]
