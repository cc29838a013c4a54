"""Torchvision's networks are listed with its own figures, and see what its own transforms give."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import torch
from PIL import Image
from torchvision import models

from desktop_app.engine import architectures, catalogue, published
from desktop_app.engine.architectures import OWN_INPUT
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import Pasted, Picture
from desktop_app.engine.errors import UnknownBackboneError
from desktop_app.engine.families import FAMILIES, family
from tests.helpers import noise, smooth

if TYPE_CHECKING:
    from typing import Any

    from torch import Tensor

    from desktop_app.engine.catalogue import Entry

PICTURES = [
    Picture(noise(333, 251), "noise", Pasted()),
    Picture(noise(97, 400), "noise", Pasted()),
    Picture(smooth(251, 333), "gradient", Pasted()),
    Picture(smooth(30, 41), "gradient", Pasted()),
]


def theirs(entry: Entry) -> Any:  # noqa: ANN401 (untyped)
    """Torchvision's weights of an entry."""
    model, _, weights = entry.name.partition(":")
    kinds = models.get_model_weights(model)
    return kinds[weights] if weights else kinds.DEFAULT


def entry(name: str) -> Entry:
    return published.entry(catalogue.parse(name))


# The list


def test_there_are_80_networks_with_114_weights() -> None:
    entries = published.entries()
    assert len(entries) == 114
    assert len({one.name.partition(":")[0] for one in entries}) == 80
    assert sum(":" not in one.name for one in entries) == 80


@pytest.mark.parametrize("what", ["name", "title", "file", "url"])
def test_no_two_are_the_same(what: str) -> None:
    every = (*published.entries(), *catalogue.ALWAYS)
    counts = Counter(getattr(one, what) for one in every if getattr(one, what))
    assert counts.most_common(1)[0][1] == 1


def test_names_of_files_carry_the_beginning_of_their_hash() -> None:
    for one in published.entries():
        assert re.search(r"-[0-9a-f]{8,}\.pth$", one.file), one.file
        assert one.url.endswith(f"/{one.file}")
        assert one.url.startswith("https://")


def test_weights_without_a_classifier_are_left_out() -> None:
    assert [one.name for one in published.entries() if one.name.startswith("vgg16:")] == []
    with pytest.raises(UnknownBackboneError):
        entry("vgg16:IMAGENET1K_FEATURES")


def test_every_network_has_a_year_and_a_family() -> None:
    for one in (*published.entries(), *catalogue.ALWAYS):
        assert 2012 <= one.year <= 2026, one.name
        assert family(one.family) in FAMILIES, one.name


def test_figures_are_torchvision_s() -> None:
    for one in published.entries():
        meta = theirs(one).meta
        shares = meta["_metrics"]["ImageNet-1K"]
        assert one.parameters == meta["num_params"]
        assert one.gmacs == meta["_ops"]
        assert one.top1 == pytest.approx(shares["acc@1"] / 100)
        assert one.top5 == pytest.approx(shares["acc@5"] / 100)
        assert one.bytes == pytest.approx(meta["_file_size"] * 2**20, abs=1)
        assert 0.5 < (one.top1 or 0) < (one.top5 or 0) < 1


def test_a_licence_is_told_where_torchvision_tells_one() -> None:
    swag = {one.name for one in published.entries() if "SWAG" in theirs(one).name}
    assert len(swag) == 12
    licensed = {one.name: one.licence for one in published.entries() if one.licence}
    assert licensed.keys() == swag
    assert all("SWAG" in licence for licence in licensed.values())


def test_the_networks_of_the_plot_are_in_the_catalogue() -> None:
    always = {one.name: one.parameters for one in catalogue.ALWAYS}
    for one in FAMILIES:
        if one.shown:
            parameters = always.get(one.shown) or entry(one.shown).parameters
            assert parameters == pytest.approx(one.parameters, rel=0.01), one.key


# Names


def test_the_preferred_weights_go_by_the_plain_name() -> None:
    assert entry("resnet50") is entry("resnet50:IMAGENET1K_V2")
    assert entry("resnet50").title == "ResNet-50 V2"
    assert entry("resnet50:IMAGENET1K_V1").title == "ResNet-50 V1"
    assert entry("resnet50:untrained") is entry("resnet50")
    assert entry("resnet18").title == "ResNet-18"
    assert entry("vit_b_16:IMAGENET1K_SWAG_E2E_V1").title == "ViT B/16 SWAG E2E"


@pytest.mark.parametrize("one", published.entries(), ids=lambda one: one.name)
def test_every_entry_is_found_by_its_name(one: Entry) -> None:
    assert entry(one.name) is one


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("resnet5", "resnet50"),
        ("RESNET50", "resnet50"),
        ("efficientnet_lite", "efficientnet_lite0"),
        ("zfnett", "zfnet"),
        ("resnet50:IMAGENET1K_V3", "resnet50:IMAGENET1K_V1"),
        ("resnet50:imagenet1k_v1", "resnet50:IMAGENET1K_V1"),
        ("VGG16", "vgg16"),
        ("", "alexnet"),
        ("raft_large", "convnext_large"),  # torchvision's, but it classifies nothing
    ],
)
def test_an_unknown_name_brings_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownBackboneError) as caught:
        entry(name)
    known = str(caught.value.fields["known"]).split(", ")
    assert len(known) <= architectures.NEAR
    assert near in known


# The input


def rules() -> list[Entry]:
    """An entry for each different way from a picture to an input."""
    plain = (one for one in published.entries() if one.name not in OWN_INPUT)
    return list({one.input: one for one in plain}.values())


@pytest.mark.parametrize("one", rules(), ids=lambda one: one.name)
def test_networks_are_given_what_torchvision_gives_them(one: Entry) -> None:
    assert one.input is not None
    transform = theirs(one).transforms()
    backbone = Backbone(torch.nn.Identity(), one.input, "cpu")
    deviation = torch.tensor(one.input.std).view(3, 1, 1)
    for picture in PICTURES:
        given = transform(Image.fromarray(picture.pixels))
        ours = backbone.logits(backbone.prepare(picture))[0]
        apart = (given - ours).abs() * deviation
        assert float(apart.max()) <= 1.001 / 255, (one.name, picture.size)
        assert float((apart > 1e-6).float().mean()) < 0.02, (one.name, picture.size)


def test_all_rules_are_checked() -> None:
    assert 20 < len(rules()) < 114
    sizes = {one.input.size for one in published.entries() if one.input}
    assert {224, 240, 299, 384, 480, 518, 600} <= sizes


@pytest.mark.parametrize("name", OWN_INPUT)
def test_networks_that_change_their_input_are_given_it_changed(name: str) -> None:
    """Ours is built without that; the logits are those of torchvision's with it."""
    parsed, one = catalogue.parse(name), entry(name)
    assert one.input is not None
    assert (one.input.mean, one.input.std) == ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    ours = Backbone(architectures.build(parsed, 1000), one.input, "cpu")
    options = {"init_weights": False, "aux_logits": False, "transform_input": True}
    network = models.get_model(name, weights=None, **options).eval()
    network.load_state_dict(ours.module.state_dict())
    picture = PICTURES[2]
    with torch.no_grad():
        given: Tensor = network(theirs(one).transforms()(Image.fromarray(picture.pixels))[None])
    logits = ours.logits(ours.prepare(picture))
    assert float(given.std()) > 0
    assert torch.allclose(given, logits.detach(), rtol=0, atol=1e-4 * float(given.std()))
