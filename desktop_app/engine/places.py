"""Where weights lie: the folders that torch and the Hugging Face hub use, and one of our own."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

PART = ".part"
"""Added to the name of a file that is still coming."""

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What some system does not take in names of files."""

RESERVED = re.compile(r"(con|nul|aux|prn|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that stand for devices on Windows."""

_PROMISED = re.compile(r"-([0-9a-f]{8,64})\.\w+$")

LETTERS, BYTES = 80, 200
"""Of a title, as much as is put into a file's name."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look for weights and where to fetch them from.

    Attributes:
        weights: Folder of torchvision's files.
        hub: The Hugging Face hub's cache.
        own: Folder of networks that were imported or trained here.
        checked: File that remembers which weights have been checked.
        mirror: Address to fetch torchvision's files from instead of the publisher's; "" for that.
        hub_mirror: The same for the Hugging Face hub.
    """

    weights: Path
    hub: Path
    own: Path
    checked: Path
    mirror: str = ""
    hub_mirror: str = ""

    def file(self, name: str) -> Path:
        """Return where the published weights file called `name` lies, or will."""
        return self.weights / name

    def part(self, name: str) -> Path:
        """Return where as much of that file lies as has come."""
        return self.weights / f"{name}{PART}"


def free_file(folder: Path, title: str, suffix: str) -> Path:
    """Return a path for something called `title` at which there is nothing yet."""
    stem = _stem(title)
    file, number = folder / f"{stem}{suffix}", 2
    while file.exists():
        file, number = folder / f"{stem} {number}{suffix}", number + 1
    return file


def _stem(title: str) -> str:
    short = _UNFIT.sub(" ", title).strip(" .")[:LETTERS].encode(errors="ignore")[:BYTES]
    stem = short.decode(errors="ignore").strip(" .") or "network"
    return f"network {stem}" if RESERVED.fullmatch(stem) else stem


def promised(file: str) -> str:
    """Return how a published file's SHA-256 begins according to its name; "" if that is silent."""
    found = _PROMISED.search(file)
    return found[1] if found else ""


def torch_folder() -> Path:
    """Return where torch.hub keeps weights; the same rule, without importing torch."""
    home = os.environ.get("TORCH_HOME") or os.path.join(_cache(), "torch")
    return Path(home).expanduser() / "hub" / "checkpoints"


def hub_folder() -> Path:
    """Return the Hugging Face hub's cache; the same rule, without importing its library."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return Path(os.environ[variable]).expanduser()
    home = os.environ.get("HF_HOME") or os.path.join(_cache(), "huggingface")
    return Path(home).expanduser() / "hub"


def _cache() -> str:
    return os.environ.get("XDG_CACHE_HOME") or os.path.join("~", ".cache")
