"""Heads with a hidden layer: put into networks, written to files, and found there again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from desktop_app.engine import (
    adversarial,
    architectures,
    attribution,
    backbone,
    catalogue,
    feature_maps,
    ideal_image,
    inside,
    modelfile,
    own_head,
    predict,
    recognise,
)
from desktop_app.engine.attack_recipe import attack_recipe
from desktop_app.engine.contract import ClassName, Network
from desktop_app.engine.errors import MisfitError
from desktop_app.engine.history import Frame
from desktop_app.engine.modelfile import Description
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import CLASS, Target
from tests.backbones import drained, loaded
from tests.engine.small_networks import convolutional, nothing_left, picture, random_pixels

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

LITE = catalogue.parse(catalogue.DEFAULT)
HIDDEN = 6


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def drawn(hidden: int = HIDDEN, seed: int = 0) -> nn.Module:
    """A small network with a new head of three classes."""
    return own_head.put(convolutional(), 3, hidden=hidden, dropout=0.5, generator=seeded(seed))


# Putting in


def test_head_is_replaced_and_all_else_stays() -> None:
    module = convolutional()
    before = {key: tensor.clone() for key, tensor in module.state_dict().items()}
    assert own_head.put(module, 3, hidden=HIDDEN, dropout=0.25, generator=seeded()) is module
    head = module.get_submodule("7")
    assert [type(part) for part in head.children()] == [nn.Linear, nn.ReLU, nn.Dropout, nn.Linear]
    assert head.get_submodule("2").p == 0.25
    shapes = {key: tuple(one.shape) for key, one in head.state_dict().items()}
    assert shapes == {"0.weight": (6, 5), "0.bias": (6,), "3.weight": (3, 6), "3.bias": (3,)}
    assert not any(parameter.requires_grad for parameter in head.parameters())
    kept = [key for key in before if not key.startswith("7.")]
    assert all(torch.equal(module.state_dict()[key], before[key]) for key in kept)


def test_without_hidden_units_it_is_one_linear_layer() -> None:
    last = drawn(hidden=0).get_submodule("7")
    assert isinstance(last, nn.Linear)
    assert tuple(last.weight.shape) == (3, 5)


def test_numbers_come_from_the_generator_alone() -> None:
    modules = [drawn(seed=seed) for seed in (1, 1, 2)]
    first, same, other = (module.state_dict() for module in modules)
    assert all(torch.equal(first[key], same[key]) for key in first)
    assert not torch.equal(first["7.0.weight"], other["7.0.weight"])
    module, state = convolutional(), torch.get_rng_state()
    own_head.put(module, 3, hidden=HIDDEN, generator=seeded())
    assert torch.equal(torch.get_rng_state(), state)


def test_numbers_spread_as_torch_s_own() -> None:
    module = nn.Sequential(nn.Linear(400, 7))
    weight = own_head.put(module, 500, generator=seeded()).state_dict()["0.weight"]
    assert float(weight.abs().max()) <= 1 / 20
    assert float(weight.std()) == pytest.approx(1 / 20 / math.sqrt(3), rel=0.01)
    assert float(weight.mean()) == pytest.approx(0, abs=1e-3)


def test_head_without_numbers_takes_no_memory() -> None:
    with architectures.no_numbers():
        module = own_head.put(architectures.build(LITE, 1000), 3, hidden=HIDDEN)
    head = module.get_submodule("classifier")
    assert all(parameter.is_meta for parameter in head.parameters())
    assert not head.training


def test_convolutional_head_is_refused() -> None:
    module = architectures.empty(catalogue.parse("squeezenet1_1"), 5)
    with pytest.raises(ValueError, match=r"classifier\.1"):
        own_head.put(module, 3, hidden=HIDDEN)


def test_dropout_is_for_training_only() -> None:
    module = drawn()
    module.eval()
    features = torch.rand(4, 5, generator=seeded(3))
    head = module.get_submodule("7")
    first, last = head.get_submodule("0"), head.get_submodule("3")
    assert torch.equal(head(features), last(first(features).relu()))
    assert drawn().training  # as the network was
    assert own_head.put(convolutional().eval(), 3, hidden=2).get_submodule("7").training is False


# In files


def lite() -> nn.Module:
    """Random weights would not let anything through; so the bundled ones."""
    module = architectures.build(LITE, 1000)
    module.load_state_dict(backbone.of(loaded()).module.state_dict())
    return module.eval()


def write(folder: Path, tensors: dict[str, Tensor], classes: int = 3) -> str:
    path = str(folder / "Mine.safetensors")
    names = tuple(ClassName("", f"class {number}") for number in range(classes))
    rule = loaded().input
    modelfile.write(path, tensors, Description("Mine", catalogue.DEFAULT, names, rule))
    return path


@pytest.fixture(scope="module")
def module() -> nn.Module:
    """Lite0 with a hidden layer."""
    return own_head.put(lite(), 3, hidden=24, dropout=0.5, generator=seeded())


@pytest.fixture(scope="module")
def path(module: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("file"), module.state_dict())


@pytest.fixture(scope="module")
def network(path: str) -> Network:
    return loaded(path)


def test_file_gives_the_same_answers(module: nn.Module, network: Network) -> None:
    user, pixels = backbone.of(network), random_pixels(224, 2)
    with torch.no_grad():
        expected = module(user._normalised(pixels))
    assert torch.equal(user.logits(pixels), expected)
    assert torch.allclose(user.fast_logits(pixels), expected, atol=1e-5)
    assert not any(part.training for part in user.module.modules())
    assert not any(one.is_meta for one in user.module.parameters())


def test_features_are_those_of_the_hidden_layer(network: Network) -> None:
    user, pixels = backbone.of(network), random_pixels(224, 2)
    features = user.features(pixels)
    assert features.shape == (2, 24)
    assert float(features.min()) >= 0
    last = user.module.get_submodule("classifier.3")
    assert torch.allclose(last(features), user.logits(pixels), atol=1e-5)
    assert torch.allclose(user.fast_features(pixels), features, atol=1e-5)
    before = user.fast_features(pixels, "classifier")
    assert torch.allclose(before, backbone.of(loaded()).features(pixels), atol=1e-4)


def test_one_that_is_trained_on_stands_in_the_other(module: nn.Module, tmp_path: Path) -> None:
    again = lite()
    for hidden, classes in ((24, 3), (7, 2)):
        own_head.put(again, classes, hidden=hidden, generator=seeded())
    path = write(tmp_path, again.state_dict(), classes=2)
    assert own_head.widths("classifier", modelfile.shapes(path)) == (24, 7)
    user, pixels = backbone.of(loaded(path)), random_pixels(224)
    with torch.no_grad():
        assert torch.equal(user.logits(pixels), again(user._normalised(pixels)))


def test_weights_alone_are_recognised(module: nn.Module) -> None:
    match = recognise.match(LITE, module.state_dict())
    assert (match.certain, match.classes) == (True, 3)
    other = recognise.match(catalogue.parse("resnet18"), module.state_dict())
    assert not other.fits


def test_structure_is_told_from_the_header(path: str) -> None:
    structure = drained(inside.structure_of(name=path))
    layers = {one.name: one for one in structure.layers}
    assert layers["classifier.0"].detail == "1280 → 24"
    assert layers["classifier.3"].shape == (3,)


@pytest.mark.parametrize(
    ("key", "shape", "lacking"),
    [
        ("classifier.0.weight", (24, 99), 1),
        ("classifier.0.bias", (23,), 1),
        ("classifier.3.weight", (4, 24), 1),
        ("classifier.0.weight", (0, 1280), 2),
        ("classifier.0.weight", (24, 1280, 1), 2),
    ],
)
def test_wrong_shapes_are_told(
    module: nn.Module, key: str, shape: tuple[int, ...], lacking: int
) -> None:
    tensors = {**module.state_dict(), key: torch.zeros(shape)}
    with pytest.raises(MisfitError) as caught:
        recognise.fill(LITE, tensors, 3, file="Mine.safetensors")
    beginning = f"Mine.safetensors does not fit EfficientNet-Lite0: {lacking} of "
    assert str(caught.value).startswith(beginning)


def test_hidden_layer_of_a_convolutional_head_is_left_out() -> None:
    name = catalogue.parse("squeezenet1_1")
    tensors = architectures.build(name, 3).state_dict()
    del tensors["classifier.1.weight"]
    tensors["classifier.1.0.weight"] = torch.zeros(4, 512)
    with pytest.raises(MisfitError, match=r"classifier\.1\.weight"):
        recognise.fill(name, tensors, 3)


def test_depth_has_a_limit() -> None:
    shapes = {f"fc{'.3' * depth}.0.weight": (2, 2) for depth in range(5000)}
    assert len(own_head.widths("fc", shapes)) == own_head.DEEPEST


# In the tabs


def test_all_ways_of_looking_take_it(network: Network) -> None:
    user, shown = backbone.of(network), picture()
    pixels = user.prepare(shown)
    with nothing_left(user):
        answer = predict.ask(network, shown)
        assert sum(answer.probabilities) == pytest.approx(1)
        names = [name for name, _ in feature_maps.layers_of(network)]
        assert names[-4:] == ["classifier.1", "classifier.2", "classifier.3", "classifier"]
        layer = attribution.explained_layer(user)
        assert layer == attribution.explained_layer(backbone.of(loaded()))
        marks = attribution.gradcam(user, pixels, 0, layer)
        assert marks.isfinite().all()


def test_ideal_picture_and_attack_rise(network: Network) -> None:
    wish = recipe("natural", size=64, steps=4, variation=0.0)
    steps = ideal_image.idealise(network=network, target=Target(CLASS, 1), recipe=wish)
    first = next(steps).snapshot
    assert first is not None
    start = first()
    assert isinstance(start, Frame)
    assert drained(steps).frame.response > start.response
    _, target, _ = predict.ask(network, picture()).indices
    attack = adversarial.attack(
        network=network, picture=picture(), target=target, recipe=attack_recipe(steps=4)
    )
    result = drained(attack)
    before, after = (
        dict(zip(one.indices, one.probabilities, strict=True))[target]
        for one in (result.before, result.after)
    )
    assert after > before + 0.01
