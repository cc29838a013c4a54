"""Networks of one's own: what a weights file holds, and keeping it in the program's own form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.engine import architectures, catalogue, layers, modelfile, reading, recognise
from desktop_app.engine.contract import ClassName, Step
from desktop_app.engine.modelfile import Description
from desktop_app.engine.places import free_file

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from desktop_app.engine.places import Places
    from desktop_app.engine.reading import Contents
    from desktop_app.engine.structure import Chosen


def choices(*, with_timm: bool) -> tuple[tuple[str, str], ...]:
    """Return every architecture that weights can be said to be of: name and title.

    Those of timm are over a thousand, and importing it takes seconds.
    """
    always = [(entry.name, entry.title) for entry in catalogue.ALWAYS]
    others = [(model, catalogue.title(model)) for model in architectures.known_models()]
    own = (*always, *sorted(others, key=lambda pair: pair[1].casefold()))
    if not with_timm:
        return own
    import timm

    return (*own, *((f"timm:{model}", f"timm {model}") for model in timm.list_models()))


def keep(
    *, chosen: Chosen, places: Places, imagenet: tuple[ClassName, ...]
) -> Generator[Step, None, str]:
    """Write the weights with all that was decided about them into the folder of one's own.

    Returns the new file's path, by which the network is called from now on. The file that was
    imported is left as it is. Raises a `FileError` when it cannot be read or does not fit, and
    `ExportError` when it cannot be written.
    """
    yield Step(0, 3)
    earlier = modelfile.describe(chosen.path)
    contents = reading.read(chosen.path)
    yield Step(1, 3)
    name = catalogue.parse(chosen.architecture)
    about = _description(chosen, imagenet, earlier)
    classes = len(about.classes)
    module = recognise.fill(name, contents.tensors, classes, file=Path(chosen.path).name)
    layers.check_input(module, chosen.input.size, catalogue.title(chosen.architecture))
    yield Step(2, 3)
    file = free_file(places.own, chosen.title, ".safetensors")
    modelfile.write(str(file), {**module.state_dict(), **_novelty(contents, about)}, about)
    return str(file)


def _description(
    chosen: Chosen, imagenet: tuple[ClassName, ...], earlier: Description | None
) -> Description:
    """Return what is to be said about a network; of the same as before, all that was said."""
    about = Description(
        title=chosen.title,
        architecture=chosen.architecture,
        classes=tuple(ClassName("", one) for one in chosen.classes) or imagenet,
        input=chosen.input,
    )
    if earlier is not None and _decided(earlier) == _decided(about):
        return replace(earlier, title=chosen.title)
    return about


def _novelty(contents: Contents, about: Description) -> dict[str, Tensor]:
    """Return the tensors that tell what is unlike anything trained on, if they are still valid."""
    found = contents.tensors.items()
    told = about.novelty != ""
    return {name: one for name, one in found if told and name.startswith(modelfile.NOVELTY)}


def _decided(about: Description) -> tuple[object, ...]:
    return about.architecture, [one.name for one in about.classes], about.input
