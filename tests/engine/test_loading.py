"""From a name to a network: the right weights, checked once, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import safetensors.torch
import torch
from torchvision import models

from desktop_app.engine import (
    architectures,
    backbone,
    catalogue,
    checked,
    device,
    loading,
    modelfile,
    pack,
    plans,
    published,
    reading,
    shelves,
    timm_models,
    weights,
)
from desktop_app.engine.catalogue import BUNDLED, DEFAULT, ZFNET
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.device import choose
from desktop_app.engine.errors import (
    EngineError,
    FileError,
    MemoryNeededError,
    MisfitError,
    NotDownloadedError,
    OutOfMemoryError,
    UnknownArchitectureError,
    UnknownBackboneError,
    UnsafeFileError,
    UnusableBackboneError,
    WeightsError,
    WrongInputError,
)
from desktop_app.engine.modelfile import Description
from tests.backbones import drained, imagenet, loaded, places

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    from desktop_app.engine.contract import Step
    from desktop_app.engine.places import Places

NAME = "squeezenet1_1"
TIMM = "test_resnet.r160_in1k"
REVISION = "0123456789abcdef" * 2 + "01234567"
RULE = InputRule(64, 70, "bicubic", (0.1, 0.2, 0.3), (0.4, 0.5, 0.6))


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def where(tmp_path: Path) -> Places:
    made = places(tmp_path / "where")
    made.weights.mkdir(parents=True)
    return made


def random_pixels(side: int = 224) -> Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0))


def built(name: str = NAME, classes: int = 1000) -> nn.Module:
    return architectures.build(catalogue.parse(name), classes)


def publish(where: Places, monkeypatch: pytest.MonkeyPatch, name: str = NAME) -> nn.Module:
    """Let `name` have random weights, as if they had been downloaded; torchvision's network."""
    module: nn.Module = models.get_model(name, weights=None).eval()
    part = where.weights / "part"
    torch.save(module.state_dict(), part)
    digest = hashlib.sha256(part.read_bytes()).hexdigest()
    entry = published.entry(catalogue.parse(name))
    changed = replace(entry, file=f"{name}-{digest[:8]}.pth")
    part.rename(where.file(changed.file))
    monkeypatch.setattr(published, "entries", lambda: (changed,))
    return module


def the_file(where: Places) -> Path:
    (file,) = where.weights.iterdir()
    return file


def steps(where: Places, name: str = NAME) -> list[Step]:
    """The steps of loading `name`, of which those with a total count the bytes checked."""
    info = choose("cpu")
    return list(loading.load(name=name, device=info, places=where, imagenet=imagenet()))


