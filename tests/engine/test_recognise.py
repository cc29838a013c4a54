"""A weights file is recognised by its tensors alone, and fills the network that it belongs to."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from desktop_app.engine import architectures, catalogue, modelfile, recognise, weights
from desktop_app.engine.contract import ClassName, InputRule, Step
from desktop_app.engine.errors import EngineError, MisfitError, UnknownBackboneError
from desktop_app.engine.modelfile import Description
from desktop_app.engine.reading import read
from desktop_app.engine.recognise import compare, fill, inspect
from tests.helpers import RULE, awkward_folder

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from desktop_app.engine.structure import Inspected

CLASSES = tuple(f"class {number}" for number in range(7))
FEW = ("squeezenet1_1", "resnet18", "googlenet", "shufflenet_v2_x0_5", "mobilenet_v3_small")
OTHERS = ("resnet34", "inception_v3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a handful of torchvision's networks the only ones: to try all takes seconds."""
    monkeypatch.setattr(architectures, "known_models", lambda: [*FEW, *OTHERS])


@cache
def network(name: str, classes: int = 1000, seed: int = 0) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return architectures.build(catalogue.parse(name), classes)


def save(folder: Path, content: object, name: str = "weights.pt") -> str:
    torch.save(content, folder / name)
    return str(folder / name)


def found(path: str) -> Inspected:
    """What a file turned out to hold; its steps are looked at on the way."""
    search = inspect(path=path)
    while True:
        try:
            step = next(search)
        except StopIteration as end:
            inspected: Inspected = end.value
            return inspected
        assert isinstance(step, Step)
        assert step.done < step.total or step.total == 0


def answers_alike(one: nn.Module, other: nn.Module, side: int = 224) -> bool:
    pixels = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return torch.equal(one(pixels), other(pixels))


# What fits


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("name", [*FEW, "zfnet", "efficientnet_lite1"])
def test_there_and_back(folder: Path, name: str) -> None:
    classes = 1000 if name == "mobilenet_v3_small" else 7
    module = network(name, classes)
    inspected = found(save(folder, module.state_dict()))
    best = inspected.matches[0]
    assert (best.name, best.classes, best.share, best.fits) == (name, classes, 1, True)
    assert best.title == catalogue.title(name)
    assert (best.missing, best.wrong, best.extra) == ((), (), ())
    assert inspected.title == "weights"
    assert not inspected.averaged
    assert not inspected.described
    assert (inspected.classes, inspected.input) == ((), None)
    filled = fill(catalogue.parse(name), read(inspected.path).tensors, classes)
    assert answers_alike(filled, module)


def test_all_of_torchvision_is_tried(folder: Path) -> None:
    inspected = found(save(folder, network("resnet18", 7).state_dict()))
    assert inspected.matches[0].name == "resnet18"
    assert len(inspected.matches) == recognise.LISTED
    shares = [match.share for match in inspected.matches]
    assert shares == sorted(shares, reverse=True)
    assert shares[1] > 0.1  # another ResNet
    assert [match.fits for match in inspected.matches] == [True] + [False] * 7


@pytest.mark.usefixtures("few")
def test_a_checkpoint_with_an_average_and_prefixes(folder: Path) -> None:
    module, average = network("resnet18", 7), network("resnet18", 7, seed=1)
    checkpoint = {
        "model": {f"module.{key}": value for key, value in module.state_dict().items()},
        "model_ema": {f"module.{key}": value for key, value in average.state_dict().items()},
        "class_names": CLASSES,
        "epoch": 3,
    }
    inspected = found(save(folder, checkpoint))
    best = inspected.matches[0]
    assert (best.name, best.classes, best.fits, best.extra) == ("resnet18", 7, True, ())
    assert inspected.averaged
    assert inspected.classes == CLASSES
    filled = fill(catalogue.parse("resnet18"), read(inspected.path).tensors, 7)
    assert answers_alike(filled, average)


