"""Blocks of a network, or all of it, learn from pictures; the rest stays bit for bit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch
from torch import nn
from torchvision import models

from desktop_app.engine import architectures, checkpoints, datasets, transfer, tuning
from desktop_app.engine import backbone as backbones
from desktop_app.engine.contract import InputRule
from desktop_app.engine.epochs import Epoch
from desktop_app.engine.examples import TRAIN, DatasetError, NoTransferError
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.train_recipe import (
    CAREFUL,
    EVERYTHING,
    PRESETS,
    QUICK,
    TrainRecipe,
    train_recipe,
)
from tests.backbones import drained
from tests.engine.linear_network import network_with
from tests.engine.small_networks import convolutional
from tests.engine.test_transfer import fill

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from desktop_app.engine.catalogue import Name
    from desktop_app.engine.contract import Network, Step
    from desktop_app.engine.learned import Learned

RULE = InputRule(16, 20, "bilinear", (0.5, 0.4, 0.6), (0.5, 0.25, 0.2))


PLAIN: dict[str, Any] = {
    "epochs": 6,
    "smoothing": 0,
    "dropout": 0,
    "tilt": False,
    "colours": False,
    "decay": 0,
}
"""What tells colours apart at once."""


def normalising() -> nn.Sequential:
    """Three blocks of a convolution and batch normalisation, and five classes."""
    torch.manual_seed(0)
    blocks = [
        nn.Sequential(nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU())
        for before, after in ((3, 8), (8, 8), (8, 8))
    ]
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))


@pytest.fixture
def network() -> Network:
    return replace(network_with(normalising(), 5, RULE), sha256="11" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "set", count=6)


def recipe(preset: str = CAREFUL, **values: object) -> TrainRecipe:
    return train_recipe(preset, **{"epochs": 3, "batch": 6, "blocks": 1, "rate": 0.01, **values})


def learning(
    network: Network, folder: Path, how: TrainRecipe, kept: Path | None = None, **more: bool
) -> Generator[Step, None, Learned]:
    dataset = drained(datasets.scan(str(folder)))
    store = FeatureStore(folder.parent / "store")
    return transfer.learn(
        network=network, dataset=dataset, recipe=how, store=store, folder=kept, **more
    )


def tensors(module: nn.Module) -> dict[str, torch.Tensor]:
    return {name: one.clone() for name, one in module.state_dict().items()}


def changed(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    """Names of the tensors that differ, but for the last layer."""
    names = {name for name in before if not name.startswith("5.")}
    return {name for name in names if not torch.equal(before[name], after[name])}


def test_only_the_last_blocks_change_and_never_the_network_in_use(
    network: Network, folder: Path
) -> None:
    module = backbones.of(network).module
    before = tensors(module)
    learned = drained(learning(network, folder, recipe(**PLAIN)))
    after = learned.module.state_dict()
    assert changed(before, after) == {
        f"2.{name}" for name in ("0.weight", "0.bias", "1.weight", "1.bias")
    }
    assert not changed(before, tensors(module))
    assert not any(
        one.requires_grad for one in (*module.parameters(), *learned.module.parameters())
    )
    assert not learned.module.get_submodule("5")._forward_pre_hooks
    assert not learned.module.training


def test_everything_learns_with_its_statistics(network: Network, folder: Path) -> None:
    before = tensors(backbones.of(network).module)
    learned = drained(learning(network, folder, recipe(EVERYTHING, **PLAIN)))
    assert learned.course.best > 0
    assert changed(before, learned.module.state_dict()) == {
        name for name in before if not name.startswith("5.")
    }


def test_it_begins_with_a_head_that_has_learned(network: Network, folder: Path) -> None:
    quick = drained(learning(network, folder, train_recipe(dropout=0.2)))
    learned = drained(learning(network, folder, recipe()))
    first = learned.course.epochs[0]
    assert first.number == 0
    best = quick.course.epochs[quick.course.best - 1]
    assert first.accuracy == best.accuracy
    assert first.loss == pytest.approx(best.loss, abs=1e-4)
    assert len(learned.before) == len(learned.after) == len(learned.verdicts)


@pytest.mark.parametrize("preset", [CAREFUL, EVERYTHING])
def test_same_seed_same_network_and_a_stop_changes_nothing(
    network: Network, folder: Path, tmp_path: Path, preset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "PAUSE", -1)
    monkeypatch.setattr(checkpoints, "SHARE", 0)
    how = recipe(preset, hidden=8)
    whole = drained(learning(network, folder, how))
    steps = learning(network, folder, how, tmp_path / "kept")
    torch.manual_seed(99)  # what others draw is nobody's business
    for step in steps:
        if isinstance(step.item, Epoch) and step.item.number == 1:
            break
    next(steps)
    steps.close()
    resumed = drained(learning(network, folder, how, tmp_path / "kept"))
    assert resumed.course.epochs == whole.course.epochs
    one, other = whole.module.state_dict(), resumed.module.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    elsewise = drained(learning(network, folder, replace(how, seed=1)))
    assert elsewise.course.epochs != whole.course.epochs


def test_stopped_network_is_ended_with_what_it_has(
    network: Network, folder: Path, tmp_path: Path
) -> None:
    steps = learning(network, folder, recipe(), tmp_path / "kept")
    for step in steps:
        if isinstance(step.item, Epoch) and step.item.number == 2:
            break
    steps.close()
    learned = drained(learning(network, folder, recipe(), tmp_path / "kept", ends=True))
    assert [one.number for one in learned.course.epochs] == [0, 1, 2]
    assert learned.assessment.count == 3


def test_gradients_of_a_batch_do_not_depend_on_how_many_go_at_once(
    network: Network, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No statistics of batches are used while blocks are tuned, so sums are sums."""
    how = recipe(dropout=0.0, flip=True, epochs=2)
    found = []
    for chunk in (1, 4, 6):
        monkeypatch.setitem(tuning.CHUNK, "cpu", chunk)
        found.append(drained(learning(network, folder, how)).course.epochs[-1])
    losses = [one.train_loss for one in found]
    assert losses == pytest.approx([losses[0]] * 3, abs=1e-5)


