"""What has to be loaded for a name: from which file, into which architecture, for which input."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from desktop_app.engine import (
    architectures,
    catalogue,
    modelfile,
    published,
    reading,
    recognise,
    shelves,
    weights,
)
from desktop_app.engine.contract import ClassName, Step
from desktop_app.engine.errors import NotDownloadedError, UnknownArchitectureError
from desktop_app.engine.places import promised

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import nn

    from desktop_app.engine.catalogue import Name
    from desktop_app.engine.contract import InputRule
    from desktop_app.engine.modelfile import Description
    from desktop_app.engine.places import Places
    from desktop_app.engine.reading import Contents
    from desktop_app.engine.structure import Inspected


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be loaded.

    Attributes:
        name: Of the network, as a person would write it to load it again.
        title: As on screen.
        source: As in `contract.Network`.
        rule: How its pictures are made ready.
        classes: One for each output.
        bytes: Memory for its weights, about.
        make: Reads the weights and returns the filled module.
        file: The weights, if there are any.
        sha256: How their SHA-256 must begin; "" if nobody said.
        trained: Whether they were learnt.
        held: Whether they are in the computer's memory already.
        novelty: Layer before which it can tell what is unlike anything trained on, or "".
    """

    name: str
    title: str
    source: str
    rule: InputRule
    classes: tuple[ClassName, ...]
    bytes: int
    make: Callable[[], nn.Module]
    file: Path | None = None
    sha256: str = ""
    trained: bool = True
    held: bool = False
    novelty: str = ""


def plan(
    name: Name, places: Places, imagenet: tuple[ClassName, ...], file: str = ""
) -> Generator[Step, None, Plan]:
    """Find out what has to be loaded; raises as `loading.load` does."""
    yield Step(0, 0)
    if file or name.source == "file":
        own = yield from _own(name, file, imagenet)
        return replace(own, make=partial(_tried, own))
    if name.source == "zfnet" or name.weights == catalogue.UNTRAINED:
        return _random(name, imagenet)
    if name.source == "bundled":
        return _bundled(name, imagenet)
    if name.source == "timm":
        return _timm(name, places)
    return _published(name, places, imagenet)


def rule_of(name: Name) -> InputRule:
    """Return how pictures are made ready for an architecture with its publisher's weights."""
    is_torchvision = name.source == "torchvision"
    entry = published.entry(name) if is_torchvision else catalogue.find(name.architecture)
    if entry is not None and entry.input is not None:
        return entry.input
    from desktop_app.engine import timm_models

    return timm_models.rule_of(name.model)


def _bundled(name: Name, imagenet: tuple[ClassName, ...]) -> Plan:
    entry = catalogue.find(name.model)
    if entry is None or name.weights:
        raise architectures.unknown(name, [one.name for one in catalogue.ALWAYS])

    def make() -> nn.Module:
        with architectures.no_numbers():
            module = architectures.build(name, len(imagenet))
        tensors = weights.load_bundled(entry, module.state_dict())
        module.load_state_dict(tensors, assign=True)
        return module

    return Plan(
        name=entry.name,
        title=entry.title,
        source="bundled",
        rule=rule_of(name),
        classes=imagenet,
        bytes=2 * entry.bytes,  # there is a faster copy for predicting
        make=make,
        file=weights.bundled_file(entry),
        sha256=entry.sha256,
    )


def _random(name: Name, imagenet: tuple[ClassName, ...]) -> Plan:
    shapes = architectures.empty(name, len(imagenet)).parameters()

    def make() -> nn.Module:
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(0)  # the same noise every time
            return architectures.build(name, len(imagenet))

    return Plan(
        name=name.text,
        title=catalogue.title(name.architecture),
        source=catalogue.UNTRAINED,
        rule=rule_of(name),
        classes=imagenet,
        bytes=sum(4 * parameter.numel() for parameter in shapes),
        make=make,
        trained=False,
    )


def _published(name: Name, places: Places, imagenet: tuple[ClassName, ...]) -> Plan:
    entry = published.entry(name)
    file = places.file(entry.file)
    if not file.is_file():
        raise NotDownloadedError(name=entry.name)
    return Plan(
        name=entry.name,
        title=entry.title,
        source="cached",
        rule=rule_of(name),
        classes=imagenet,
        bytes=max(entry.bytes, 4 * entry.parameters),  # some files hold 16-bit numbers
        make=partial(_filled, name, str(file), len(imagenet)),
        file=file,
        sha256=promised(entry.file),
    )