def is_hashed(where: Places) -> bool:
    """Whether the weights are hashed when they are loaded now."""
    return any(step.total for step in steps(where))


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, reading weights fails the test."""
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("it was read"))


def problem(kind: type[EngineError], name: str, where: Places, file: str = "") -> str:
    with pytest.raises(kind) as caught:
        loaded(name, where, file=file)
    return str(caught.value)


# Published weights


@pytest.mark.parametrize("name", [NAME, "mobilenet_v3_small"])
def test_published_weights_give_torchvision_s_logits(
    where: Places, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    theirs = publish(where, monkeypatch, name)
    network = loaded(name, where)
    user = backbone.of(network)
    pixels = random_pixels()
    with torch.no_grad():
        given = theirs(user._normalised(pixels))
    assert torch.equal(given, user.logits(pixels))
    assert torch.equal(given, user.fast_logits(pixels))


def test_a_published_network_tells_what_it_is(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)
    network = loaded(NAME, where)
    digest = hashlib.sha256(the_file(where).read_bytes()).hexdigest()
    assert (network.name, network.title) == (NAME, "SqueezeNet 1.1")
    assert (network.source, network.trained, network.sha256) == ("cached", True, digest)
    assert network.classes == imagenet()
    assert network.input == published.entry(catalogue.parse(NAME)).input
    assert network.supports == {"predict"}
    module = backbone.of(network).module
    assert not module.training
    assert not any(parameter.requires_grad for parameter in module.parameters())


def test_other_names_of_the_same_weights_load_them(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)
    assert loaded(f"{NAME}:IMAGENET1K_V1", where).name == NAME


def test_loading_disturbs_nobody_s_random_numbers(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)
    state = torch.get_rng_state()
    for name in (NAME, f"{NAME}:untrained", DEFAULT, "timm:test_resnet:untrained"):
        loaded(name, where)
        assert torch.equal(torch.get_rng_state(), state), name


def test_what_is_not_downloaded_is_told(where: Places) -> None:
    sentence = problem(NotDownloadedError, "resnet50", where)
    assert sentence.startswith("The weights of resnet50 are not on this computer.")
    where.part("resnet50-11ad3fa6.pth").write_bytes(b"a part")
    problem(NotDownloadedError, "resnet50", where)


def test_the_advice_for_what_is_not_downloaded_is_good(where: Places) -> None:
    sentence = problem(NotDownloadedError, "resnet18:IMAGENET1K_V1", where)
    advised = next(word for word in sentence.split() if word.endswith(":untrained"))
    assert not loaded(advised, where).trained


@pytest.mark.parametrize("name", ["nonsense", "efficientnet_lite3", "resnet50:V1", "timm:nonsense"])
def test_a_name_that_is_no_backbone_is_told(where: Places, name: str) -> None:
    sentence = problem(UnknownBackboneError, name, where)
    assert sentence.startswith(f"There is no network called ‘{name}’. There are: ")


def test_bundled_weights_are_all_that_a_bundled_network_has(where: Places) -> None:
    assert problem(UnknownBackboneError, f"{DEFAULT}:IMAGENET1K_V1", where)


# The hash


@pytest.mark.parametrize("change", ["one bit", "cut", "more", "empty"])
@pytest.mark.parametrize("name", [NAME, DEFAULT])
def test_a_file_that_was_changed_is_not_even_read(
    where: Places, monkeypatch: pytest.MonkeyPatch, change: str, name: str
) -> None:
    publish(where, monkeypatch)
    if name == DEFAULT:
        content = weights.bundled_file(BUNDLED[0]).read_bytes()
        the_file(where).write_bytes(content)
        monkeypatch.setattr(weights, "bundled_file", lambda _: the_file(where))
    content = the_file(where).read_bytes()
    middle = len(content) // 2
    spoilt = {
        "one bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "cut": content[:middle],
        "more": content + b"\0",
        "empty": b"",
    }
    the_file(where).write_bytes(spoilt[change])
    unread(monkeypatch)
    sentence = problem(WeightsError, name, where)
    assert "changed or damaged" in sentence
    assert ("fetch it again" if name == NAME else "Install the program again") in sentence
    assert problem(WeightsError, name, where) == sentence


def test_the_hash_is_taken_once_and_remembered(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "PIECE", 1 << 20)
    publish(where, monkeypatch)
    size = the_file(where).stat().st_size
    counted = [(step.done, step.total) for step in steps(where) if step.total]
    assert len(counted) == -(-size // (1 << 20))
    assert counted[-1] == (size, size)
    monkeypatch.setattr(hashlib, "sha256", lambda *_: pytest.fail("it was hashed"))
    assert not is_hashed(where)


def test_a_file_that_changed_since_is_checked_again(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)
    assert is_hashed(where)
    file, status = the_file(where), the_file(where).stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert is_hashed(where)
    assert not is_hashed(where)
    with file.open("ab") as more:
        more.write(b"\0")
    assert "changed or damaged" in problem(WeightsError, NAME, where)


@pytest.mark.parametrize("damage", ["garbage", "folder"])
def test_a_memory_of_no_use_costs_only_time(
    where: Places, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    publish(where, monkeypatch)
    if damage == "folder":
        where.checked.mkdir()
    else:
        where.checked.write_bytes(b"\xff garbage")
    assert is_hashed(where)
    assert loaded(NAME, where).trained


def test_a_stop_in_the_middle_of_checking_leaves_nothing(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "PIECE", 1 << 16)
    publish(where, monkeypatch)
    unread(monkeypatch)
    operation = loading.load(name=NAME, device=choose("cpu"), places=where, imagenet=imagenet())
    while not next(operation).done:
        pass
    assert 0 < next(operation).done < the_file(where).stat().st_size
    operation.close()
    assert not where.checked.exists()


def test_a_file_that_the_system_will_not_read_is_told(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert problem(FileError, NAME, where).endswith(".pth cannot be read: Permission denied.")


# Memory


@pytest.mark.parametrize("name", [NAME, DEFAULT, f"timm:{TIMM}", "zfnet", "vgg19:untrained"])
def test_a_network_that_would_not_fit_is_told_before_it_is_read(
    where: Places, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == NAME:
        publish(where, monkeypatch)
    cache(where, built(f"timm:{TIMM}"))
    monkeypatch.setattr(device, "free_memory", lambda _: device.SPARE)
    monkeypatch.setattr(checked, "sha256", lambda **_: pytest.fail("it was read"))
    unread(monkeypatch)
    assert "GB of memory and 0.3 GB are free." in problem(MemoryNeededError, name, where)


def test_the_memory_that_is_needed_is_about_that_of_the_weights(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "free_memory", lambda _: 10**8)
    sentence = problem(MemoryNeededError, "vgg19:untrained", where)
    assert sentence.startswith("VGG-19 needs about 0.8 GB of memory and 0.1 GB are free.")


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_one_s_own_that_would_not_fit_is_told_before_it_is_copied(
    where: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    file, tensors = tmp_path / f"mine{suffix}", {"w": torch.ones(1000, 25_000).half()}
    (safetensors.torch.save_file if suffix == ".safetensors" else torch.save)(tensors, file)
    monkeypatch.setattr(reading, "_settled", lambda _: pytest.fail("it was copied"))
    monkeypatch.setattr(device, "free_memory", lambda _: 10**8 + device.SPARE - 1)
    sentence = problem(MemoryNeededError, str(file), where)
    assert sentence.startswith(f"{file.name} needs about 0.4 GB of memory and 0.4 GB are free.")


def test_an_old_file_is_not_even_unpickled_without_memory(
    where: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.pth"
    torch.save({"w": torch.ones(9, 9)}, file, _use_new_zipfile_serialization=False)
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("it was loaded"))
    monkeypatch.setattr(device, "free_memory", lambda _: device.SPARE)
    assert problem(MemoryNeededError, str(file), where)


def test_memory_that_one_s_own_weights_have_already_is_not_asked_for_again(
    where: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, asked = tmp_path / "mine.pth", []
    torch.save(built("resnet18", 7).state_dict(), file)

    def free_memory(device: str) -> int:
        asked.append(device)
        return 1 << 40

    monkeypatch.setattr(device, "free_memory", free_memory)
    loaded(str(file), where)
    assert asked == ["cpu"]


@pytest.mark.parametrize(("room", "full"), [("cpu", "cuda:0"), ("cuda:0", "cpu")])
def test_weights_need_room_on_the_device_and_in_the_computer(
    where: Places, monkeypatch: pytest.MonkeyPatch, room: str, full: str
) -> None:
    free = {room: 1 << 40, full: device.SPARE}
    monkeypatch.setattr(device, "free_memory", lambda one: free[one])
    info = replace(choose("cpu"), used="cuda:0")
    steps = loading.load(name="zfnet", device=info, places=where, imagenet=imagenet())
    with pytest.raises(MemoryNeededError):
        drained(steps)


def test_a_lower_precision_needs_room_for_its_copy(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = 4 * ZFNET.parameters
    monkeypatch.setattr(device, "free_memory", lambda _: device.SPARE + weights * 3 // 2 - 1)
    lower = replace(choose("cpu"), precision="bfloat16")
    steps = loading.load(name="zfnet", device=lower, places=where, imagenet=imagenet())
    with pytest.raises(MemoryNeededError):
        drained(steps)
    assert loaded("zfnet", where)


def test_files_of_16_bit_numbers_need_twice_their_size(where: Places) -> None:
    entry = published.entry(catalogue.parse("wide_resnet101_2:IMAGENET1K_V1"))
    where.file(entry.file).touch()
    plan = drained(plans.plan(catalogue.parse(entry.name), where, imagenet()))
    assert plan.bytes == 4 * entry.parameters > 1.9 * entry.bytes


def test_memory_that_runs_out_all_the_same_is_told(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried")

    monkeypatch.setattr(backbone.Backbone, "_hastened", full)
    assert "Not enough memory" in problem(OutOfMemoryError, f"{NAME}:untrained", where)


# Untrained


@pytest.mark.parametrize("name", [f"{NAME}:untrained", f"{DEFAULT}:untrained", "zfnet"])
def test_untrained_networks_are_the_same_every_time_and_say_so(where: Places, name: str) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        first, second = loaded(name, where), loaded(name, where)
    pixels = random_pixels()
    logits = [backbone.of(network).logits(pixels) for network in (first, second)]
    assert torch.equal(*logits)
    assert float(logits[0].std()) > 0
    assert (first.name, first.source, first.trained, first.sha256) == (name, "untrained", False, "")
    assert first.classes == imagenet()
    assert first.title == catalogue.title(name)
    assert not where.checked.exists()


def test_no_device_s_random_numbers_are_disturbed(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "manual_seed_all", lambda _: pytest.fail("it was seeded"))
    loaded(f"{NAME}:untrained", where)


# Precision


def test_bfloat16_gives_nearly_the_same_in_float32() -> None:
    if "bfloat16" not in choose("cpu").precisions:
        pytest.skip("this CPU has no instructions for bfloat16")
    exact, quick = loaded(DEFAULT), loaded(DEFAULT, precision="bfloat16")
    pixels = random_pixels().requires_grad_()
    right = backbone.of(exact).fast_logits(pixels)
    for logits in (backbone.of(quick).fast_logits(pixels), backbone.of(quick).logits(pixels)):
        assert logits.dtype == torch.float32
        apart = float((logits - right).detach().abs().max() / right.std())
        assert 0 < apart < 0.3
    features = backbone.of(quick).features(pixels)
    assert features.dtype == torch.float32
    (gradient,) = torch.autograd.grad(features.sum(), pixels)
    assert gradient.isfinite().all()


# Files of one's own


def described(folder: Path, classes: int = 3) -> tuple[str, nn.Module]:
    """A file that says everything itself, and the network that it was made of."""
    module = built(NAME, classes)
    names = tuple(ClassName("", f"class {number}") for number in range(classes))
    path = str(folder / "Mine.safetensors")
    modelfile.write(path, module.state_dict(), Description("My cats", NAME, names, RULE))
    return path, module


def test_a_file_that_says_what_it_is_needs_only_its_path(where: Places, tmp_path: Path) -> None:
    path, module = described(tmp_path)
    network = loaded(path, where)
    assert (network.name, network.title, network.source) == (path, "My cats", "imported")
    assert (network.trained, network.input) == (True, RULE)
    assert [one.name for one in network.classes] == ["class 0", "class 1", "class 2"]
    assert network.sha256 == hashlib.sha256(Path(path).read_bytes()).hexdigest()
    user = backbone.of(network)
    with torch.no_grad():
        expected = module(user._normalised(random_pixels(64)))
    assert torch.equal(user.logits(random_pixels(64)), expected)


def test_weights_that_fit_an_architecture_are_recognised(where: Places, tmp_path: Path) -> None:
    module, file = built("resnet18", 7), tmp_path / "My dogs.pth"
    torch.save(module.state_dict(), file)
    network = loaded(str(file), where)
    assert (network.title, network.source, network.trained) == ("My dogs", "imported", True)
    assert [one.name for one in network.classes] == ["0", "1", "2", "3", "4", "5", "6"]
    assert network.input == published.entry(catalogue.parse("resnet18")).input
    user = backbone.of(network)
    with torch.no_grad():
        expected = module(user._normalised(random_pixels()))
    assert torch.equal(user.logits(random_pixels()), expected)


def test_a_thousand_classes_are_imagenet_s(where: Places, tmp_path: Path) -> None:
    file = tmp_path / "mine.pth"
    torch.save(built(DEFAULT).state_dict(), file)
    network = loaded(str(file), where)
    assert network.classes == imagenet()
    assert network.input == BUNDLED[0].input


def test_weights_fill_the_architecture_that_was_named(where: Places, tmp_path: Path) -> None:
    module, file = built("zfnet", 2), tmp_path / "weights"
    torch.save({"state_dict": module.state_dict(), "classes": ["cat", "dog"]}, file)
    network = loaded("zfnet", where, file=str(file))
    assert [one.name for one in network.classes] == ["cat", "dog"]
    assert (network.name, network.source, network.trained) == (str(file), "imported", True)
    assert network.input == ZFNET.input
    assert backbone.of(network).logits(random_pixels()).shape == (1, 2)


def test_weights_of_another_architecture_are_refused(where: Places, tmp_path: Path) -> None:
    file = tmp_path / "mine.pth"
    torch.save(built(DEFAULT).state_dict(), file)
    sentence = problem(MisfitError, "squeezenet1_1", where, str(file))
    assert sentence.startswith("mine.pth does not fit SqueezeNet 1.1: 52 of ")
    assert problem(UnknownBackboneError, "nonsense", where, str(file))


def test_a_described_file_can_fill_the_architecture_that_was_named(
    where: Places, tmp_path: Path
) -> None:
    path, _ = described(tmp_path)
    network = loaded(NAME, where, file=path)
    assert (network.title, network.input, len(network.classes)) == ("My cats", RULE, 3)
    assert problem(MisfitError, "squeezenet1_0", where, path)


@pytest.mark.parametrize(
    ("held", "nearest", "name"),
    [
        ("timm:efficientnet_b0", "EfficientNet-Lite0", DEFAULT),
        ("timm:seresnet50", "ResNet-50", "resnet50"),
    ],
)
def test_weights_with_tensors_to_spare_are_of_something_else(
    where: Places, tmp_path: Path, held: str, nearest: str, name: str
) -> None:
    file = tmp_path / "mine.pth"
    torch.save(built(held).state_dict(), file)
    assert f"The nearest are: {nearest}" in problem(UnknownArchitectureError, str(file), where)
    assert loaded(name, where, file=str(file)).source == "imported"


@pytest.mark.parametrize("name", ["", "resnet18"])
def test_a_file_of_one_s_own_is_read_once(
    where: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file, real, asked = tmp_path / "mine.pth", reading.read, []
    torch.save(built("resnet18", 7).state_dict(), file)

    def read(path: str) -> reading.Contents:
        asked.append(path)
        return real(path)

    monkeypatch.setattr(reading, "read", read)
    loaded(name or str(file), where, file=str(file) if name else "")
    assert asked == [str(file)]


@pytest.mark.parametrize("named", [False, True])
def test_what_a_file_says_of_its_training_is_passed_on(
    where: Places, tmp_path: Path, named: bool
) -> None:
    path, names = str(tmp_path / "Mine.safetensors"), (ClassName("", "cat"),)
    about = Description("Mine", NAME, names, RULE, trained=False)
    modelfile.write(path, built(NAME, 1).state_dict(), about)
    network = loaded(NAME if named else path, where, file=path if named else "")
    assert (network.source, network.trained) == ("imported", False)


@pytest.mark.parametrize("named", [False, True])
def test_pictures_that_a_network_cannot_take_are_told(
    where: Places, tmp_path: Path, named: bool
) -> None:
    path, names = str(tmp_path / "Mine.safetensors"), (ClassName("", "cat"),)
    small = InputRule(8, 8, "bicubic", RULE.mean, RULE.std)
    modelfile.write(path, built(NAME, 1).state_dict(), Description("Mine", NAME, names, small))
    sentence = problem(WrongInputError, NAME if named else path, where, path if named else "")
    assert sentence == "Mine takes no pictures of 8 × 8 pixels."


def test_weights_of_nothing_that_is_known_are_refused(where: Places, tmp_path: Path) -> None:
    file = tmp_path / "mine.pth"
    torch.save({"layer.weight": torch.ones(3, 4), "layer.bias": torch.ones(3)}, file)
    sentence = problem(UnknownArchitectureError, str(file), where)
    assert sentence.startswith("mine.pth fits no network that is known here. The nearest are: ")


def test_a_described_file_that_does_not_keep_its_word_is_refused(
    where: Places, tmp_path: Path
) -> None:
    path = str(tmp_path / "Mine.safetensors")
    names = tuple(ClassName("", str(number)) for number in range(4))
    tensors = built(NAME, 3).state_dict()
    modelfile.write(path, tensors, Description("Mine", NAME, names, RULE))
    assert problem(MisfitError, path, where).startswith("Mine.safetensors does not fit SqueezeNet")
    modelfile.write(path, tensors, Description("Mine", "nonsense", names, RULE))
    assert problem(UnknownBackboneError, path, where)


def test_a_file_that_is_not_there_is_told(where: Places, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.pth")
    for name, file in ((missing, ""), ("resnet18", missing)):
        assert "there is no such file" in problem(FileError, name, where, file)


class Harmful:
    """An object whose pickle makes a file when it is read carelessly."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize(
    "save", [torch.save, lambda one, file: file.write_bytes(pickle.dumps(one))]
)
def test_nothing_in_a_file_is_run(
    where: Places, tmp_path: Path, save: Callable[[Any, Path], object]
) -> None:
    mark, file = tmp_path / "mark", tmp_path / "evil.pth"
    save({"weight": torch.ones(3, 3), "more": Harmful(mark)}, file)
    assert problem(UnsafeFileError, str(file), where)
    assert problem(UnsafeFileError, "resnet18", where, str(file))
    assert not mark.exists()