def test_untrained_network_learns_everything_or_nothing(network: Network, folder: Path) -> None:
    bare = replace(network, trained=False, name="resnet18", source="untrained")
    with pytest.raises(NoTransferError, match="learned nothing"):
        drained(learning(bare, folder, recipe()))


def stand_in(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Have a small network built for each name, and return the list of what is built."""
    built: list[tuple[str, int]] = []

    def build(name: Name, classes: int) -> nn.Module:
        built.append((name.text, classes))
        drawn = int(torch.randint(1000, (1,)))
        return convolutional(drawn)

    monkeypatch.setattr(architectures, "build", build)
    return built


def test_zf_net_learns_from_scratch_by_its_seed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a smaller one for speed: what is built is what the name says."""
    built = stand_in(monkeypatch)
    bare = replace(network_with(convolutional(), 5, RULE), trained=False, name="zfnet")
    how = recipe(EVERYTHING, epochs=2)
    torch.manual_seed(1)
    one = drained(learning(bare, folder, how))
    torch.manual_seed(2)
    other = drained(learning(bare, folder, how))
    assert built == [("zfnet", 3)] * 2
    assert one.course.epochs == other.course.epochs
    assert len(one.before) == 0
    assert [each.number for each in one.course.epochs] == [1, 2]


def test_damaged_picture_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    file = folder / "red" / "3.png"
    file.write_bytes(file.read_bytes()[:-200])
    bare = replace(network_with(convolutional(), 5, RULE), trained=False, name="resnet18")
    learned = drained(learning(bare, folder, recipe(EVERYTHING, epochs=1, share=0.2)))
    assert [one.path for one in learned.left_out] == [str(file)]


def test_runaway_is_told_and_the_epochs_before_are_kept(
    network: Network, folder: Path, tmp_path: Path
) -> None:
    how = recipe(EVERYTHING, optimiser="sgd", rate=10.0, decay=10.0, epochs=50)
    steps = learning(network, folder, how, tmp_path / "kept")
    with pytest.raises(Exception, match="lower rate") as caught:
        drained(steps)
    assert cast("object", type(caught.value).__name__) == "RunawayError"
    ended = drained(learning(network, folder, how, tmp_path / "kept", ends=True))
    assert ended.course.epochs


@pytest.mark.parametrize(
    ("make", "last"),
    [
        (models.resnet18, ["layer4.0", "layer4.1"]),
        (models.vgg11, ["classifier.0", "classifier.3"]),
        (models.mobilenet_v3_small, ["features.12", "classifier.0"]),
        (models.densenet121, ["features.transition3", "features.denseblock4", "features.norm5"]),
        (models.vit_b_32, ["encoder.layers.encoder_layer_11", "encoder.ln"]),
    ],
)
def test_blocks_of_known_networks(make: object, last: list[str]) -> None:
    with torch.device("meta"):
        module = make(weights=None)  # type: ignore[operator]
    head = architectures.head(module)
    names = [name for name in tuning.blocks(module) if not head.startswith(name)]
    assert names[-len(last) :] == last
    assert len(set(names)) == len(names)
    tuning.unlock(module, train_recipe(CAREFUL, blocks=len(last)))
    learning = {name for name, one in module.named_parameters() if one.requires_grad}
    parts = (*last, head)
    assert learning == {
        name
        for name, _ in module.named_parameters()
        if name.startswith(tuple(f"{one}." for one in parts))
    }
    tuning.unlock(module, train_recipe(EVERYTHING))
    assert all(one.requires_grad for one in module.parameters())


def test_presets_are_what_the_modes_begin_with() -> None:
    assert [train_recipe(name).mode for name in PRESETS] == ["head", "finetune", "full"]
    assert TRAIN == "train"


@pytest.mark.parametrize("preset", [QUICK, CAREFUL, EVERYTHING])
def test_drive_that_is_pulled_is_told(network: Network, folder: Path, preset: str) -> None:
    dataset = drained(datasets.scan(str(folder)))
    shutil.rmtree(folder)
    store = FeatureStore(folder.parent / "store")
    how = train_recipe(preset, epochs=2)
    with pytest.raises(DatasetError, match="no picture in its folders can be used"):
        drained(transfer.learn(network=network, dataset=dataset, recipe=how, store=store))


def test_drive_that_is_pulled_from_a_network_that_knows_nothing_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    bare = replace(network_with(convolutional(), 5, RULE), trained=False, name="resnet18")
    steps = learning(bare, folder, recipe(EVERYTHING, epochs=1))
    next(steps)
    shutil.rmtree(folder)
    with pytest.raises(DatasetError, match="no picture in its folders can be used"):
        drained(steps)
