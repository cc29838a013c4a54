"""What the Adversarial tab hands to the worker; as in `work`, imports stand inside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy as np
    import numpy.typing as npt

    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import AttackResult, Attempt, Tally
    from desktop_app.engine.contract import (
        Answer,
        ClassName,
        DeviceWish,
        Network,
        Picture,
        Pixels,
        RunRecord,
        Source,
    )
    from desktop_app.engine.differences import Difference
    from desktop_app.engine.places import Places
    from desktop_app.engine.questions import Opinion


def look(network: Network, picture: Picture) -> Generator[Step, None, tuple[Pixels, Answer]]:
    """Return the crop that is to be changed, uint8 S x S x 3, and what is seen in it."""
    yield Step(0, 1)
    from desktop_app.engine import adversarial

    return adversarial.look(network, picture)


def attack(
    network: Network, picture: Picture, target: int, recipe: AttackRecipe
) -> Generator[Step, None, AttackResult]:
    """Change a picture until the network sees something else."""
    from desktop_app.engine import adversarial

    return (
        yield from adversarial.attack(
            network=network, picture=picture, target=target, recipe=recipe
        )
    )


def conclude(
    network: Network,
    picture: Picture,
    attempt: Attempt,
    steps: int,
    target: int,
    recipe: AttackRecipe,
) -> Generator[Step, None, AttackResult]:
    """Judge what an attack has come to that was stopped."""
    yield Step(0, 1)
    from desktop_app.engine import adversarial

    return adversarial.conclude(
        network=network,
        picture=picture,
        attempt=attempt,
        steps=steps,
        target=target,
        recipe=recipe,
    )


def difference(one: Pixels, other: Pixels) -> Generator[Step, None, Difference]:
    """Measure a change."""
    yield Step(0, 1)
    from desktop_app.engine import differences

    return differences.difference(one, other)


def survivals(
    network: Network, picture: Picture, truth: ClassName, target: ClassName | None
) -> Generator[Step, None, tuple[Opinion, ...]]:
    """Save a result in several ways and look again."""
    from desktop_app.engine import questions

    return (
        yield from questions.survivals(network=network, picture=picture, truth=truth, target=target)
    )


def opinions(
    others: Sequence[str],
    picture: Picture,
    truth: ClassName,
    target: ClassName | None,
    wish: DeviceWish,
    places: Places,
) -> Generator[Step, None, None]:
    """Have other networks look at a result; each gives an item, but for those that cannot."""
    yield Step(0, len(others))
    from desktop_app.engine import questions
    from desktop_app.presenters import work

    ask = partial(questions.opinion, picture=picture, truth=truth, target=target)
    yield from work.ask_each(others, ask, wish, places)


def undone(
    network: Network, picture: Picture, way: str, amount: float
) -> Generator[Step, None, Answer]:
    """Change a result a little and look again."""
    yield Step(0, 1)
    from desktop_app.engine import questions

    return questions.undone(network, picture, way, amount)


def sweep(
    network: Network,
    sources: Sequence[Source],
    target: int,
    recipe: AttackRecipe,
    radii: Sequence[float],
) -> Generator[Step, None, None]:
    """Attack many pictures with several budgets."""
    from desktop_app.engine import sweep

    yield from sweep.sweep(
        network=network, sources=sources, target=target, recipe=recipe, radii=radii
    )


def save_tallies(
    tallies: Sequence[Tally], recipe: AttackRecipe, target: str, file: str
) -> Generator[Step, None, None]:
    """Write what became of many pictures as CSV."""
    yield Step(0, 1)
    from desktop_app.engine import sweep

    sweep.save(tallies, recipe, target, file)


def save_numbers(
    exact: npt.NDArray[np.float32], start: Pixels, file: str
) -> Generator[Step, None, None]:
    """Write a result before rounding, and what it was made from."""
    yield Step(0, 1)
    from desktop_app.engine import adversarial

    adversarial.save_numbers(exact, start, file)


def save_jpeg(network: Network, picture: Picture, file: str) -> Generator[Step, None, Answer]:
    """Write a result as JPEG, and return what is seen in the file."""
    yield Step(0, 1)
    from desktop_app.engine import images, made, predict
    from desktop_app.engine.contract import Source

    made.save_jpeg(picture, file)
    return predict.ask(network, images.decode(Source(file, file)))


def save_run(run: RunRecord, file: str) -> Generator[Step, None, None]:
    """Write how a result was made."""
    yield Step(0, 1)
    from desktop_app.engine import made

    made.save_run(run, file)
