"""Classes of one's own: what is trained is what is saved, and what is loaded again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import architectures, datasets, evaluation, modelfile, transfer
from desktop_app.engine import backbone as backbones
from desktop_app.engine import learned as kept
from desktop_app.engine.contract import Source
from desktop_app.engine.examples import TEST, TRAIN, VALIDATION, NoTransferError
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.images import decode
from desktop_app.engine.train_recipe import train_recipe
from tests.backbones import drained, loaded
from tests.engine.linear_network import network_with
from tests.engine.small_networks import convolutional
from tests.helpers import encoded

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.engine.contract import Network
    from desktop_app.engine.learned import Learned

COLOURS = {"blue": (40, 60, 200), "green": (40, 180, 60), "red": (200, 50, 40)}
RECIPE = train_recipe(epochs=30, rate=0.05)


@pytest.fixture
def network() -> Network:
    """A small one whose weights are known by a hash."""
    return replace(network_with(convolutional(3), 5), sha256="00" * 32)


def fill(folder: Path, count: int = 10, seed: int = 0) -> Path:
    """Noisy pictures of one colour a class."""
    random = np.random.default_rng(seed)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            noise = random.integers(-30, 31, (36, 40, 3))
            pixels = (np.array(colour) + noise).clip(0, 255).astype(np.uint8)
            (folder / name / f"{number}.png").write_bytes(encoded(pixels))
    return folder


def learned(network: Network, folder: Path, store: Path, **values: object) -> Learned:
    dataset = drained(datasets.scan(str(folder)))
    recipe = train_recipe(**{**RECIPE.values(), **values})
    steps = transfer.learn(
        network=network, dataset=dataset, recipe=recipe, store=FeatureStore(store)
    )
    return drained(steps)


def state(network: Network) -> dict[str, torch.Tensor]:
    return backbones.of(network).module.state_dict()


def test_classes_are_learned_and_judged_by_what_was_kept_back(
    network: Network, tmp_path: Path
) -> None:
    found = learned(network, fill(tmp_path / "set"), tmp_path / "store")
    counts = {part: len(examples) for part, examples in found.dataset.parts.items() if examples}
    assert counts == {TRAIN: 24, VALIDATION: 6}
    assert found.assessment.classes == ("blue", "green", "red")
    assert found.assessment.count == 6
    assert found.assessment.accuracy == 1.0
    assert found.left_out == ()


def test_new_head_is_on_the_network_that_goes_into_the_file(
    network: Network, tmp_path: Path
) -> None:
    found = learned(network, fill(tmp_path / "set"), tmp_path / "store")
    old = backbones.of(network).module
    before = {name: tensor.clone() for name, tensor in old.state_dict().items()}
    picture = decode(Source("a.png", str(tmp_path / "set" / "red" / "0.png")))
    pixels = backbones.of(network).prepare(picture)
    features = backbones.of(network).features(pixels)
    head = found.module.get_submodule(architectures.head(found.module))
    expected = head(features)
    assert torch.allclose(
        found.module(backbones.of(network)._normalised(pixels)), expected, atol=1e-4
    )
    assert int(expected.argmax()) == 2
    after = old.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert before.keys() == after.keys()


def test_network_lends_its_numbers_and_keeps_its_own_head(network: Network, tmp_path: Path) -> None:
    before = {name: one.clone() for name, one in state(network).items()}
    found = learned(network, fill(tmp_path / "set", 4), tmp_path / "store", epochs=3)
    after = state(network)
    assert all(torch.equal(one, before[name]) for name, one in after.items())
    head = architectures.head(found.module)
    for name, one in found.module.state_dict().items():
        assert (one.data_ptr() == after[name].data_ptr()) == (not name.startswith(head)), name


def test_second_training_asks_the_network_nothing(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "set")
    first = learned(network, folder, tmp_path / "store")
    monkeypatch.setattr(backbones.Backbone, "fast_features", None)
    again = learned(network, folder, tmp_path / "store")
    assert np.array_equal(first.after, again.after)
    assert first.course.epochs == again.course.epochs


def test_seed_divides_and_shuffles(network: Network, tmp_path: Path) -> None:
    folder = fill(tmp_path / "set")
    one, other = (learned(network, folder, tmp_path / "store", seed=seed) for seed in (1, 2))
    assert {e.path for e in one.dataset.parts[VALIDATION]} != {
        e.path for e in other.dataset.parts[VALIDATION]
    }


def test_parts_of_the_folder_are_kept(network: Network, tmp_path: Path) -> None:
    for part, count in (("train", 6), ("val", 3), ("test", 2)):
        fill(tmp_path / "set" / part, count, seed=count)
    found = learned(network, tmp_path / "set", tmp_path / "store")
    counts = {part: len(examples) for part, examples in found.dataset.parts.items()}
    assert counts == {TRAIN: 18, VALIDATION: 9, TEST: 6}
    assert (found.part, found.assessment.count) == (TEST, 6)


def test_truncated_picture_is_left_out_and_told(network: Network, tmp_path: Path) -> None:
    folder = fill(tmp_path / "set")
    file = folder / "red" / "3.png"
    file.write_bytes(file.read_bytes()[:-200])
    found = learned(network, folder, tmp_path / "store")
    assert [one.path for one in found.left_out] == [str(file)]


def test_untrained_network_has_nothing_to_build_on(network: Network, tmp_path: Path) -> None:
    with pytest.raises(NoTransferError, match="learned nothing"):
        learned(replace(network, trained=False), fill(tmp_path / "set"), tmp_path / "store")


def test_last_layer_has_to_be_linear(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Conv2d(3, 5, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with pytest.raises(NoTransferError, match="not linear"):
        learned(network_with(module, 5), fill(tmp_path / "set"), tmp_path / "store")


def test_saved_network_is_a_backbone_with_its_own_classes(tmp_path: Path) -> None:
    folder = fill(tmp_path / "set", count=4)
    found = learned(loaded(), folder, tmp_path / "store")
    file = tmp_path / "Colours.safetensors"
    kept.save(found, str(file), "Colours")
    about = modelfile.describe(str(file))
    assert about is not None
    assert (about.title, about.architecture) == ("Colours", "efficientnet_lite0")
    facts = dict(about.origin)
    assert json.loads(facts["settings"]) == RECIPE.values()
    assert json.loads(facts["parts"])[TRAIN] == len(found.dataset.parts[TRAIN])
    aside = [one.sha256[:16] for one in found.dataset.parts[VALIDATION]]
    assert json.loads(facts["split"])[VALIDATION] == sorted(aside)
    again = loaded(str(file))
    assert [one.name for one in again.classes] == ["blue", "green", "red"]
    dataset = drained(datasets.scan(str(folder)))
    assessment, left_out = drained(evaluation.evaluate(network=again, dataset=dataset))
    assert (assessment.count, assessment.accuracy, left_out) == (12, 1.0, ())


def test_what_is_trained_can_be_trained_on(tmp_path: Path) -> None:
    folder = fill(tmp_path / "set", count=3)
    file = tmp_path / "First.safetensors"
    kept.save(learned(loaded(), folder, tmp_path / "store"), str(file), "First")
    (folder / "green").rename(tmp_path / "away")
    second = learned(loaded(str(file)), folder, tmp_path / "store")
    about = kept.describe(second, "Second")
    assert about.architecture == "efficientnet_lite0"
    assert [one.name for one in about.classes] == ["blue", "red"]
    assert second.after.shape[1] == 2


# Evaluation


def test_classes_are_found_by_name_whatever_their_order(network: Network, tmp_path: Path) -> None:
    folder = fill(tmp_path / "set", count=3)
    names = [one.name for one in network.classes]
    for old, new in zip(COLOURS, (names[4], names[0], "no class of it"), strict=True):
        (folder / old).rename(folder / new)
    dataset = drained(datasets.scan(str(folder)))
    assessment, _ = drained(evaluation.evaluate(network=network, dataset=dataset))
    assert assessment.count == 9
    strange = dataset.classes.index("no class of it")
    assert assessment.of_class(strange) == 0
    for place, name in enumerate(dataset.classes):
        files = [one.path for one in dataset.parts[TRAIN] if one.label == place]
        crops = [decode(Source(file, file)) for file in files]
        user = backbones.of(network)
        seen = [names[int(user.fast_logits(user.prepare(one)).argmax())] for one in crops]
        assert assessment.confusion[place][place] == seen.count(name)


def test_last_part_is_the_one_to_be_judged_by(network: Network, tmp_path: Path) -> None:
    for part, count in (("train", 4), ("val", 3), ("test", 2)):
        fill(tmp_path / "set" / part, count, seed=count)
    dataset = drained(datasets.scan(str(tmp_path / "set")))
    assert len(dataset.parts[TEST]) == 6
    assert evaluation.chosen(dataset) == (TEST, dataset.parts[TEST])
