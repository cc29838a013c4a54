"""timm's weights land in the hub's cache as the hub's own library would have put them there."""

from __future__ import annotations

import os
import threading
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import timm
from huggingface_hub import constants, hf_hub_download, scan_cache_dir

from desktop_app.engine import checked, hub
from desktop_app.engine import line as lines
from desktop_app.engine.errors import (
    DownloadError,
    FolderError,
    UnusableBackboneError,
    WrongBytesError,
)
from desktop_app.engine.hub import cached, repo_of
from desktop_app.engine.places import Places
from desktop_app.engine.shelves import HUB_FILE as FILE
from tests.engine.servers import (
    SECONDS,
    Asked,
    file,
    finish,
    hang_up,
    raw,
    run,
    run_to,
    serving,
    silence,
    status,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from desktop_app.engine.contract import Step
    from tests.engine.servers import Page, Server

REPO = "timm/resnet18.a1_in1k"
CONTENT = bytes(range(256)) * 4000
SIZE = len(CONTENT)
HALF = 500_000
HASH = sha256(CONTENT).hexdigest()
COMMIT = "0123456789abcdef0123456789abcdef01234567"

ASK = f"/{REPO}/resolve/main/{FILE}"
GET = f"/{REPO}/resolve/{COMMIT}/{FILE}"
STORE = "/store/bytes?signed=yes"

# What the hub says of a large file: it sends on to a store that knows nothing of commits.
SAYS = {
    "X_Repo_Commit": COMMIT,
    "X_Linked_ETag": f'"{HASH}"',
    "X_Linked_Size": str(SIZE),
    "X_Xet_Hash": "0" * 64,
    "ETag": '"something else"',
    "Location": STORE,
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as server:
        server.put(ASK, status(302, **SAYS))
        server.put(GET, status(302, **SAYS))
        server.put(STORE, file(CONTENT))
        yield server


@pytest.fixture
def places(server: Server, tmp_path: Path) -> Places:
    return Places(
        weights=tmp_path / "weights",
        hub=tmp_path / "hub",
        own=tmp_path / "own",
        checked=tmp_path / "checked.json",
        hub_mirror=server.address("/"),
    )


@pytest.fixture
def blobs(places: Places) -> Path:
    return places.hub / "models--timm--resnet18.a1_in1k" / "blobs"


def download(places: Places) -> Generator[Step, None, str]:
    return hub.download(repo=REPO, file=FILE, places=places)


def failure(places: Places) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        finish(download(places))
    return caught.value


# Names


@pytest.mark.parametrize("model", ["resnet18", "resnet18.a1_in1k"])
def test_a_model_has_its_repository(model: str) -> None:
    assert repo_of(model) == (REPO, "model.safetensors")


def test_a_model_s_file_may_have_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    config = SimpleNamespace(hf_hub_id="someone/net", hf_hub_filename="net.bin")
    monkeypatch.setattr(timm, "get_pretrained_cfg", lambda _: config)
    assert repo_of("net") == ("someone/net", "net.bin")


@pytest.mark.parametrize(
    "model", ["legacy_senet154.in1k", "resnet18d_nonsense", "resnet18.nonsense", ""]
)
def test_what_is_not_on_the_hub_has_none(model: str) -> None:
    assert repo_of(model) == ("", "")


def test_what_could_not_be_used_is_not_downloaded(places: Places, server: Server) -> None:
    with pytest.raises(UnusableBackboneError, match="it gives features, no classes"):
        finish(hub.download_model(model="vit_small_patch14_dinov2", places=places))
    assert server.asked == []


# What comes


def test_a_file_comes_whole_and_is_in_the_cache(places: Places, blobs: Path) -> None:
    assert cached(REPO, FILE, places) == ""
    steps, path = run(download(places))
    assert Path(path).read_bytes() == CONTENT
    assert cached(REPO, FILE, places) == path
    assert os.listdir(blobs) == [HASH]
    assert steps[-1].done == steps[-1].total == SIZE


def test_the_hub_s_own_library_finds_it_too(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)  # or it asks the hub
    path = finish(download(places))
    assert path == hf_hub_download(REPO, FILE, cache_dir=places.hub, local_files_only=True)
    found = scan_cache_dir(places.hub)
    (repo,) = found.repos
    assert (repo.repo_id, repo.size_on_disk, list(repo.refs)) == (REPO, SIZE, ["main"])
    assert found.warnings == []


def test_a_cached_file_is_not_asked_for(places: Places, server: Server) -> None:
    path = finish(download(places))
    server.asked.clear()
    assert finish(download(places)) == path
    assert server.asked == []


def test_a_revision_can_be_named(places: Places) -> None:
    path = finish(download(places))
    assert cached(REPO, FILE, places, revision=COMMIT) == path
    assert cached(REPO, FILE, places, revision="f" * 40) == ""


def test_what_the_hub_has_no_file_for_is_not_cached(places: Places, blobs: Path) -> None:
    finish(download(places))
    absent = blobs.parent / ".no_exist" / COMMIT / "model.bin"
    absent.parent.mkdir(parents=True)
    absent.touch()
    assert cached(REPO, "model.bin", places) == ""


def test_the_hash_is_not_computed_again_when_it_is_loaded(places: Places) -> None:
    path = Path(finish(download(places)))
    assert run(checked.sha256(file=path, memory=places.checked)) == ([], HASH)


def test_bytes_are_asked_for_by_commit_and_without_a_name(
    places: Places, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    finish(download(places))
    asked = [(one.method, one.path) for one in server.asked]
    assert asked == [("HEAD", ASK), ("GET", GET), ("GET", STORE)]
    assert not any(_tells(one) for one in server.asked)


def _tells(asked: Asked) -> bool:
    return "Authorization" in asked.headers or "hub" in asked.headers["User-Agent"]


def test_a_mirror_may_answer_by_itself(places: Places, server: Server) -> None:
    server.put(ASK, file(CONTENT, X_Repo_Commit=COMMIT, ETag=f'W/"{HASH}"'))
    server.put(GET, file(CONTENT))
    assert Path(finish(download(places))).read_bytes() == CONTENT


def test_a_renamed_repository_is_found(places: Places, server: Server) -> None:
    server.put(ASK, status(307, Location="/timm/new/resolve/main/x"))
    server.put("/timm/new/resolve/main/x", status(302, **SAYS))
    assert finish(download(places))
    assert [one.method for one in server.asked[:2]] == ["HEAD", "HEAD"]


def test_bytes_that_another_revision_has_brought_are_used(
    places: Places, server: Server, blobs: Path
) -> None:
    blobs.mkdir(parents=True)
    (blobs / HASH).write_bytes(CONTENT)
    assert Path(finish(download(places))).read_bytes() == CONTENT
    assert server.ranges == []


def test_bytes_that_were_there_before_are_not_taken_on_trust(places: Places, blobs: Path) -> None:
    blobs.mkdir(parents=True)
    (blobs / HASH).write_bytes(CONTENT[:-1])
    path = Path(finish(download(places)))
    assert hub.promised(str(path)) == HASH
    assert run(checked.sha256(file=path, memory=places.checked))[1] != HASH


def test_a_system_without_links_has_the_bytes_in_the_snapshot(
    places: Places, blobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    path = finish(download(places))
    assert cached(REPO, FILE, places) == path
    assert Path(path).read_bytes() == CONTENT
    assert os.listdir(blobs) == []


def test_a_link_to_nothing_is_mended(places: Places, blobs: Path) -> None:
    path = finish(download(places))
    (blobs / HASH).unlink()
    assert cached(REPO, FILE, places) == ""
    assert finish(download(places)) == path
    assert Path(path).read_bytes() == CONTENT


# Going on


def test_a_stop_ends_the_thread_and_the_next_download_goes_on(
    places: Places, server: Server, blobs: Path
) -> None:
    server.put(STORE, file(CONTENT, slow=HALF), file(CONTENT))
    before = set(threading.enumerate())
    operation = download(places)
    run_to(operation, HALF)
    operation.close()
    for thread in set(threading.enumerate()) - before:
        if "_read" in thread.name:
            thread.join(SECONDS)
            assert not thread.is_alive()
    assert (blobs / f"{HASH}.incomplete").read_bytes() == CONTENT[:HALF]
    steps, path = run(download(places))
    assert Path(path).read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={HALF}-"
    assert HALF in [step.done for step in steps]


@pytest.mark.parametrize("page", [status(500), hang_up])
def test_a_hub_that_recovers_is_asked_again(places: Places, server: Server, page: Page) -> None:
    server.put(ASK, page, status(302, **SAYS))
    server.put(STORE, page, file(CONTENT, upto=HALF), file(CONTENT))
    assert Path(finish(download(places))).read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={HALF}-"


# What does not come


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (status(404, X_Error_Code="EntryNotFound"), "the server has no such file"),
        (status(401, X_Error_Code="RepoNotFound"), "the server does not hand it out"),
        (status(403, X_Error_Code="GatedRepo"), lines.GATED),
        (status(500), "500 Internal Server Error"),
        (hang_up, "the connection broke off"),
        (status(302, Location=ASK), lines.ASTRAY),
        (raw(b"<html>Please log in</html>"), hub.NO_HUB),
        (status(302, **SAYS | {"X_Repo_Commit": "../.."}), hub.NO_HUB),
        (status(302, **SAYS | {"X_Linked_ETag": f'"{COMMIT}"'}), hub.NO_HUB),
        (status(302, **SAYS | {"X_Linked_Size": "?"}), hub.NO_HUB),
    ],
)
def test_the_reason_is_told(places: Places, server: Server, page: Page, reason: str) -> None:
    server.put(ASK, page)
    assert failure(places).fields == {"reason": reason}
    assert not places.hub.exists()


def test_a_silent_hub_is_given_up(
    places: Places, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", 0.05)
    server.put(ASK, silence)
    assert failure(places).fields["reason"] == "the other side did not answer"


def test_offline_mode_is_kept(
    places: Places, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert failure(places).fields["reason"] == hub.OFFLINE
    assert server.asked == []


def test_offline_mode_does_not_hide_what_is_here(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = finish(download(places))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert finish(download(places)) == path


@pytest.mark.parametrize("content", [CONTENT[::-1], CONTENT[:-1]])
def test_wrong_bytes_are_thrown_away(
    places: Places, server: Server, blobs: Path, content: bytes
) -> None:
    server.put(STORE, raw(content, Content_Length=str(len(content))))
    assert isinstance(failure(places), WrongBytesError)
    assert os.listdir(blobs) == []
    assert cached(REPO, FILE, places) == ""


def test_a_cache_that_cannot_be_written(places: Places) -> None:
    places.hub.write_bytes(b"")
    assert isinstance(failure(places), FolderError)
