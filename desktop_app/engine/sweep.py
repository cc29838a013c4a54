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
    cases = [(source, radius) for source in sources for radius in radii]
    for done, (source, radius) in enumerate(cases):
        step = Step(done, len(cases))
        own = replace(recipe, **{field: radius})  # type: ignore[arg-type]
        try:
            picture = images.decode(source)
            steps = attack(network=network, picture=picture, target=target, recipe=own)
            tally = _tally(source.name, radius, (yield from _standing(step, steps)))
        except (PictureError, AlreadyError) as error:
            tally = Tally(source.name, radius, error=str(error))
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


def _tally(name: str, radius: float, result: AttackResult) -> Tally:
    change = difference(result.original.pixels, result.result.pixels)
    return Tally(
        name,
        radius,
        before=result.before.best.name,
        after=result.after.best.name,
        reached=result.reached,
        linf=change.linf,
        l2=change.l2,
    )


def save(tallies: Sequence[Tally], file: str) -> None:
    """Write tallies as CSV with a row of names above. Raises `ExportError`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields(Tally)])
    writer.writerows(map(astuple, tallies))
    with written(file, CSV) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))  # for spreadsheets
