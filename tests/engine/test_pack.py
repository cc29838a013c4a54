"""A pack brings networks to another computer whole, and a bad one brings nothing anywhere."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import stat
import zipfile
from collections import namedtuple
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from desktop_app.engine import catalogue, modelfile, pack, shelves
from desktop_app.engine.catalogue import Entry, Shelf
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.errors import DiskFullError, EngineError, ExportError, PackError
from desktop_app.engine.modelfile import Description
from tests.backbones import drained, places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.engine.places import Places

TORCH, HUB, OWN = b"torchvision's" * 99, b"timm's" * 99, "Käse 猫's & “net” (2), v1.5!"
HASHES = {content: sha256(content).hexdigest() for content in (TORCH, HUB)}
FILE = f"tiny-{HASHES[TORCH][:8]}.pth"
REVISION = "0123456789abcdef" * 2 + "01234567"
MODEL = "tiny_net.in1k"
SNAPSHOT = f"models--timm--{MODEL}/snapshots/{REVISION}/model.safetensors"
Usage = namedtuple("Usage", "total used free")


@dataclass(frozen=True)
class Computer:
    """Places with nothing in them, and what is told of the files there."""

    places: Places

    @property
    def files(self) -> dict[str, bytes]:
        root = self.places.weights.parent
        found = (file for file in root.rglob("*") if file.is_file() or file.is_symlink())
        return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def there(tmp_path: Path) -> Computer:
    """The computer that a pack is carried to."""
    return Computer(places(tmp_path / "there"))


def entry(name: str, *, url: str = "", licence: str = "") -> Entry:
    return replace(catalogue.ZFNET, name=name, title=name.title(), url=url, licence=licence)


@pytest.fixture
def packed(tmp_path: Path) -> list[Shelf]:
    """A network of torchvision's, one of timm's and one's own, on the computer packed on."""
    here = places(tmp_path / "here")
    torch_file, hub_file = here.weights / FILE, here.hub / SNAPSHOT
    for file, content in ((torch_file, TORCH), (hub_file, HUB)):
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    own = here.own / f"{OWN}.safetensors"
    write_own(own, 1.0)
    published = entry("tiny", url=f"http://localhost/{FILE}", licence="BSD")
    return [
        Shelf(published, "cached", len(TORCH), str(torch_file)),
        next(shelves.timm(here)),
        shelves.described(own),
    ]


def write_own(file: Path, value: float) -> None:
    rule = InputRule(8, 8, "bilinear", (0, 0, 0), (1, 1, 1))
    about = Description("Mine", "zfnet", (ClassName("", "cat"), ClassName("", "dog")), rule)
    modelfile.write(str(file), {"weight": torch.full((4, 4), value)}, about)


@pytest.fixture
def file(packed: list[Shelf], tmp_path: Path) -> Path:
    path = tmp_path / "carried.catpack"
    drained(pack.write(shelves=packed, file=str(path)))
    return path


def read(file: Path, there: Computer) -> tuple[str, ...]:
    return drained(pack.read(file=str(file), places=there.places))


def problem(file: Path, there: Computer, kind: type[EngineError] = PackError) -> str:
    """What is said of a pack that brings nothing."""
    before = there.files
    with pytest.raises(kind) as caught:
        read(file, there)
    assert there.files == before
    return str(caught.value)


# There and back


def test_every_kind_of_network_arrives(file: Path, there: Computer, packed: list[Shelf]) -> None:
    names = read(file, there)
    own = there.places.own / f"{OWN}.safetensors"
    assert names == ("tiny", f"timm:{MODEL}", str(own))
    assert there.files == {
        f"weights/{FILE}": TORCH,
        f"hub/{SNAPSHOT}": HUB,
        f"hub/models--timm--{MODEL}/refs/main": REVISION.encode(),
        f"networks/{own.name}": Path(packed[2].path).read_bytes(),
    }


def test_the_hub_s_library_finds_what_came(file: Path, there: Computer) -> None:
    from desktop_app.engine import hub

    read(file, there)
    found = hub.cached(f"timm/{MODEL}", "model.safetensors", there.places)
    assert found == str(there.places.hub / SNAPSHOT)


def test_what_came_is_listed(file: Path, there: Computer) -> None:
    read(file, there)
    named = replace(catalogue.ZFNET, name="tiny", file=FILE, url=f"https://example.org/{FILE}")
    found = shelves.shelves([named], there.places)
    titles = [(shelf.entry.title, shelf.state) for shelf in found]
    assert titles == [("ZF Net", "cached"), ("Mine", "imported"), (MODEL, "cached")]