@pytest.mark.usefixtures("few")
def test_half_precision_fits(folder: Path) -> None:
    module = network("squeezenet1_1", 7)
    path = str(folder / "my squeezenet.safetensors")
    half = {key: tensor.half() for key, tensor in module.state_dict().items()}
    save_file(half, path, {"classes": json.dumps(CLASSES)})
    inspected = found(path)
    assert (inspected.title, inspected.classes) == ("my squeezenet", CLASSES)
    assert inspected.matches[0].name == "squeezenet1_1"
    filled = fill(catalogue.parse("squeezenet1_1"), read(path).tensors, 7)
    for key, tensor in filled.state_dict().items():
        assert torch.equal(tensor, half[key].float())


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("name", ["googlenet", "inception_v3"])
def test_heads_for_training_are_not_told(folder: Path, name: str) -> None:
    from torchvision import models

    module = models.get_model(name, weights=None, num_classes=7, init_weights=False)
    tensors = module.state_dict()
    assert any(key.lower().startswith("aux") for key in tensors)
    best = found(save(folder, tensors)).matches[0]
    assert (best.name, best.classes, best.missing, best.extra) == (name, 7, (), ())
    fill(catalogue.parse(name), read(str(folder / "weights.pt")).tensors, 7)


@pytest.mark.usefixtures("few")
def test_counters_may_be_there_or_not(folder: Path) -> None:
    tensors = network("resnet18").state_dict()
    without = {key: one for key, one in tensors.items() if "num_batches" not in key}
    assert len(without) < len(tensors)
    assert found(save(folder, without)).matches[0].fits
    fill(catalogue.parse("resnet18"), without, 1000)
    odd = {**tensors, "bn1.num_batches_tracked": torch.ones(1)}
    assert found(save(folder, odd)).matches[0].fits
    fill(catalogue.parse("resnet18"), odd, 1000)


@pytest.mark.parametrize("entry", catalogue.BUNDLED, ids=lambda entry: entry.name)
def test_the_published_lite_files(entry: catalogue.Entry) -> None:
    inspected = found(str(weights.bundled_file(entry)))
    best = inspected.matches[0]
    assert (best.name, best.classes, best.fits, best.extra) == (entry.name, 1000, True, ())


def test_the_published_names_with_other_classes(folder: Path) -> None:
    entry = catalogue.BUNDLED[0]
    tensors: dict[str, Tensor] = torch.load(weights.bundled_file(entry), weights_only=True)
    for key in list(tensors)[-2:]:
        tensors[key] = tensors[key][:7].clone()
    path = save(folder, tensors)
    best = found(path).matches[0]
    assert (best.name, best.classes, best.fits) == (entry.name, 7, True)
    filled = fill(catalogue.parse(entry.name), read(path).tensors, 7)
    assert torch.equal(filled.get_parameter("classifier.bias"), tensors["_fc.bias"])


# What does not


@pytest.mark.usefixtures("few")
def test_a_larger_network_has_tensors_to_spare(folder: Path) -> None:
    tensors = network("resnet34").state_dict()
    inspected = found(save(folder, tensors))
    assert [match.name for match in inspected.matches[:2]] == ["resnet34", "resnet18"]
    larger, smaller = inspected.matches[:2]
    assert larger.fits
    assert smaller.fits
    assert (larger.certain, smaller.certain) == (True, False)
    assert "layer1.2.conv1.weight" in smaller.extra
    assert not any("num_batches" in key for key in smaller.extra)
    assert compare(inspected.path, catalogue.parse("resnet18")) == smaller


@pytest.mark.usefixtures("few")
def test_a_smaller_network_lacks_tensors(folder: Path) -> None:
    path = save(folder, network("resnet18", 7).state_dict())
    match = compare(path, catalogue.parse("resnet34"))
    assert not match.fits
    assert match.classes == 7
    assert match.missing[0] == "layer1.2.conv1.weight"
    assert len(match.missing) == 80
    assert (match.wrong, match.extra) == ((), ())
    assert 0.5 < match.share < 0.6
    with pytest.raises(MisfitError, match=r"cats.pt does not fit ResNet-34: 80 .*layer1\.2\.conv1"):
        fill(catalogue.parse("resnet34"), read(path).tensors, 7, file="cats.pt")


