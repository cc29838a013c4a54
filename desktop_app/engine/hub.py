"""timm's weights from the Hugging Face hub, kept in the hub's own cache for every other program.

The hub's library says where things lie. It is not asked to download: at its version 2.4 it throws
away what has come when it is stopped, cannot be stopped while it rests between two attempts, and
compares sizes but no hashes.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING
from urllib.error import HTTPError

from huggingface_hub import constants, hf_hub_url, try_to_load_from_cache
from huggingface_hub.file_download import repo_folder_name

from desktop_app.engine import checked, timm_models
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.download import bring, insist
from desktop_app.engine.errors import NotBegunError
from desktop_app.engine.line import WAIT, Head, Line
from desktop_app.engine.part import Parcel, told
from desktop_app.engine.shelves import HUB_COMING, HUB_FILE

if TYPE_CHECKING:
    from collections.abc import Generator
    from email.message import Message
    from pathlib import Path

    from desktop_app.engine.places import Places

MAIN = "main"
"""The revision that is asked for."""

OFFLINE = QT_TRANSLATE_NOOP("errors", "offline mode is on (HF_HUB_OFFLINE)")
NO_HUB = QT_TRANSLATE_NOOP("errors", "the server does not answer as the Hugging Face hub does")

UNPUBLISHED = QT_TRANSLATE_NOOP("errors", "its weights are not on the Hugging Face hub")

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def repo_of(model: str) -> tuple[str, str]:
    """Return the repository and file of one of timm's networks, with or without a tag.

    Both are "" if there is no such network or if its weights are not on the hub.
    """
    import timm

    try:
        config = timm.get_pretrained_cfg(model)
    except RuntimeError:  # a network that timm knows with a tag that it does not
        config = None
    if config is None or not config.hf_hub_id:
        return "", ""
    return config.hf_hub_id, config.hf_hub_filename or HUB_FILE


def download_model(*, model: str, places: Places) -> Generator[Step, None, str]:
    """Fetch the weights of one of timm's networks; raises as `download`.

    For a network whose weights are not on the hub that is a `NotBegunError`, for one that could
    not be used an `UnusableBackboneError`.
    """
    yield Step(0, 0)
    repo, file = repo_of(model)
    if not repo:
        raise NotBegunError(reason=UNPUBLISHED)
    timm_models.check(model)
    return (yield from download(repo=repo, file=file, places=places))


def cached(repo: str, file: str, places: Places, *, revision: str = MAIN) -> str:
    """Return where a repository's file lies in the hub's cache, "" if it is not there."""
    path = try_to_load_from_cache(repo, file, cache_dir=places.hub, revision=revision)
    return path if isinstance(path, str) else ""


def promised(path: str) -> str:
    """Return the SHA-256 that names a cached file's bytes; "" where they have no such name."""
    name = os.path.basename(os.path.realpath(path))
    return name if _SHA256.fullmatch(name) else ""


def download(*, repo: str, file: str, places: Places) -> Generator[Step, None, str]:
    """Fetch a repository's file into the hub's cache and return its path; steps count bytes.

    A file that is there already stays as it is, even if there is a newer one. Resumes and raises
    as `download.download`.
    """
    if found := cached(repo, file, places):
        return found
    if constants.HF_HUB_OFFLINE:
        raise NotBegunError(reason=OFFLINE)
    asking = partial(_described, _address(repo, file, MAIN, places))
    commit, sha256, size = yield from insist(asking, lambda rest: Step(0, 0, rest=rest))
    folder = places.hub / repo_folder_name(repo_id=repo, repo_type="model")
    blob = folder / "blobs" / sha256
    is_new = not blob.exists()
    if is_new:
        address = _address(repo, file, commit, places)
        part = blob.with_name(f"{sha256}{HUB_COMING}")
        yield from bring(Parcel(f"{repo}/{file}", address, blob, part, sha256, size))
    with told(folder):
        path = _file(blob, folder, commit, file)
    if is_new:  # of bytes that were there before only the name is known
        checked.remember(path, sha256, places.checked)
    return str(path)


def _address(repo: str, file: str, revision: str, places: Places) -> str:
    mirror = places.hub_mirror.rstrip("/") or None
    return str(hf_hub_url(repo, file, revision=revision, endpoint=mirror))


def _described(address: str) -> Generator[Step, None, tuple[str, str, int]]:
    """Ask for a file's commit, SHA-256 and size in bytes."""
    with closing(Line(address, method="HEAD")) as line:
        while (headers := _headers(line)) is None:
            yield Step(0, 0, rest=WAIT)
    commit = headers.get("X-Repo-Commit", "")
    sha256 = headers.get("X-Linked-ETag", headers.get("ETag", "")).removeprefix("W/").strip('"')
    size = headers.get("X-Linked-Size", headers.get("Content-Length", ""))
    if not (_COMMIT.fullmatch(commit) and _SHA256.fullmatch(sha256) and size.isdecimal()):
        raise NotBegunError(reason=NO_HUB)
    return commit, sha256, int(size)


def _headers(line: Line) -> Message | None:
    try:
        head = line.take()
    except HTTPError as error:
        if "X-Linked-ETag" in error.headers:  # it says all that matters and where the bytes are
            return error.headers
        raise
    return head.headers if isinstance(head, Head) else None


def _file(blob: Path, folder: Path, commit: str, file: str) -> Path:
    """Enter the bytes into the cache as the hub's library does; return the file's path."""
    path = folder / "snapshots" / commit / file
    reference = folder / "refs" / MAIN
    for parent in (path.parent, reference.parent):
        parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        try:
            path.symlink_to(os.path.relpath(blob, path.parent))
        except OSError:  # on Windows links need a permission
            os.replace(blob, path)
    reference.write_text(commit, encoding="utf-8")
    return path
