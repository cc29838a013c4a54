"""The strongest places are found among all pictures, and each patch is what its unit looks at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import nn

from desktop_app.engine import backbone, deconvnet, images, mosaic, patches
from desktop_app.engine.capture import as_maps, captured
from desktop_app.engine.contract import Source
from desktop_app.engine.errors import LayerError, UnitError
from desktop_app.engine.layers import receptive_fields
from desktop_app.engine.patches import strongest
from desktop_app.engine.seen import GUIDED, Patches, Ranking
from desktop_app.engine.structure import Field, Fields
from tests.backbones import drained
from tests.engine.small_networks import (
    SIDE,
    backbone_of,
    convolutional,
    hooks_on,
    network_of,
    nothing_left,
)
from tests.helpers import encoded, noise, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop_app.engine.contract import Network, Pixels
    from desktop_app.engine.seen import Grey

    Place = tuple[float, int, int]

VIEWS = {"1": (3, 1), "2": (4, 2), "4": (8, 2)}
"""Side of a layer's receptive fields in `convolutional`, and how far apart they are."""

BROKEN = encoded(noise(40, 40))[:99]


@pytest.fixture
def small() -> Network:
    return network_of(convolutional())


def named(*contents: bytes | str) -> list[Source]:
    return [Source(f"picture {number}", content) for number, content in enumerate(contents)]


def pictures(count: int) -> list[Source]:
    return named(*(encoded(noise(40, 36, seed)) for seed in range(count)))


def ranked(network: Network, sources: Sequence[Source], layer: str) -> Ranking:
    return drained(strongest(network=network, sources=sources, layer=layer))


def cut(
    network: Network,
    sources: Sequence[Source],
    ranking: Ranking,
    unit: int,
    fields: Fields | None = None,
) -> Patches:
    return drained(
        patches.patches(network=network, sources=sources, ranking=ranking, unit=unit, fields=fields)
    )


def fields_of(network: Network, layer: str) -> Fields:
    return receptive_fields(backbone.of(network).module, network.input.size)[layer]


def entries(ranking: Ranking, unit: int) -> list[Place]:
    rows = (ranking.values[unit], ranking.pictures[unit], ranking.places[unit])
    return [one for one in zip(*(row.tolist() for row in rows), strict=True) if one[0] > 0]


# One by one


def places_by_hand(values: list[list[float]], view: tuple[int, int], most: int) -> list[Place]:
    """The places of one map of one picture, by value, with whatever is too near left out."""
    side, jump = view
    waiting = [
        (-value, row, column)
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if value > 0
    ]
    taken: list[tuple[float, int, int]] = []
    for one in sorted(waiting):
        far = (max(abs(one[1] - two[1]), abs(one[2] - two[2])) * jump for two in taken)
        if len(taken) < most and all(2 * distance >= side for distance in far):
            taken.append(one)
    return [(-value, row, column) for value, row, column in taken]


def by_hand(
    network: Network, sources: Sequence[Source], layer: str, *, most: int
) -> list[list[Place]]:
    """Of each map the nine strongest places: value, picture, place."""
    user = backbone.of(network)
    found: list[list[Place]] = []
    for number, source in enumerate(sources):
        maps = user.prepare(images.decode(source))
        for part in list(user.module.children())[: int(layer) + 1]:
            maps = part(maps.clone())
        for unit, values in enumerate(maps[0].tolist()):
            found += [[]] * (unit == len(found))
            places = places_by_hand(values, VIEWS[layer], most)
            found[unit] = found[unit] + [
                (value, number, row * len(values[0]) + column) for value, row, column in places
            ]
    return [sorted(places, key=lambda one: -one[0])[:9] for places in found]


def assert_same(ranking: Ranking, expected: list[list[Place]]) -> None:
    assert ranking.values.shape == (len(expected), 9)
    for unit, places in enumerate(expected):
        ours = entries(ranking, unit)
        assert [one[1:] for one in ours] == [one[1:] for one in places]
        assert [one[0] for one in ours] == pytest.approx([one[0] for one in places], rel=1e-5)
        assert (ranking.values[unit, len(places) :] == -np.inf).all()


