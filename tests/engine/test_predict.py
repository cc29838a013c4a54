"""Every picture gets its answer or its error, in order, and a stop leaves nothing running."""

from __future__ import annotations

import math
import os
import threading
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch

from desktop_app.engine import backbone, images, predict
from desktop_app.engine.backbone import Backbone
from desktop_app.engine.contract import (
    MAX_TOP,
    Answer,
    Bitmap,
    Look,
    Outcome,
    Pasted,
    Picture,
    Source,
    Step,
    Sureness,
)
from desktop_app.engine.errors import (
    MissingFileError,
    NotANumberError,
    NotAPictureError,
    OutOfMemoryError,
    PictureError,
    TruncatedError,
)
from desktop_app.engine.predict import BATCH, look, predict_many
from tests.helpers import awkward_folder, encoded, noise, smooth, tiny_network, write

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from torch import Tensor

    from desktop_app.engine.contract import ClassName, InputRule, Network, Pixels

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


@pytest.fixture
def tiny() -> Network:
    return tiny_network()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return awkward_folder(tmp_path)


def plain(colour: str, width: int = 12, height: int = 9) -> Pixels:
    return np.full((height, width, 3), COLOURS[colour], np.uint8)


def sources(*contents: str | bytes) -> list[tuple[int, Source]]:
    """Things to open, with keys that are not their places."""
    return [(100 - place, Source("picture", content)) for place, content in enumerate(contents)]


def outcomes(network: Network, given: Sequence[tuple[int, Source]]) -> list[Outcome]:
    return [cast("Outcome", step.item) for step in predict_many(network=network, sources=given)]


def finish(operation: Generator[Step, None, Look]) -> tuple[list[Step], Look]:
    steps: list[Step] = []
    while True:
        try:
            steps.append(next(operation))
        except StopIteration as stop:
            return steps, cast("Look", stop.value)


def decoders() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("decode")]


def best(outcome: Outcome) -> str:
    return outcome.answer.best.name if outcome.answer else type(outcome.error).__name__


