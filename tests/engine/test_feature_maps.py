"""A layer's maps, their figures, and every way of looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from desktop_app.engine import backbone, feature_maps, mosaic
from desktop_app.engine.catalogue import DEFAULT
from desktop_app.engine.errors import LayerError, MethodError, UnitError
from desktop_app.engine.feature_maps import Maps, layers_of
from desktop_app.engine.looking import look
from desktop_app.engine.seen import BLANK, METHODS, MIXED, NO_SWITCHES, WHOLE_MAP, Seen
from tests.backbones import drained, loaded
from tests.engine.small_networks import (
    SIDE,
    TABLE,
    close,
    convolutional,
    hooks_on,
    network_of,
    nothing_left,
    picture,
)

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network

LAYER = "4"


@pytest.fixture
def small() -> Network:
    return network_of(convolutional())


def maps_of(*values: list[list[float]]) -> Maps:
    return Maps("layer", np.array(values, np.float32))


def seen(network: Network, method: str, layer: str = LAYER, **options: Any) -> Seen:  # noqa: ANN401
    steps = look(
        network=network,
        picture=picture(),
        layer=layer,
        method=method,
        table=TABLE,
        **options,
    )
    return drained(steps)


# Figures


def test_figures_of_each_map() -> None:
    found = maps_of([[0, 1], [2, 5]], [[-1, -3], [0, 0]], [[0, 0], [0, 0]])
    assert found.means.tolist() == [2, -1, 0]
    assert found.peaks.tolist() == [5, 0, 0]
    assert found.zeros.tolist() == [0.25, 0.5, 1]
    assert found.dead == (2,)


def test_a_map_that_only_goes_below_zero_or_hardly_anywhere() -> None:
    assert maps_of([[-1, -2]], [[1e-7, -1e-7]], [[1e-5, 0]]).dead == (1,)


def test_all_maps_in_one_picture() -> None:
    found = maps_of([[0, 1]], [[0, 2]], [[3, 0]])
    assert found.mosaic().tolist() == [
        [0, 255, 0, 0, 255],
        [0, 0, 0, 0, 0],
        [255, 0, 0, 0, 0],
    ]
    assert found.mosaic(per_map=False).tolist()[0] == [0, 85, 0, 0, 170]
    assert found.mosaic(ratio=9).shape == (1, 8)


# Layers


def test_layers_are_told_in_the_order_in_which_they_run(small: Network) -> None:
    with nothing_left(backbone.of(small)):
        found = layers_of(small)
    assert found == (
        ("0", (4, 32, 32)),
        ("1", (4, 32, 32)),
        ("2", (4, 16, 16)),
        ("3", (5, 16, 16)),
        ("4", (5, 16, 16)),
        ("5", (5, 1, 1)),
        ("6", (5, 1, 1)),
        ("7", (5, 1, 1)),
    )


def test_what_gives_no_maps_is_no_layer() -> None:
    class Windows(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.reshape(4, 3, SIDE // 2, SIDE // 2)

    class Vector(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.flatten()

    class Back(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.reshape(1, 3, SIDE, SIDE)

    network = network_of(nn.Sequential(Windows(), Back(), Vector(), Back(), nn.Flatten()))
    assert [name for name, _ in layers_of(network)] == ["1", "3", "4"]
    for layer in ("0", "2"):
        with pytest.raises(LayerError):
            seen(network, "maps", layer)


def test_layers_of_the_bundled_network(network: Network) -> None:
    found = dict(layers_of(network))
    assert found["conv_stem"] == (32, 112, 112)
    assert found["blocks.3"] == (80, 14, 14)
    assert found["act2"] == (1280, 7, 7)
    assert found["classifier"] == (1000, 1, 1)
    assert next(iter(found)) == "conv_stem"
    assert [*found][-1] == "classifier"


# Maps


def test_maps_of_several_layers_come_from_one_run(small: Network) -> None:
    user = backbone.of(small)
    runs: list[object] = []
    handle = user.watched().module.register_forward_pre_hook(lambda *_: runs.append(1))
    photo, found = drained(
        feature_maps.maps(network=small, picture=picture(), layers=["4", "0", "3"])
    )
    assert np.array_equal(photo, backbone.photo(backbone.of(small).prepare(picture())))
    handle.remove()
    assert len(runs) == 1
    assert [one.layer for one in found] == ["4", "0", "3"]
    pixels = user.prepare(picture())
    expected = pixels
    for part in list(user.module)[:4]:  # type: ignore[call-overload]
        expected = part(expected.clone())
    assert found[2].values.dtype == np.float32
    assert close(torch.from_numpy(found[2].values.copy()), expected[0])
    assert np.array_equal(found[0].values, np.maximum(found[2].values, 0))


def test_maps_can_be_closed_before_they_come(small: Network) -> None:
    with nothing_left(backbone.of(small)):
        steps = feature_maps.maps(network=small, picture=picture(), layers=["0"])
        next(steps)
        steps.close()


@pytest.mark.parametrize("layers", [["nonsense"], ["0", "nonsense", "1"], [""], ["0.weight"]])
def test_a_layer_that_is_not_there_is_told(small: Network, layers: list[str]) -> None:
    with nothing_left(backbone.of(small)), pytest.raises(LayerError) as caught:
        drained(feature_maps.maps(network=small, picture=picture(), layers=layers))
    wrong = next(one for one in layers if one not in ("0", "1"))
    assert str(caught.value) == (
        f"Small has no layer with maps called ‘{wrong}’. It has 0, 1, 2 and others."
    )


def test_a_layer_that_never_runs_has_no_maps() -> None:
    module = convolutional()
    module[1].spare = nn.Conv2d(3, 3, 1)
    with pytest.raises(LayerError, match=r"‘1\.spare’"):
        seen(network_of(module), "maps", "1.spare")


# Ways of looking


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("layer", ["0", "3", "4"])
def test_every_method_gives_numbers_and_a_picture(small: Network, layer: str, method: str) -> None:
    with nothing_left(backbone.of(small)):
        found = seen(small, method, layer)
    assert (found.layer, found.method) == (layer, method)
    assert found.values.dtype == np.float32
    assert np.isfinite(found.values).all()
    assert found.picture.dtype == np.uint8
    shapes = {"maps": 3, "gradcam": 2, "occlusion": 2}
    assert found.values.ndim == shapes.get(method, 3)
    if method != "maps":
        assert found.values.shape[-2:] == (SIDE, SIDE)
        assert found.picture.shape == (SIDE, SIDE, 3)


def test_all_maps_unless_one_is_asked_for(small: Network) -> None:
    whole, one = seen(small, "maps"), seen(small, "maps", unit=2)
    assert (whole.unit, whole.values.shape, whole.picture.shape) == (None, (5, 16, 16), (33, 50, 3))
    assert (one.unit, one.values.shape, one.picture.shape) == (2, (1, 16, 16), (16, 16, 3))
    assert np.array_equal(one.values[0], whole.values[2])
    assert np.array_equal(one.picture, whole.picture[:16, 34:])


@pytest.mark.parametrize("method", ["deconvnet", "guided", "gradient", "occlusion"])
def test_the_map_that_responds_most_is_looked_at_unless_told(small: Network, method: str) -> None:
    best = int(seen(small, "maps").values.mean(axis=(1, 2)).argmax())
    assert seen(small, method).unit == best
    assert np.array_equal(seen(small, method).values, seen(small, method, unit=best).values)
    other = (best + 1) % 5
    assert seen(small, method, "3", unit=other).unit == other


@pytest.mark.parametrize("method", ["maps", "guided", "occlusion"])
@pytest.mark.parametrize("unit", [-1, 5, 10**9])
def test_a_map_that_is_not_there_is_told(small: Network, method: str, unit: int) -> None:
    with nothing_left(backbone.of(small)), pytest.raises(UnitError) as caught:
        seen(small, method, unit=unit)
    assert str(caught.value) == f"4 has maps 0 to 4, not {unit}."


def test_grad_cam_explains_a_class_and_no_map(small: Network) -> None:
    user = backbone.of(small)
    best = int(user.logits(user.prepare(picture())).argmax())
    first, same, other = (
        seen(small, "gradcam", unit=99),
        seen(small, "gradcam", target=best),
        seen(small, "gradcam", target=(best + 1) % 5),
    )
    assert (first.unit, other.unit) == (best, (best + 1) % 5)
    assert np.array_equal(first.values, same.values)
    assert not np.array_equal(first.values, other.values)
    assert first.values.min() >= 0


def test_a_silent_unit_gives_way_to_the_whole_map() -> None:
    module = nn.Sequential(nn.Conv2d(3, 1, 1), nn.ReLU6(), nn.Flatten(), nn.Linear(SIDE * SIDE, 5))
    nn.init.constant_(module.get_parameter("0.weight"), 5)  # above 6 where the picture is bright
    nn.init.constant_(module.get_parameter("0.bias"), -4)
    network = network_of(module)
    found = seen(network, "guided", "1")
    assert found.remark == WHOLE_MAP
    assert found.values.any()
    assert seen(network, "guided", "1", whole_map=True).remark == ""
    assert np.array_equal(seen(network, "guided", "1", whole_map=True).values, found.values)


@pytest.mark.parametrize(
    ("name", "told"),
    [("alexnet:untrained", ""), ("resnet18:untrained", NO_SWITCHES), (DEFAULT, NO_SWITCHES)],
)
def test_deconvnet_without_switches_is_told_what_shows_more(name: str, told: str) -> None:
    network = loaded(name)
    layer = layers_of(network)[4][0]
    assert seen(network, "deconvnet", layer).remark == told
    assert seen(network, "guided", layer, whole_map=True).remark == ""


@pytest.mark.parametrize("method", ["guided", "gradient"])
def test_where_some_activations_have_no_rule_it_is_told(method: str) -> None:
    network = loaded("mobilenet_v3_small:untrained")
    told = MIXED if method == "guided" else ""
    assert seen(network, method, "features.3", whole_map=True).remark == told


def test_a_projection_ends_where_most_of_it_does(small: Network) -> None:
    found = seen(small, "guided")
    end = float(np.quantile(np.abs(found.values), 0.995))
    assert found.magnification == pytest.approx(0.5 / end)
    assert np.array_equal(found.picture, mosaic.signed(found.values, end))
    assert seen(small, "maps").magnification == 0


def test_where_nothing_flows_back_there_is_grey() -> None:
    module = convolutional()
    nn.init.constant_(module.get_parameter("3.bias"), -100)
    found = seen(network_of(module), "guided")
    assert found.remark == WHOLE_MAP
    assert not found.values.any()
    assert (found.picture == 128).all()
    assert found.magnification == 0


@pytest.mark.parametrize("method", ["guided", "deconvnet"])
def test_a_network_without_relu_is_told_what_works(method: str) -> None:
    network = loaded("efficientnet_b0:untrained")
    with nothing_left(backbone.of(network)), pytest.raises(MethodError) as caught:
        seen(network, method, "features.3")
    assert str(caught.value) == (
        f"Guided and deconvnet need ReLU; {network.title} uses SiLU. "
        "Gradient and Grad-CAM work here."
    )
    assert seen(network, "gradient", "features.3").values.any()
    assert seen(network, "gradcam", "features.8").values.shape == (224, 224)


def test_a_look_can_be_closed_in_the_middle(small: Network) -> None:
    with nothing_left(backbone.of(small)):
        for method in METHODS:
            for steps_taken in (1, 2):
                steps = look(
                    network=small, picture=picture(), layer=LAYER, method=method, table=TABLE
                )
                for _, _ in zip(range(steps_taken), steps, strict=False):
                    assert hooks_on(backbone.of(small)) == 0
                    assert torch._C._len_torch_function_stack() == 0
                steps.close()


def test_a_layer_that_fails_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(nn.Module):
        runs = 0

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.runs += 1
            if armed and self.runs > 1:
                raise RuntimeError("broken")
            return x

    armed: list[int] = []
    for method in ("guided", "gradcam", "occlusion"):
        failing = Failing()
        network = network_of(nn.Sequential(failing, *convolutional()))
        with nothing_left(backbone.of(network)):
            armed.append(1)
            with pytest.raises(RuntimeError, match="broken"):
                seen(network, method)
            armed.clear()


def test_marks_lie_over_the_picture(small: Network) -> None:
    found = seen(small, "occlusion")
    photo = backbone.of(small).prepare(picture())[0].permute(1, 2, 0).numpy() * 255
    assert found.values.min() <= 0 < found.values.max()
    lightest = np.unravel_index(found.values.argmax(), (SIDE, SIDE))
    darkest = np.unravel_index(found.values.argmin(), (SIDE, SIDE))
    assert found.picture[lightest].tolist() == [
        (255 + round(float(v))) // 2 for v in photo[lightest]
    ]
    assert found.picture[darkest].tolist() == [round(float(v)) // 2 for v in photo[darkest]]


@pytest.mark.parametrize("whole_map", [False, True])
def test_occlusion_watches_one_unit_or_the_whole_map(small: Network, whole_map: bool) -> None:
    user = backbone.of(small)
    pixels = user.prepare(picture())
    (maps,) = feature_maps.run(small, pixels, [LAYER])
    unit = int(maps.means.argmax())
    row, column = divmod(int(maps.values[unit].argmax()), maps.values.shape[2])
    hidden = pixels.clone()
    hidden[:, :, :5, :5] = 0.5  # as large as the square that hides, in its first place
    (after,) = feature_maps.run(small, hidden, [LAYER])
    fall = maps.values[unit] - after.values[unit]
    expected = fall.mean() if whole_map else fall[row, column]
    found = seen(small, "occlusion", whole_map=whole_map)
    assert found.values[0, 0] == pytest.approx(float(expected), abs=1e-6)


def test_what_no_part_of_the_picture_changes_is_told() -> None:
    module = convolutional()
    nn.init.zeros_(module.get_parameter("3.weight"))
    found = seen(network_of(module), "occlusion")
    assert found.remark == BLANK
    assert not found.values.any()