def test_a_pack_tells_people_and_programs_what_is_in_it(file: Path, packed: list[Shelf]) -> None:
    with zipfile.ZipFile(file) as archive:
        listed = json.loads(archive.read("networks.json"))
        licences = archive.read("LICENCES.txt").decode("utf-8")
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
    assert listed["format"] == 1
    torch_one, hub_one, own_one = listed["networks"]
    assert torch_one == {
        "name": "tiny",
        "title": "Tiny",
        "kind": "torch",
        "file": FILE,
        "bytes": len(TORCH),
        "sha256": HASHES[TORCH],
        "licence": "BSD",
        "url": f"http://localhost/{FILE}",
        "revision": "",
    }
    assert (hub_one["kind"], hub_one["revision"]) == ("hub", REVISION)
    assert own_one["title"] == "Mine"
    assert "Tiny: BSD" in licences
    assert f"{MODEL}: the licence of these weights is not known here" in licences


def test_a_pack_does_not_tell_where_on_the_computer_it_was_made(file: Path, tmp_path: Path) -> None:
    assert tmp_path.name.encode() not in file.read_bytes()


def test_networks_without_a_whole_file_are_left_out(
    tmp_path: Path, there: Computer, packed: list[Shelf]
) -> None:
    file = tmp_path / "empty.catpack"
    begun = replace(packed[1], state="partial")
    drained(pack.write(shelves=[Shelf(catalogue.ZFNET, "untrained"), begun], file=str(file)))
    assert read(file, there) == ()
    assert there.files == {}


def test_steps_count_bytes(
    packed: list[Shelf], tmp_path: Path, there: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "PIECE", 500)
    file = str(tmp_path / "pack")
    total = sum(os.path.getsize(shelf.path) for shelf in packed)
    for steps in (pack.write(shelves=packed, file=file), pack.read(file=file, places=there.places)):
        done = [step.done for step in steps if step.total == total]
        assert done == sorted(done)
        assert len(done) >= total // 500
        assert done[-1] == total


def test_an_older_pack_is_replaced_at_once(
    packed: list[Shelf], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "PIECE", 500)
    file = tmp_path / "pack"
    file.write_bytes(b"older")
    for _ in pack.write(shelves=packed, file=str(file)):
        assert file.read_bytes() == b"older"
    assert zipfile.is_zipfile(file)


# What is there already


def test_reading_a_pack_again_changes_nothing(file: Path, there: Computer) -> None:
    names = read(file, there)
    before = there.files
    assert read(file, there) == names
    del (after := there.files)["checked.json"]
    assert after == before


def test_what_is_there_is_left_as_it_is(file: Path, there: Computer) -> None:
    present = there.places.hub / SNAPSHOT
    reference = present.parents[2] / "refs" / "main"
    for path in (present, reference, there.places.weights / FILE):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"another")
    read(file, there)
    assert {path.read_bytes() for path in (present, reference)} == {b"another"}
    assert (there.places.weights / FILE).read_bytes() == b"another"


def test_the_revision_that_the_hub_s_library_knows_stays_the_present_one(
    file: Path, there: Computer
) -> None:
    reference = (there.places.hub / SNAPSHOT).parents[2] / "refs" / "main"
    reference.parent.mkdir(parents=True)
    reference.write_bytes(b"another")
    read(file, there)
    assert reference.read_bytes() == b"another"
    assert (there.places.hub / SNAPSHOT).read_bytes() == HUB


def test_one_s_own_of_the_same_name_and_size_is_kept_beside_the_other(
    file: Path, there: Computer, packed: list[Shelf]
) -> None:
    mine = there.places.own / f"{OWN}.safetensors"
    write_own(mine, 2.0)
    before = mine.read_bytes()
    came = Path(read(file, there)[2])
    assert came.name == f"{OWN} 2.safetensors"
    assert came.read_bytes() == Path(packed[2].path).read_bytes()
    assert len(before) == len(came.read_bytes())
    assert mine.read_bytes() == before


# Packs that are bad


