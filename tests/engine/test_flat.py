"""Places in the plane are those of numpy's own decomposition, and the same each time."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.engine.plane import PCA, SEED, UMAP, flat, methods

if TYPE_CHECKING:
    from typing import Self

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

HIGH_AND_WIDE = ((40, 6), (6, 40))


def features(count: int, width: int, seed: int = 0) -> Floats:
    """Features that differ more in some directions than in others."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(count, width)) * np.logspace(1, 0, width) + 5
    return rows.astype(np.float32)


def by_svd(rows: Floats) -> npt.NDArray[np.float64]:
    centred = rows.astype(np.float64) - rows.astype(np.float64).mean(axis=0)
    left, lengths, _ = np.linalg.svd(centred, full_matrices=False)
    places: npt.NDArray[np.float64] = left[:, :2] * lengths[:2]
    return places


class Neighbours:
    """What stands in for umap.UMAP: it notes what it is told."""

    told: list[dict[str, int]]
    given: list[npt.NDArray[np.float64]]

    def __init__(self, **settings: int) -> None:
        self.told.append(settings)

    def fit_transform(self: Self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        self.given.append(rows)
        return rows[:, :2] * 2


@pytest.fixture
def umap(monkeypatch: pytest.MonkeyPatch) -> type[Neighbours]:
    kind = type("Noted", (Neighbours,), {"told": [], "given": []})
    module = ModuleType("umap")
    module.__spec__ = ModuleSpec("umap", None)
    monkeypatch.setattr(module, "UMAP", kind, raising=False)
    monkeypatch.setitem(sys.modules, "umap", module)
    return kind


@pytest.fixture
def no_umap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)


@pytest.mark.parametrize(("count", "width"), HIGH_AND_WIDE)
def test_places_are_along_the_two_greatest_directions(count: int, width: int) -> None:
    rows = features(count, width)
    places = flat(rows)
    assert places.shape == (count, 2)
    assert places.dtype == np.float32
    np.testing.assert_allclose(np.abs(places), np.abs(by_svd(rows)), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("count", "width"), HIGH_AND_WIDE)
def test_farthest_picture_lies_on_the_positive_side(count: int, width: int) -> None:
    for seed in range(5):
        rows = features(count, width, seed)
        for places in (flat(rows), flat(-rows)):
            farthest = np.abs(places).argmax(axis=0)
            assert (places[farthest, [0, 1]] > 0).all()


@pytest.mark.parametrize(("count", "width"), HIGH_AND_WIDE)
def test_places_depend_on_differences_alone(count: int, width: int) -> None:
    rows = features(count, width)
    np.testing.assert_array_equal(flat(rows), flat(rows.copy()))
    np.testing.assert_allclose(flat(rows), flat(rows + 3), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(flat(rows[::-1]), flat(rows)[::-1], rtol=1e-3, atol=1e-3)


def test_features_are_left_as_they_were() -> None:
    rows = features(20, 6)
    aside = features(20, 6, seed=1)
    before = rows.copy(), aside.copy()
    flat(rows, aside=aside)
    np.testing.assert_array_equal(rows, before[0])
    np.testing.assert_array_equal(aside, before[1])


@pytest.mark.parametrize("method", [PCA, UMAP])
def test_fewer_than_three_stand_beside_each_other(method: str) -> None:
    assert flat(np.zeros((0, 4), np.float32), method).shape == (0, 2)
    assert flat(features(1, 4), method).tolist() == [[0, 0]]
    assert flat(features(2, 4), method).tolist() == [[0, 0], [1, 0]]


def test_equal_pictures_lie_in_one_place() -> None:
    assert not flat(np.full((5, 4), 7, np.float32)).any()


def test_one_number_for_each_is_a_line() -> None:
    rows = features(10, 1)
    places = flat(rows)
    assert not places[:, 1].any()
    np.testing.assert_allclose(
        np.abs(places[:, 0]), np.abs(rows[:, 0] - rows.mean()), rtol=1e-4, atol=1e-4
    )


def test_line_is_spread_by_what_stands_aside() -> None:
    scores = features(20, 1) * np.array([[1, -1]], np.float32)  # as those of two classes
    aside = features(20, 6, seed=1)
    places = flat(scores, aside=aside)
    np.testing.assert_array_equal(places[:, 0], flat(scores)[:, 0])
    across = flat(aside)[:, 0]
    np.testing.assert_allclose(places[:, 1] / places[:, 1].max(), across / across.max(), atol=1e-4)
    assert np.abs(places[:, 1]).max() == pytest.approx(np.abs(places[:, 0]).max() / 2)


def test_what_stands_aside_has_no_say_where_there_are_two_directions() -> None:
    rows = features(20, 6)
    np.testing.assert_array_equal(flat(rows, aside=features(20, 6, seed=1)), flat(rows))


def test_features_of_other_pictures_do_not_stand_aside() -> None:
    scores = features(20, 1)
    np.testing.assert_array_equal(flat(scores, aside=features(8, 6)), flat(scores))


@pytest.mark.parametrize(("count", "near"), [(5, 4), (40, 15)])
def test_umap_is_given_centred_features(umap: type[Neighbours], count: int, near: int) -> None:
    rows = features(count, 6)
    places = flat(rows, UMAP)
    assert umap.told == [{"n_neighbors": near, "random_state": SEED}]
    np.testing.assert_allclose(umap.given[0], rows - rows.mean(axis=0), atol=1e-4)
    assert places.dtype == np.float32
    np.testing.assert_allclose(places, umap.given[0][:, :2] * 2, rtol=1e-5)


@pytest.mark.usefixtures("umap")
def test_umap_can_be_chosen_where_it_is() -> None:
    assert methods() == (PCA, UMAP)


@pytest.mark.usefixtures("no_umap")
def test_umap_cannot_be_chosen_where_it_is_not() -> None:
    assert methods() == (PCA,)
    with pytest.raises(ImportError):
        flat(features(5, 4), UMAP)


def test_where_those_aside_are_all_the_same_it_stays_a_line() -> None:
    scores = np.outer(np.arange(5), [1.0, -1.0]).astype(np.float32)
    places = flat(scores, aside=np.ones((5, 3), np.float32))
    assert np.isfinite(places).all()
    assert not places[:, 1].any()
