"""What layers give is kept as they gave it, and watching leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import backbone
from desktop_app.engine.capture import as_maps, captured
from tests.backbones import loaded
from tests.engine.small_networks import (
    backbone_of,
    convolutional,
    hooks_on,
    nothing_left,
    random_pixels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone

NETWORKS = (
    "efficientnet_lite0",
    "efficientnet_lite1",
    "efficientnet_lite2",
    "resnet18:untrained",
    "googlenet:untrained",
    "alexnet:untrained",
    "mobilenet_v3_small:untrained",
    "swin_t:untrained",
    "vit_b_16:untrained",
)


def plain(user: Backbone, pixels: Tensor) -> dict[str, Tensor]:
    """What each layer gives, copied before the next one can change it."""
    mine, outputs = user.private(), dict[str, torch.Tensor]()

    def hook(name: str) -> Callable[..., None]:
        def keep(_module: nn.Module, _given: object, output: object) -> None:
            first = output[0] if isinstance(output, tuple) else output
            assert isinstance(first, torch.Tensor)
            outputs[name] = first.clone()

        return keep

    for name, part in mine.module.named_modules():
        part.register_forward_hook(hook(name))
    with torch.no_grad():
        mine.logits(pixels)
    outputs.pop("")
    return outputs


def seen(user: Backbone, names: list[str], pixels: Tensor) -> dict[str, Tensor]:
    with torch.no_grad(), captured(user, names) as (mine, outputs):
        mine.logits(pixels)
    return outputs


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_are_those_of_a_plain_run(name: str) -> None:
    user = backbone.of(loaded(name))
    pixels = random_pixels(user.rule.size)
    expected = plain(user, pixels)
    with nothing_left(user):
        found = seen(user, [*expected], pixels)
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[layer], output) for layer, output in expected.items())


def test_a_layer_s_output_is_not_what_the_next_one_makes_of_it() -> None:
    user = backbone_of(convolutional())
    found = seen(user, ["0", "1"], random_pixels())
    assert found["0"].min() < 0
    assert torch.equal(found["0"].relu(), found["1"])


def test_the_network_that_is_watched_is_the_same_each_time_and_another_one() -> None:
    user = backbone_of(convolutional())
    with captured(user, ["0"]) as (mine, _):
        assert mine is user.watched()
        assert hooks_on(user) == 1
    assert not set(mine.module.modules()) & set(user.module.modules())


def test_of_a_layer_that_runs_twice_the_last_output_is_kept() -> None:
    again = nn.Conv2d(3, 3, 1)
    user, pixels = backbone_of(nn.Sequential(again, again)), random_pixels()
    with torch.no_grad():
        assert torch.equal(seen(user, ["0"], pixels)["0"], again(again(pixels)))


class Pair(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        return x + 1, None


class Unpack(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()
        self.unused = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.pair(x)[0]  # type: ignore[no-any-return]


def test_of_several_outputs_the_first_is_kept_and_of_a_layer_that_rests_none() -> None:
    user, pixels = backbone_of(Unpack()), random_pixels()
    found = seen(user, ["pair", "unused"], pixels)
    assert found.keys() == {"pair"}
    assert torch.equal(found["pair"], pixels + 1)


class Twice(nn.Module):
    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def forward(self, x: Tensor) -> Any:  # noqa: ANN401
        return self.kind((x, x + 1))


class Several(nn.Module):
    def __init__(self, kind: type) -> None:
        super().__init__()
        self.part = Twice(kind)

    def forward(self, x: Tensor) -> Tensor:
        pair = self.part(x)
        assert isinstance(pair, list | tuple)
        assert type(pair) is self.part.kind
        first, second = pair
        return first.mul_(2) + second  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", [list, tuple])
def test_several_outputs_are_passed_on_as_they_are(kind: type) -> None:
    user, pixels = backbone_of(Several(kind)), random_pixels()
    with torch.no_grad(), captured(user, ["part"]) as (mine, outputs):
        logits = mine.logits(pixels)
    assert torch.equal(outputs["part"], pixels)
    assert torch.equal(logits, pixels * 2 + (pixels + 1))


def test_gradients_flow_to_what_was_kept() -> None:
    user = backbone_of(convolutional())
    pixels = random_pixels().requires_grad_()
    with captured(user, ["0", "3"]) as (mine, outputs):
        logits = mine.logits(pixels)
    gradients = torch.autograd.grad(logits.sum(), [*outputs.values(), pixels])
    assert all(one.abs().sum() > 0 for one in gradients)


@pytest.mark.parametrize("layer", ["0", "1", "3"])
def test_gradients_flow_also_without_those_of_the_picture(layer: str) -> None:
    user, pixels = backbone_of(convolutional()), random_pixels()
    found: list[Tensor] = []
    for start in (pixels, pixels.clone().requires_grad_()):
        with captured(user, [layer]) as (mine, outputs):
            logits = mine.logits(start)
        found += torch.autograd.grad(logits[0, 2], outputs[layer])
    assert torch.equal(*found)
    assert found[0].any()
    assert not pixels.requires_grad


@pytest.mark.parametrize("name", ["nonsense", "0.weight", "", "8", "0.0"])
def test_a_name_that_is_no_layer(name: str) -> None:
    user = backbone_of(convolutional())
    with (
        nothing_left(user),
        pytest.raises(ValueError, match="no layer"),
        captured(user, ["0", name]),
    ):
        pass


class Failing(nn.Module):
    broken = False

    def forward(self, x: Tensor) -> Tensor:
        if self.broken:
            raise RuntimeError("broken")
        return x


def test_a_layer_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    user = backbone_of(nn.Sequential(nn.ReLU(inplace=True), Failing()))
    with nothing_left(user):
        monkeypatch.setattr(Failing, "broken", True)
        with pytest.raises(RuntimeError, match="broken"):
            seen(user, ["0", "1"], random_pixels())
        monkeypatch.undo()


# What would overwrite


def add_to(x: Tensor) -> Tensor:
    x += 1
    return x


def multiply(x: Tensor) -> Tensor:
    x *= 2
    return x


def in_a_view(x: Tensor) -> Tensor:
    x[:, 0].clamp_(max=0)
    return x.add(1)


@pytest.mark.parametrize(
    "change",
    [
        add_to,
        multiply,
        in_a_view,
        lambda x: x.add_(1, alpha=2),
        lambda x: x.mul_(3),
        lambda x: x.relu_(),
        torch.relu_,
        functional.relu_,
        lambda x: functional.relu(x, inplace=True),
        lambda x: functional.relu6(x, inplace=True),
        lambda x: functional.hardtanh(x, 0, 1, True),
        lambda x: functional.silu(x, inplace=True),
        lambda x: functional.hardswish(x, inplace=True),
        lambda x: functional.dropout(x, 0.5, False, True),
        nn.ReLU6(inplace=True),
    ],
)
def test_nothing_is_overwritten(change: Callable[[Tensor], Tensor]) -> None:
    class Change(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return change(x)

    user, x = backbone_of(nn.Sequential(nn.Identity(), Change())), random_pixels() * 9 - 2
    expected = change(x.clone())
    assert torch.equal(seen(user, ["0", "1"], x)["0"], x)
    assert torch.equal(seen(user, ["0", "1"], x)["1"], expected)


# As maps


def test_maps_stay_maps() -> None:
    output = torch.rand(2, 5, 7, 7)
    assert as_maps(output) is output


def test_vectors_become_maps_of_one_value() -> None:
    assert as_maps(torch.tensor([[3.0, 4.0]])).tolist() == [[[[3.0]], [[4.0]]]]


@pytest.mark.parametrize("extra", [0, 1, 2])
def test_positions_become_a_grid_without_the_class_token(extra: int) -> None:
    tokens = torch.arange(2.0 * (4 + extra) * 3).view(2, 4 + extra, 3)
    grid = as_maps(tokens)
    assert grid.shape == (2, 3, 2, 2)
    for at in range(4):
        assert torch.equal(grid[:, :, at // 2, at % 2], tokens[:, extra + at])


@pytest.mark.parametrize("tokens", [512, 35, 75])
def test_tokens_that_fill_no_grid_are_no_places(tokens: int) -> None:
    with pytest.raises(ValueError, match="3 dimensions"):
        as_maps(torch.zeros(1, tokens, 196))


def test_channels_that_come_last_come_first() -> None:
    output = torch.rand(2, 7, 7, 5)
    assert torch.equal(as_maps(output), output.permute(0, 3, 1, 2))


@pytest.mark.parametrize("shape", [(), (3,), (1, 2, 3, 4, 5)])
def test_other_forms_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=f"{len(shape)} dimensions"):
        as_maps(torch.zeros(shape))


def test_transformers_show_the_places_of_their_patches() -> None:
    user = backbone.of(loaded("swin_t:untrained"))
    found = seen(user, ["features.1.0", "features.7.1"], random_pixels(224))
    assert as_maps(found["features.1.0"]).shape == (1, 96, 56, 56)
    assert as_maps(found["features.7.1"]).shape == (1, 768, 7, 7)