def changed(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The pack with another list: `change` is given its first network."""
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    listed = json.loads(members[pack.LIST])
    change(listed["networks"][0])
    members[pack.LIST] = json.dumps(listed).encode()
    return repacked(file, members)


def repacked(
    file: Path, members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED
) -> Path:
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def listing(**fields: object) -> bytes:
    return json.dumps({"format": 1, "networks": [], **fields}).encode()


@pytest.mark.parametrize("place", ["weights", "hub", "networks"])
def test_a_damaged_member_is_thrown_away(file: Path, there: Computer, place: str) -> None:
    content = bytearray(file.read_bytes())
    start = {"weights": TORCH, "hub": HUB, "networks": b"\0\0\x80?" * 16}[place]
    content[content.index(start) + 7] ^= 1
    file.write_bytes(content)
    with pytest.raises(PackError, match=r"^The pack carried.catpack cannot be used: "):
        read(file, there)
    assert not [name for name in there.files if name.startswith(place)]
    assert not [name for name in there.files if name.endswith(".part")]


def test_a_member_with_another_hash_is_thrown_away(file: Path, there: Computer) -> None:
    changed(file, lambda one: one.update(sha256=HASHES[HUB]))
    assert "it is damaged; copy it once more" in problem(file, there)


def named(file: Path, name: str) -> Path:
    """The pack with torchvision's network in a file of another name."""
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"weights/{name}", TORCH)
    return changed(file, lambda one: one.update(file=name))


@pytest.mark.parametrize("name", ["tiny.pth", "model.safetensors", "tiny-01234567.pth"])
def test_published_weights_are_what_their_name_promises(
    file: Path, there: Computer, name: str
) -> None:
    assert "it is damaged" in problem(named(file, name), there)


def test_as_much_of_the_hash_as_a_name_has_is_compared(file: Path, there: Computer) -> None:
    name = f"tiny-{HASHES[TORCH][:20]}.pth"
    read(named(file, name), there)
    assert there.files[f"weights/{name}"] == TORCH


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_pack_that_was_cut_short(file: Path, there: Computer, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    assert "it is no pack of weights" in problem(file, there)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.pth",
        "../../evil.pth",
        "/tmp/evil.pth",
        "a/b.pth",
        "..\\evil.pth",
        "C:\\evil.pth",
        "C:evil.pth",
        "\\\\server\\evil.pth",
        "..",
        ".",
        "",
        ".hidden.pth",
        "evil\0.pth",
        "evil\n.pth",
        "evil.exe",
        "evil.pth ",
        7,
        None,
        ["evil.pth"],
    ],
)
def test_names_that_lead_elsewhere_are_refused(file: Path, there: Computer, name: object) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"weights/{name}", TORCH)
    changed(file, lambda one: one.update(file=name))
    assert "it is damaged" in problem(file, there)
    assert not list(file.parent.rglob("*evil*"))


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("timm:../evil", REVISION),
        ("timm:/evil", REVISION),
        ("timm:..", REVISION),
        ("timm:", REVISION),
        ("evil", REVISION),
        ("timm:a\\..\\evil", REVISION),
        ("timm:evil", "main"),
        ("timm:evil", REVISION.upper()),
        ("timm:evil", REVISION[1:]),
        ("timm:evil", f"{REVISION}0"),
        ("timm:evil", "../../evil"),
        ("timm:evil", ".."),
        ("timm:evil", ""),
        ("timm:evil", None),
        (None, REVISION),
    ],
)
def test_names_of_the_hub_that_lead_elsewhere_are_refused(
    file: Path, there: Computer, name: object, revision: object
) -> None:
    of_hub = {"kind": "hub", "name": name, "revision": revision, "file": "model.safetensors"}
    folder = str(name).partition(":")[2]
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"weights/{folder}/model.safetensors".replace("//", "/"), TORCH)
    changed(file, lambda one: one.update(of_hub))
    assert "it is damaged" in problem(file, there)
    assert not list(file.parent.rglob("*evil*"))


def test_only_weights_come_into_the_hub_s_cache(file: Path, there: Computer) -> None:
    of_hub = {"kind": "hub", "name": f"timm:{MODEL}", "revision": REVISION}
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"weights/{MODEL}/{FILE}", TORCH)
    changed(file, lambda one: one.update(of_hub))
    assert "it is damaged" in problem(file, there)


