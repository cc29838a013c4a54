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

# Heads that only training uses, and an input of its own that our `Backbone` sees to.
_SPECIAL = {
    "googlenet": {"init_weights": False, "aux_logits": False, "transform_input": False},
    "inception_v3": {"init_weights": False, "aux_logits": False, "transform_input": False},
}


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
    """Build modules whose parameters have shapes only, until weights are assigned to them."""
    with torch.no_grad(), _NoNumbers():
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


def _torchvision(name: Name, classes: int) -> nn.Module:
    from torchvision import models

    if name.model not in known_models():
        raise unknown(name, [*known_models(), *(entry.name for entry in catalogue.ALWAYS)])
    module: nn.Module = models.get_model(
        name.model, weights=None, num_classes=classes, **_SPECIAL.get(name.model, {})
    )
    return module


def known_models() -> list[str]:
    """Return the names of torchvision's networks for classification."""
    from torchvision import models

    return list(models.list_models(module=models))


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
    near = difflib.get_close_matches(name.text, known, NEAR, 0.4) or known[:NEAR]
    return UnknownBackboneError(name=name.text, known=", ".join(near))


def head(module: nn.Module) -> str:
    """Return the name of the layer that gives the logits: the last that is linear or 1 x 1.

    Raises `ValueError` for a network that has none.
    """
    kinds = nn.Linear | nn.Conv2d
    names = [key for key, part in module.named_modules() if isinstance(part, kinds)]
    if not names:
        raise ValueError("a network without a linear or convolutional layer")
    return names[-1]


def classes_of(module: nn.Module) -> int:
    """Return how many logits `module` gives."""
    last = module.get_submodule(head(module))
    return int(last.weight.shape[0])  # type: ignore[index]
