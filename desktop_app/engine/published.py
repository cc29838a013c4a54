"""Torchvision's networks with published weights, as entries; every figure is torchvision's own."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_app.engine import architectures, catalogue
from desktop_app.engine.catalogue import Entry, Name
from desktop_app.engine.contract import InputRule
from desktop_app.engine.families import family_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1 << 20


@cache
def entries() -> tuple[Entry, ...]:
    """Return every network for classification with weights, the preferred ones by plain name.

    Importing torchvision takes seconds. Weights without a classifier are left out.
    """
    return tuple(entry for model in architectures.known_models() for entry in _entries_of(model))


def entry(name: Name) -> Entry:
    """Return the entry of a torchvision network; `UnknownBackboneError` lists the nearest."""
    wanted = name.text.removesuffix(f":{catalogue.UNTRAINED}")
    for one in entries():
        if wanted in (one.name, f"{one.name.partition(':')[0]}:{_weights(one)}"):
            return one
    raise architectures.unknown(name, [one.name for one in (*entries(), *catalogue.ALWAYS)])


def _entries_of(model: str) -> Iterator[Entry]:
    from torchvision import models

    kinds = models.get_model_weights(model)
    usable = [one for one in kinds if not math.isnan(_accuracy(one, 1))]
    for weights in usable:
        plain = weights is kinds.DEFAULT
        yield _entry(model, weights, plain=plain, only=len(usable) == 1)


def _entry(model: str, weights: Any, *, plain: bool, only: bool) -> Entry:  # noqa: ANN401 (untyped)
    meta = weights.meta
    title = catalogue.title(model)
    return Entry(
        name=model if plain else f"{model}:{weights.name}",
        title=title if only else f"{title} {_edition(weights.name)}",
        family=family_of(model).key,
        year=year_of(model),
        parameters=meta["num_params"],
        gmacs=meta["_ops"],
        top1=round(_accuracy(weights, 1) / 100, 5),
        top5=round(_accuracy(weights, 5) / 100, 5),
        bytes=round(meta["_file_size"] * MEGABYTE),
        licence=meta.get("license", ""),
        input=_rule(model, weights.transforms()),
        file=weights.url.rpartition("/")[2],
        url=weights.url,
    )


def _accuracy(weights: Any, guesses: int) -> float:  # noqa: ANN401 (untyped)
    return float(weights.meta["_metrics"]["ImageNet-1K"][f"acc@{guesses}"])


def _edition(weights: str) -> str:
    """Return "V2" for IMAGENET1K_V2, "SWAG E2E" for IMAGENET1K_SWAG_E2E_V1."""
    words = weights.removeprefix("IMAGENET1K_").split("_")
    return " ".join(words[:-1] or words)


def _weights(one: Entry) -> str:
    """Return torchvision's name for the weights of an entry."""
    from torchvision import models

    model, _, weights = one.name.partition(":")
    return weights or str(models.get_model_weights(model).DEFAULT.name)


def _rule(model: str, transform: Any) -> InputRule:  # noqa: ANN401 (untyped)
    mean, std = tuple(transform.mean), tuple(transform.std)
    if model in architectures.OWN_INPUT:
        # These weights were made for values from -1 to 1; the network turns the usual ones into
        # those itself, unless it is built without that, as here.
        mean = std = catalogue.HALF
    return InputRule(
        size=transform.crop_size[0],
        resize=transform.resize_size[0],
        interpolation=transform.interpolation.value,
        mean=mean,
        std=std,
    )