def test_a_link_in_a_pack_makes_no_link(file: Path, there: Computer) -> None:
    target = b"../../../evil.pth"
    digest = sha256(target).hexdigest()
    name = f"link-{digest[:8]}.pth"
    info = zipfile.ZipInfo(f"weights/{name}")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(info, target)
    linked = {"file": name, "bytes": len(target), "sha256": digest}
    changed(file, lambda one: one.update(linked))
    read(file, there)
    came = there.places.weights / name
    assert not came.is_symlink()
    assert came.read_bytes() == target


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_compressed_is_refused(file: Path, there: Computer, compression: int) -> None:
    """A few bytes could become any number."""
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    listed = members.pop(pack.LIST)
    repacked(file, members, compression)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(pack.LIST, listed)
    assert "it is damaged" in problem(file, there)
    repacked(file, {pack.LIST: listing()}, compression)
    assert "it is damaged" in problem(file, there)


@pytest.mark.parametrize("count", [0, 1, len(TORCH) - 1, len(TORCH) + 1, -1, 1 << 62, "7", None])
def test_sizes_that_are_wrong_are_refused(file: Path, there: Computer, count: object) -> None:
    changed(file, lambda one: one.update(bytes=count))
    assert "it is damaged" in problem(file, there)


def test_a_size_that_is_wrong_in_the_zip_too_is_refused(file: Path, there: Computer) -> None:
    """Of a member that says it is longer than the whole file."""
    huge = 1 << 20
    changed(file, lambda one: one.update(bytes=huge))
    content = bytearray(file.read_bytes())
    size = len(TORCH).to_bytes(4, "little")
    for signature, at in ((b"PK\3\4", 18), (b"PK\1\2", 20)):
        start = content.index(signature) + at
        assert content[start : start + 8] == size * 2
        content[start : start + 8] = huge.to_bytes(4, "little") * 2
    file.write_bytes(content)
    assert problem(file, there)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no pack of weights"),
        (b"no zip", "it is no pack of weights"),
        (b"PK\3\4" + bytes(999), "it is no pack of weights"),
        (b"PK\5\6" + bytes(18), "it is no pack of weights"),
    ],
)
def test_what_is_no_zip(file: Path, there: Computer, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    assert reason in problem(file, there)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "it is no pack of weights"),
        ({"other": b""}, "it is no pack of weights"),
        ({pack.LIST: b" " * (pack.LARGEST_LIST + 1)}, "it is no pack of weights"),
        ({pack.LIST: b""}, "it is damaged"),
        ({pack.LIST: b"\xff"}, "it is damaged"),
        ({pack.LIST: b"[" * 100_000}, "it is damaged"),
        ({pack.LIST: b"[]"}, "a newer version of this program wrote it"),
        ({pack.LIST: listing(format=2)}, "a newer version of this program wrote it"),
        ({pack.LIST: b'{"format": 1}'}, "it is damaged"),
        ({pack.LIST: listing(networks=7)}, "it is damaged"),
        ({pack.LIST: listing(networks=["tiny"])}, "it is damaged"),
        ({pack.LIST: listing(networks=[[]])}, "it is damaged"),
        ({pack.LIST: listing(networks=[{}])}, "it is damaged"),
        ({pack.LIST: listing(networks=[{"name": "tiny"}])}, "it is damaged"),
    ],
)
def test_a_list_that_makes_no_sense(
    file: Path, there: Computer, members: Mapping[str, bytes], reason: str
) -> None:
    assert reason in problem(repacked(file, members), there)


def test_a_member_that_is_missing(file: Path, there: Computer) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {pack.LIST: archive.read(pack.LIST)}
    assert "it is damaged" in problem(repacked(file, members), there)


def test_what_a_later_program_adds_is_passed_over(file: Path, there: Computer) -> None:
    changed(file, lambda one: one.update(colour="red"))
    assert read(file, there)[0] == "tiny"


@pytest.mark.parametrize("kind", ["", "other", "TORCH", None, 1])
def test_kinds_that_nobody_knows_are_refused(file: Path, there: Computer, kind: object) -> None:
    changed(file, lambda one: one.update(kind=kind))
    assert "it is damaged" in problem(file, there)


def test_a_network_that_is_listed_twice_is_refused(file: Path, there: Computer) -> None:
    def double(one: dict[str, Any]) -> None:
        with zipfile.ZipFile(file) as archive:
            listed = json.loads(archive.read(pack.LIST))["networks"]
        one.update(listed[2])

    changed(file, double)
    assert "it is damaged" in problem(file, there)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(file: Path, there: Computer) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"weights/{FILE}", TORCH)
    assert "it is damaged" in problem(file, there)


