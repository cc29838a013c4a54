"""Ideal pictures: a run rises, can be left and gone on with, and never shows what is no number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine.contract import ClassName, Step
from desktop_app.engine.errors import DivergedError, LayerError, UnitError
from desktop_app.engine.history import Frame, History, Moment
from desktop_app.engine.ideal_image import LOOK, idealise
from desktop_app.engine.recipe import FAST, LESSON, NATURAL, PRESETS, recipe
from desktop_app.engine.targets import CHANNEL, CLASS, LAYER, UNIT, Target
from tests.backbones import drained, loaded
from tests.engine.small_networks import convolutional, network_of, nothing_left, picture

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.recipe import Recipe

CAT = Target(CLASS, 1)


@pytest.fixture
def small() -> Network:
    return network_of(convolutional(), side=64)


def brief(preset: str = NATURAL, **values: object) -> Recipe:
    return recipe(preset, **{"size": 64, "steps": 12, **values})


def begin(
    network: Network,
    recipe: Recipe,
    target: Target = CAT,
    *,
    start: Picture | None = None,
    moment: Moment | None = None,
) -> Generator[Step, None, Moment]:
    return idealise(network=network, target=target, recipe=recipe, start=start, moment=moment)


def frame_of(step: Step) -> Frame:
    assert step.snapshot is not None
    frame = step.snapshot()
    assert isinstance(frame, Frame)
    return frame


def assert_same(one: Frame, other: Frame) -> None:
    assert np.array_equal(one.picture, other.picture)
    assert (one.step, one.indices, one.probabilities) == (
        other.step,
        other.indices,
        other.probabilities,
    )


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "target",
    [CAT, Target(CHANNEL, 2, "3"), Target(UNIT, 1, "3"), Target(LAYER, layer="3")],
    ids=str,
)
def test_response_rises(small: Network, preset: str, target: Target) -> None:
    steps = begin(small, brief(preset, steps=40, variation=0.0), target)
    first = frame_of(next(steps))
    last = drained(steps).frame
    assert (first.step, last.step) == (0, 40)
    assert last.response > first.response


def test_metrics_are_of_the_picture_itself(small: Network) -> None:
    backbone = backbones.of(small)
    run = begin(small, brief(LESSON, variation=0.0))
    frames, metrics = [], []
    for step in run:
        frames.append(frame_of(step))
        metrics.append(step.metrics)
    assert set(metrics[0]) == set()
    for frame, told in zip(frames, metrics[1:], strict=False):
        pixels = torch.from_numpy(frame.picture).permute(2, 0, 1)[None] / 255
        logits = backbone.logits(pixels)[0]
        assert told["response"] == pytest.approx(float(logits[1]), abs=0.01)
        assert told["probability"] == pytest.approx(float(logits.softmax(0)[1]), abs=0.01)
        assert told["variation"] > 0


def test_where_it_is_shaken_it_is_looked_at_now_and_then(small: Network) -> None:
    metrics = [step.metrics for step in begin(small, brief())][1:]
    assert [at for at, told in enumerate(metrics) if "probability" in told] == [0, LOOK, 2 * LOOK]
    assert all("variation" in told for told in metrics)


@pytest.mark.parametrize(("views", "counts"), [(1, [1, 1, 1, 1]), (1.5, [1, 2, 1, 2])])
def test_looks_a_step_are_as_many_on_average(
    small: Network, monkeypatch: pytest.MonkeyPatch, views: float, counts: list[int]
) -> None:
    user, seen = backbones.of(small), []
    quick = user.quick_logits

    def note(pixels: torch.Tensor) -> torch.Tensor:
        if torch.is_grad_enabled():
            seen.append(len(pixels))
        return quick(pixels)

    monkeypatch.setattr(user, "quick_logits", note)
    drained(begin(small, brief(views=views, steps=4)))
    assert seen == counts


@pytest.mark.parametrize(("name", "value"), [("variation", 50.0), ("weight", 50.0)])
def test_regularisers_calm_the_picture(small: Network, name: str, value: float) -> None:
    plain = drained(begin(small, brief(LESSON, variation=0.0, rate=2.0))).frame
    calm = drained(
        begin(small, brief(LESSON, **{"variation": 0.0, "rate": 2.0, name: value}))
    ).frame
    assert calm.picture.std() < plain.picture.std()


def test_certainty_pushes_other_classes_down(small: Network) -> None:
    shares = []
    for certainty in (0.0, 10.0):
        frame = drained(begin(small, brief(certainty=certainty, steps=30))).frame
        shares.append(dict(zip(frame.indices, frame.probabilities, strict=True))[1])
    assert shares[1] > shares[0]


def test_a_layer_has_no_probability(small: Network) -> None:
    steps = [*begin(small, brief(LESSON), Target(CHANNEL, 0, "3"))]
    assert all(set(step.metrics) == {"variation", "response"} for step in steps[1:])


@pytest.mark.parametrize("preset", PRESETS)
def test_same_seed_same_picture(small: Network, preset: str) -> None:
    torch.manual_seed(1)
    once = drained(begin(small, brief(preset))).frame
    torch.manual_seed(2)  # which the run does not use
    again = drained(begin(small, brief(preset))).frame
    other = drained(begin(small, brief(preset, seed=1))).frame
    assert_same(once, again)
    assert not np.array_equal(once.picture, other.picture)


def test_looking_changes_nothing(small: Network) -> None:
    unseen = drained(begin(small, brief())).frame
    steps = begin(small, brief())
    while True:
        try:
            frame_of(next(steps))
        except StopIteration as end:
            assert_same(unseen, end.value.frame)
            return


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("at", [0, 5, 11])
def test_a_run_goes_on_from_any_moment_as_if_never_left(
    small: Network, preset: str, at: int
) -> None:
    steps = begin(small, brief(preset))
    kept = [step.item for step in steps]
    moment = kept[at]
    assert isinstance(moment, Moment)
    assert moment.frame.step == at
    whole = drained(begin(small, brief(preset))).frame
    for _ in range(2):  # a moment can be gone back to more than once
        assert_same(drained(begin(small, brief(preset), moment=moment)).frame, whole)


def test_a_branch_may_aim_elsewhere(small: Network) -> None:
    steps = begin(small, brief())
    middle = [step.item for step in steps][6]
    assert isinstance(middle, Moment)
    fox = drained(begin(small, brief(steps=80), Target(CLASS, 3), moment=middle)).frame
    assert fox.step == 80
    assert fox.indices[0] == 3


@pytest.mark.parametrize("preset", PRESETS)
def test_it_can_begin_with_a_picture(small: Network, preset: str) -> None:
    steps = begin(small, brief(preset), start=picture())
    first = frame_of(next(steps)).picture.astype(float)
    assert first.shape == (64, 64, 3)
    down, across = first[4:, :, 1] - first[:-4, :, 1], first[:, 4:, 0] - first[:, :-4, 0]
    assert (down > 0).all()  # it is a ramp, darkest at the top left
    assert (across > 0).all()
    assert not np.array_equal(drained(steps).frame.picture, first)


def test_history_gets_all_it_is_to_keep(small: Network) -> None:
    history = History(8)
    steps = idealise(network=small, target=CAT, recipe=brief(steps=50), limit=8)
    for step in steps:
        if step.item is not None:
            history.add(step.item)  # type: ignore[arg-type]
    assert [one.frame.step for one in history.moments] == [0, 8, 16, 24, 32, 40, 48]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_run_that_diverges_keeps_the_last_good_picture(preset: str) -> None:
    network = network_of(convolutional(), side=64)
    steps = begin(network, brief(preset, steps=30))
    seen = [next(steps) for _ in range(6)]
    last = frame_of(seen[-1])
    with torch.no_grad():
        backbones.of(network).module.get_parameter("7.bias").fill_(torch.nan)
    final = next(steps)
    assert isinstance(final.item, Moment)
    assert np.array_equal(final.item.frame.picture, last.picture)
    assert all(np.isfinite(final.item.frame.probabilities))
    with pytest.raises(DivergedError, match="step 5"):
        next(steps)


def test_a_rate_that_is_too_great_is_no_number_on_screen(small: Network) -> None:
    steps = begin(small, brief(LESSON, parametrisation="fourier", rate=100.0, steps=60))
    try:
        for step in steps:
            assert all(np.isfinite([*step.metrics.values()]))
            assert np.isfinite(frame_of(step).response)
    except DivergedError:
        pass


def test_network_of_nothing_but_nan_is_told_at_once() -> None:
    module = convolutional()
    nn.init.constant_(module.get_parameter("7.bias"), torch.nan)
    with pytest.raises(DivergedError, match="step 0"):
        drained(begin(network_of(module, side=64), brief()))


def test_nothing_is_left_on_the_network(small: Network) -> None:
    backbone = backbones.of(small)
    for target in (CAT, Target(CHANNEL, 2, "3")):
        with nothing_left(backbone):
            drained(begin(small, brief(), target))
        with nothing_left(backbone):
            steps = begin(small, brief(), target)
            next(steps), next(steps)
            steps.close()


@pytest.mark.parametrize(
    ("target", "error"),
    [
        (Target(CHANNEL, 5, "3"), UnitError),
        (Target(UNIT, -1, "3"), UnitError),
        (Target(CHANNEL, 0, "nowhere"), LayerError),
        (Target(LAYER, layer="nowhere"), LayerError),
    ],
    ids=str,
)
def test_what_is_not_there_is_told(small: Network, target: Target, error: type[Exception]) -> None:
    with pytest.raises(error):
        drained(begin(small, brief(), target))


def test_one_class_is_enough() -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    network = replace(network_of(module, side=64), classes=(ClassName("", "a"), ClassName("", "b")))
    assert len(drained(begin(network, brief(FAST))).frame.indices) == 2


def test_a_siamese_cat_of_the_bundled_network() -> None:
    network = loaded()
    steps = idealise(
        network=network,
        target=Target(CLASS, 284),
        recipe=recipe(FAST, size=96, steps=24),
    )
    assert drained(steps).frame.indices[0] == 284