# timm


def cache(where: Places, module: nn.Module, *, current: bool = True) -> Path:
    """Put a network's weights where the Hugging Face hub's library would have put them."""
    folder = where.hub / f"models--timm--{TIMM}"
    file = folder / "snapshots" / REVISION / "model.safetensors"
    file.parent.mkdir(parents=True)
    safetensors.torch.save_file(module.state_dict(), file)
    reference = folder / "refs" / "main"
    reference.parent.mkdir()
    reference.write_text(REVISION if current else REVISION[::-1])
    return file


@pytest.mark.parametrize("name", [f"timm:{TIMM}", "timm:test_resnet"])
@pytest.mark.parametrize("current", [True, False])
def test_a_network_of_timm_is_loaded_from_the_hub_s_cache(
    where: Places, name: str, current: bool
) -> None:
    module = built(f"timm:{TIMM}")
    cache(where, module, current=current)
    network = loaded(name, where)
    assert (network.name, network.source, network.trained) == (name, "cached", True)
    assert network.input == timm_models.rule_of(TIMM)
    assert network.classes[284].wnid == "n02123597"
    user = backbone.of(network)
    with torch.no_grad():
        expected = module(user._normalised(random_pixels(160)))
    assert torch.equal(user.logits(random_pixels(160)), expected)