def _timm(name: Name, places: Places) -> Plan:
    from desktop_app.engine import hub, timm_models

    timm_models.check(name.model)
    repository, filename = hub.repo_of(name.model)
    path = hub.cached(repository, filename, places) or _other_revision(repository, places)
    if not path:
        raise NotDownloadedError(name=name.text)
    classes = timm_models.classes_of(name.model)
    return Plan(
        name=name.text,
        title=catalogue.title(name.text),
        source="cached",
        rule=rule_of(name),
        classes=classes,
        bytes=Path(path).stat().st_size,
        make=partial(_filled, name, path, len(classes)),
        file=Path(path),
        sha256=hub.promised(path),
    )


def _other_revision(repository: str, places: Places) -> str:
    """Return a file that is in the hub's cache, though not as the present one; "" if none is."""
    name = f"timm:{repository.removeprefix('timm/')}"
    found = (one for one in shelves.timm(places) if one.entry.name == name and one.ready)
    return next((one.path for one in found), "")


def _filled(name: Name, path: str, classes: int) -> nn.Module:
    return recognise.fill(name, reading.read(path).tensors, classes, file=Path(path).name)


# Files of one's own


def _own(name: Name, file: str, imagenet: tuple[ClassName, ...]) -> Generator[Step, None, Plan]:
    path = file or name.model
    about = modelfile.describe(path)
    if about is not None and not file:
        return _described(path, about)
    contents = reading.read(path)
    if file:
        inspected = _named(name, path, contents, about)
    else:
        inspected = yield from recognise.search(path, contents)
        if not inspected.matches[0].certain:
            known = ", ".join(one.title for one in inspected.matches[:3])
            raise UnknownArchitectureError(file=Path(path).name, known=known)
    found = _recognised(inspected, contents, imagenet)
    return found if about is None else replace(found, trained=about.trained, novelty=about.novelty)


def _named(name: Name, path: str, contents: Contents, about: Description | None) -> Inspected:
    """Return what a file holds if it is of the architecture asked for; else `MisfitError`."""
    match = recognise.match(name, contents.tensors)
    if not match.fits:
        lacking = [*match.missing, *(wrong for wrong, _, _ in match.wrong)]
        raise recognise.misfit(Path(path).name, name, lacking)
    if about is None:
        return recognise.inspected(path, contents, [match])
    return replace(recognise.described(path, about), matches=(match,))


def _described(path: str, about: Description) -> Plan:
    name = catalogue.parse(about.architecture)
    parameters, size = modelfile.size(path)
    return Plan(
        name=path,
        title=about.title,
        source="trained" if modelfile.BASE in dict(about.origin) else "imported",
        rule=about.input,
        classes=about.classes,
        bytes=max(size, 4 * parameters),
        make=partial(_filled, name, path, len(about.classes)),
        file=Path(path),
        trained=about.trained,
        novelty=about.novelty,
    )


def _recognised(inspected: Inspected, contents: Contents, imagenet: tuple[ClassName, ...]) -> Plan:
    match = inspected.matches[0]
    name = catalogue.parse(match.name)
    named = tuple(ClassName("", one) for one in inspected.classes)
    numbers = tuple(ClassName("", str(number)) for number in range(match.classes))
    fitting = [one for one in (named, imagenet, numbers) if len(one) == match.classes]
    file = Path(inspected.path)
    return Plan(
        name=inspected.path,
        title=inspected.title,
        source="imported",
        rule=inspected.input or rule_of(name),
        classes=fitting[0],
        bytes=sum(tensor.nbytes for tensor in contents.tensors.values()),
        make=partial(recognise.fill, name, contents.tensors, match.classes, file=file.name),
        file=file,
        held=True,
    )


def _tried(plan: Plan) -> nn.Module:
    """Make a network of one's own; its input is only what somebody says of it."""
    from desktop_app.engine import layers  # brings Triton along, which takes a tenth of a second

    module = plan.make()
    layers.check_input(module, plan.rule.size, plan.title)
    return module
