"""What is unlike anything trained on: learned from features, kept in the file, told of pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from desktop_app.engine import (
    architectures,
    backbone,
    catalogue,
    importing,
    modelfile,
    novelty,
    own_head,
    predict,
)
from desktop_app.engine.contract import ClassName, Network, Pasted, Picture, Source
from desktop_app.engine.errors import FileError
from desktop_app.engine.heads import Material
from desktop_app.engine.modelfile import DAMAGED, NOVELTY, UNCLEAR, Description
from desktop_app.engine.novelty import MOST, NEVER, Novelty, fit
from desktop_app.engine.reading import NOT_NUMBERS
from desktop_app.engine.structure import Chosen
from tests.backbones import drained, imagenet, loaded, places
from tests.engine.small_networks import convolutional, random_pixels
from tests.helpers import encoded, smooth

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

WIDTH = 96
NONE = Material(np.empty((0, WIDTH), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))


def features(count: int, classes: int, *, seed: int = 0, strange: bool = False) -> Tensor:
    """Few of many values are large, as behind a ReLU: other ones for each class, or for none."""
    generator = torch.Generator().manual_seed(seed)
    centres = torch.Generator().manual_seed(99 if strange else 98)
    peaks = torch.randn(classes, WIDTH, generator=centres).relu() ** 2
    noise = torch.rand(count, WIDTH, generator=generator) * 0.6
    return peaks[torch.arange(count) % classes] + noise


def material(rows: Tensor, classes: int) -> Material:
    count = len(rows)
    return Material(rows.numpy(), np.arange(count), np.arange(count) % classes)


def fitted(per_class: int = 40, classes: int = 3, held: int = 0) -> Novelty:
    taught = material(features(per_class * classes, classes), classes)
    kept = material(features(held * classes, classes, seed=7), classes) if held else NONE
    return fit(taught.chunks(), kept.chunks(), layer="fc")


def share(found: Novelty, rows: Tensor) -> float:
    return sum(found.unlike(rows)) / len(rows)


# Learning


@pytest.mark.parametrize(
    ("per_class", "classes", "held"),
    [(40, 3, 0), (40, 3, 20), (5, 2, 1), (5, 120, 0), (10, 1, 0), (30, 2, 2)],
)
def test_strange_features_are_told_from_usual_ones(per_class: int, classes: int, held: int) -> None:
    found = fitted(per_class, classes, held)
    usual = features(40 * classes, classes, seed=1)
    assert share(found, usual) < 0.15
    assert share(found, features(200, 20, seed=2, strange=True)) > 0.85
    assert found.score(torch.zeros(3, WIDTH)).isfinite().all()


def test_length_of_features_does_not_matter() -> None:
    found, rows = fitted(), features(50, 3, seed=1)
    assert torch.allclose(found.score(rows), found.score(rows * 30), atol=1e-5)


def test_score_is_the_way_to_the_nearest_class_but_for_the_axes() -> None:
    axes, centres = torch.tensor([[1.0, 0, 0]]), torch.tensor([[0, 0.5, 0], [0, 0, -0.5]])
    found = Novelty("fc", centres, axes, 0.6)
    rows = torch.tensor([[2.0, 0, 0], [0, 3.0, 0], [0, 0, 0.1], [0, 0, -7.0]])
    assert found.score(rows).tolist() == pytest.approx([0.5, 0.5, 1.25**0.5, 0.5])
    assert found.unlike(rows) == [False, False, True, False]


def test_axes_are_those_along_which_a_class_varies_most() -> None:
    labels, rows = torch.arange(120) % 3, features(120, 3)
    sides = torch.randn(2, WIDTH, generator=torch.Generator().manual_seed(3))
    rows += torch.randn(120, 2, generator=torch.Generator().manual_seed(4)) @ sides
    found = fit([(rows, labels)], [], layer="fc")
    even = torch.nn.functional.normalize(rows, dim=1).double()
    means = torch.stack([even[labels == label].mean(dim=0) for label in range(3)])
    exact = torch.linalg.svd(even - means[labels], full_matrices=False).Vh[:2]
    ours = found.axes[:2].double()
    assert torch.allclose((ours @ exact.T).abs(), torch.eye(2).double(), atol=2e-3)
    assert torch.allclose(found.axes @ found.axes.T, torch.eye(len(found.axes)), atol=5e-3)
    outside = means.float() - means.float() @ found.axes.T @ found.axes
    assert torch.allclose(found.centres, outside, atol=1e-3)


def test_classes_without_pictures_are_left_out() -> None:
    rows, labels = features(60, 3), torch.arange(60) % 3 * 5
    found = fit([(rows, labels)], [], layer="fc")
    assert len(found.centres) == 3
    assert share(found, features(60, 3, seed=1)) < 0.15


def test_limit_goes_by_pictures_that_nothing_was_learned_from() -> None:
    taught = material(features(90, 3), 3)
    noisy = features(90, 3, seed=5) + torch.rand(90, WIDTH, generator=torch.Generator())
    near, far = (
        fit(taught.chunks(), material(rows, 3).chunks(), layer="fc")
        for rows in (features(90, 3, seed=5), noisy)
    )
    assert far.limit > near.limit
    own = near.score(features(90, 3))
    alone = fit(taught.chunks(), NONE.chunks(), layer="fc")
    assert alone.limit > float(own.mean() + novelty.DISTANCE * own.std())


def test_same_features_give_the_same_however_they_come() -> None:
    rows, state = features(120, 3), torch.get_rng_state()
    labels = torch.arange(120) % 3
    whole = fit([(rows, labels)], [], layer="fc")
    parts = [(rows[at : at + 50], labels[at : at + 50]) for at in (0, 50, 100)]
    again = fit(iter(parts), iter([]), layer="fc")
    assert whole.limit == again.limit
    assert torch.equal(whole.axes, again.axes)
    assert torch.equal(torch.get_rng_state(), state)


def test_memory_does_not_grow_with_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(novelty, "SAMPLE", 64)
    real, largest = novelty._directions, []

    def watched(rows: Tensor, size: int) -> Tensor:
        largest.append(len(rows))
        return real(rows, size)

    monkeypatch.setattr(novelty, "_directions", watched)
    chunks = ((features(50, 3, seed=seed), torch.zeros(50).long()) for seed in range(20))
    found = fit(chunks, [], layer="fc")
    assert max(largest) == 64
    assert share(found, features(200, 20, strange=True)) > 0.85


def test_file_stays_small() -> None:
    rows = torch.rand(300, 1280, generator=torch.Generator().manual_seed(0))
    found = fit([(rows, torch.arange(300) % 120)], [], layer="fc")
    assert (found.centres.shape, found.axes.shape) == ((120, 1280), (MOST, 1280))
    assert sum(one.nbytes for one in found.tensors().values()) < 480_000


def test_of_hardly_any_pictures_nothing_is_told() -> None:
    for count in (1, 4):
        found = fit([(features(count, 1), torch.zeros(count).long())], [], layer="fc")
        assert found.limit == NEVER
        assert share(found, features(50, 5, strange=True)) == 0
    with pytest.raises(ValueError, match="nothing to learn from"):
        fit([], [], layer="fc")


def test_copies_of_one_picture_do_not_rule_out_the_next() -> None:
    row = features(1, 1)
    found = fit([(row.repeat(20, 1), torch.zeros(20).long())], [], layer="fc")
    assert found.unlike(row) == [False]
    assert found.unlike(row + torch.rand(1, WIDTH) * 0.01) == [False]


# In files


NAME = "timm:test_resnet"
HIDDEN = 24


def built(hidden: int = HIDDEN) -> nn.Module:
    """A small network of three classes."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = architectures.build(catalogue.parse(NAME), 1000)
    return own_head.put(module, 3, hidden=hidden, generator=torch.Generator().manual_seed(1))


