"""The ideal picture of a class: what a network would like to see most.

Erhan et al., "Visualizing Higher-Layer Features of a Deep Network" (2009); Simonyan et al., "Deep
Inside Convolutional Networks" (ICLR workshop 2014); Olah, Mordvintsev and Schubert, "Feature
Visualization" (Distill, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import torch

from desktop_app.engine import backbone as backbones
from desktop_app.engine import feature_maps, images, robustness
from desktop_app.engine.ascent import Score, ascend
from desktop_app.engine.canvases import FourierCanvas, PixelCanvas
from desktop_app.engine.contract import Step
from desktop_app.engine.errors import DivergedError
from desktop_app.engine.history import LIMIT, Frame, History, Moment
from desktop_app.engine.objectives import respond
from desktop_app.engine.recipe import FOURIER
from desktop_app.engine.regularisers import distance_from_grey, total_variation
from desktop_app.engine.rules import Optimiser
from desktop_app.engine.targets import CLASS

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from desktop_app.engine.contract import Network, Picture, Pixels
    from desktop_app.engine.objectives import Response
    from desktop_app.engine.recipe import Recipe
    from desktop_app.engine.targets import Target

    Canvas: TypeAlias = FourierCanvas | PixelCanvas

LOOK = 4
"""Steps from one look at the picture itself to the next, where the steps go by random ones."""

TOP = 5


def idealise(
    *,
    network: Network,
    target: Target,
    recipe: Recipe,
    start: Picture | None = None,
    moment: Moment | None = None,
    limit: int = LIMIT,
) -> Generator[Step, None, Moment]:
    """Make the ideal picture of `target`, from noise or from `start`; return its last moment.

    With `moment` the run goes on from there. A step's metrics are "response", "variation" and, for
    a class, "probability", each of the picture before the step; its snapshot makes a `Frame`, its
    item is a `Moment` if the history is to keep one (`History` thins out alike wherever it is
    kept). Raises `LayerError`, `UnitError`, `OutOfMemoryError`, and `DivergedError` after a step
    with the last good moment.
    """
    run = _Run(network, target, recipe, start)
    history = History(limit)
    if moment is not None:
        run.restore(moment)
    with feature_maps.layer_errors(network, [target.layer] if target.layer else []):
        yield run.kept(history)
        try:
            for found in run.steps():
                run.step = found.done
                step = run.kept(history) if history.due(found.done) else run.shown()
                yield replace(step, metrics=found.metrics)
        except DivergedError:
            yield run.kept(history)
            raise
        run.look()
    return run.moment()


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the network said when it last saw the picture itself."""

    response: float
    indices: tuple[int, ...]
    probabilities: tuple[float, ...]
    probability: float


