"""Which network a weights file belongs to, and that network with the weights in it."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.engine import architectures, catalogue, labels, modelfile, own_head, reading
from desktop_app.engine.catalogue import Name
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import FileError, MisfitError, UnknownBackboneError
from desktop_app.engine.structure import Inspected, Match

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from torch import Tensor, nn

    from desktop_app.engine.contract import InputRule
    from desktop_app.engine.modelfile import Description
    from desktop_app.engine.reading import Contents

LISTED = 8
"""Matches that are told at most."""

CONFIG = "config.json"
"""What timm publishes beside its weights."""

LARGEST_CONFIG = 16 << 20
"""Bytes of it that are read at most."""

# Heads and counters that only training needs.
_TRAINING = ("aux1.", "aux2.", "AuxLogits.")
_COUNTER = "num_batches_tracked"

_DAMAGED = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def inspect(*, path: str) -> Generator[Step, None, Inspected]:
    """Find out which architecture the weights in a file belong to; a step for each one tried.

    The search ends early at one that leaves no tensor of the file over. Raises what `reading.read`
    does.
    """
    yield Step(0, 0)
    about = modelfile.describe(path)
    if about is not None:
        return described(path, about)
    return (yield from search(path, reading.read(path)))


def search(path: str, contents: Contents) -> Generator[Step, None, Inspected]:
    """Do as `inspect` with the contents of a file that does not say itself what it holds."""
    names = _candidates(_config(path), contents.metadata)
    matches: list[Match] = []
    for number, name in enumerate(names):
        yield Step(number, len(names))
        # A name that the file brought along may be none, or that of no classifier.
        with suppress(UnknownBackboneError, ValueError):
            matches.append(match(name, contents.tensors))
        if matches and matches[-1].certain:
            break
    matches.sort(key=lambda one: (not one.certain, -one.share, len(one.extra)))
    return inspected(path, contents, matches)


def inspected(path: str, contents: Contents, matches: Sequence[Match]) -> Inspected:
    """Return `matches` with what else the file and its neighbour tell about the first of them."""
    config, best = _config(path), matches[0]
    is_timm = best.name == f"timm:{config.get('architecture')}"
    return Inspected(
        path=path,
        title=best.title if is_timm else Path(path).stem,
        matches=tuple(matches[:LISTED]),
        classes=_classes(config if is_timm else {}, contents.metadata, best.classes),
        input=_input(config) if is_timm else None,
        averaged=contents.averaged,
    )


def compare(path: str, name: Name) -> Match:
    """Return how well the weights in a file fit one architecture; raises as `reading.read` does."""
    return match(name, reading.read(path).tensors)


def fill(
    name: Name, tensors: Mapping[str, Tensor], classes: int, *, file: str = "The file"
) -> nn.Module:
    """Return the architecture called `name` with `tensors` as its weights, without copying them.

    It is in evaluation mode and needs no gradients. Raises `MisfitError`, which names `file`, if a
    tensor is missing or has another shape; those that there is no place for are left out.
    """
    there = _renamed(name, tensors)
    module = own_head.empty(name, classes, {key: one.shape for key, one in there.items()})
    needed = module.state_dict()
    alike = (key for key in needed if key in there and _form(there[key]) == _form(needed[key]))
    fitting = {key: there[key] for key in alike}
    lacking = [key for key in needed if key not in fitting and not key.endswith(_COUNTER)]
    if not lacking:
        module.load_state_dict(fitting, strict=False, assign=True)
        parts = chain(module.named_parameters(), module.named_buffers())
        lacking = [key for key, tensor in parts if tensor.is_meta]
    if lacking:
        raise misfit(file, name, lacking)
    return module.eval().requires_grad_(requires_grad=False)


def misfit(file: str, name: Name, lacking: Sequence[str]) -> MisfitError:
    """Return the error for tensors that `file` lacks, or has in another shape."""
    title = catalogue.title(name.architecture)
    return MisfitError(file=file, name=title, count=len(lacking), tensor=lacking[0])


# Comparing


def match(name: Name, tensors: Mapping[str, Tensor]) -> Match:
    """Return how well tensors fit one architecture."""
    there = {key: _form(tensor) for key, tensor in _renamed(name, tensors).items()}
    widths = own_head.widths(_forms(name)[0], {key: shape for key, (shape, _) in there.items()})
    head, needed = _forms(name, widths=widths)
    classes = _outputs(there.get(f"{head}.weight"), needed[f"{head}.weight"])
    if classes not in (0, catalogue.IMAGENET_CLASSES):
        needed = _forms(name, classes, widths)[1]
    needed = {key: form for key, form in needed.items() if not key.endswith(_COUNTER)}
    missing = tuple(key for key in needed if key not in there)
    unlike = [key for key in needed if key in there and there[key] != needed[key]]
    extra = (key for key in there if key not in needed and not key.endswith(_COUNTER))
    return Match(
        name=name.architecture,
        title=catalogue.title(name.architecture),
        share=1 - (len(missing) + len(unlike)) / len(needed),
        classes=classes,
        missing=missing,
        wrong=tuple((key, there[key][0], needed[key][0]) for key in unlike),
        extra=tuple(key for key in extra if not key.startswith(_TRAINING)),
    )


def _form(tensor: Tensor) -> tuple[tuple[int, ...], bool]:
    """Return a tensor's shape and whether it holds fractions."""
    return tuple(tensor.shape), tensor.is_floating_point()


