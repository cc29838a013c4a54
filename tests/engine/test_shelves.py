"""What is on the computer is found by names and sizes alone, and only that is deleted."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from desktop_app.engine import modelfile, shelves
from desktop_app.engine.catalogue import BUNDLED, ZFNET, Entry, Shelf
from desktop_app.engine.contract import ClassName, InputRule
from desktop_app.engine.errors import FileError
from desktop_app.engine.modelfile import Description
from tests.backbones import places

if TYPE_CHECKING:
    from desktop_app.engine.places import Places

RULE = InputRule(8, 8, "bilinear", (0, 0, 0), (1, 1, 1))
FILE = "tiny-01234567.pth"
ONLINE = replace(ZFNET, name="tiny", file=FILE, bytes=1000, url=f"http://localhost/{FILE}")

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def where(tmp_path: Path) -> Places:
    """Places whose folders are there and empty."""
    made = places(tmp_path)
    for folder in (made.weights, made.hub, made.own):
        folder.mkdir()
    return made


def write_own(folder: Path, title: str) -> Path:
    file = folder / f"{title}.safetensors"
    about = Description(title, "zfnet", (ClassName("", "cat"),), RULE, licence="CC0-1.0")
    modelfile.write(str(file), {"weight": torch.ones(4, 5), "bias": torch.ones(4)}, about)
    return file


def write_snapshot(where: Places, model: str, content: bytes, revision: str = "ab") -> Path:
    """Write a file as the hub's library does: a link to the bytes."""
    folder = where.hub / f"models--timm--{model}"
    blob = folder / "blobs" / f"of {revision}"
    link = folder / "snapshots" / revision / "model.safetensors"
    blob.parent.mkdir(parents=True, exist_ok=True)
    link.parent.mkdir(parents=True)
    blob.write_bytes(content)
    link.symlink_to(Path("..", "..", "blobs", blob.name))
    return link


def listed(where: Places, *entries: Entry) -> list[tuple[str, str, int]]:
    found = shelves.shelves(entries, where)
    return [(shelf.entry.title, shelf.state, shelf.have) for shelf in found]


# States


def test_what_comes_with_the_program_is_bundled(where: Places) -> None:
    expected = [(one.title, "bundled", one.bytes) for one in BUNDLED]
    assert listed(where, *BUNDLED) == expected


def test_what_should_have_come_and_did_not_is_not_there(where: Places) -> None:
    gone = replace(BUNDLED[0], package="no_such_package")
    assert not shelves.shelf(gone, where).ready


def test_zf_net_has_no_weights(where: Places) -> None:
    assert listed(where, ZFNET) == [("ZF Net", "untrained", 0)]


def test_a_download_goes_from_online_over_partial_to_cached(where: Places) -> None:
    assert shelves.shelf(ONLINE, where) == Shelf(ONLINE, "online")
    where.part(ONLINE.file).write_bytes(b"123")
    assert shelves.shelf(ONLINE, where) == Shelf(ONLINE, "partial", 3)
    file = where.file(ONLINE.file)
    file.write_bytes(b"12345")
    assert shelves.shelf(ONLINE, where) == Shelf(ONLINE, "cached", 5, str(file))


def test_what_was_not_published_as_a_file_is_not_looked_for_as_one(where: Places) -> None:
    """In torch's folder "model.safetensors" is somebody's own."""
    theirs = where.file(shelves.HUB_FILE)
    theirs.write_bytes(b"123")
    where.part(shelves.HUB_FILE).write_bytes(b"12")
    searched = shelves.timm_entry("tiny")
    assert shelves.shelf(searched, where) == Shelf(searched, "online")


def test_folders_that_are_not_there_hold_nothing(tmp_path: Path) -> None:
    nowhere = places(tmp_path / "no" / "where")
    assert listed(nowhere, ONLINE) == [("ZF Net", "online", 0)]
    assert not (tmp_path / "no").exists()


# One's own


