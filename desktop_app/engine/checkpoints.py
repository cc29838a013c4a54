"""How far a training has come, on disk, so that it goes on after a stop or a crash."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import torch

from desktop_app.engine import removal
from desktop_app.engine.errors import ExportError
from desktop_app.engine.whole import whole

if TYPE_CHECKING:
    from types import TracebackType

PAUSE, SHARE = 2.0, 10
"""Seconds between two of them, since what takes less is soon done again; and how many times longer
than it takes to write one, which of a large network is a gigabyte."""

KEPT = 2
"""Trainings that are remembered; the oldest is forgotten for a new one."""

VERSION = 1
"""To be raised when a state means something else than before."""


@dataclass(frozen=True, slots=True)
class About:
    """Which training it is; a state fits only the same one.

    Attributes:
        folder: With the pictures.
        validation: Another folder for the validation part, or "".
        network: Name of the one that is learned on.
        settings: By the names of the recipe's rows.
        pictures: A hash over the pictures of all parts, with their classes.
        weights: The SHA-256 of the network.
    """

    folder: str
    validation: str
    network: str
    settings: dict[str, Any]
    pictures: str
    weights: str

    @property
    def epochs(self) -> int:
        """How many there are to be."""
        return int(self.settings["epochs"])

    @property
    def key(self) -> str:
        """What it is kept by: whatever changes the outcome changes it."""
        facts = (VERSION, torch.__version__, self.settings, self.pictures, self.weights)
        network = self.network if not self.weights else ""
        return hashlib.sha256(repr((*facts, network)).encode()).hexdigest()[:32]


class Checkpoint:
    """The state of one training. Leave it as a context, and the newest is on disk."""

    def __init__(self, folder: Path, about: About) -> None:
        """Keep it in `folder`; nothing is written yet."""
        self._folder, self._about = folder, about
        self._file = folder / f"{about.key}.pt"
        self._held: dict[str, Any] | None = None
        self._written, self._pause = monotonic(), PAUSE
        self._lost = False

    def __enter__(self) -> None:
        """Begin."""
        self._written = monotonic()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what waits; a disk that is full must not hide why it ended."""
        if self._held is not None:
            self._write(self._held)

    def recall(self) -> dict[str, Any] | None:
        """Return the state that was kept, None if there is none that can be read."""
        with suppress(OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError):
            state: dict[str, Any] = torch.load(self._file, map_location="cpu", weights_only=True)
            return state
        return None

    def offer(self, state: dict[str, Any]) -> ExportError | None:
        """Keep a state: at once if the last one is old. Return, once, why that cannot be."""
        if monotonic() - self._written < self._pause:
            self._held = copy.deepcopy(state)  # what learns changes its tensors in place
            return None
        self._held = None
        return self._write(state)

    def _write(self, state: dict[str, Any]) -> ExportError | None:
        began = monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with whole(self._file) as part:
                torch.save(state, part)
            about = asdict(self._about) | {"reached": state["course"]["epochs"][-1][0]}
            with whole(self._file.with_suffix(".json")) as part:
                part.write_text(json.dumps(about), encoding="utf-8")
            _forget_old(self._folder)
        except (OSError, RuntimeError) as error:  # torch reports a full disk as the latter
            first, self._lost = not self._lost, True
            reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
            return ExportError(file=str(self._file), reason=reason) if first else None
        finally:
            self._written = monotonic()
            self._pause = max(PAUSE, SHARE * (self._written - began))
        return None


class NoCheckpoint(Checkpoint):
    """Keeps nothing: for what is done again in seconds."""

    def __init__(self) -> None:
        """Keep nothing."""
        super().__init__(Path(), About("", "", "", {}, "", ""))

    def recall(self) -> None:
        """Return nothing."""

    def offer(self, state: dict[str, Any]) -> None:
        """Let it go."""
        del state


def newest(folder: Path) -> tuple[About, int] | None:
    """Return the training that last got on, and its last epoch; None if there is none."""
    for file in _by_age(folder):
        with suppress(OSError, ValueError, TypeError, KeyError):
            fields = json.loads(file.read_text(encoding="utf-8"))
            reached = int(fields.pop("reached"))
            return About(**fields), reached
    return None


def forget(folder: Path, about: About) -> None:
    """Remove what is kept of a training."""
    for suffix in (".json", ".pt"):
        with suppress(OSError):
            (folder / f"{about.key}{suffix}").unlink()


def size(folder: Path) -> int:
    """Return the bytes that all of them take."""
    return sum(one.stat().st_size for one in _files(folder))


def clear(folder: Path) -> None:
    """Remove all of them; `RemovalError` if the system does not allow it."""
    with removal.refused(folder):
        for file in _files(folder):
            file.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return [one for one in folder.glob("*") if one.is_file()]


def _by_age(folder: Path) -> list[Path]:
    """Return the descriptions, the newest first."""
    try:
        return sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
    except OSError:
        return []


def _forget_old(folder: Path) -> None:
    for file in _by_age(folder)[KEPT:]:
        with suppress(OSError):
            file.unlink()
            file.with_suffix(".pt").unlink()
