"""The questions after an attack: does it last, whom else does it fool, what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.engine import predict, survival
from desktop_app.engine.contract import Answer, ClassName, Network, Pasted, Picture
from desktop_app.engine.questions import Opinion, is_fooled, opinion, survivals, undone
from desktop_app.engine.undoing import BITS, BLUR, JPEG, ROWS, SHIFT
from tests.backbones import drained
from tests.engine.linear_network import grey_noise, steep_network
from tests.helpers import decoded, encoded, noise

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.parameters import Parameter

CAT, DOG, FOX = (
    ClassName("n1", "Siamese cat"),
    ClassName("n2", "golden retriever"),
    ClassName("n3", "fox"),
)


def answer_of(classes: tuple[ClassName, ...], best: int) -> Answer:
    return Answer("other", classes, (best,), (0.9,), 0.1, 0.0)


# Whether it is fooled


@pytest.mark.parametrize(
    ("best", "target", "fooled"),
    [
        (CAT, CAT, True),
        (DOG, CAT, False),
        (FOX, CAT, False),
        (CAT, None, True),
        (FOX, None, True),
        (DOG, None, False),
    ],
)
def test_fooled_is_who_sees_the_target_or_else_anything_but_the_truth(
    best: ClassName, target: ClassName | None, fooled: bool
) -> None:
    classes = (DOG, CAT, FOX)
    assert is_fooled(answer_of(classes, classes.index(best)), DOG, target) is fooled


def test_classes_of_other_networks_are_known_by_id_whatever_they_are_called() -> None:
    classes = (ClassName("n3", "Fuchs"), ClassName("n1", "Siam"), ClassName("n2", "Hund"))
    assert is_fooled(answer_of(classes, 1), DOG, CAT)
    assert not is_fooled(answer_of(classes, 2), DOG, CAT)
    assert not is_fooled(answer_of(classes, 2), DOG, None)
    assert is_fooled(answer_of(classes, 0), DOG, None)


def test_classes_without_ids_are_known_by_name() -> None:
    classes = (ClassName("", "SIAMESE CAT"), ClassName("", "Golden Retriever"))
    assert is_fooled(answer_of(classes, 0), DOG, CAT)
    assert not is_fooled(answer_of(classes, 1), DOG, CAT)
    assert not is_fooled(answer_of(classes, 1), DOG, None)


def test_who_does_not_know_the_target_does_not_see_it() -> None:
    assert not is_fooled(answer_of((DOG, FOX), 0), DOG, CAT)
    assert not is_fooled(answer_of((DOG, FOX), 1), DOG, CAT)


def test_an_opinion_names_its_network() -> None:
    network, picture = steep_network(0), grey_noise(20, 15)
    answer = predict.ask(network, picture)
    found = opinion(network, picture, DOG, answer.best)
    assert (found.key, found.title, found.fooled) == (network.name, network.title, True)
    assert found.answer.probabilities == answer.probabilities
    assert not opinion(network, picture, answer.best, None).fooled


# Whether it lasts


def test_each_way_of_saving_is_asked_about() -> None:
    network, picture = steep_network(1), Picture(noise(30, 22), "noise", Pasted())
    seen = predict.ask(network, picture).best
    steps = survivals(network=network, picture=picture, truth=seen, target=None)
    items = [step.item for step in steps]
    assert [one.key for one in items if isinstance(one, Opinion)] == list(survival.WAYS)
    returned = drained(survivals(network=network, picture=picture, truth=seen, target=None))
    for way, one in zip(survival.WAYS, returned, strict=True):
        saved = Picture(survival.saved(picture.pixels, way), "saved", Pasted())
        assert one.answer.probabilities == predict.ask(network, saved).probabilities
        assert one.fooled is (one.answer.best != seen)
    assert not returned[0].fooled  # a PNG keeps all
    probabilities = {one.answer.probabilities for one in returned}
    assert len(probabilities) == len(survival.WAYS)


# What undoes it


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Pixels]:
    """What networks are asked about."""
    pictures: list[Pixels] = []

    def note(network: Network, picture: Picture) -> Answer:
        pictures.append(picture.pixels)
        return answer_of(network.classes, 0)

    monkeypatch.setattr(predict, "ask", note)
    return pictures


@pytest.fixture(scope="module")
def network() -> Network:
    return steep_network(0)


def grey(rows: list[list[int]]) -> Picture:
    pixels = np.repeat(np.array(rows, np.uint8)[..., None], 3, axis=2)
    pixels.setflags(write=False)
    return Picture(pixels, "grey", Pasted())


def test_the_answer_is_about_the_changed_picture(network: Network) -> None:
    picture = grey_noise(20, 15)
    pixels = survival.as_jpeg(picture.pixels, 30)
    expected = predict.ask(network, Picture(pixels, "jpeg", Pasted()))
    assert undone(network, picture, JPEG, 30).probabilities == expected.probabilities
    assert expected.probabilities != predict.ask(network, picture).probabilities


def test_a_shift_moves_aside_and_down_and_continues_the_edges(
    network: Network, shown: list[Pixels]
) -> None:
    undone(network, grey([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), SHIFT, 1)
    assert shown[0][..., 0].tolist() == [[1, 1, 2], [1, 1, 2], [4, 4, 5]]


@pytest.mark.parametrize(
    ("bits", "expected"), [(1, [0, 0, 0, 255, 255]), (2, [0, 85, 85, 170, 255])]
)
def test_fewer_bits_leave_fewer_levels(
    network: Network, shown: list[Pixels], bits: int, expected: list[int]
) -> None:
    undone(network, grey([[42, 43, 127, 128, 213]]), BITS, bits)
    assert shown[0][0, :, 0].tolist() == expected


def test_a_blur_spreads_a_point_as_a_gaussian_does(network: Network, shown: list[Pixels]) -> None:
    rows = np.zeros((7, 7), int)
    rows[3, 3] = 255
    undone(network, grey(rows.tolist()), BLUR, 0.5)
    weights = np.exp(-(np.arange(-2, 3) ** 2) / (2 * 0.5**2))
    weights /= weights.sum()
    expected = np.pad(np.outer(weights, weights), 1) * 255
    assert np.abs(shown[0][..., 1] - expected).max() <= 0.5 + 1e-4
    assert shown[0][3, 3, 0] < 255


@pytest.mark.parametrize("quality", [10, 75, 95])
def test_a_jpeg_is_of_the_quality_that_is_asked_for(
    network: Network, shown: list[Pixels], quality: int
) -> None:
    picture = grey_noise(20, 15)
    undone(network, picture, JPEG, quality)
    assert np.array_equal(shown[0], decoded(encoded(picture.pixels, "JPEG", quality=quality)))


@pytest.mark.parametrize(("way", "amount"), [(BLUR, 0), (SHIFT, 0), (BITS, 8)])
def test_some_amounts_change_nothing(
    network: Network, shown: list[Pixels], way: str, amount: float
) -> None:
    picture = Picture(noise(20, 15), "noise", Pasted())
    undone(network, picture, way, amount)
    assert np.array_equal(shown[0], picture.pixels)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_least_and_the_greatest_amount_can_be_asked_for(
    network: Network, shown: list[Pixels], row: Parameter
) -> None:
    picture = grey_noise(40, 32)
    before = picture.pixels.copy()
    for amount in (row.low, row.default, row.high):
        undone(network, picture, row.name, float(str(amount)))
    assert all(one.shape == before.shape and one.dtype == np.uint8 for one in shown)
    assert np.array_equal(picture.pixels, before)
