"""What the Ideal image tab hands to the worker; as in `work`, imports stand inside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from desktop_app.engine.contract import (
        ClassName,
        DeviceWish,
        Network,
        Picture,
        Pixels,
        RunRecord,
    )
    from desktop_app.engine.history import Moment
    from desktop_app.engine.places import Places
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target


def layers(network: Network) -> Generator[Step, None, tuple[tuple[str, tuple[int, ...]], ...]]:
    """Name the layers that have maps, with the maps' shape: C x H x W."""
    yield Step(0, 0)
    from desktop_app.engine import backbone
    from desktop_app.engine import layers as insides

    user = backbone.of(network)
    found = yield from insides.structure(
        module=user.module, title=network.title, rule=network.input
    )
    return tuple((one.name, one.maps) for one in found.layers if one.name and one.maps)


def idealise(
    network: Network,
    targets: Sequence[Target],
    recipe: Recipe,
    start: Picture | None,
    moment: Moment | None,
) -> Generator[Step, None, tuple[Moment, ...]]:
    """Make ideal pictures, from the beginning or from a moment."""
    from desktop_app.engine import gallery

    return (
        yield from gallery.gallery(
            network=network, targets=targets, recipe=recipe, start=start, moment=moment
        )
    )


def made(
    network: Network,
    pixels: Pixels,
    name: str,
    target: str,
    recipe: Recipe,
    start: Picture | None,
    step: int,
) -> Generator[Step, None, Picture]:
    """Return a finished picture that knows how it was made; `step` is the last of it."""
    yield Step(0, 1)
    from desktop_app.engine import made

    early = {} if step == recipe.steps else {"step": step}
    parameters = {"target": target, **recipe.values(), **early}
    run = made.record(network, "ideal", parameters, recipe.seed, start)
    return made.picture(pixels, name, run)


def judge(
    network: Network,
    others: Sequence[str],
    picture: Picture,
    wanted: ClassName,
    wish: DeviceWish,
    places: Places,
) -> Generator[Step, None, None]:
    """Ask the network that made a picture and the `others`, each of which is loaded for it.

    Each step's item is a `Verdict`. What cannot be loaded is left out.
    """
    yield Step(0, len(others) + 1)
    from desktop_app.engine import judging
    from desktop_app.presenters import work

    yield Step(1, len(others) + 1, item=judging.judge(network, picture, wanted))
    ask = partial(judging.judge, picture=picture, wanted=wanted)
    yield from work.ask_each(others, ask, wish, places, done=1)


def save(picture: Picture, file: str, side: int) -> Generator[Step, None, None]:
    """Write a picture as PNG with all that it takes to repeat it."""
    yield Step(0, 1)
    from desktop_app.engine import made

    made.save(picture, file, side)


def film(frames: Sequence[Pixels], file: str) -> Generator[Step, None, None]:
    """Write the history as a moving picture."""
    yield Step(0, 1)
    from desktop_app.engine import made

    made.film(frames, file)


def read_record(file: str) -> Generator[Step, None, RunRecord | None]:
    """Read how a picture in a file was made, if it says so."""
    yield Step(0, 1)
    from desktop_app.engine import made

    return made.read_record(file)
