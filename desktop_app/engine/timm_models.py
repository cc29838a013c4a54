"""What timm knows about its networks. Importing it takes seconds: only when one is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from desktop_app.engine.catalogue import Name
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, ClassName, InputRule
from desktop_app.engine.errors import UnusableBackboneError
from desktop_app.engine.shelves import timm_entry

if TYPE_CHECKING:
    from typing import Any

    from desktop_app.engine.catalogue import Entry

MOST = 60
"""Entries that one search returns at most."""

FEATURES = QT_TRANSLATE_NOOP("errors", "it gives features, no classes")
ELSEWHERE = QT_TRANSLATE_NOOP("errors", "its weights are not among those that timm publishes")
OTHER_CROP = QT_TRANSLATE_NOOP("errors", "its pictures are made ready in a way not offered here")


def search(text: str) -> tuple[Entry, ...]:
    """Return timm's published networks with `text` in their names, at most `MOST`.

    Those that begin with it come first. What cannot be used here is left out.
    """
    return tuple(timm_entry(one, licence=_config(one).license or "") for one in _found(text)[:MOST])


def count(text: str) -> int:
    """Return how many there are of which `search` returns the first."""
    return len(_found(text))


def check(model: str) -> None:
    """Raise `UnusableBackboneError` if the weights of `model` can give no answers here."""
    if reason := _obstacle(model):
        raise UnusableBackboneError(name=f"timm:{model}", reason=reason)


def _found(text: str) -> list[str]:
    wanted = text.strip().lower().removeprefix("timm:")
    names = (name for name in _usable() if wanted in name.lower())
    return sorted(names, key=lambda name: not name.lower().startswith(wanted))


@cache
def _usable() -> tuple[str, ...]:
    import timm

    return tuple(name for name in timm.list_pretrained() if not _obstacle(name))


def _obstacle(model: str) -> str:
    """Return why the weights of `model` cannot be used; "" if they can."""
    config = _config(model)
    if not config.num_classes:
        return FEATURES
    if config.hf_hub_id != f"timm/{config.architecture}.{config.tag}":
        return ELSEWHERE
    return "" if config.crop_mode == "center" else OTHER_CROP


def rule_of(model: str) -> InputRule:
    """Return how timm prepares pictures for `model`."""
    from timm.data.config import resolve_data_config

    fields = _config(model).to_dict()
    config = resolve_data_config(pretrained_cfg=fields)  # type: ignore[no-untyped-call]
    size = config["input_size"][-1]
    return InputRule(
        size=size,
        resize=max(size, int(size / config["crop_pct"])),  # a few would have a black border
        interpolation=config["interpolation"],
        mean=tuple(config["mean"]),
        std=tuple(config["std"]),
    )


def classes_of(model: str) -> tuple[ClassName, ...]:
    """Return the names of the classes that `model`'s weights were trained on, else numbers."""
    from timm.data.imagenet_info import ImageNetInfo, infer_imagenet_subset

    config = _config(model)
    subset = infer_imagenet_subset(config.to_dict())
    if subset is None:
        return tuple(ClassName("", str(number)) for number in range(config.num_classes))
    info = ImageNetInfo(subset)
    numbers = range(config.num_classes)
    return tuple(
        ClassName(info.index_to_label_name(at), info.index_to_description(at)) for at in numbers
    )


def _config(model: str) -> Any:  # noqa: ANN401 (timm's own class of settings)
    import timm

    from desktop_app.engine import architectures

    try:
        return timm.get_pretrained_cfg(model, allow_unregistered=False)
    except RuntimeError as error:
        known = [f"timm:{other}" for other in timm.list_models(pretrained=True)]
        raise architectures.unknown(Name("timm", model), known) from error
