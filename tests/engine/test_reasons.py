"""Why this class: marks on the picture, and whether hiding them changes the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import attribution, backbone
from desktop_app.engine.errors import LayerError
from desktop_app.engine.reasons import SEED, SHARE, explain
from desktop_app.engine.seen import (
    BLANK,
    GRADCAM,
    GRADIENT_INPUT,
    MIDDLE,
    OCCLUSION,
    REASONS,
    Reason,
)
from tests.backbones import drained, loaded
from tests.engine.small_networks import SIDE, convolutional, network_of, nothing_left, picture

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network


@pytest.fixture
def small() -> Network:
    return network_of(convolutional())


def reason(network: Network, method: str, target: int = 1, layer: str = "") -> Reason:
    steps = explain(network=network, picture=picture(), target=target, method=method, layer=layer)
    return drained(steps)


@pytest.mark.parametrize("method", REASONS)
def test_every_way_marks_the_picture_that_the_network_was_given(
    small: Network, method: str
) -> None:
    user = backbone.of(small)
    with nothing_left(user):
        found = reason(small, method)
    assert (found.method, found.target) == (method, 1)
    assert found.values.shape == found.marks.shape == (SIDE, SIDE)
    given = user.prepare(picture())[0].permute(1, 2, 0).numpy()
    assert np.array_equal(found.photo, (given * 255).round().astype(np.uint8))
    assert found.signed == (method == GRADIENT_INPUT)


def test_grad_cam_asks_the_usual_layer_unless_told(small: Network) -> None:
    user = backbone.of(small)
    pixels = user.prepare(picture())
    assert reason(small, GRADCAM).layer == "3"
    told = reason(small, GRADCAM, layer="0")
    assert told.layer == "0"
    by_hand = attribution.enlarged(attribution.gradcam(user, pixels, 1, "0"), SIDE)[0]
    assert np.array_equal(told.values, by_hand.numpy())
    assert told.marks.max() == 255
    assert np.array_equal(told.marks == 0, told.values < told.values.max() / 510)


def test_gradient_times_input_has_both_signs_around_the_middle(small: Network) -> None:
    found = reason(small, GRADIENT_INPUT)
    user = backbone.of(small)
    by_hand = attribution.gradient_input(user, user.prepare(picture()), 1)[0].sum(dim=0)
    assert np.allclose(found.values, by_hand.numpy())
    sure = np.abs(found.values) > np.abs(found.values).max() / 50
    assert np.array_equal(found.marks[sure] > MIDDLE, found.values[sure] > 0)
    assert found.marks.min() == 1
    assert found.marks.max() == 255


def test_hiding_lowers_the_probability_of_the_class(small: Network) -> None:
    found = reason(small, OCCLUSION)
    assert found.trust is not None
    assert 0 < np.abs(found.values).max() < found.trust.whole
    assert not found.marks[found.values <= 0].any()


@pytest.mark.parametrize("method", REASONS)
def test_trust_is_what_hiding_the_marks_does(small: Network, method: str) -> None:
    user = backbone.of(small)
    pixels = user.prepare(picture())
    found = reason(small, method)
    assert found.trust is not None
    marks = torch.from_numpy(found.values)
    told = attribution.trust(user, pixels, 1, marks, share=SHARE, seed=SEED)
    assert (found.trust.whole, found.trust.marked, found.trust.chance) == pytest.approx(told)
    assert found.trust.whole == pytest.approx(float(user.logits(pixels).softmax(1)[0, 1]))
    assert found.remark == ""


def test_where_nothing_speaks_for_a_class_it_is_said() -> None:
    module = convolutional()
    nn.init.zeros_(next(module[7].parameters()))
    for method in REASONS:
        found = reason(network_of(module), method)
        assert (found.trust, found.remark) == (None, BLANK)
        assert set(np.unique(found.marks)) == {MIDDLE if found.signed else 0}


def test_a_layer_that_is_not_there_is_told(small: Network) -> None:
    with pytest.raises(LayerError, match="nowhere"):
        reason(small, GRADCAM, layer="nowhere")


def test_another_method_is_a_mistake(small: Network) -> None:
    with pytest.raises(ValueError, match="deconvnet"):
        reason(small, "deconvnet")


@pytest.mark.parametrize("method", REASONS)
def test_it_can_be_closed_in_the_middle(small: Network, method: str) -> None:
    with nothing_left(backbone.of(small)):
        steps = explain(network=small, picture=picture(), target=0, method=method)
        for _ in range(2):
            next(steps)
        steps.close()


def test_a_transformer_is_asked_where_its_patches_still_count() -> None:
    found = reason(loaded("timm:deit_tiny_patch16_224:untrained"), GRADCAM, target=5)
    assert found.layer == "blocks.11.norm1"
    assert found.values.max() > 0