def test_a_network_of_timm_that_is_called_like_one_of_ours_keeps_its_own_input() -> None:
    rule = plans.rule_of(catalogue.parse("timm:efficientnet_lite0"))
    assert rule == timm_models.rule_of("efficientnet_lite0") != BUNDLED[0].input


def test_a_network_of_timm_that_is_not_there_is_told(where: Places) -> None:
    begun = where.hub / f"models--timm--{TIMM}" / "blobs" / "0123.incomplete"
    begun.parent.mkdir(parents=True)
    begun.write_bytes(b"123")
    for name in (f"timm:{TIMM}", "timm:resnet18"):
        assert f"The weights of {name} are not" in problem(NotDownloadedError, name, where)


def test_a_damaged_file_in_the_hub_s_cache_is_told(where: Places) -> None:
    file = cache(where, built(f"timm:{TIMM}"))
    file.write_bytes(file.read_bytes()[:-9])
    assert "model.safetensors cannot be read: it ends too early" in problem(
        FileError, f"timm:{TIMM}", where
    )


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("vit_small_patch14_dinov2.lvd142m", "it gives features, no classes"),
        ("cspnext_l.rsb_a1_in1k", "its weights are not among those that timm publishes"),
        ("coat_lite_medium_384", "its pictures are made ready in a way not offered here"),
    ],
)
def test_what_can_give_no_answers_is_told(where: Places, model: str, reason: str) -> None:
    sentence = problem(UnusableBackboneError, f"timm:{model}", where)
    assert sentence == f"timm:{model} cannot be used here: {reason}."


@needs_links
def test_the_name_of_a_file_s_bytes_is_their_hash(where: Places) -> None:
    file = cache(where, built(f"timm:{TIMM}"))
    content = file.read_bytes()
    blob = file.parents[2] / "blobs" / hashlib.sha256(content).hexdigest()
    blob.parent.mkdir()
    file.rename(blob)
    file.symlink_to(blob)
    assert loaded(f"timm:{TIMM}", where).sha256 == blob.name
    blob.write_bytes(content[:-1] + b"\1")
    assert "changed or damaged" in problem(WeightsError, f"timm:{TIMM}", where)


# From computer to computer


def test_every_network_of_a_pack_can_be_used(
    where: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(where, monkeypatch)
    cache(where, built(f"timm:{TIMM}"))
    where.own.mkdir()
    described(where.own)
    held = shelves.shelves(published.entries(), where)
    there, file = places(tmp_path / "there"), str(tmp_path / "pack.catpack")
    drained(pack.write(shelves=held, file=file))
    names = drained(pack.read(file=file, places=there))
    networks = [loaded(name, there) for name in names]
    assert [one.title for one in networks] == ["SqueezeNet 1.1", "My cats", TIMM]
    assert [one.source for one in networks] == ["cached", "imported", "cached"]
