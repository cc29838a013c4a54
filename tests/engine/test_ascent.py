"""The one gradient loop, on pictures of a few numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from desktop_app.engine.ascent import Score, ascend
from desktop_app.engine.canvases import PixelCanvas
from desktop_app.engine.errors import DivergedError
from desktop_app.engine.recipe import ADAM, DESCENT
from desktop_app.engine.rules import END, Optimiser
from tests.backbones import drained

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

HALF = torch.full((1, 3, 2, 2), 0.5)


def brightness(pixels: Tensor) -> Score:
    return Score(pixels.sum(), {"sum": float(pixels.detach().sum())})


def run(
    goal: Callable[[Tensor], Score], *, kind: str = DESCENT, rate: float = 0.1, steps: int = 3
) -> PixelCanvas:
    canvas = PixelCanvas(HALF)
    rule = Optimiser(canvas.tensors, kind, rate)
    drained(ascend(canvas=canvas, goal=goal, rule=rule, steps=steps))
    return canvas


def test_each_step_follows_the_gradient() -> None:
    assert torch.allclose(run(brightness, rate=0.1, steps=3).values, HALF + 0.3)


def test_adam_takes_steps_of_its_rate_where_the_gradient_is_steady() -> None:
    assert torch.allclose(run(brightness, kind=ADAM, rate=0.1, steps=3).values, HALF + 0.3)


def test_pictures_stay_within_black_and_white() -> None:
    assert torch.equal(run(brightness, steps=20).values, torch.ones_like(HALF))


def test_steps_tell_of_the_picture_before_them() -> None:
    canvas = PixelCanvas(HALF)
    rule = Optimiser(canvas.tensors, DESCENT, 0.1)
    steps = [*ascend(canvas=canvas, goal=brightness, rule=rule, steps=4, begin=2)]
    assert [(one.done, one.total) for one in steps] == [(3, 4), (4, 4)]
    assert [one.metrics["sum"] for one in steps] == pytest.approx([6, 7.2])


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_score_that_is_no_number_stops_it(bad: float) -> None:
    def goal(pixels: Tensor) -> Score:
        grown = float(pixels.detach().mean()) > 0.65
        return Score(pixels.sum() * (bad if grown else 1))

    canvas = PixelCanvas(HALF)
    rule = Optimiser(canvas.tensors, DESCENT, 0.1)
    with pytest.raises(DivergedError, match="step 2"):
        drained(ascend(canvas=canvas, goal=goal, rule=rule, steps=9))
    assert torch.allclose(canvas.values, HALF + 0.2)


class Broken(PixelCanvas):
    """A picture that its third change destroys."""

    changes = 0

    def settle(self) -> None:
        self.changes += 1
        if self.changes == 3:
            self.values.fill_(torch.nan)


def test_change_that_leaves_the_numbers_is_taken_back() -> None:
    canvas = Broken(HALF)
    rule = Optimiser(canvas.tensors, DESCENT, 0.1)
    with pytest.raises(DivergedError, match="step 2"):
        drained(ascend(canvas=canvas, goal=brightness, rule=rule, steps=9))
    assert torch.allclose(canvas.values, HALF + 0.2)


# Rules


def test_unknown_optimiser_is_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        Optimiser(PixelCanvas(HALF).tensors, "magic", 1)


def test_it_slows_down_along_a_cosine() -> None:
    canvas = PixelCanvas(HALF * 0)
    rule = Optimiser(canvas.tensors, DESCENT, 0.01, slows_over=10)
    gradient = torch.ones_like(HALF)
    changes = []
    for _ in range(12):
        before = canvas.values.detach().clone()
        with torch.no_grad():
            rule.change(canvas.tensors, [gradient])
        changes.append(float((canvas.values.detach() - before).mean()))
    assert changes[0] == pytest.approx(0.01)
    assert changes[5] == pytest.approx(0.01 * (1 + END) / 2)
    assert changes[10] == changes[11] == pytest.approx(0.01 * END, rel=1e-4)


@pytest.mark.parametrize("kind", [ADAM, DESCENT])
def test_what_is_remembered_can_be_gone_back_to(kind: str) -> None:
    canvas = PixelCanvas(HALF)
    rule = Optimiser(canvas.tensors, kind, 0.01, slows_over=8)
    noise = torch.randn((6, *HALF.shape), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for gradient in noise[:3]:
            rule.change(canvas.tensors, [gradient])
        state, there = rule.state(), canvas.values.clone()
        for gradient in noise[3:]:
            rule.change(canvas.tensors, [gradient])
        end = canvas.values.clone()
        again = PixelCanvas(there)
        other = Optimiser(again.tensors, kind, 0.01, slows_over=8)
        for _ in range(2):  # what was restored is a copy: it can be restored twice
            again.values.copy_(there)
            other.restore(state)
            for gradient in noise[3:]:
                other.change(again.tensors, [gradient])
    assert torch.equal(again.values, end)