def batch_sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures the network is given at a time, from now on."""
    real, sizes = Backbone.fast_logits, []

    def counted(self: Backbone, pixels: Tensor) -> Tensor:
        sizes.append(len(pixels))
        return real(self, pixels)

    monkeypatch.setattr(Backbone, "fast_logits", counted)
    return sizes


# One picture


def test_a_look_holds_all_that_the_screen_shows(tiny: Network, folder: Path) -> None:
    pixels = smooth(3000, 1500)
    path = write(folder, "wide.png", encoded(pixels))
    steps, seen = finish(look(network=tiny, source=Source("wide.png", path)))
    assert [(step.done, step.total) for step in steps] == [(1, 2)]
    assert np.array_equal(seen.picture.pixels, pixels)
    assert seen.preview.shape == (1024, 2048, 3)
    assert np.array_equal(seen.crop, images.network_input(pixels, tiny.input))
    assert (seen.box.left, seen.box.right) == (750, 2250)
    assert seen.answer.network == "tiny"
    assert seen.answer.classes is tiny.classes
    assert seen.answer.seconds > 0


def test_an_open_picture_is_looked_at_without_opening_it_again(tiny: Network) -> None:
    picture = Picture(plain("green"), "green", Pasted())
    _, seen = finish(look(network=tiny, source=picture))
    assert seen.picture is picture
    assert seen.answer.best.name == "green"


def test_two_networks_can_be_compared_on_one_picture(tiny: Network) -> None:
    other = tiny_network(3)
    picture = Picture(plain("blue"), "blue", Pasted())
    steps, seen = finish(look(network=tiny, source=picture, other=other))
    assert [(step.done, step.total) for step in steps] == [(1, 2), (1, 2)]
    assert seen.other is not None
    assert (seen.answer.classes, seen.other.classes) == (tiny.classes, other.classes)
    assert (seen.answer.best.name, seen.other.best.name) == ("blue", "blue")
    assert seen.other.seconds > 0


def broken_network(value: float) -> Network:
    """A network whose answers to blue are no numbers."""
    network = tiny_network()
    weight = backbone.of(network).module.get_parameter("2.weight")
    weight[2, 2] = value
    return network


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_answer_that_is_no_number_is_told(value: float) -> None:
    picture = Picture(plain("blue"), "blue", Pasted())
    with pytest.raises(NotANumberError, match="Its answer is not a number"):
        finish(look(network=broken_network(value), source=picture))


def test_of_many_only_those_fail_whose_answers_are_no_numbers(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Backbone.fast_logits

    def spoilt(self: Backbone, pixels: Tensor) -> Tensor:
        blue = pixels[:, 2].amax(dim=(1, 2)) > 0.5
        return real(self, pixels).masked_fill(blue[:, None], math.inf)

    monkeypatch.setattr(Backbone, "fast_logits", spoilt)
    pictures = [encoded(plain(colour)) for colour in COLOURS]
    found = outcomes(tiny, sources(*pictures, *pictures))
    assert [best(one) for one in found] == ["red", "green", "NotANumberError"] * 2


def test_what_the_other_network_cannot_do_does_not_matter(tiny: Network) -> None:
    picture = Picture(plain("blue"), "blue", Pasted())
    _, seen = finish(look(network=tiny, source=picture, other=broken_network(math.nan)))
    assert (seen.answer.best.name, seen.other) == ("blue", None)


def test_a_pasted_bitmap_is_looked_at(tiny: Network) -> None:
    bitmap = Bitmap(width=2, height=3, data=bytes((0, 0, 255, 255)) * 6)
    _, seen = finish(look(network=tiny, source=Source("Clipboard", bitmap)))
    assert seen.answer.best.name == "blue"
    assert seen.picture.origin == Pasted()


def test_a_look_at_what_is_no_picture_says_why(tiny: Network, folder: Path) -> None:
    path = write(folder, "text.png", b"no picture")
    with pytest.raises(NotAPictureError):
        finish(look(network=tiny, source=Source("text.png", path)))


def test_the_real_network_knows_a_cat(network: Network) -> None:
    from desktop_app import paths

    file = paths.resource("samples/chelsea.png")
    _, seen = finish(look(network=network, source=Source(file.name, str(file))))
    assert "cat" in seen.answer.best.name


def test_many_get_the_answers_that_each_gets_alone(network: Network) -> None:
    files = [encoded(make(300, 200 + n)) for n in range(3) for make in (noise, smooth)]
    together = outcomes(network, sources(*files))
    for file, outcome in zip(files, together, strict=True):
        _, alone = finish(look(network=network, source=Source("picture", file)))
        assert outcome.answer is not None
        assert outcome.answer.indices[:5] == alone.answer.indices[:5]
        assert outcome.answer.probabilities == pytest.approx(alone.answer.probabilities, abs=1e-5)


# Many pictures


def test_answers_come_in_order_under_their_keys(tiny: Network) -> None:
    colours = [*COLOURS, *COLOURS, "blue", "red"] * 3
    given = sources(*(encoded(plain(colour)) for colour in colours))
    found = outcomes(tiny, given)
    assert [outcome.key for outcome in found] == [key for key, _ in given]
    assert [best(outcome) for outcome in found] == colours


def test_steps_count_and_the_result_is_how_many_were_answered(tiny: Network) -> None:
    operation = predict_many(network=tiny, sources=sources(encoded(plain("red")), b"", b"text"))
    assert [(step.done, step.total) for step in map(next, [operation] * 3)] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]
    with pytest.raises(StopIteration) as stop:
        next(operation)
    assert stop.value.value == 1


def test_no_pictures_need_no_step(tiny: Network) -> None:
    with pytest.raises(StopIteration) as stop:
        next(predict_many(network=tiny, sources=[]))
    assert stop.value.value == 0


def test_bad_pictures_among_good_ones_give_their_errors(tiny: Network, folder: Path) -> None:
    red, blue = encoded(plain("red")), encoded(plain("blue"))
    cut = encoded(noise(99, 99))[:-500]
    missing = str(folder / "missing.png")
    found = outcomes(tiny, sources(b"text", red, missing, cut, blue, red, cut, missing, b"x", blue))
    assert [best(outcome) for outcome in found] == [
        "NotAPictureError",
        "red",
        "MissingFileError",
        "TruncatedError",
        "blue",
        "red",
        "TruncatedError",
        "MissingFileError",
        "NotAPictureError",
        "blue",
    ]


def test_only_bad_pictures_do_not_trouble_the_network(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = batch_sizes(monkeypatch)
    found = outcomes(tiny, sources(*[b"text"] * 7))
    assert all(isinstance(outcome.error, NotAPictureError) for outcome in found)
    assert sizes == []


def test_a_file_that_vanishes_meanwhile_stops_nothing(tiny: Network, folder: Path) -> None:
    files = [write(folder, f"{number}.png", encoded(plain("red"))) for number in range(40)]
    operation = predict_many(network=tiny, sources=sources(*files))
    first = cast("Outcome", next(operation).item)
    os.remove(files[-1])
    rest = [cast("Outcome", step.item) for step in operation]
    assert [best(one) for one in [first, *rest]] == ["red"] * 39 + ["MissingFileError"]


def test_errors_keep_nothing_alive(tiny: Network) -> None:
    found = outcomes(tiny, sources(encoded(noise(99, 99))[:-500], "missing.png", b""))
    for outcome in found:
        error = outcome.error
        assert isinstance(error, PictureError)
        assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)
    assert isinstance(found[0].error, TruncatedError)
    assert isinstance(found[1].error, MissingFileError)


def test_the_first_answer_does_not_wait_for_a_batch(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = batch_sizes(monkeypatch)
    assert BATCH["cpu"] == 4
    outcomes(tiny, sources(*[encoded(plain("red"))] * 11))
    assert sizes == [1, 4, 4, 2]


def test_pictures_are_decoded_only_a_little_ahead(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun = images.decode_input, []

    def counted(source: Source, rule: InputRule) -> Pixels:
        begun.append(source)
        return real(source, rule)

    monkeypatch.setattr(images, "decode_input", counted)
    operation = predict_many(network=tiny, sources=sources(*[encoded(plain("red"))] * 60))
    for done, _ in enumerate(operation, 1):
        assert len(begun) <= done + 3 * BATCH["cpu"]
    assert len(begun) == 60


def test_a_full_device_is_one_error_for_all(tiny: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried")

    monkeypatch.setattr(Backbone, "fast_logits", full)
    with pytest.raises(OutOfMemoryError):
        outcomes(tiny, sources(*[encoded(plain("red"))] * 9))
    assert not decoders()


def test_a_programmer_s_mistake_in_decoding_is_not_hidden(
    tiny: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("mistake")

    monkeypatch.setattr(images, "decode_input", broken)
    with pytest.raises(KeyError, match="mistake"):
        outcomes(tiny, sources(*[b"x"] * 9))
    assert not decoders()


@pytest.mark.parametrize("steps", range(13))
def test_a_stop_at_any_step_leaves_nothing_running(tiny: Network, steps: int) -> None:
    operation = predict_many(network=tiny, sources=sources(*[encoded(plain("red"))] * 12))
    for _ in range(steps):
        next(operation)
    operation.close()
    assert not decoders()


def test_ten_thousand_files_one_in_a_hundred_bad(tiny: Network, folder: Path) -> None:
    picture = write(folder, "red.png", encoded(plain("red")))
    text = write(folder, "text.png", b"no picture")
    paths = [str(folder / f"{number}.png") for number in range(10_000)]
    for number, path in enumerate(paths):
        os.link(picture if number % 100 else text, path)
    found = outcomes(tiny, list(enumerate(Source("picture", path) for path in paths)))
    assert [outcome.key for outcome in found] == list(range(10_000))
    expected = ["red" if number % 100 else "NotAPictureError" for number in range(10_000)]
    assert [best(outcome) for outcome in found] == expected


# From logits to answers


def answers(network: Network, logits: list[list[float]]) -> list[Answer]:
    return cast("list[Answer]", predict._answers(network, torch.tensor(logits), 0.5))


def test_logits_that_are_no_numbers_are_no_answer() -> None:
    logits = torch.tensor([[0.0, math.nan, 1.0], [0.0, 1.0, 0.0], [0.0, math.inf, math.inf]])
    first, second, third = predict._answers(tiny_network(3), logits, 0.5)
    assert isinstance(first, NotANumberError)
    assert isinstance(second, Answer)
    assert isinstance(third, NotANumberError)


def test_answers_are_what_one_works_out_by_hand() -> None:
    three = tiny_network(3)
    logits = [[0.0, math.log(5), math.log(2)], [0.0, 0.0, 0.0], [0.0, 1000.0, 0.0]]
    first, even, certain = answers(three, logits)
    assert first.indices == (1, 2, 0)
    assert first.probabilities == pytest.approx((5 / 8, 2 / 8, 1 / 8))
    entropy = -sum(share * math.log(share) for share in (5 / 8, 2 / 8, 1 / 8))
    assert first.flatness == pytest.approx(entropy / math.log(3))
    assert even.probabilities == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert even.flatness == pytest.approx(1)
    assert certain.probabilities == (1, 0, 0)
    assert certain.flatness == 0
    assert (certain.best.name, certain.seconds, certain.trained) == ("green", 0.5, True)


def test_shares_are_of_all_classes_not_of_the_best() -> None:
    (answer,) = answers(tiny_network(1000), [[float(number % 7) for number in range(1000)]])
    assert len(answer.indices) == len(answer.probabilities) == MAX_TOP == 20
    weights = [math.exp(number % 7) for number in range(1000)]
    assert sum(answer.probabilities) == pytest.approx(20 * math.exp(6) / sum(weights))


def test_equals_are_in_the_order_of_their_numbers() -> None:
    for classes in (2, 5, 20, 21, 1000):
        logits = [0.0] * classes
        logits[classes // 2] = 1.0
        (answer,) = answers(tiny_network(classes), [logits])
        others = [number for number in range(classes) if number != classes // 2]
        assert answer.indices == (classes // 2, *others)[:MAX_TOP]


@pytest.mark.parametrize("classes", [1, 2, 19, 20])
def test_few_classes_are_all_kept(classes: int) -> None:
    (answer,) = answers(tiny_network(classes), [[float(number) for number in range(classes)]])
    assert answer.indices == tuple(reversed(range(classes)))
    assert sum(answer.probabilities) == pytest.approx(1)


def test_a_single_class_is_certain_and_not_flat() -> None:
    (answer,) = answers(tiny_network(1), [[3.0]])
    assert (answer.probabilities, answer.flatness, answer.is_flat) == ((1.0,), 0.0, False)
    assert answer.sureness is Sureness.VERY_SURE


def answer(best: float, flatness: float = 0.5) -> Answer:
    classes: tuple[ClassName, ...] = tiny_network(2).classes
    return Answer("tiny", classes, (0, 1), (best, 1 - best), flatness, seconds=0.1)


@pytest.mark.parametrize(
    ("best", "sureness"),
    [
        (1.0, Sureness.VERY_SURE),
        (0.9, Sureness.VERY_SURE),
        (0.8999, Sureness.FAIRLY_SURE),
        (0.6, Sureness.FAIRLY_SURE),
        (0.5999, Sureness.UNSURE),
        (0.3, Sureness.UNSURE),
        (0.2999, Sureness.NO_IDEA),
        (0.001, Sureness.NO_IDEA),
    ],
)
def test_sureness_goes_by_the_best_class(best: float, sureness: Sureness) -> None:
    assert answer(best).sureness is sureness


@pytest.mark.parametrize(
    ("best", "flatness", "flat"),
    [
        (0.2999, 0.9, True),
        (0.001, 1.0, True),
        (0.2999, 0.8999, False),
        (0.3, 0.9, False),  # of two or three classes one can lead although all is nearly even
        (0.5, 1.0, False),
    ],
)
def test_an_answer_is_flat_when_hardly_any_class_stands_out(
    best: float, flatness: float, flat: bool
) -> None:
    assert answer(best, flatness).is_flat is flat
    assert answer(best, flatness).sureness is (Sureness.NO_IDEA if best < 0.3 else Sureness.UNSURE)
