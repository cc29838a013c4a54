"""Of timm's networks we know what timm knows: names, classes, and how pictures are prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
import torch
from PIL import Image

from desktop_app.engine import backbone, hub, images, timm_models
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import ClassName, Pasted, Picture
from desktop_app.engine.errors import UnknownBackboneError, UnusableBackboneError
from desktop_app.engine.shelves import HUB_FILE
from tests.backbones import loaded
from tests.helpers import noise, smooth

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

PICTURES = [
    Picture(noise(333, 251), "noise", Pasted()),
    Picture(smooth(97, 300), "gradient", Pasted()),
]


def transform(model: str) -> Callable[[Image.Image], Tensor]:
    """timm's own way from a picture to an input."""
    import timm
    from timm.data.config import resolve_data_config
    from timm.data.transforms_factory import create_transform

    config = timm.get_pretrained_cfg(model)
    assert config is not None
    fields = resolve_data_config(pretrained_cfg=config.to_dict())  # type: ignore[no-untyped-call]
    wanted = ("input_size", "interpolation", "mean", "std", "crop_pct")
    options: dict[str, Any] = {name: fields[name] for name in wanted}
    return cast("Callable[[Image.Image], Tensor]", create_transform(**options))


# Searching


def test_a_part_of_the_name_finds_networks() -> None:
    found = timm_models.search("Test_ResNet")
    assert [entry.name for entry in found] == ["timm:test_resnet.r160_in1k"]
    (entry,) = found
    assert (entry.title, entry.family) == ("test_resnet.r160_in1k", "timm")
    assert (entry.parameters, entry.top1, entry.input) == (0, None, None)


def test_a_whole_name_finds_its_network() -> None:
    names = [entry.name for entry in timm_models.search(" timm:resnet18.a1_in1k ")]
    assert names == ["timm:resnet18.a1_in1k"]


def test_a_search_returns_not_too_many() -> None:
    found = timm_models.search("")
    assert len(found) == timm_models.MOST == len({entry.name for entry in found})
    assert 5 < len(timm_models.search("convnext_tiny")) < timm_models.MOST


def test_all_that_there_are_are_counted() -> None:
    assert timm_models.count("") > 1000 > timm_models.count("vit_b") > timm_models.MOST
    assert timm_models.count(" TIMM:test_resnet") == 1
    assert timm_models.count("nonsense") == 0


def test_names_that_begin_with_the_text_come_first() -> None:
    found = [entry.title for entry in timm_models.search("vit_tiny")]
    first = [title.startswith("vit_tiny") for title in found]
    assert first == sorted(first, reverse=True)
    assert 0 < sum(first) < len(first)


@pytest.mark.parametrize(
    "name",
    ["vit_small_patch14_dinov2.lvd142m", "cspnext_l.rsb_a1_in1k", "coat_lite_medium_384.in1k"],
)
def test_what_can_give_no_answers_is_not_found(name: str) -> None:
    assert timm_models.search(name) == ()
    with pytest.raises(UnusableBackboneError, match=f"timm:{name} cannot be used here: it"):
        timm_models.check(name)


def test_what_can_be_downloaded_here_is_found_here() -> None:
    for name in timm_models._usable():
        assert hub.repo_of(name) == (f"timm/{name}", HUB_FILE)


def test_licences_are_those_that_timm_states() -> None:
    assert timm_models.search("test_resnet.")[0].licence == "apache-2.0"
    assert timm_models.search("resnext101_32x8d.fb_wsl_ig1b")[0].licence == "cc-by-nc-4.0"


@pytest.mark.parametrize("text", ["nonsense", "[", "res net", "猫"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert timm_models.search(text) == ()


# The input


@pytest.mark.parametrize(
    "model",
    ["test_resnet.r160_in1k", "resnet18.a1_in1k", "vit_base_patch16_224.augreg_in21k", "resnet50"],
)
def test_networks_are_given_what_timm_gives_them(model: str) -> None:
    rule = timm_models.rule_of(model)
    ours = Backbone(torch.nn.Identity(), rule, "cpu")
    theirs = transform(model)
    for picture in PICTURES:
        given = theirs(Image.fromarray(picture.pixels))
        apart = (given - ours.logits(ours.prepare(picture))[0]).abs()
        assert float((apart * torch.tensor(rule.std).view(3, 1, 1)).max()) <= 1.001 / 255


def test_every_network_of_timm_has_a_rule() -> None:
    import timm

    rules = {timm_models.rule_of(model) for model in timm.list_models(pretrained=True)}
    assert {rule.interpolation for rule in rules} <= images.FILTERS.keys()
    assert all(1 <= rule.size <= rule.resize for rule in rules)


# Classes


def test_classes_of_imagenet_have_their_names() -> None:
    classes = timm_models.classes_of("test_resnet.r160_in1k")
    assert len(classes) == 1000
    assert classes[284].wnid == "n02123597"
    assert "siamese" in classes[284].name.lower()


def test_classes_of_the_whole_of_imagenet_have_their_names() -> None:
    classes = timm_models.classes_of("vit_base_patch16_224.augreg_in21k")
    assert len(classes) > 10_000
    assert all(one.wnid.startswith("n") for one in classes)
    assert all(one.name for one in classes)


def test_other_classes_have_numbers() -> None:
    classes = timm_models.classes_of("vit_base_patch16_clip_224.openai")
    assert classes == tuple(ClassName("", str(number)) for number in range(len(classes)))


@pytest.mark.parametrize("model", ["nonsense", "resnet18.nonsense", ""])
def test_a_network_that_timm_does_not_know_brings_the_nearest(model: str) -> None:
    for ask in (timm_models.rule_of, timm_models.classes_of):
        with pytest.raises(UnknownBackboneError, match=f"called ‘timm:{model}’. There are: timm:"):
            ask(model)


# The whole


def test_a_network_of_timm_runs_untrained() -> None:
    network = loaded("timm:test_resnet:untrained")
    assert (network.name, network.title) == ("timm:test_resnet:untrained", "test_resnet")
    assert (network.source, network.trained, network.input.size) == ("untrained", False, 160)
    user = backbone.of(network)
    assert user.fast_logits(user.prepare(PICTURES[0])).shape == (1, 1000)