def picture(seed: int, *, strange: bool = False) -> Picture:
    """Reddish noise; a strange one is a blue and green gradient."""
    random = np.random.default_rng(seed)
    pixels = (random.integers(0, 60, (160, 160, 3)) + np.array([190, 20, 10])).astype(np.uint8)
    return Picture(smooth(160, 160)[:, :, ::-1].copy() if strange else pixels, "a", Pasted())


@pytest.fixture(scope="module", params=[0, HIDDEN])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file that can tell, with a hidden layer and without."""
    return written(tmp_path_factory.mktemp("file") / "Mine.safetensors", request.param)


def written(file: Path, hidden: int = HIDDEN) -> str:
    module = built(hidden)
    rule = loaded(f"{NAME}:untrained").input
    base = backbone.Backbone(built(0), rule, "cpu")
    pixels = torch.cat([base.prepare(picture(seed)) for seed in range(40)])
    found = fit([(base.features(pixels), torch.zeros(40).long())], [], layer="fc")
    names = tuple(ClassName("", one) for one in ("red", "green", "blue"))
    about = Description("Mine", NAME, names, rule, novelty=found.layer)
    modelfile.write(str(file), {**module.state_dict(), **found.tensors()}, about)
    return str(file)


@pytest.fixture
def network(path: str) -> Network:
    return loaded(path)


def test_file_gives_back_what_was_learned(network: Network) -> None:
    user = backbone.of(network)
    assert user.novelty is not None
    assert "novelty" in network.supports
    base = backbone.Backbone(built(0), network.input, "cpu")
    pixels = torch.cat([base.prepare(picture(seed)) for seed in range(40)])
    again = fit([(base.features(pixels), torch.zeros(40).long())], [], layer="fc")
    assert torch.equal(user.novelty.axes, again.axes)
    assert torch.equal(user.novelty.centres, again.centres)
    assert user.novelty.limit == pytest.approx(again.limit)


def test_one_pass_gives_logits_and_tells_what_is_new(network: Network) -> None:
    user = backbone.of(network)
    pixels = torch.cat([user.prepare(picture(50)), user.prepare(picture(0, strange=True))])
    logits, unlike = user.judged_logits(pixels)
    assert (logits - user.fast_logits(pixels)).abs().max() <= 1e-5
    assert unlike == [False, True]


def test_network_is_run_once(network: Network) -> None:
    user, pixels, runs = backbone.of(network), random_pixels(160, 2), []
    user.judged_logits(pixels)
    for module in (user._fast, *user._bodies.values()):
        next(module.children()).register_forward_hook(lambda *_: runs.append(1))
    user.judged_logits(pixels)
    assert runs == [1]


def test_answers_say_it(network: Network) -> None:
    usual, strange = picture(60), picture(0, strange=True)
    assert [predict.ask(network, one).unlike for one in (usual, strange)] == [False, True]
    sources = [
        (at, Source("a.png", encoded(one.pixels))) for at, one in enumerate((usual, strange, usual))
    ]
    steps = predict.predict_many(network=network, sources=sources)
    answers = [step.item.answer for step in steps if step.item]  # type: ignore[attr-defined]
    assert [one.unlike for one in answers] == [False, True, False]
    look = drained(predict.look(network=network, source=strange))
    assert look.answer.unlike is True


def test_others_cannot_tell(tmp_path: Path) -> None:
    module = convolutional().eval()
    user = backbone.Backbone(module, loaded().input, "cpu")
    with pytest.raises(ValueError, match="cannot tell"):
        user.judged_logits(random_pixels(224))
    assert loaded().supports == {"predict"}
    assert predict.ask(loaded(), picture(0)).unlike is None


def test_lower_precision_tells_the_same(path: str) -> None:
    network = loaded(path, precision="bfloat16")
    answers = [predict.ask(network, one).unlike for one in (picture(3), picture(0, strange=True))]
    assert answers == [False, True]


def test_weights_for_a_named_architecture_bring_it_along(path: str) -> None:
    assert "novelty" in loaded(NAME, file=path).supports


def changed(path: str, folder: Path, about: str | None = None, **tensors: Tensor | None) -> str:
    """The same file with other tensors of novelty, or with some taken out."""
    from safetensors.torch import load_file

    new = {f"{NOVELTY}{name}": tensor for name, tensor in tensors.items()}
    given = {**load_file(path), **new}
    description = modelfile.describe(path)
    assert description is not None
    layer = description.novelty if about is None else about
    file = str(folder / "Changed.safetensors")
    kept = {name: one for name, one in given.items() if one is not None}
    modelfile.write(file, kept, replace(description, novelty=layer))
    return file


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        ({"centres": None}, DAMAGED),
        ({"axes": None}, DAMAGED),
        ({"limit": None}, DAMAGED),
        ({"centres": torch.zeros(3, 5)}, DAMAGED),
        ({"centres": torch.zeros(0, 32)}, DAMAGED),
        ({"centres": torch.zeros(32)}, DAMAGED),
        ({"axes": torch.zeros(3, 5)}, DAMAGED),
        ({"axes": torch.zeros(5)}, DAMAGED),
        ({"limit": torch.zeros(2)}, DAMAGED),
        ({"limit": torch.tensor(float("nan"))}, NOT_NUMBERS),
        ({"about": "layer1"}, UNCLEAR),
        ({"about": "nonsense"}, UNCLEAR),
    ],
)
def test_damage_is_told(
    tmp_path: Path, tensors: dict[str, Tensor | None], reason: str, damaged: str
) -> None:
    with pytest.raises(FileError) as caught:
        loaded(changed(damaged, tmp_path, **tensors))  # type: ignore[arg-type]
    assert caught.value.fields == {"file": "Changed.safetensors", "reason": reason}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("damaged") / "Mine.safetensors")


def test_tensors_that_are_not_spoken_of_are_left_alone(damaged: str, tmp_path: Path) -> None:
    file = changed(damaged, tmp_path, about="")
    assert loaded(file).supports == {"predict"}


def test_what_is_kept_under_another_title_can_still_tell(damaged: str, tmp_path: Path) -> None:
    about = modelfile.describe(damaged)
    assert about is not None
    chosen = Chosen(damaged, "Other", NAME, ("red", "green", "blue"), about.input)
    where = places(tmp_path)
    same = drained(importing.keep(chosen=chosen, places=where, imagenet=imagenet()))
    assert "novelty" in loaded(same).supports
    renamed = replace(chosen, classes=("a", "b", "c"))
    other = drained(importing.keep(chosen=renamed, places=where, imagenet=imagenet()))
    assert loaded(other).supports == {"predict"}
    assert not any(name.startswith(NOVELTY) for name in modelfile.shapes(other))