@lru_cache(maxsize=256)
def _forms(
    name: Name, classes: int = catalogue.IMAGENET_CLASSES, widths: tuple[int, ...] = ()
) -> tuple[str, dict[str, tuple[tuple[int, ...], bool]]]:
    """Return the name of an architecture's last layer and the form of each of its tensors.

    `widths` are those of hidden layers that were put in.
    """
    module = own_head.deepen(architectures.empty(name, classes), classes, widths)
    tensors = module.state_dict()
    return architectures.head(module), {key: _form(one) for key, one in tensors.items()}


def _outputs(
    there: tuple[tuple[int, ...], bool] | None, needed: tuple[tuple[int, ...], bool]
) -> int:
    """Return how many outputs a head in a file has; 0 if it takes other inputs than it should."""
    if there is None or there[0][1:] != needed[0][1:]:
        return 0
    return there[0][0]


def _renamed(name: Name, tensors: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
    """Return the tensors of the published Lite files under our names: their order is the same."""
    bias = next(reversed(list(tensors.values())), None) if name.source == "bundled" else None
    if bias is None or bias.dim() != 1 or not bias.numel():
        return tensors
    needed = _forms(name, bias.numel())[1]
    if [_form(tensor) for tensor in tensors.values()] != [*needed.values()]:
        return tensors
    return dict(zip(needed, tensors.values(), strict=True))


# What a file and its neighbour tell


def _candidates(config: Mapping[str, Any], words: Mapping[str, str]) -> list[Name]:
    """Return the architectures to try, first those that the file or its neighbour names."""
    known = [*(entry.name for entry in catalogue.ALWAYS), *architectures.known_models()]
    told = [words[key] for key in reading.ARCHITECTURE if key in words and words[key] not in known]
    named = [one for one in (config.get("architecture"), *told) if isinstance(one, str)]
    timm = [Name("timm", one) for one in dict.fromkeys(named)]
    return [*timm, *map(catalogue.parse, known)]


def described(path: str, about: Description) -> Inspected:
    """Return what a file says itself about its network."""
    title = catalogue.title(about.architecture)
    return Inspected(
        path=path,
        title=about.title,
        matches=(Match(about.architecture, title, 1.0, len(about.classes)),),
        classes=tuple(one.name for one in about.classes),
        input=about.input,
        described=True,
    )


def _config(path: str) -> dict[str, Any]:
    """Return what timm's settings beside a file say; nothing if there are none."""
    try:
        with modelfile.open_file(str(Path(path).parent / CONFIG)) as file:
            fields = json.loads(file.read(LARGEST_CONFIG))
    except (FileError, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _input(config: Mapping[str, Any]) -> InputRule | None:
    """Return how timm's settings prepare pictures; None if they do not tell, or tell nonsense."""
    try:
        fields = config["pretrained_cfg"]
        size = fields["input_size"][-1]
        return modelfile.input_rule(
            size=size,
            resize=math.floor(size / fields["crop_pct"]),
            interpolation=fields["interpolation"],
            mean=fields["mean"],
            std=fields["std"],
        )
    except _DAMAGED:
        return None


def _classes(config: Mapping[str, Any], words: Mapping[str, str], count: int) -> tuple[str, ...]:
    """Return the first `count` names of classes that are told; () if there are not as many."""
    lists = [json.dumps(config.get("label_names")), *map(words.get, reading.CLASSES)]
    for text in lists:
        with suppress(ValueError):
            names = labels.parse_names(text or "")
            if len(names) == count:
                return names
    return ()
