"""A head on frozen features learns what can be learned from them, and the best epoch is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch
from torch.nn import functional

from desktop_app.engine import heads
from desktop_app.engine.heads import CHUNK, Head, Material, train
from desktop_app.engine.train_recipe import TrainRecipe, train_recipe
from tests.backbones import drained

if TYPE_CHECKING:
    from desktop_app.engine.contract import Step
    from desktop_app.engine.epochs import Epoch

QUICK = train_recipe(epochs=20, rate=0.05)
NOTHING = Material(np.zeros((0, 6), np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64))


def blobs(count: int, *, seed: int = 0, classes: int = 3, apart: float = 4.0) -> Material:
    """Points around as many centres as there are classes; the features differ a lot in size."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(classes, 6)) * apart
    labels = random.integers(0, classes, count)
    rows = (centres[labels] + random.normal(size=(count, 6))) * np.logspace(-2, 2, 6) + 50
    places = random.permutation(count)
    scattered = np.empty_like(rows, dtype=np.float32)
    scattered[places] = rows
    return Material(scattered, places.astype(np.int64), labels.astype(np.int64))


def learned(material: Material, held: Material = NOTHING, recipe: TrainRecipe = QUICK) -> Head:
    return drained(train(material=material, held=held, classes=3, recipe=recipe))


def weight(head: Head) -> torch.Tensor:
    return head.layers[-1][0]


def accuracy(head: Head, material: Material) -> float:
    features, labels = material.take(np.arange(len(material)))
    seen = head.logits(features).argmax(dim=1)
    return float((seen == labels).float().mean())


def test_what_lies_apart_is_told_apart() -> None:
    head = learned(blobs(300), blobs(200, seed=1))
    assert accuracy(head, blobs(500, seed=2)) > 0.98


def test_it_is_near_the_best_that_a_linear_layer_can_do() -> None:
    """Against L-BFGS on the same loss, to its end."""
    material = blobs(400, apart=1.0)
    features, labels = material.take(np.arange(400))
    flat = (features - features.mean(0)) / features.std(0)
    weight = torch.zeros(3, 7, requires_grad=True)
    ones = torch.cat((flat, torch.ones(400, 1)), dim=1)
    optimiser = torch.optim.LBFGS([weight], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.cross_entropy(ones @ weight.T, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    best = float(functional.cross_entropy(ones @ weight.T, labels).detach())
    head = learned(material, recipe=train_recipe(epochs=60, rate=0.05, decay=0))
    assert head.course.epochs[-1].loss == pytest.approx(best, rel=0.03)


def test_the_best_epoch_is_kept() -> None:
    material, held = blobs(60, apart=0.7), blobs(80, seed=1, apart=0.7)
    head = learned(material, held, train_recipe(epochs=40, rate=0.5, decay=0))
    ranks = [(one.accuracy, -one.loss) for one in head.course.epochs]
    assert head.course.best == 1 + ranks.index(max(ranks)) < 40
    assert accuracy(head, held) == pytest.approx(head.course.epochs[head.course.best - 1].accuracy)


def test_same_seed_same_head_bit_for_bit() -> None:
    first, again, other = (
        learned(blobs(100), blobs(40, seed=1), train_recipe(epochs=3, seed=seed))
        for seed in (1, 1, 2)
    )
    assert torch.equal(weight(first), weight(again))
    assert first.course.epochs == again.course.epochs
    assert not torch.equal(weight(first), weight(other))


def test_without_a_validation_part_the_training_part_is_the_judge() -> None:
    material = blobs(50)
    head = learned(material)
    assert head.course.epochs[head.course.best - 1].accuracy == pytest.approx(
        accuracy(head, material)
    )


def test_every_epoch_is_told_and_no_step_is_longer_than_a_batch() -> None:
    steps: list[Step] = []
    running = train(
        material=blobs(100), held=NOTHING, classes=3, recipe=train_recipe(epochs=2, batch=32)
    )
    for step in running:
        steps.append(step)
    epochs = [cast("Epoch", one.item) for one in steps if one.item is not None]
    assert [one.number for one in epochs] == [1, 2]
    assert [one.done for one in steps] == [32, 64, 96, 100, 100, 100, 132, 164, 196, 200, 200, 200]
    assert {one.total for one in steps} == {200}
    assert steps[-1].metrics["accuracy"] == epochs[-1].accuracy


def test_loss_on_the_way_is_the_mean_over_all_pictures() -> None:
    head = learned(blobs(100), recipe=train_recipe(epochs=1, batch=100, rate=0.001))
    assert head.course.epochs[0].train_loss == pytest.approx(np.log(3), abs=1e-5)
    assert head.course.epochs[0].train_accuracy == pytest.approx(
        float((blobs(100).labels == 0).mean())
    )


def test_only_the_rows_that_are_meant_are_read() -> None:
    rows = np.full((CHUNK * 2, 6), np.nan, np.float32)
    good = blobs(30)
    rows[100:130] = good.rows[good.places]
    material = Material(rows, np.arange(100, 130), good.labels)
    assert np.isfinite(weight(learned(material)).numpy()).all()


def test_many_rows_that_are_read_anew_teach_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    material, held = blobs(100), blobs(40, seed=1)
    recipe = train_recipe(epochs=5, batch=32)
    held_at_once = learned(material, held, recipe)
    monkeypatch.setattr(heads, "CHUNK", 16)
    read_anew = learned(material, held, recipe)
    torch.testing.assert_close(weight(read_anew), weight(held_at_once))
    assert read_anew.course.epochs[-1].loss == pytest.approx(held_at_once.course.epochs[-1].loss)


def test_a_feature_that_never_changes_does_no_harm() -> None:
    good = blobs(60)
    rows = np.concatenate((good.rows, np.full((60, 1), 7, np.float32)), axis=1)
    head = learned(Material(rows, good.places, good.labels))
    assert bool(weight(head).isfinite().all())
    assert accuracy(head, Material(rows, good.places, good.labels)) > 0.95


def test_nothing_to_learn_from_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        learned(NOTHING)
