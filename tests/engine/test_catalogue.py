"""Names mean the same everywhere, families tell a true story, and folders are those of others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from desktop_app.engine import catalogue, families
from desktop_app.engine.catalogue import ALWAYS, BUNDLED, UNTRAINED, ZFNET, Entry, Name, Shelf
from desktop_app.engine.errors import FileError
from desktop_app.engine.families import FAMILIES, OWN, TIMM
from desktop_app.engine.places import PART, free_file, hub_folder, promised, torch_folder
from tests.backbones import places

SECONDS = 60
LESSONS = ["alexnet", "zfnet", "vgg", "googlenet", "resnet", "mobilenet", "efficientnet_lite"]


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("efficientnet_lite0", Name("bundled", "efficientnet_lite0")),
        ("efficientnet_lite2:untrained", Name("bundled", "efficientnet_lite2", UNTRAINED)),
        ("zfnet", Name("zfnet", "zfnet")),
        ("resnet50", Name("torchvision", "resnet50")),
        ("resnet50:IMAGENET1K_V1", Name("torchvision", "resnet50", "IMAGENET1K_V1")),
        ("resnet50:untrained", Name("torchvision", "resnet50", UNTRAINED)),
        ("nonsense", Name("torchvision", "nonsense")),
        ("timm:resnet50.a1_in1k", Name("timm", "resnet50.a1_in1k")),
        ("timm:resnet50:untrained", Name("timm", "resnet50", UNTRAINED)),
        ("timm:efficientnet_lite0", Name("timm", "efficientnet_lite0")),
        ("model.pth", Name("file", "model.pth")),
        ("Model.SafeTensors", Name("file", "Model.SafeTensors")),
        (os.path.join("a", "model"), Name("file", os.path.join("a", "model"))),
        (os.path.join("a", "x:y.pt"), Name("file", os.path.join("a", "x:y.pt"))),
    ],
)
def test_names_are_taken_apart_and_put_together(text: str, name: Name) -> None:
    assert catalogue.parse(text) == name
    assert name.text == text
    architecture = text.removesuffix(":untrained").removesuffix(":IMAGENET1K_V1")
    assert name.architecture == architecture


@pytest.mark.parametrize("text", ["zfnet:untrained", "zfnet:IMAGENET1K_V1"])
def test_zf_net_is_always_untrained(text: str) -> None:
    assert catalogue.parse(text) == Name("zfnet", "zfnet")


def test_any_name_can_be_made_one_of_an_untrained_network() -> None:
    name = catalogue.parse("resnet50:IMAGENET1K_V1:untrained")
    assert name == Name("torchvision", "resnet50", UNTRAINED)


@pytest.mark.parametrize("entry", ALWAYS, ids=lambda entry: entry.name)
def test_what_is_always_there_is_found_by_its_name(entry: Entry) -> None:
    assert catalogue.find(entry.name) is entry


@pytest.mark.parametrize("name", ["resnet50", "nonsense", "", "zfnet:untrained", "timm:zfnet"])
def test_nothing_else_is_always_there(name: str) -> None:
    assert catalogue.find(name) is None


@pytest.mark.parametrize("name", ["missing.pth", os.path.join("a", "b"), os.sep, "." + os.sep])
def test_a_file_that_is_not_there_is_told_at_once(name: str) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        catalogue.check(name)


def test_other_names_may_be_right(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    file.touch()
    for name in (str(file), "resnet50", "nonsense", "timm:resnet50", ""):
        catalogue.check(name)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("efficientnet_lite1", "EfficientNet-Lite1"),
        ("efficientnet_lite1:untrained", "EfficientNet-Lite1"),
        ("zfnet", "ZF Net"),
        ("alexnet", "AlexNet"),
        ("googlenet", "GoogLeNet"),
        ("inception_v3", "Inception v3"),
        ("vgg16", "VGG-16"),
        ("vgg16_bn", "VGG-16 BN"),
        ("resnet50", "ResNet-50"),
        ("resnet50:IMAGENET1K_V1", "ResNet-50"),
        ("wide_resnet101_2", "Wide ResNet-101-2"),
        ("resnext50_32x4d", "ResNeXt-50 32x4d"),
        ("densenet121", "DenseNet-121"),
        ("squeezenet1_1", "SqueezeNet 1.1"),
        ("mnasnet0_75", "MNASNet 0.75"),
        ("shufflenet_v2_x1_5", "ShuffleNet v2 x1.5"),
        ("mobilenet_v2", "MobileNet v2"),
        ("mobilenet_v3_small", "MobileNet v3 small"),
        ("efficientnet_b0", "EfficientNet-B0"),
        ("efficientnet_v2_s", "EfficientNet v2 S"),
        ("regnet_y_1_6gf", "RegNet Y 1.6GF"),
        ("vit_b_16", "ViT B/16"),
        ("swin_t", "Swin T"),
        ("swin_v2_b", "Swin v2 B"),
        ("convnext_tiny", "ConvNeXt tiny"),
        ("maxvit_t", "MaxViT T"),
        ("timm:resnet18.a1_in1k", "resnet18.a1_in1k"),
        (os.path.join("a", "My cats v1.5.pth"), "My cats v1.5"),
    ],
)
def test_titles_are_how_people_write_them(name: str, title: str) -> None:
    assert catalogue.title(name) == title


@pytest.mark.parametrize(
    ("state", "ready"),
    [
        ("bundled", True),
        ("cached", True),
        ("imported", True),
        ("untrained", True),
        ("partial", False),
        ("online", False),
    ],
)
def test_what_is_ready_needs_no_connection(state: str, ready: bool) -> None:
    assert Shelf(ZFNET, state).ready is ready


def test_bundled_weights_say_what_they_are() -> None:
    for entry in BUNDLED:
        assert (entry.licence, entry.year, len(entry.sha256)) == ("Apache-2.0", 2020, 64)
        assert 0.7 < (entry.top1 or 0) < (entry.top5 or 0) < 1
        assert 4 * entry.parameters < entry.bytes < 4.1 * entry.parameters


# Families


def test_the_lessons_are_told_in_their_order() -> None:
    assert [family.key for family in FAMILIES if family.in_lessons] == LESSONS
    years = [family.year for family in FAMILIES if family.in_lessons]
    assert years == sorted(years)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.key)
def test_a_family_has_a_year_a_paper_and_a_link(family: families.Family) -> None:
    assert families.family(family.key) is family
    assert families.family_of(family.key) is family
    assert 2012 <= family.year <= 2026
    assert ": " in family.paper
    assert family.link.startswith("https://")
    assert (family.error is None) == (not family.shown) == (not family.parameters)


def test_keys_are_unique() -> None:
    keys = [family.key for family in (*FAMILIES, TIMM, OWN)]
    assert len(set(keys)) == len(keys)
    assert (families.family("timm"), families.family("own")) == (TIMM, OWN)


def test_each_challenge_was_won_with_fewer_errors() -> None:
    errors = [families.BEFORE[1], *(one.error for one in FAMILIES if one.error is not None)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < families.PERSON < errors[-2]


@pytest.mark.parametrize(
    ("model", "key", "year"),
    [
        ("resnet18", "resnet", 2015),
        ("resnext50_32x4d", "resnext", 2016),
        ("wide_resnet50_2", "wide_resnet", 2016),
        ("efficientnet_lite0", "efficientnet_lite", 2020),
        ("efficientnet_b7", "efficientnet", 2019),
        ("efficientnet_v2_s", "efficientnet_v2", 2021),
        ("swin_t", "swin", 2021),
        ("swin_v2_t", "swin_v2", 2021),
        ("mobilenet_v2", "mobilenet", 2018),
        ("mobilenet_v3_large", "mobilenet", 2019),
        ("nonsense", "own", 0),
    ],
)
def test_a_network_belongs_to_the_family_that_it_is_called_after(
    model: str, key: str, year: int
) -> None:
    assert families.family_of(model).key == key
    assert families.year_of(model) == year


# Places


def test_files_and_their_parts_lie_side_by_side(tmp_path: Path) -> None:
    where = places(tmp_path)
    assert where.file("a.pth") == tmp_path / "weights" / "a.pth"
    assert where.part("a.pth") == tmp_path / "weights" / f"a.pth{PART}"
    assert (where.mirror, where.hub_mirror) == ("", "")


def test_a_name_may_promise_a_hash() -> None:
    assert promised("resnet50-11ad3fa6.pth") == "11ad3fa6"
    assert promised("net-v2-0123456789abcdef.safetensors") == "0123456789abcdef"
    for silent in ("model.safetensors", "net-1234567.pth", "net-11AD3FA6.pth", "11ad3fa6.pth"):
        assert promised(silent) == ""


def test_a_free_file_is_free(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        file = free_file(tmp_path, "Käse 猫", ".safetensors")
        file.touch()
        names.append(file.name)
    assert names == ["Käse 猫.safetensors", "Käse 猫 2.safetensors", "Käse 猫 3.safetensors"]


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("a/b", "a b"),
        ("..", "network"),
        ("", "network"),
        (" . ", "network"),
        ("../../evil", "evil"),
        ("C:\\x", "C  x"),
        ('<what?> "*" |', "what"),
        ("a\0b\nc", "a b c"),
        ("x" * 300, "x" * 80),
        ("猫" * 300, "猫" * 66),
        (f"{'x' * 79}. y", "x" * 79),
        ("CON", "network CON"),
        ("aux.v2", "network aux.v2"),
        ("Com7", "network Com7"),
        ("Console", "Console"),
        ("\udcff", "network"),
    ],
)
def test_no_title_leads_out_of_the_folder(tmp_path: Path, title: str, stem: str) -> None:
    file = free_file(tmp_path, title, ".x")
    assert file == tmp_path / f"{stem}.x"
    file.touch()


ENVIRONMENTS = [
    {},
    {"XDG_CACHE_HOME": "cache"},
    {"TORCH_HOME": "torch", "HF_HOME": "face", "XDG_CACHE_HOME": "cache"},
    {"TORCH_HOME": "~/torch", "HF_HOME": "~/face"},
    {"HUGGINGFACE_HUB_CACHE": "old", "HF_HOME": "face"},
    {"HF_HUB_CACHE": "~/new", "HUGGINGFACE_HUB_CACHE": "old"},
]
VARIABLES = {name for environment in ENVIRONMENTS for name in environment}


def settle(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_torch_s_folder_is_the_one_that_torch_uses(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    settle(monkeypatch, environment)
    assert torch_folder() == Path(torch.hub.get_dir()) / "checkpoints"


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_the_hub_s_folder_is_the_one_that_its_library_uses(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    settle(monkeypatch, environment)
    code = "from huggingface_hub.constants import HF_HUB_CACHE; print(HF_HUB_CACHE)"
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=True)
    assert hub_folder() == Path(said.stdout.strip())