@pytest.mark.parametrize("layer", VIEWS)
@pytest.mark.parametrize(("count", "most"), [(1, 9), (2, 5), (4, 3), (8, 2), (9, 1), (14, 1)])
def test_they_are_those_found_one_by_one(small: Network, count: int, most: int, layer: str) -> None:
    sources = pictures(count)
    with nothing_left(backbone.of(small)):
        found = ranked(small, sources, layer)
    expected = by_hand(small, sources, layer, most=most)
    assert max(map(len, expected)) == 9
    assert_same(found, expected)
    assert (found.layer, found.seen, found.bad) == (layer, count, 0)
    assert found.wide == {"1": 32, "2": 16, "4": 16}[layer]
    assert found.values.dtype == np.float32
    assert found.pictures.dtype == found.places.dtype == np.int64


def pixels_themselves() -> Network:
    """A network whose first layer gives the picture."""
    return network_of(nn.Sequential(nn.ReLU(), nn.Flatten(), nn.Linear(3 * SIDE**2, 5)))


def spots(*places: tuple[int, int, int]) -> bytes:
    """A black picture with grey pixels: row, column, grey."""
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    for row, column, grey in places:
        pixels[row, column] = grey
    return encoded(pixels)


def test_equals_stand_in_the_order_of_the_pictures() -> None:
    plain = encoded(np.full((SIDE, SIDE, 3), 255, np.uint8))
    found = ranked(pixels_themselves(), named(plain, plain), "0")
    assert found.pictures.tolist() == [[0, 0, 0, 0, 0, 1, 1, 1, 1]] * 3
    assert found.places.tolist() == [[0, 1, 2, 3, 4, 0, 1, 2, 3]] * 3


def test_the_rest_is_left_empty() -> None:
    found = ranked(
        pixels_themselves(), named(spots((0, 1, 51), (3, 0, 255)), spots((31, 31, 102))), "0"
    )
    assert [entries(found, unit) for unit in range(3)] == [
        [
            (1, 0, 3 * SIDE),
            (pytest.approx(0.4), 1, 31 * SIDE + 31),
            (pytest.approx(0.2), 0, 1),
        ]
    ] * 3
    assert (found.values[:, 3:] == -np.inf).all()


def test_where_nothing_responds_there_is_nothing() -> None:
    module = convolutional()
    nn.init.constant_(module.get_parameter("3.bias"), -100)
    network, sources = network_of(module), pictures(3)
    for layer in ("3", "4"):
        found = ranked(network, sources, layer)
        assert (found.values == -np.inf).all()
        assert found.values.shape == (5, 9)
        shown = cut(network, sources, found, 2, fields_of(network, layer))
        assert (shown.patches, shown.seen, shown.bad) == ((), 3, 0)


def test_maps_need_not_be_square() -> None:
    network = network_of(nn.Sequential(nn.MaxPool2d((1, 2)), nn.Flatten(), nn.Linear(1536, 5)))
    sources = named(spots((20, 9, 255), (21, 9, 204), (5, 30, 153)))
    found = ranked(network, sources, "0")
    assert found.wide == 16
    assert not found.pictures.any()
    assert found.places[:, :3].tolist() == [[20 * 16 + 4, 21 * 16 + 4, 5 * 16 + 15]] * 3
    assert (found.values[:, 3:] == -np.inf).all()
    shown = cut(network, sources, found, 1, fields_of(network, "0"))
    grey = [patch.pixels[..., 1].tolist() for patch in shown.patches]
    assert grey == [[[0, 255]], [[0, 204]], [[153, 0]]]


def test_where_all_units_see_everything_each_picture_gives_one() -> None:
    mixing = (nn.AvgPool2d(8), nn.Flatten(2), nn.Linear(16, 16), nn.ReLU(), nn.Unflatten(2, (4, 4)))
    network = network_of(nn.Sequential(*mixing, nn.Flatten(), nn.Linear(48, 5)))
    found = ranked(network, pictures(2), "4")
    assert (found.values > 0).sum(axis=1).tolist() == [2, 2, 2]
    assert np.sort(found.pictures[:, :2]).tolist() == [[0, 1]] * 3


