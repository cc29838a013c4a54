"""Where the program's own files lie and where a person's are kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("Ideal Cat", appauthor=False)


@cache
def resources() -> Path:
    """Return the folder of bundled files: inside the package, or beside it in a source tree."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource(name: str) -> Path:
    """Return the bundled file called `name`, a path with slashes below `resources`."""
    return resources() / name


def settings_file() -> Path:
    """Return where the settings are kept."""
    return Path(_DIRS.user_config_path) / "settings.ini"


def log_file() -> Path:
    """Return where the log is written."""
    return Path(_DIRS.user_log_path) / "ideal-cat.log"


def networks_folder() -> Path:
    """Return where networks that were imported or trained are kept."""
    return Path(_DIRS.user_data_path) / "networks"


def features_folder() -> Path:
    """Return where features of a person's pictures are kept, so that they are computed once."""
    return Path(_DIRS.user_cache_path) / "features"


def trainings_folder() -> Path:
    """Return where trainings that are not finished are kept, so that they go on."""
    return Path(_DIRS.user_data_path) / "trainings"


def lessons_folder() -> Path:
    """Return where the sets of pictures are kept that the lessons train on."""
    return Path(_DIRS.user_data_path) / "lessons"


def checked_file() -> Path:
    """Return where the program remembers which weights it has checked."""
    return Path(_DIRS.user_cache_path) / "checked.json"
