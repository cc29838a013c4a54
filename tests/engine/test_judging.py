"""What other networks see in a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine.contract import ClassName
from desktop_app.engine.errors import NotANumberError
from desktop_app.engine.judging import judge, same_class
from tests.engine.small_networks import convolutional, network_of, picture

FOX = ClassName("n00000003", "fox")


def test_rank_and_probability_are_those_of_the_class() -> None:
    network = network_of(convolutional())
    backbone = backbones.of(network)
    logits = backbone.fast_logits(backbone.prepare(picture()))[0]
    for index, wanted in enumerate(network.classes):
        verdict = judge(network, picture(), wanted)
        assert verdict.rank == 1 + sum(float(one) > float(logits[index]) for one in logits)
        assert verdict.logit == pytest.approx(float(logits[index]))
        assert verdict.probability == pytest.approx(float(logits.softmax(0)[index]))
        assert verdict.best == network.classes[int(logits.argmax())]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (FOX, 3),
        (ClassName("n00000003", "renard"), 3),
        (ClassName("", "FOX"), 3),
        (ClassName("n99999999", "fox"), 3),
        (ClassName("", "wolf"), None),
        (ClassName("", ""), None),
    ],
)
def test_class_is_found_by_id_and_then_by_name(wanted: ClassName, index: int | None) -> None:
    assert same_class(network_of(convolutional()).classes, wanted) == index


def test_classes_without_ids_are_told_apart_by_name() -> None:
    network = replace(
        network_of(convolutional()), classes=tuple(ClassName("", name) for name in "abcde")
    )
    assert same_class(network.classes, ClassName("", "c")) == 2


def test_network_without_the_class_has_no_rank() -> None:
    verdict = judge(network_of(convolutional()), picture(), ClassName("", "wolf"))
    assert (verdict.rank, verdict.probability) == (0, 0.0)
    assert verdict.best.name


def test_network_that_gives_no_numbers_is_told() -> None:
    module = convolutional()
    nn.init.constant_(module.get_parameter("7.bias"), torch.nan)
    with pytest.raises(NotANumberError):
        judge(network_of(module), picture(), FOX)