@pytest.mark.usefixtures("few")
def test_another_network_has_the_nearest_listed(folder: Path) -> None:
    tensors = network("resnet18").state_dict()
    tensors["conv1.weight"] = torch.ones(64, 1, 7, 7)  # grey pictures
    tensors["scale"] = torch.ones(3)
    del tensors["layer4.1.bn2.weight"]
    inspected = found(save(folder, tensors))
    best = inspected.matches[0]
    assert best.name == "resnet18"
    assert not best.fits
    assert best.missing == ("layer4.1.bn2.weight",)
    assert best.wrong == (("conv1.weight", (64, 1, 7, 7), (64, 3, 7, 7)),)
    assert best.extra == ("scale",)
    assert best.share == pytest.approx(1 - 2 / 102)
    assert 1 < len(inspected.matches) <= recognise.LISTED
    with pytest.raises(MisfitError, match=r"2 .*conv1\.weight"):
        fill(catalogue.parse("resnet18"), tensors, 1000)


@pytest.mark.usefixtures("few")
def test_a_network_that_nobody_knows_has_something_listed(folder: Path) -> None:
    inspected = found(save(folder, nn.Sequential(nn.Linear(4, 3)).state_dict()))
    assert inspected.matches
    assert not any(match.fits or match.classes for match in inspected.matches)


@pytest.mark.usefixtures("few")
def test_a_head_is_a_head_only_if_it_takes_the_same_features(folder: Path) -> None:
    tensors = network("resnet18", 7).state_dict()
    tensors["fc.weight"] = torch.ones(7, 100)
    best = found(save(folder, tensors)).matches[0]
    assert (best.name, best.classes, best.fits) == ("resnet18", 0, False)
    assert [key for key, _, _ in best.wrong] == ["fc.weight", "fc.bias"]
    tensors["fc.weight"] = torch.ones(6, 512)  # the bias has 7
    best = found(save(folder, tensors)).matches[0]
    assert best.wrong == (("fc.bias", (7,), (6,)),)
    tensors["fc.weight"], tensors["fc.bias"] = torch.ones(0, 512), torch.ones(0)
    assert found(save(folder, tensors)).matches[0].classes == 0


@pytest.mark.usefixtures("few")
def test_whole_numbers_are_no_weights(folder: Path) -> None:
    tensors = network("squeezenet1_1").state_dict()
    tensors["features.0.weight"] = torch.ones(64, 3, 3, 3, dtype=torch.int8)
    best = found(save(folder, tensors)).matches[0]
    assert [key for key, _, _ in best.wrong] == ["features.0.weight"]


def test_files_that_cannot_be_read_are_refused_at_once(folder: Path) -> None:
    (folder / "text.pt").write_text("a text")
    for name in ("text.pt", "gone.pt"):
        with pytest.raises(EngineError):
            found(str(folder / name))


# What a file and its neighbour tell


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "told",
    [
        {"classes": list(CLASSES)},
        {"class_to_idx": {name: number for number, name in enumerate(CLASSES)}},
        {"idx_to_class": dict(enumerate(CLASSES))},
        {"classes": ["too", "few"], "labels": CLASSES},
        {"classes": "no JSON", "labels": CLASSES},
    ],
)
def test_names_of_classes_in_the_file(folder: Path, told: dict[str, object]) -> None:
    path = save(folder, {"state_dict": network("resnet18", 7).state_dict(), **told})
    assert found(path).classes == CLASSES
    path = save(folder, {"state_dict": network("resnet18", 8).state_dict(), **told})
    assert found(path).classes == ()


def test_a_file_of_our_own_says_it_all(folder: Path) -> None:
    path = str(folder / "network.safetensors")
    classes = tuple(ClassName("n1", name) for name in CLASSES)
    about = Description("My cats", "timm:no_such_network", classes, RULE)
    modelfile.write(path, {"a": torch.ones(2, 2)}, about)
    inspected = found(path)
    assert inspected.described
    assert (inspected.title, inspected.classes, inspected.input) == ("My cats", CLASSES, RULE)
    (match,) = inspected.matches
    assert (match.name, match.classes, match.fits) == (about.architecture, 7, True)


