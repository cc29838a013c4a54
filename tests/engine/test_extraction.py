"""Each picture goes through a network once; what comes back is its own, in order."""

from __future__ import annotations

import hashlib
import os
import threading
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import backbone as backbones
from desktop_app.engine import extraction, images
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import Source
from desktop_app.engine.errors import ExportError, NotANumberError, OutOfMemoryError
from desktop_app.engine.examples import CORRUPT, Example, Problem
from desktop_app.engine.extraction import TRAY, Extracted, extract, key
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.predict import BATCH
from tests.backbones import drained
from tests.engine.small_networks import close, convolutional, network_of, random_pixels
from tests.helpers import encoded, noise, tiny_network, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from torch import Tensor

    from desktop_app.engine.contract import Network, Step

SIDE = 8


@pytest.fixture
def small() -> Network:
    """A network whose three features are the mean colour, 0 to 1."""
    return replace(tiny_network(), sha256="0" * 64)


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "store")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures networks are given at a time, from now on."""
    real, sizes = Backbone.fast_features, []

    def counted(self: Backbone, pixels: Tensor) -> Tensor:
        sizes.append(len(pixels))
        return real(self, pixels)

    monkeypatch.setattr(Backbone, "fast_features", counted)
    return sizes


def example(folder: Path, name: str, content: bytes, label: int = 0) -> Example:
    path = write(folder, name, content)
    return Example(path, label, hashlib.sha256(content).hexdigest())


def reds(folder: Path, count: int) -> list[Example]:
    """Pictures of so much red, number by number, and no other colour."""
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    made = []
    for number in range(count):
        pixels[..., 0] = number % 256
        pixels[0, 0, 1] = number // 256
        made.append(example(folder, f"{number}.png", encoded(pixels), number % 7))
    return made


def extracted(network: Network, examples: Sequence[Example], store: FeatureStore) -> Extracted:
    return drained(extract(network=network, examples=examples, store=store))


def steps(network: Network, examples: Sequence[Example], store: FeatureStore) -> list[Step]:
    return list(extract(network=network, examples=examples, store=store))


def colours(found: Extracted) -> list[int]:
    """How much red the features speak of."""
    return [round(float(one) * 255) for one in found.rows[found.places][:, 0]]


def left_out(found: Extracted) -> dict[str, str]:
    assert all(one.kind == CORRUPT for one in found.left_out)
    return {os.path.basename(one.path): one.why for one in found.left_out}


def decoders() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("decode")]


# Features


def test_features_come_in_the_order_of_their_examples(
    small: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = reds(tmp_path, 30)[::-1]
    found = extracted(small, examples, store)
    assert colours(found) == list(range(30))[::-1]
    assert found.labels.tolist() == [one.label for one in examples]
    assert found.examples == tuple(examples)
    assert found.left_out == ()
    shuffled = [examples[at] for at in (7, 3, 29, 3)]
    assert colours(extracted(small, shuffled, store)) == [22, 26, 0, 26]


def test_a_second_time_the_network_is_not_run(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = reds(tmp_path, 10)
    extracted(small, examples, store)
    assert sum(runs) == 10
    for one in examples:
        os.remove(one.path)  # not even a picture is opened
    runs.clear()
    again = FeatureStore(tmp_path / "store")
    assert colours(extracted(small, examples, again)) == list(range(10))
    assert runs == []


def test_only_new_pictures_are_computed(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = reds(tmp_path, 12)
    extracted(small, examples[3:9], store)
    runs.clear()
    assert colours(extracted(small, examples, store)) == list(range(12))
    assert sum(runs) == 6


def test_a_renamed_picture_is_known_by_its_content(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    (one,) = reds(tmp_path, 1)
    extracted(small, [one], store)
    runs.clear()
    found = extracted(small, [replace(one, path=str(tmp_path / "other"), label=5)], store)
    assert (colours(found), found.labels.tolist(), runs) == ([0], [5], [])


def test_no_pictures_give_no_features(small: Network, store: FeatureStore) -> None:
    found = extracted(small, [], store)
    assert (len(found.places), len(found.labels), found.examples) == (0, 0, ())


def test_steps_count_what_was_known_too(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = reds(tmp_path, 14)
    extracted(small, examples[:3], store)
    runs.clear()
    told = steps(small, examples, store)
    assert [(one.done, one.total) for one in told] == [
        (0, 14),
        (4, 14),
        (8, 14),
        (12, 14),
        (14, 14),
    ]
    assert BATCH["cpu"] == 4
    assert runs == [1, 4, 4, 2]


# What features are of


def test_another_network_has_features_of_its_own(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = reds(tmp_path, 5)
    others = [
        replace(small, sha256="1" * 64),
        replace(small, input=replace(small.input, resize=SIDE + 2)),
        replace(small, input=replace(small.input, interpolation="bicubic")),
        replace(small, handle=backbones.of(tiny_network(6))),
    ]
    keys = {key(one) for one in (small, *others)}
    assert len(keys) == 5
    for one in (small, *others):
        extracted(one, examples, store)
    assert sum(runs) == 25


def test_another_precision_gives_other_features() -> None:
    module = convolutional()
    network = replace(network_of(module), sha256="0" * 64)
    lower = Backbone(module, network.input, "cpu", "bfloat16")
    assert key(network) != key(replace(network, handle=lower))


def test_names_do_not_matter(small: Network) -> None:
    assert key(small) == key(replace(small, name="other", title="Other", classes=()))


@pytest.mark.parametrize("change", [{"sha256": ""}, {"trained": False}])
def test_without_weights_of_its_own_nothing_is_remembered(
    small: Network,
    store: FeatureStore,
    tmp_path: Path,
    runs: list[int],
    change: dict[str, object],
) -> None:
    chance = replace(small, **change)  # type: ignore[arg-type]
    examples = reds(tmp_path, 5)
    for _ in range(2):
        assert colours(extracted(chance, examples, store)) == list(range(5))
    assert sum(runs) == 10


# Pictures that cannot be used


def test_bad_pictures_are_left_out_and_told(
    small: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = reds(tmp_path, 12)
    cut = encoded(noise(99, 99))[:-500]
    examples[2] = example(tmp_path, "cut.png", cut)
    examples[5] = example(tmp_path, "text.png", b"no picture")
    os.remove(examples[11].path)
    told = steps(small, examples, store)
    items = [one.item for one in told if one.item is not None]
    found = extracted(small, examples, store)
    assert items == list(found.left_out)
    assert left_out(found) == {
        "cut.png": "The file ends too early.",
        "text.png": "What it holds is no picture format that is known here.",
        "11.png": "There is no such file. It may have been moved or renamed.",
    }
    good = [number for number in range(12) if number not in (2, 5, 11)]
    assert colours(found) == good
    assert found.labels.tolist() == [number % 7 for number in good]
    assert found.examples == tuple(examples[number] for number in good)
    assert (told[-1].done, told[-1].total) == (12, 12)


def test_a_picture_that_vanishes_meanwhile_stops_nothing(
    small: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = reds(tmp_path, 60)
    operation = extract(network=small, examples=examples, store=store)
    next(operation)
    next(operation)
    os.remove(examples[-1].path)
    told = list(operation)
    assert [one.item.path for one in told if isinstance(one.item, Problem)] == [examples[-1].path]


def test_a_changed_picture_never_passes_for_what_it_was(
    small: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = reds(tmp_path, 4)
    changed = examples[2]
    content = encoded(noise(SIDE, SIDE))
    write(tmp_path, "2.png", content)
    found = extracted(small, examples, store)
    assert colours(found) == [0, 1, 3]
    assert left_out(found) == {"2.png": extraction.CHANGED}
    assert store.missing(key(small), [one.sha256 for one in examples]) == [changed.sha256]


def test_of_two_copies_one_is_enough(small: Network, store: FeatureStore, tmp_path: Path) -> None:
    (one,) = reds(tmp_path, 1)
    gone = replace(one, path=str(tmp_path / "gone.png"))
    found = extracted(small, [gone, one], store)
    assert colours(found) == [0, 0]
    assert left_out(found) == {}


def test_only_bad_pictures_do_not_trouble_the_network(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = [example(tmp_path, f"{n}.png", b"text %d" % n) for n in range(9)]
    found = extracted(small, examples, store)
    assert (len(found.left_out), len(found.places), runs) == (9, 0, [])


# Stops and failures


@pytest.mark.parametrize("count", [1, 2, 3, 5, 40])
def test_what_was_done_before_a_stop_is_kept(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int], count: int
) -> None:
    examples = reds(tmp_path, 3 * TRAY)
    operation = extract(network=small, examples=examples, store=store)
    for _ in range(count):
        done = next(operation).done
    operation.close()
    assert not decoders()
    missing = store.missing(key(small), [one.sha256 for one in examples])
    assert missing == [one.sha256 for one in examples[done:]]
    assert sum(runs) == done
    assert colours(extracted(small, examples, store)) == list(range(3 * TRAY))
    assert sum(runs) == 3 * TRAY


def test_features_go_to_disk_on_the_way(
    small: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = reds(tmp_path, 3 * TRAY)
    operation = extract(network=small, examples=examples, store=store)
    for step in operation:
        assert step.done - store.size() // 12 < TRAY + BATCH["cpu"]
    assert store.size() == 12 * len(examples)


def test_a_full_device_is_one_error_and_keeps_what_was_done(
    small: Network, store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Backbone.fast_features

    def full(self: Backbone, pixels: Tensor) -> Tensor:
        if pixels[:, 0].max() > 10 / 255:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried")
        return real(self, pixels)

    monkeypatch.setattr(Backbone, "fast_features", full)
    examples = reds(tmp_path, 20)
    with pytest.raises(OutOfMemoryError):
        extracted(small, examples, store)
    assert not decoders()
    assert len(store.missing(key(small), [one.sha256 for one in examples])) == 20 - 9


def test_features_that_are_no_numbers_are_never_kept(
    store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Backbone, "fast_features", lambda _, pixels: pixels.flatten(1) / 0)
    with pytest.raises(NotANumberError):
        extracted(replace(tiny_network(), sha256="0" * 64), reds(tmp_path, 3), store)
    assert store.size() == 0


def test_a_programmer_s_mistake_is_not_hidden(
    small: Network, store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("mistake")

    monkeypatch.setattr(images, "decode_input", broken)
    with pytest.raises(KeyError, match="mistake"):
        extracted(small, reds(tmp_path, 9), store)
    assert not decoders()


def test_what_gets_lost_on_the_way_is_computed_again(
    small: Network, store: FeatureStore, tmp_path: Path, runs: list[int]
) -> None:
    examples = reds(tmp_path, 2 * TRAY)
    for number, _ in enumerate(extract(network=small, examples=examples, store=store)):
        if number == 20:
            FeatureStore(tmp_path / "store").clear()
    assert sum(runs) == 3 * TRAY + 1
    assert colours(extracted(small, examples, store)) == list(range(2 * TRAY))


def test_a_store_that_keeps_nothing_ends_in_an_error(
    small: Network, store: FeatureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FeatureStore, "put", lambda *_: None)
    with pytest.raises(ExportError, match="keeps emptying"):
        extracted(small, reds(tmp_path, 3), store)


def test_memory_does_not_grow_with_the_number_of_pictures(
    store: FeatureStore, tmp_path: Path
) -> None:
    width = 10_000
    wide = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, width))
    network = network_of(nn.Sequential(*wide, nn.ReLU(), nn.Linear(width, 5)), SIDE)
    network = replace(network, sha256="0" * 64)
    examples = reds(tmp_path, 400)
    extracted(network, examples[:8], store)
    tracemalloc.start()
    found = extracted(network, examples, store)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.rows.nbytes == 400 * 4 * width
    assert peak < 4 * TRAY * 4 * width


# The faster way


def test_real_features_are_what_the_last_layer_decides_by(
    network: Network, store: FeatureStore, tmp_path: Path
) -> None:
    examples = [
        example(tmp_path, f"{seed}.jpg", encoded(noise(300, 260, seed), "JPEG"))
        for seed in range(2)
    ]
    found = extracted(network, examples, store)
    backbone = backbones.of(network)
    pictures = [images.decode(Source(one.path, one.path)) for one in examples]
    with torch.no_grad():
        expected = torch.cat([backbone.features(backbone.prepare(one)) for one in pictures])
    assert np.abs(found.rows[found.places] - expected.numpy()).max() < 1e-4
    assert expected.abs().max() > 0.1


def test_the_faster_way_gives_the_same_features_and_no_gradient(network: Network) -> None:
    backbone = backbones.of(network)
    pixels = random_pixels(224, 2)
    fast = backbone.fast_features(pixels.clone().requires_grad_())
    assert not fast.requires_grad
    assert close(fast, backbone.features(pixels).detach())
    assert close(backbone.module.get_submodule("classifier")(fast), backbone.fast_logits(pixels))


def test_the_faster_way_leaves_predictions_as_they_were() -> None:
    backbone = backbones.of(network_of(convolutional()))
    pixels = random_pixels(32, 2)
    before = backbone.fast_logits(pixels)
    assert backbone.fast_features(pixels).shape == (2, 5)
    assert torch.equal(backbone.fast_logits(pixels), before)
    assert torch.equal(backbone.private().fast_features(pixels), backbone.fast_features(pixels))