class _Run:
    """A picture on its way, with all that belongs to it."""

    def __init__(
        self, network: Network, target: Target, recipe: Recipe, start: Picture | None
    ) -> None:
        self._backbone = backbones.of(network)
        self._rule = network.input
        self._target, self._recipe = target, recipe
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self.canvas = self._begin(start)
        slows_over = recipe.steps if recipe.slowing else 0
        self.rule = Optimiser(
            self.canvas.tensors, recipe.optimiser, recipe.rate, slows_over=slows_over
        )
        self._shaking = robustness.Shaking(
            recipe.rotation, recipe.scale, recipe.jitter / 100, recipe.mirror, recipe.blur
        )
        self.step = 0
        self._sight: _Sight | None = None

    def _begin(self, start: Picture | None) -> Canvas:
        kind: type[Canvas] = (
            FourierCanvas if self._recipe.parametrisation == FOURIER else PixelCanvas
        )
        device = self._backbone.device
        if start is None:
            return kind.noise(self._recipe.size, self._generator, device)
        side = self._recipe.size
        middle = images.network_input(start.pixels, replace(self._rule, size=side, resize=side))
        return kind(self._backbone.stack([middle]))

    # One step

    def steps(self) -> Generator[Step, None, None]:
        """Change the picture, step by step."""
        return ascend(
            canvas=self.canvas,
            goal=self.goal,
            rule=self.rule,
            steps=self._recipe.steps,
            begin=self.step,
        )

    def goal(self, pixels: Tensor) -> Score:
        """Return how near the picture is, as the network sees it at this step."""
        response = respond(self._backbone, self._target, self._seen(pixels))
        if not self._shaking:
            self._note(response)
        elif self.step % LOOK == 0:
            self._look(pixels.detach())
        variation = total_variation(pixels if self._recipe.variation else pixels.detach())
        value = response.values.mean() - self._recipe.variation * variation
        if self._recipe.certainty and self._target.kind == CLASS:
            certainty = response.logits.log_softmax(dim=1)[:, self._target.index]
            value = value + self._recipe.certainty * certainty.mean()
        if self._recipe.weight:
            value = value - self._recipe.weight * distance_from_grey(pixels)
        return Score(value, self._metrics(float(variation.detach())))

    def _seen(self, pixels: Tensor) -> Tensor:
        if not self._shaking:
            return robustness.plain(pixels, self._rule)
        side, generator, views = self._rule.size, self._generator, self._recipe.views
        count = int((self.step + 1) * views) - int(self.step * views)  # 1.5: one and two by turns
        looks = [self._shaking(pixels, side, generator) for _ in range(count)]
        return torch.cat(looks).contiguous(memory_format=torch.channels_last)

    def look(self) -> None:
        """Have the network look at the picture itself."""
        with torch.no_grad():
            self._look(self.canvas.pixels())

    def _look(self, pixels: Tensor) -> None:
        with torch.no_grad():
            seen = robustness.plain(pixels, self._rule)
            self._note(respond(self._backbone, self._target, seen))

    def _note(self, response: Response) -> None:
        if not (response.logits.isfinite().all() and response.values.isfinite().all()):
            raise DivergedError(step=self.step)
        probabilities = response.logits[0].detach().softmax(dim=0)
        best = probabilities.topk(min(TOP, len(probabilities)))
        self._sight = _Sight(
            float(response.values[0].detach()),
            tuple(best.indices.tolist()),
            tuple(best.values.tolist()),
            float(probabilities[self._target.index]) if self._target.kind == CLASS else 0.0,
        )

    def _metrics(self, variation: float) -> dict[str, float]:
        sight = self._sight
        metrics = {"variation": variation}
        if sight is not None and self.step % (LOOK if self._shaking else 1) == 0:
            metrics["response"] = sight.response
            if self._target.kind == CLASS:
                metrics["probability"] = sight.probability
        return metrics

    # What is kept

    def shown(self) -> Step:
        """Return a step that can be looked at."""
        return Step(self.step, self._recipe.steps, snapshot=self.frame)

    def kept(self, history: History) -> Step:
        """Return a step that stays in the history."""
        moment = self.moment()
        history.add(moment)
        return replace(self.shown(), item=moment, snapshot=partial(getattr, moment, "frame"))

    def frame(self) -> Frame:
        """Return what there is to see now."""
        if self._sight is None:
            self.look()
        sight = self._sight
        assert sight is not None
        return Frame(
            self.step,
            self._picture(),
            sight.response,
            sight.indices,
            sight.probabilities,
            sight.probability,
        )

    def _picture(self) -> Pixels:
        with torch.no_grad():
            return backbones.photo(self.canvas.pixels())

    def moment(self) -> Moment:
        """Return all that is needed to go on from here."""
        tensors = tuple(tensor.detach().clone() for tensor in self.canvas.tensors)
        return Moment(self.frame(), tensors, self.rule.state(), self._generator.get_state())

    def restore(self, moment: Moment) -> None:
        """Go back to a moment of a run with the same settings."""
        for tensor, old in zip(self.canvas.tensors, moment.tensors, strict=True):
            tensor.detach().copy_(old)
        self.rule.restore(moment.optimiser)
        self._generator.set_state(moment.generator)
        self.step = moment.frame.step
        self._sight = None