CONFIG: dict[str, Any] = {
    "architecture": "test_resnet",
    "num_classes": 7,
    "label_names": list(CLASSES),
    "pretrained_cfg": {
        "mean": [0.1, 0.2, 0.3],
        "std": [0.5, 0.5, 0.5],
        "input_size": [3, 160, 160],
        "crop_pct": 0.95,
        "interpolation": "bicubic",
    },
}


def published(folder: Path, config: object) -> str:
    """A network of timm's with its settings beside it, as the hub has them."""
    save_file(network("timm:test_resnet", 7).state_dict(), folder / "model.safetensors")
    text = config if isinstance(config, str) else json.dumps(config)
    (folder / "config.json").write_text(text, encoding="utf-8")
    return str(folder / "model.safetensors")


@pytest.mark.usefixtures("few")
def test_timm_s_settings_beside_the_file(folder: Path) -> None:
    inspected = found(published(folder, CONFIG))
    best = inspected.matches[0]
    assert (best.name, best.classes, best.fits) == ("timm:test_resnet", 7, True)
    assert inspected.title == "test_resnet"
    assert inspected.classes == CLASSES
    mean, std = (0.1, 0.2, 0.3), (0.5, 0.5, 0.5)
    assert inspected.input == InputRule(160, 168, "bicubic", mean, std)
    filled = fill(catalogue.parse(best.name), read(inspected.path).tensors, 7)
    assert answers_alike(filled, network("timm:test_resnet", 7), 160)


@pytest.mark.parametrize("key", ["crop_pct", "mean", "input_size"])
@pytest.mark.parametrize("value", [None, "x", [], 0, {}, 1e-9])
def test_settings_that_make_no_sense_give_no_input(key: str, value: object) -> None:
    assert recognise._input(CONFIG) is not None
    fields = {**CONFIG["pretrained_cfg"], key: value}
    assert recognise._input({**CONFIG, "pretrained_cfg": fields}) is None
    assert recognise._input({**CONFIG, "pretrained_cfg": value}) is None


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "config",
    [
        {**CONFIG, "architecture": "no_such_network"},
        {**CONFIG, "architecture": "hf-hub:someone/something"},
        {**CONFIG, "architecture": ["test_resnet"]},
        {**CONFIG, "architecture": "resnet18"},
        "[]",
        "{",
        "[" * 10**5,
    ],
)
def test_settings_of_something_else_change_nothing(folder: Path, config: object) -> None:
    inspected = found(published(folder, config))
    assert (inspected.title, inspected.classes, inspected.input) == ("model", (), None)
    assert not inspected.matches[0].fits


@pytest.mark.usefixtures("few")
def test_the_file_itself_may_name_the_architecture(folder: Path) -> None:
    tensors = network("timm:test_resnet", 7).state_dict()
    inspected = found(save(folder, {"arch": "test_resnet", "state_dict": tensors}))
    assert inspected.matches[0].name == "timm:test_resnet"
    assert inspected.matches[0].fits
    assert inspected.input is None


# Filling


def test_a_filled_network_is_ready_and_shares_its_tensors() -> None:
    tensors = network("mobilenet_v3_small").state_dict()
    filled = fill(catalogue.parse("mobilenet_v3_small"), tensors, 1000)
    for key, tensor in filled.state_dict().items():
        assert tensor.data_ptr() == tensors[key].data_ptr()
    assert not any(part.training for part in filled.modules())
    assert not any(parameter.requires_grad for parameter in filled.parameters())
    assert not any(tensor.is_meta for tensor in (*filled.parameters(), *filled.buffers()))


@pytest.mark.parametrize("name", ["timm:test_vit", "timm:levit_128s"])
def test_networks_with_tables_of_their_own(name: str) -> None:
    module = network(name, 7)
    size = 160 if "test" in name else 224
    assert answers_alike(fill(catalogue.parse(name), module.state_dict(), 7), module, size)


def test_the_number_of_classes_must_be_the_file_s() -> None:
    tensors = network("squeezenet1_1", 7).state_dict()
    with pytest.raises(MisfitError, match=r"2 .*classifier\.1\.weight"):
        fill(catalogue.parse("squeezenet1_1"), tensors, 8)
    with pytest.raises(UnknownBackboneError):
        fill(catalogue.parse("timm:no_such_network"), tensors, 7)
