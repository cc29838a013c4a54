"""Networks of one's own are kept with all that was decided about them, and looked into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from desktop_app.engine import (
    architectures,
    backbone,
    catalogue,
    importing,
    inside,
    modelfile,
    reading,
)
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.errors import (
    ExportError,
    FileError,
    MisfitError,
    NotWeightsError,
    UnknownBackboneError,
    WrongInputError,
)
from desktop_app.engine.structure import Chosen
from tests.backbones import drained, imagenet, loaded, places

if TYPE_CHECKING:
    from desktop_app.engine.places import Places

NAME = "squeezenet1_1"
RULE = InputRule(64, 70, "bicubic", (0.1, 0.2, 0.3), (0.4, 0.5, 0.6))


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places(tmp_path / "where")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return saved(tmp_path / "mine.pth", 3)


def saved(path: Path, classes: int) -> Path:
    module = architectures.build(catalogue.parse(NAME), classes)
    torch.save(module.state_dict(), path)
    return path


def chosen(
    file: Path,
    title: str = "Mine",
    architecture: str = NAME,
    classes: tuple[str, ...] = ("cat", "dog", "Käse 猫"),
) -> Chosen:
    return Chosen(str(file), title, architecture, classes, RULE)


def keep(choice: Chosen, where: Places) -> str:
    return drained(importing.keep(chosen=choice, places=where, imagenet=imagenet()))


# Keeping


def test_a_network_is_kept_with_all_that_was_decided(file: Path, where: Places) -> None:
    before = file.read_bytes()
    path = keep(chosen(file), where)
    assert path == str(where.own / "Mine.safetensors")
    about = modelfile.describe(path)
    assert about == modelfile.Description(
        title="Mine",
        architecture=NAME,
        classes=(ClassName("", "cat"), ClassName("", "dog"), ClassName("", "Käse 猫")),
        input=RULE,
    )
    assert file.read_bytes() == before
    assert [one.name for one in where.own.iterdir()] == ["Mine.safetensors"]


def test_what_was_kept_is_loaded_by_its_path(file: Path, where: Places) -> None:
    network = loaded(keep(chosen(file), where), where)
    assert (network.title, network.source, network.trained) == ("Mine", "imported", True)
    assert [one.name for one in network.classes] == ["cat", "dog", "Käse 猫"]
    assert network.input == RULE
    module = architectures.build(catalogue.parse(NAME), 3)
    module.load_state_dict(torch.load(file, weights_only=True))
    pixels = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    user = backbone.of(network)
    with torch.no_grad():
        assert torch.equal(module(user._normalised(pixels)), user.logits(pixels))


def test_without_names_the_classes_are_imagenet_s(tmp_path: Path, where: Places) -> None:
    file = saved(tmp_path / "thousand.pth", 1000)
    about = modelfile.describe(keep(chosen(file, classes=()), where))
    assert about is not None
    assert about.classes == imagenet()


@pytest.mark.parametrize(
    ("title", "name"),
    [("a/b: c", "a b  c"), ("../../evil", "evil"), ("", "network"), ("Käse 猫", "Käse 猫")],
)
def test_a_title_may_be_anything(file: Path, where: Places, title: str, name: str) -> None:
    path = keep(chosen(file, title), where)
    assert path == str(where.own / f"{name}.safetensors")
    about = modelfile.describe(path)
    assert about is not None
    assert about.title == title


def test_an_older_one_of_the_same_title_is_left_as_it_is(file: Path, where: Places) -> None:
    first = Path(keep(chosen(file), where))
    before = first.read_bytes()
    second = Path(keep(chosen(file, classes=("a", "b", "c")), where))
    assert second.name == "Mine 2.safetensors"
    assert first.read_bytes() == before


def test_what_is_kept_can_be_imported_again(file: Path, where: Places) -> None:
    first = Path(keep(chosen(file), where))
    second = Path(keep(chosen(first, "Again"), where))
    assert second.stat().st_size == pytest.approx(first.stat().st_size, abs=16)


def rewritten(path: str) -> tuple[str, modelfile.Description]:
    """The file with more said about it than a person decides."""
    earlier = modelfile.describe(path)
    assert earlier is not None
    names = tuple(ClassName(f"n{at:08}", one.name) for at, one in enumerate(earlier.classes))
    more = {"classes": names, "trained": False, "licence": "CC0-1.0", "origin": (("by", "me"),)}
    about = replace(earlier, **more)  # type: ignore[arg-type]
    modelfile.write(path, reading.read(path).tensors, about)
    return path, about


def test_all_that_was_said_of_the_same_network_is_kept(file: Path, where: Places) -> None:
    path, about = rewritten(keep(chosen(file), where))
    again = keep(chosen(Path(path), "Again"), where)
    assert modelfile.describe(again) == replace(about, title="Again")


@pytest.mark.parametrize(
    "change",
    [{"classes": ("dog", "cat", "bird")}, {"input": replace(RULE, size=60)}],
    ids=["classes", "input"],
)
def test_of_another_network_only_what_was_decided_is_said(
    file: Path, where: Places, change: dict[str, Any]
) -> None:
    path, _ = rewritten(keep(chosen(file), where))
    choice = replace(chosen(Path(path)), **change)
    about = modelfile.describe(keep(choice, where))
    assert about is not None
    assert about.input == choice.input
    assert about.classes == tuple(ClassName("", one) for one in choice.classes)
    assert (about.trained, about.licence, about.origin) == (True, "", ())


@pytest.mark.parametrize(
    ("architecture", "size", "title"), [("alexnet", 32, "AlexNet"), ("vit_b_32", 256, "ViT B/32")]
)
def test_pictures_that_a_network_cannot_take_are_told(
    tmp_path: Path, where: Places, architecture: str, size: int, title: str
) -> None:
    path = tmp_path / "mine.pth"
    torch.save(architectures.build(catalogue.parse(architecture), 2).state_dict(), path)
    rule = replace(RULE, size=size, resize=size)
    sentence = rf"^{title} takes no pictures of {size} × {size} pixels\.$"
    with pytest.raises(WrongInputError, match=sentence):
        keep(Chosen(str(path), "Mine", architecture, ("a", "b"), rule), where)
    assert not where.own.exists()
    assert keep(
        Chosen(str(path), "Mine", architecture, ("a", "b"), replace(rule, size=224, resize=256)),
        where,
    )


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"architecture": "squeezenet1_0"}, "mine.pth does not fit SqueezeNet 1.0: "),
        ({"classes": ("cat", "dog")}, "mine.pth does not fit SqueezeNet 1.1: "),
        ({"classes": ()}, "mine.pth does not fit SqueezeNet 1.1: "),
    ],
)
def test_weights_that_do_not_fit_are_not_kept(
    file: Path, where: Places, choice: dict[str, str], sentence: str
) -> None:
    with pytest.raises(MisfitError) as caught:
        keep(chosen(file, **choice), where)  # type: ignore[arg-type]
    assert str(caught.value).startswith(sentence)
    assert not where.own.exists()


def test_an_architecture_that_nobody_knows_is_told(file: Path, where: Places) -> None:
    with pytest.raises(UnknownBackboneError, match="called ‘nonsense’"):
        keep(chosen(file, architecture="nonsense"), where)


def test_a_file_that_is_gone_is_told(tmp_path: Path, where: Places) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        keep(chosen(tmp_path / "gone.pth"), where)


def test_a_folder_that_cannot_be_made_is_told(file: Path, where: Places) -> None:
    where.own.parent.mkdir(parents=True)
    where.own.write_bytes(b"a file in the way")
    with pytest.raises(ExportError, match="could not be written"):
        keep(chosen(file), where)


def test_a_stop_at_any_step_leaves_nothing(file: Path, where: Places) -> None:
    for count in range(1, 4):
        steps = importing.keep(chosen=chosen(file), places=where, imagenet=imagenet())
        assert [next(steps).done for _ in range(count)] == [0, 1, 2][:count]
        steps.close()
        assert not where.own.exists()


def test_all_architectures_can_be_chosen() -> None:
    listed = importing.choices(with_timm=False)
    choices = dict(listed)
    assert len(choices) == len(listed) == 84
    assert [*choices][:4] == [entry.name for entry in catalogue.ALWAYS]
    titles = [title.casefold() for title in [*choices.values()][4:]]
    assert titles == sorted(titles)
    assert choices["resnet50"] == "ResNet-50"
    more = importing.choices(with_timm=True)
    assert more[:84] == listed
    assert ("timm:test_resnet", "timm test_resnet") in more
    assert len(dict(more)) == len(more) > 1000


# Looking inside


@pytest.mark.parametrize("name", [NAME, f"{NAME}:untrained", f"{NAME}:IMAGENET1K_V1"])
def test_a_network_is_looked_into_without_its_weights(name: str) -> None:
    structure = drained(inside.structure_of(name=name))
    assert (structure.title, structure.parameters) == ("SqueezeNet 1.1", 1_235_496)
    assert structure.macs / 1e9 == pytest.approx(0.349, abs=0.001)
    assert structure.input.size == 224
    assert len(structure.layers) > 20


def test_one_s_own_is_looked_into_with_its_own_input(file: Path, where: Places) -> None:
    structure = drained(inside.structure_of(name=keep(chosen(file), where)))
    assert (structure.title, structure.input) == ("Mine", RULE)
    (last,) = (layer for layer in structure.layers if layer.name == "classifier.1")
    assert last.shape == (3, 3, 3)


def test_one_s_own_that_cannot_take_its_pictures_is_not_looked_into(
    file: Path, where: Places
) -> None:
    path = keep(chosen(file), where)
    about = modelfile.describe(path)
    assert about is not None
    small = replace(about, input=replace(RULE, size=8, resize=8))
    modelfile.write(path, reading.read(path).tensors, small)
    with pytest.raises(WrongInputError, match="Mine takes no pictures of 8 × 8"):
        drained(inside.structure_of(name=path))


def test_what_cannot_be_looked_into_is_told(file: Path) -> None:
    with pytest.raises(NotWeightsError):
        drained(inside.structure_of(name=str(file)))
    with pytest.raises(FileError, match="there is no such file"):
        drained(inside.structure_of(name="gone.safetensors"))
    for name in ("nonsense", "timm:nonsense"):
        with pytest.raises(UnknownBackboneError, match=f"called ‘{name}’"):
            drained(inside.structure_of(name=name))