def test_one_s_own_come_after_the_others(where: Places) -> None:
    file = write_own(where.own, "Käse 猫")
    own = shelves.shelves([ZFNET], where)[1]
    assert (own.state, own.path, own.have) == ("imported", str(file), file.stat().st_size)
    entry = own.entry
    assert (entry.name, entry.title, entry.family) == (str(file), "Käse 猫", "own")
    assert (entry.parameters, entry.bytes, entry.licence) == (24, own.have, "CC0-1.0")
    assert (entry.input, entry.top1, entry.year) == (RULE, None, 0)


@pytest.mark.parametrize("content", [b"", b"text", b"\x10\0\0\0\0\0\0\0{}              "])
def test_files_that_say_nothing_are_passed_over(where: Places, content: bytes) -> None:
    write_own(where.own, "good")
    (where.own / "bad.safetensors").write_bytes(content)
    (where.own / "folder.safetensors").mkdir()
    (where.own / "good.txt").write_bytes(b"")
    assert [title for title, _, _ in listed(where)] == ["good"]
    with pytest.raises(FileError, match=r"bad\.safetensors cannot be read"):
        shelves.described(where.own / "bad.safetensors")


# timm's


@needs_links
def test_what_other_programs_downloaded_is_cached(where: Places) -> None:
    link = write_snapshot(where, "tiny_net.in1k", bytes(400))
    (shelf,) = shelves.timm(where)
    assert (shelf.state, shelf.have, shelf.path) == ("cached", 400, str(link))
    assert (shelf.entry.name, shelf.entry.title) == ("timm:tiny_net.in1k", "tiny_net.in1k")
    assert (shelf.entry.family, shelf.entry.parameters) == ("timm", 100)


@needs_links
def test_only_weights_of_timm_count(where: Places) -> None:
    (where.hub / "models--timm--empty" / "snapshots" / "ab").mkdir(parents=True)
    (where.hub / "models--timm--file").touch()
    (where.hub / "version.txt").touch()
    other = write_snapshot(where, "x", b"1234")
    other.parents[2].rename(where.hub / "models--someone--x")
    assert listed(where) == []


def test_a_download_that_was_begun_is_partial(where: Places) -> None:
    begun = where.hub / "models--timm--tiny" / "blobs" / "0123.incomplete"
    begun.parent.mkdir(parents=True)
    begun.write_bytes(b"123")
    (shelf,) = shelves.timm(where)
    assert (shelf.state, shelf.have, shelf.entry.name) == ("partial", 3, "timm:tiny")
    assert not shelf.ready
    shelves.delete(shelf, where)
    assert not begun.exists()
    assert list(shelves.timm(where)) == []


@needs_links
def test_of_several_revisions_the_last_that_was_written_counts(where: Places) -> None:
    for revision, content, written in (("aa", b"1", 2), ("bb", b"12", 3), ("cc", b"123", 1)):
        link = write_snapshot(where, "tiny", content, revision)
        os.utime(link, (written, written))
    (shelf,) = shelves.timm(where)
    assert (shelf.have, Path(shelf.path).parent.name) == (2, "bb")


@needs_links
def test_a_link_to_what_was_deleted_is_not_there(where: Places) -> None:
    write_snapshot(where, "tiny", b"12345678", "aa")
    broken = write_snapshot(where, "tiny", b"1234", "bb")
    broken.resolve().unlink()
    (shelf,) = shelves.timm(where)
    assert shelf.have == 8
    assert Path(shelf.path).exists()


@needs_links
def test_of_what_is_named_and_found_the_found_one_is_listed(where: Places) -> None:
    write_snapshot(where, "tiny", b"1234")
    searched = [shelves.timm_entry("other"), shelves.timm_entry("tiny")]
    assert listed(where, *searched) == [("other", "online", 0), ("tiny", "cached", 4)]


# Room


def test_usage_counts_what_was_downloaded(where: Places) -> None:
    assert shelves.usage(where)[:2] == (0, 0)
    where.file("a.pth").write_bytes(b"123")
    where.part("b.pth").write_bytes(b"1234")
    total, files, free = shelves.usage(where)
    assert (total, files) == (7, 2)
    assert free > 0