def test_garbled_packs_bring_what_they_say_or_nothing(
    file: Path, tmp_path: Path, packed: list[Shelf]
) -> None:
    chance, content = random.Random(1), file.read_bytes()
    right = {TORCH, HUB, REVISION.encode(), Path(packed[2].path).read_bytes()}
    outcomes: set[str] = set()
    for number in range(300):
        spoilt = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            spoilt[chance.randrange(len(spoilt))] ^= 1 + chance.randrange(255)
        file.write_bytes(spoilt)
        there = Computer(places(tmp_path / str(number)))
        try:
            outcomes.add(str(len(read(file, there))))
        except EngineError as error:
            outcomes.add(type(error).__name__ + str(error.fields.get("reason")))
        assert set(there.files.values()) <= right
    assert len(outcomes) >= 3


# What the system refuses


def test_a_pack_that_is_not_there(tmp_path: Path, there: Computer) -> None:
    assert "No such file" in problem(tmp_path / "missing.catpack", there)
    assert "directory" in problem(tmp_path, there)


def test_a_disk_without_room_is_told_before_anything_is_written(
    file: Path, there: Computer, packed: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 100))
    there.places.weights.mkdir(parents=True)
    assert "It needs 0 MB and 0 MB are free in" in problem(file, there, DiskFullError)
    another = file.with_name("another.catpack")
    with pytest.raises(DiskFullError):
        drained(pack.write(shelves=packed, file=str(another)))
    assert not list(file.parent.glob("another*"))


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_meanwhile_leaves_nothing(
    file: Path, there: Computer, packed: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    there.places.weights.mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 7_000_000))
    assert "It needs 0 MB and 7 MB are free in" in problem(file, there, DiskFullError)
    assert str(there.places.weights) in problem(file, there, DiskFullError)
    another = file.with_name("another.catpack")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DiskFullError, match="It needs 0 MB and 7 MB are free in"):
        drained(pack.write(shelves=packed, file=str(another)))
    assert not list(file.parent.glob("another*"))


def test_a_folder_that_cannot_be_made(file: Path, there: Computer) -> None:
    there.places.weights.parent.mkdir()
    there.places.weights.write_bytes(b"a file in the way")
    assert "The pack carried.catpack cannot be used: " in problem(file, there)


def test_a_folder_that_cannot_be_written(
    file: Path, there: Computer, packed: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def guarded(self: Path, mode: str = "r", *rest: object) -> object:
        if "w" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, mode)

    monkeypatch.setattr(Path, "open", guarded)
    there.places.weights.mkdir(parents=True)
    assert "cannot be used: Permission denied." in problem(file, there)


@pytest.mark.parametrize("folder", ["missing", "carried.catpack"])
def test_a_pack_that_cannot_be_written(file: Path, packed: list[Shelf], folder: str) -> None:
    wanted = file.parent / folder / "another.catpack"
    with pytest.raises(ExportError, match=r"another\.catpack could not be written: "):
        drained(pack.write(shelves=packed, file=str(wanted)))


def test_weights_that_vanish_before_they_are_packed(file: Path, packed: list[Shelf]) -> None:
    os.remove(packed[0].path)
    before = file.read_bytes()
    with pytest.raises(ExportError, match="No such file"):
        drained(pack.write(shelves=packed, file=str(file)))
    assert file.read_bytes() == before


def test_what_a_download_has_begun_is_left_alone(file: Path, there: Computer) -> None:
    part = there.places.part(FILE)
    part.parent.mkdir(parents=True)
    part.write_bytes(b"begun")
    read(file, there)
    assert part.read_bytes() == b"begun"


# Cancelling


def test_a_stop_while_reading_leaves_only_whole_files(
    file: Path, tmp_path: Path, packed: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "PIECE", 200)
    right = {TORCH, HUB, REVISION.encode(), Path(packed[2].path).read_bytes()}
    for steps in range(1, 16):
        there = Computer(places(tmp_path / str(steps)))
        reading = pack.read(file=str(file), places=there.places)
        for _ in range(steps):
            next(reading)
        reading.close()
        assert set(there.files.values()) <= right
        assert len(read(file, there)) == 3


def test_a_stop_while_writing_leaves_nothing(
    packed: list[Shelf], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "PIECE", 200)
    before = sorted(tmp_path.iterdir())
    for steps in range(1, 12):
        writing = pack.write(shelves=packed, file=str(tmp_path / "another.catpack"))
        for _ in range(steps):
            next(writing)
        writing.close()
        assert sorted(tmp_path.iterdir()) == before
