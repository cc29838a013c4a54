"""Adversarial pictures: a change that nobody sees, and the network sees something else.

Szegedy et al., "Intriguing properties of neural networks" (2014).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine import attacks, made, predict
from desktop_app.engine import backbone as backbones
from desktop_app.engine.attack_recipe import LEVELS, OPERATION
from desktop_app.engine.attempts import (
    ANYTHING,
    Aim,
    AlreadyError,
    AttackResult,
    NoMindError,
    TooFewClassesError,
)
from desktop_app.engine.balls import Ball
from desktop_app.engine.contract import Picture, Step
from desktop_app.engine.spot import Board, Spot
from desktop_app.engine.striking import Strike
from desktop_app.engine.whole import written

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy.typing as npt

    from desktop_app.engine.attack_recipe import AttackRecipe
    from desktop_app.engine.attempts import Attempt
    from desktop_app.engine.contract import Answer, Network, Pixels

NUMBERS = ".npz"


def look(network: Network, picture: Picture) -> tuple[Pixels, Answer]:
    """Return the crop that an attack would change, uint8 S x S x 3, and what is seen in it."""
    board = Board.of(picture, network.input)
    return board.crop, predict.ask(network, _as_board(picture, board))


def attack(
    *, network: Network, picture: Picture, target: int, recipe: AttackRecipe
) -> Generator[Step, None, AttackResult]:
    """Change what `network` sees of `picture` until it sees class `target`; or any but the truth.

    With `target` `ANYTHING` any other class will do. A step's metrics are "target", "truth" and
    "lead", as in `Attempt`, of the try before its change; so is its snapshot. An item is one of the
    at most about 64 `Attempt`s that are to be kept. If all tries fail the best is returned.
    Raises `NoMindError`, `AlreadyError`, `TooFewClassesError`, `NotANumberError`,
    `OutOfMemoryError`, `DivergedError`, and `ValueError` for a class that there is not.
    """
    _check(network, target)
    yield Step(0, recipe.total)
    backbone = backbones.of(network)
    board = Board.of(picture, network.input)
    original = _as_board(picture, board)
    before = predict.ask(network, original)
    if before.indices[0] == target:
        raise AlreadyError(name=before.best.name)
    strike = Strike(backbone, board, Aim(before.indices[0], target), recipe)
    yield from attacks.METHODS[recipe.method](strike)
    return _result(network, picture, before, strike)


def conclude(
    *,
    network: Network,
    picture: Picture,
    attempt: Attempt,
    steps: int,
    target: int,
    recipe: AttackRecipe,
) -> AttackResult:
    """Return what an attack has come to that was stopped after `steps`; its best is `attempt`."""
    board = Board.of(picture, network.input)
    before = predict.ask(network, _as_board(picture, board))
    backbone = backbones.of(network)
    strike = Strike(backbone, board, Aim(before.indices[0], target), recipe)
    ball = Ball(recipe.measure, recipe.radius if recipe.is_bounded else math.inf)
    change = (
        backbone.stack([attempt.crop]) - strike.start
    )  # it was rounded, perhaps beyond the edge
    strike.done = steps
    strike.consider(Spot(strike.start, ball, change).values.detach(), ball)
    return _result(network, picture, before, strike)


def _result(network: Network, picture: Picture, before: Answer, strike: Strike) -> AttackResult:
    """Return the best try of an attack, judged from the picture as it is saved."""
    kept, board, aim = strike.best, strike.board, strike.aim
    named = {"target": aim.target, "truth": aim.truth, **strike.recipe.values()}
    run = made.record(network, OPERATION, named, strike.recipe.seed, picture)
    result = made.picture(board.holding(kept.crop).pixels, picture.name, run)
    shown = strike.backbone.stack([kept.crop])
    return AttackResult(
        original=_as_board(picture, board),
        result=result,
        before=before,
        after=predict.answer(network, kept.logits),  # the file gives back the very crop
        attempt=strike.attempt(kept.step, shown, kept.logits),
        start=board.crop,
        exact=kept.exact[0].cpu().permute(1, 2, 0).numpy().astype(np.float32),
        reached=strike.reached,
        steps=strike.done,
    )


def save_numbers(exact: npt.NDArray[np.float32], start: Pixels, file: str) -> None:
    """Write a result before it was rounded, float32 S x S x 3 in 0..1, and so its start, as .npz.

    Raises `ExportError`.
    """
    with written(file, NUMBERS) as stream:
        original = (start / LEVELS).astype(np.float32)
        np.savez_compressed(stream, adversarial=exact, original=original)


def _check(network: Network, target: int) -> None:
    if not network.trained:
        raise NoMindError(title=network.title)
    if len(network.classes) < 2:
        raise TooFewClassesError(title=network.title)
    if target != ANYTHING and not 0 <= target < len(network.classes):
        raise ValueError(f"no class {target}")


def _as_board(picture: Picture, board: Board) -> Picture:
    return Picture(board.pixels, picture.name, picture.origin, picture.icc_applied)
