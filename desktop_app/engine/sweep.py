"""Many pictures attacked with several budgets: how often it works, by ε."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields, replace
from typing import TYPE_CHECKING, TypeVar

from desktop_app.engine import images
from desktop_app.engine.adversarial import attack
from desktop_app.engine.attack_recipe import L2
from desktop_app.engine.attempts import AlreadyError, Tally
from desktop_app.engine.contract import Step
from desktop_app.engine.differences import difference
from desktop_app.engine.errors import PictureError
from desktop_app.engine.whole import written

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import AttackResult
    from desktop_app.engine.contract import Network, Source

T = TypeVar("T")

CSV = ".csv"


def sweep(
    *,
    network: Network,
    sources: Sequence[Source],
    target: int,
    recipe: AttackRecipe,
    radii: Sequence[float],
) -> Generator[Step, None, None]:
    """Attack each picture with each of `radii`, in the norm of `recipe`; an item, a `Tally`, each.

    A picture that cannot be read, or is seen as the target anyway, gives its reason instead of a
    try. Raises `NoMindError`, `TooFewClassesError`, `OutOfMemoryError`, `DivergedError`.
    """
    field = "length" if recipe.measure == L2 else "epsilon"
    cases = [(*one, radius) for one in enumerate(sources, start=1) for radius in radii]
    for done, (number, source, radius) in enumerate(cases):
        step = Step(done, len(cases))
        own = replace(recipe, **{field: radius})  # type: ignore[arg-type]
        try:
            picture = images.decode(source)
            steps = attack(network=network, picture=picture, target=target, recipe=own)
            result = yield from _standing(step, steps)
            tally = _tally(number, source.name, radius, result)
        except (PictureError, AlreadyError) as error:
            tally = Tally(number, source.name, radius, error=str(error))
        yield Step(done + 1, len(cases), item=tally)


def _standing(step: Step, steps: Generator[Step, None, T]) -> Generator[Step, None, T]:
    """Run an operation while the count stands where it is."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        yield step


def _tally(number: int, name: str, radius: float, result: AttackResult) -> Tally:
    change = difference(result.original.pixels, result.result.pixels)
    return Tally(
        number,
        name,
        radius,
        before=result.before.best.name,
        after=result.after.best.name,
        probability=result.after.probabilities[0],
        reached=result.reached,
        linf=change.linf,
        l2=change.l2,
    )


def save(tallies: Sequence[Tally], recipe: AttackRecipe, target: str, file: str) -> None:
    """Write tallies as CSV, each with what was asked for. Raises `ExportError`."""
    asked = {"target": target, "method": recipe.method, "norm": recipe.measure}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(field.name for field in fields(Tally)), *asked])
    writer.writerows([*astuple(one), *asked.values()] for one in tallies)
    with written(file, CSV) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))  # for spreadsheets