@pytest.mark.parametrize("layer", ["6", "7"])
def test_of_units_that_see_the_whole_picture_each_gives_one(small: Network, layer: str) -> None:
    sources = pictures(3)
    found = ranked(small, sources, layer)
    unit = int(found.values[:, 0].argmax())
    assert sorted(picture for _, picture, _ in entries(found, unit)) == [0, 1, 2]
    assert {place for _, _, place in entries(found, unit)} == {0}
    shown = cut(small, sources, found, unit)
    assert [one.value for one in shown.patches] == found.values[unit, :3].tolist()
    assert {one.pixels.shape for one in shown.patches} == {(SIDE, SIDE, 3)}


# Pictures that cannot be read, and other trouble


@pytest.mark.parametrize("count", [4, 11])
def test_bad_pictures_are_left_out_and_counted(small: Network, count: int) -> None:
    sources = pictures(count)
    sources[2] = Source("broken", BROKEN)
    with nothing_left(backbone.of(small)):
        found = ranked(small, sources, "4")
    assert (found.seen, found.bad) == (count - 1, 1)
    assert 2 not in found.pictures[found.values > 0]
    good = [one for one in sources if one.name != "broken"]
    expected = by_hand(small, good, "4", most=-(-9 // count))
    moved = [[(v, at + (at > 1), place) for v, at, place in places] for places in expected]
    assert_same(found, moved)
    shown = cut(small, sources, found, 0)
    assert (shown.seen, shown.bad) == (count - 1, 1)


@pytest.mark.parametrize("count", [0, 1, 6])
def test_there_may_be_no_picture_at_all(small: Network, count: int) -> None:
    found = ranked(small, named(*[BROKEN] * count), "4")
    assert (found.seen, found.bad, found.wide) == (0, count, 16)
    assert found.values.shape == found.pictures.shape == found.places.shape == (5, 9)
    assert (found.values == -np.inf).all()


@pytest.mark.parametrize("sources", [[], pictures(1)], ids=["none", "one"])
def test_a_layer_that_is_not_there_is_told(small: Network, sources: list[Source]) -> None:
    with nothing_left(backbone.of(small)), pytest.raises(LayerError, match="‘nonsense’"):
        ranked(small, sources, "nonsense")


def test_a_layer_that_sees_windows_has_no_maps() -> None:
    windows = nn.Sequential(nn.Unflatten(2, (2, -1)), nn.Flatten(0, 1), nn.Unflatten(0, (1, -1)))
    network = network_of(nn.Sequential(windows, nn.Flatten()))
    with pytest.raises(LayerError):
        ranked(network, pictures(1), "0.0")


@pytest.mark.parametrize("unit", [-1, 5])
def test_a_map_that_is_not_there_is_told(small: Network, unit: int) -> None:
    ranking = ranked(small, pictures(1), "4")
    with pytest.raises(UnitError, match=f"maps 0 to 4, not {unit}"):
        cut(small, pictures(1), ranking, unit)


def test_it_can_be_stopped_and_what_was_found_is_kept(small: Network) -> None:
    sources, early = pictures(7), list[Ranking]()
    with nothing_left(backbone.of(small)):
        steps = strongest(network=small, sources=sources, layer="4")
        for step in steps:
            assert hooks_on(backbone.of(small)) == 0
            assert step.total == 7
            if step.snapshot is None:
                assert step.done == 0
                continue
            frame = step.snapshot()
            assert isinstance(frame, Ranking)
            assert frame.seen == step.done
            early.append(frame)
            if step.done > 4:
                break
        steps.close()
    assert [one.seen for one in early] == [1, 5]
    for frame in early:
        assert_same(frame, by_hand(small, sources[: frame.seen], "4", most=2))


class Failing(nn.Module):
    """Passes on what comes, as often as it may."""

    def __init__(self) -> None:
        super().__init__()
        self.runs, self.fails_at = 0, -1

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.runs += 1
        if self.runs == self.fails_at:
            raise RuntimeError("broken")
        return x


@pytest.mark.parametrize("more", [1, 2, 3])
def test_a_network_that_fails_is_left_as_it_was(more: int) -> None:
    network = network_of(nn.Sequential(*convolutional(), Failing()))
    watched = backbone.of(network).watched().module.get_submodule("8")
    assert isinstance(watched, Failing)
    ranking = ranked(network, pictures(9), "4")
    with nothing_left(backbone.of(network)):
        watched.fails_at = watched.runs + more
        with pytest.raises(RuntimeError, match="broken"):
            ranked(network, pictures(9), "4")
        watched.fails_at = watched.runs + more
        with pytest.raises(RuntimeError, match="broken"):
            cut(network, pictures(9), ranking, 1)


# Patches


class Only(nn.Module):
    """Lets one unit of the maps through."""

    def __init__(self, unit: int, row: int, column: int) -> None:
        super().__init__()
        self.at = (slice(None), unit, row, column)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mask = torch.zeros_like(x)
        mask[self.at] = 1
        return x * mask


def projected(network: Network, crop: Pixels, layer: str, unit: int, place: int) -> torch.Tensor:
    """What comes back from a whole map in which only one unit is left."""
    user = backbone.of(network)
    parts = list(user.module.children())[: int(layer) + 1]
    only = Only(unit, *divmod(place, 16))
    alone = backbone_of(nn.Sequential(*parts, only, nn.Flatten()))
    pixels, name = user.stack([crop]), str(len(parts))
    method = deconvnet.best_for(user)
    return deconvnet.project(alone, pixels, name, unit, method=method, whole=True)[0]


@pytest.fixture(params=[1, 2])
def pooled(request: pytest.FixtureRequest) -> Network:
    """The small network as it is, and with a second max-pool, which comes after its layers."""
    parts = list(convolutional())
    return network_of(
        nn.Sequential(*parts[:5], *[nn.MaxPool2d(1)] * (request.param - 1), *parts[5:])
    )


@pytest.mark.parametrize("count", [1, 3, 10])
def test_each_patch_is_what_its_unit_sees_and_answers_to(pooled: Network, count: int) -> None:
    small = pooled
    sources, with_signal = pictures(count), False
    ranking = ranked(small, sources, "4")
    with nothing_left(backbone.of(small)):
        found = [cut(small, sources, ranking, unit, fields_of(small, "4")) for unit in range(5)]
    for unit, shown in enumerate(found):
        assert (shown.layer, shown.unit, shown.seen, shown.bad) == ("4", unit, count, 0)
        assert len(shown.patches) == len(entries(ranking, unit))
        for patch, (value, picture, place) in zip(
            shown.patches, entries(ranking, unit), strict=True
        ):
            crop = images.decode_input(sources[picture], small.input)
            row, column = divmod(place, 16)
            rows, columns = (
                slice(max(0, 2 * at - 3), min(SIDE, 2 * at + 5)) for at in (row, column)
            )
            assert (patch.name, patch.value) == (sources[picture].name, value)
            assert np.array_equal(patch.pixels, crop[rows, columns])
            back = projected(small, crop, "4", unit, place)[:, rows, columns].numpy()
            with_signal |= bool(back.any())
            expected = mosaic.signed(back).astype(int)
            assert patch.projection is not None
            assert patch.projection.shape == patch.pixels.shape
            assert np.abs(patch.projection - expected).max() <= 1
            assert patch.pixels.flags.c_contiguous
            assert patch.projection.flags.c_contiguous
    assert with_signal


def test_patches_come_one_by_one_and_can_be_stopped(small: Network) -> None:
    sources = pictures(2)
    ranking = ranked(small, sources, "2")
    unit = int((ranking.values > 0).sum(axis=1).argmax())
    whole = cut(small, sources, ranking, unit)
    with nothing_left(backbone.of(small)):
        steps = patches.patches(
            network=small, sources=sources, ranking=ranking, unit=unit, fields=None
        )
        assert (next(steps).done, next(steps).done) == (0, 1)
        step = next(steps)
        assert hooks_on(backbone.of(small)) == 0
        steps.close()
    assert (step.done, step.total) == (2, 9)
    assert step.snapshot is not None
    frame = step.snapshot()
    assert isinstance(frame, Patches)
    assert [one.value for one in frame.patches] == [one.value for one in whole.patches[:2]]


def test_a_picture_with_several_patches_is_read_once(
    small: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = pictures(2)
    ranking = ranked(small, sources, "2")
    opened: list[str] = []
    real = images.decode_input

    def decode(source: Source, *rest: object) -> Pixels:
        opened.append(source.name)
        return real(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(images, "decode_input", decode)
    unit = int((ranking.values > 0).sum(axis=1).argmax())
    assert len(cut(small, sources, ranking, unit).patches) == 9
    assert sorted(opened) == ["picture 0", "picture 1"]


def test_a_picture_that_has_gone_is_left_out(small: Network, tmp_path: Path) -> None:
    files = [write(tmp_path, f"{at}.png", encoded(noise(40, 40, at))) for at in range(3)]
    sources = named(*files)
    ranking = ranked(small, sources, "2")
    unit = int((ranking.values > 0).sum(axis=1).argmax())
    os.remove(files[1])
    shown = cut(small, sources, ranking, unit)
    names = [sources[picture].name for _, picture, _ in entries(ranking, unit)]
    assert "picture 1" in names
    assert [one.name for one in shown.patches] == [one for one in names if one != "picture 1"]
    assert (shown.seen, shown.bad) == (2, 1)


def patch_at(fields: Fields | None, row: int, column: int) -> Patches:
    """The patch of one place in maps of 4 x 4, from a picture whose pixels tell where they are."""
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = np.indices((SIDE, SIDE))
    place = np.array([[4 * row + column]])
    value = np.array([[1.0]], np.float32)
    ranking = Ranking("0", value, np.array([[0]]), place, wide=4, seen=1, bad=0)
    module = nn.Sequential(nn.AvgPool2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(48, 5))
    return cut(network_of(module), named(encoded(pixels)), ranking, 0, fields)


@pytest.mark.parametrize(
    ("down", "across", "corners"),
    [
        (Field(8, 8, 3.5), Field(8, 8, 3.5), (16, 24, 8, 16)),
        (Field(1, 8, 3), Field(3, 8, 3), (19, 20, 10, 13)),
        (Field(31, 8, 0), Field(31, 2, 0), (1, 32, 0, 18)),
        (Field(32, 8, 3.5), Field(3, 8, 3), (0, 32, 0, 32)),
        (Field(99, 8, 3), Field(99, 8, 3), (0, 32, 0, 32)),
        (Field(3, 0, 3), Field(3, 8, 3), (0, 32, 0, 32)),
        (Field(3, 8, 40), Field(3, 8, -40), (31, 32, 0, 1)),
    ],
)
def test_a_patch_is_the_field_as_far_as_it_lies_on_the_crop(
    down: Field, across: Field, corners: tuple[int, int, int, int]
) -> None:
    (patch,) = patch_at(Fields(down, across), 2, 1).patches
    top, bottom, left, right = corners
    assert patch.pixels[..., 0].tolist() == [[row] * (right - left) for row in range(top, bottom)]
    assert patch.pixels[..., 1].tolist() == [[*range(left, right)]] * (bottom - top)


def test_without_fields_a_patch_is_the_whole_crop() -> None:
    (patch,) = patch_at(None, 2, 1).patches
    assert patch.pixels.shape == (SIDE, SIDE, 3)


def test_what_is_at_its_ceiling_shows_the_whole_map_s_projection() -> None:
    module = nn.Sequential(nn.Conv2d(3, 1, 3), nn.ReLU6(), nn.Flatten(), nn.Linear(900, 5))
    nn.init.constant_(module.get_parameter("0.weight"), 0.5)  # at most 13.5, often above 6
    network, sources = network_of(module), pictures(9)
    ranking = ranked(network, sources, "1")
    assert (ranking.values == 6).all()
    shown = cut(network, sources, ranking, 0, Fields(Field(SIDE, 1, 0), Field(SIDE, 1, 0)))
    for patch in shown.patches:
        user = backbone.of(network)
        pixels = user.stack([patch.pixels])
        back = deconvnet.project(user, pixels, "1", 0, method=GUIDED, whole=True)
        assert back.any()
        assert patch.projection is not None
        assert np.array_equal(patch.projection, mosaic.signed(back[0].numpy()))


# Where deconvnet means nothing


def test_without_relu_there_is_no_projection(monkeypatch: pytest.MonkeyPatch) -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.SiLU(), nn.Flatten(), nn.Linear(3600, 5))
    network, sources = network_of(module), pictures(4)
    tried: list[str] = []
    real = deconvnet.project

    def project(*args: object, **options: object) -> torch.Tensor:
        tried.append(str(args[2]))
        return real(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(deconvnet, "project", project)
    for layer in ("1", "0"):
        ranking = ranked(network, sources, layer)
        unit = int((ranking.values > 0).sum(axis=1).argmax())
        with nothing_left(backbone.of(network)):
            shown = cut(network, sources, ranking, unit, fields_of(network, layer))
        assert len(shown.patches) == 9
        assert {patch.pixels.shape for patch in shown.patches} == {(3, 3, 3)}
        assert all((one.projection is None) == (layer == "1") for one in shown.patches)
    assert tried == ["1"] + ["0"] * 9


# The bundled network


def value_at(network: Network, crop: Pixels, layer: str, unit: int, place: int) -> float:
    user = backbone.of(network)
    with torch.no_grad(), captured(user, [layer]) as (watched, outputs):
        watched.logits(user.stack([crop]))
        return float(as_maps(outputs[layer])[0, unit].flatten()[place])


def found_in(crop: Pixels, patch: Pixels) -> Grey:
    """A mask of where `patch` lies in `crop`."""
    windows = sliding_window_view(crop, patch.shape)[:, :, 0]
    ((top, left),) = np.argwhere((windows == patch).all(axis=(2, 3, 4)))
    mask = np.zeros(crop.shape, np.uint8)
    mask[top : top + patch.shape[0], left : left + patch.shape[1]] = 1
    return mask


@pytest.mark.parametrize("layer", ["act1", "blocks.1.0.act2"])
def test_a_patch_is_where_the_unit_looks(network: Network, layer: str) -> None:
    sources = named(*(encoded(noise(240, 230, seed)) for seed in (1, 2)))
    with nothing_left(backbone.of(network)):
        ranking = ranked(network, sources, layer)
        best = np.where(ranking.values[:, 0] < 6, ranking.values[:, 0], 0)
        unit = int(best.argmax())  # not at ReLU6's ceiling, where a change may not show
        shown = cut(network, sources, ranking, unit, fields_of(network, layer))
    (value, picture, place), *_ = entries(ranking, unit)
    crop = images.decode_input(sources[picture], network.input)
    mask = found_in(crop, shown.patches[0].pixels)
    other = noise(224, 224, seed=3)
    assert value_at(network, crop, layer, unit, place) == pytest.approx(value, rel=1e-4)
    outside, inside = np.where(mask, crop, other), np.where(mask, other, crop)
    assert value_at(network, outside, layer, unit, place) == pytest.approx(value, rel=1e-4)
    assert value_at(network, inside, layer, unit, place) != pytest.approx(value, rel=1e-2)
    back = shown.patches[0].projection
    assert back is not None
    assert {int(back.min()), int(back.max())} & {1, 255}


def test_a_late_layer_sees_the_whole_crop(network: Network) -> None:
    sources = named(*(encoded(noise(240, 230, seed)) for seed in (1, 2)))
    ranking = ranked(network, sources, "act2")
    assert ranking.values.shape == (1280, 9)
    unit = int(ranking.values[:, 1].argmax())
    shown = cut(network, sources, ranking, unit, fields_of(network, "act2"))
    assert sorted(one.name for one in shown.patches) == ["picture 0", "picture 1"]
    assert {one.pixels.shape for one in shown.patches} == {(224, 224, 3)}
    assert all(one.projection is not None for one in shown.patches)
