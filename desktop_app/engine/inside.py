"""Looking into any network of the catalogue, whether its weights are here or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine import catalogue, layers, modelfile, own_head, plans
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import NotWeightsError

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.structure import Structure


def structure_of(*, name: str) -> Generator[Step, None, Structure]:
    """Return what is inside the backbone called `name`, which is built without its weights.

    Raises `UnknownBackboneError`, or a `FileError` for a path that is no network of one's own.
    """
    yield Step(0, 0)
    parsed, title, rule = catalogue.parse(name), catalogue.title(name), None
    classes, shapes = catalogue.IMAGENET_CLASSES, dict[str, tuple[int, ...]]()
    if parsed.source == "file":
        about = modelfile.describe(name)
        if about is None:
            raise NotWeightsError(file=title)
        parsed, title, rule = catalogue.parse(about.architecture), about.title, about.input
        classes, shapes = len(about.classes), modelfile.shapes(name)
    module = own_head.empty(parsed, classes, shapes)
    if rule is not None:  # a file can say that it takes what it does not
        layers.check_input(module, rule.size, title)
    yield Step(0, 0)
    rule = rule or plans.rule_of(parsed)
    return (yield from layers.structure(module=module, title=title, rule=rule))