def test_usage_of_a_folder_that_is_yet_to_be_made(tmp_path: Path) -> None:
    total, files, free = shelves.usage(places(tmp_path / "no" / "where"))
    assert (total, files) == (0, 0)
    assert free > 0


def test_usage_of_a_drive_that_is_not_there(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert shelves.usage(where) == (0, 0, 0)


# Deleting


def test_a_download_is_deleted_whole_or_in_part(where: Places) -> None:
    file, part = where.file(ONLINE.file), where.part(ONLINE.file)
    other = where.file("other.pth")
    for path in (file, part, other):
        path.write_bytes(b"123")
    shelves.delete(shelves.shelf(ONLINE, where), where)
    assert shelves.shelf(ONLINE, where).state == "partial"
    shelves.delete(shelves.shelf(ONLINE, where), where)
    assert shelves.shelf(ONLINE, where).state == "online"
    assert list(where.weights.iterdir()) == [other]


def test_one_s_own_are_deleted(where: Places) -> None:
    write_own(where.own, "one")
    write_own(where.own, "two")
    shelves.delete(next(shelves.own(where)), where)
    assert [title for title, _, _ in listed(where)] == ["two"]


def test_what_is_gone_already_is_deleted(where: Places) -> None:
    shelves.delete(Shelf(ONLINE, "cached", 3, str(where.file(ONLINE.file))), where)


@pytest.mark.parametrize("state", ["bundled", "online", "untrained"])
def test_only_what_was_downloaded_or_imported_is_deleted(where: Places, state: str) -> None:
    file = where.file(ONLINE.file)
    file.write_bytes(b"123")
    with pytest.raises(ValueError, match="neither downloaded nor imported"):
        shelves.delete(Shelf(ONLINE, state, 3, str(file)), where)
    assert file.exists()


@pytest.mark.parametrize("place", ["elsewhere.pth", "weights/../elsewhere.pth", "weights"])
def test_nothing_is_deleted_elsewhere(where: Places, place: str) -> None:
    elsewhere = where.weights.parent / "elsewhere.pth"
    elsewhere.write_bytes(b"123")
    with pytest.raises(ValueError, match="neither downloaded nor imported"):
        shelves.delete(Shelf(ONLINE, "cached", 3, str(where.weights.parent / place)), where)
    assert elsewhere.exists()


@needs_links
def test_in_the_hub_s_cache_the_bytes_are_deleted_too(where: Places) -> None:
    link = write_snapshot(where, "tiny", b"1234")
    blob = link.resolve()
    shelves.delete(next(shelves.timm(where)), where)
    assert not blob.exists()
    assert not link.is_symlink()


@needs_links
def test_where_a_person_s_own_link_leads_nothing_is_deleted(where: Places, tmp_path: Path) -> None:
    kept = tmp_path / "shared by all"
    kept.write_bytes(b"123")
    file = where.file(ONLINE.file)
    file.symlink_to(kept)
    shelves.delete(shelves.shelf(ONLINE, where), where)
    assert kept.read_bytes() == b"123"
    assert not file.is_symlink()


def test_nothing_else_is_deleted(where: Places, tmp_path: Path) -> None:
    kept = tmp_path / "kept.pth"
    kept.write_bytes(b"123")
    for state, path in (("cached", kept), ("bundled", where.file("a.pth")), ("online", kept)):
        with pytest.raises(ValueError, match="neither downloaded nor imported"):
            shelves.delete(Shelf(ONLINE, state, 3, str(path)), where)
    outside = where.weights / ".." / kept.name
    with pytest.raises(ValueError, match="neither downloaded nor imported"):
        shelves.delete(Shelf(ONLINE, "cached", 3, str(outside)), where)
    assert kept.read_bytes() == b"123"


def test_what_the_system_will_not_delete_is_told(where: Places) -> None:
    folder = where.file(ONLINE.file)
    folder.mkdir()
    with pytest.raises(FileError, match=r"tiny-01234567\.pth cannot be read: "):
        shelves.delete(Shelf(ONLINE, "cached", 3, str(folder)), where)
