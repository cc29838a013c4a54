"""What the program remembers: a table of rows over an INI file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from desktop_app import paths
from desktop_app.engine import catalogue
from desktop_app.engine.contract import MAX_TOP, DeviceWish

if TYPE_CHECKING:
    from desktop_app.engine.places import Places

T = TypeVar("T", bound=object)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One row: a key, the default (which also gives the type) and what else is allowed.

    Attributes:
        key: "group/name" in the file.
        default: Used when nothing, or nothing sensible, is stored.
        choices: Allowed values; empty for any of the type.
        low: Least number allowed.
        high: Greatest number allowed.
    """

    key: str
    default: T
    choices: tuple[T, ...] = ()
    low: int = 0
    high: int = 0

    def accepts(self, value: object) -> bool:
        """Whether `value` may be stored in this row."""
        if type(value) is not type(self.default):
            return False
        if self.choices and value not in self.choices:
            return False
        return not self.high or self.low <= cast("int", value) <= self.high


THEME = Setting("window/theme", "system", ("system", "light", "dark"))
GEOMETRY: Setting[bytes] = Setting("window/geometry", b"")
BACKBONE = Setting("network/backbone", catalogue.DEFAULT)
DEVICE = Setting("network/device", "auto")
THREADS = Setting("network/threads", 0, high=4096)
PRECISION = Setting("network/precision", "float32", ("float32", "bfloat16", "float16"))
WEIGHTS = Setting("weights/folder", "")
MIRROR = Setting("weights/mirror", "")
HUB_MIRROR = Setting("weights/hub_mirror", "")
TOP = Setting("predict/top", 5, low=1, high=MAX_TOP)
RAMP = Setting("features/colours", "magma", ("magma", "viridis", "cividis", "grey"))
FOLDER = Setting("files/folder", "")
RECENT: Setting[tuple[str, ...]] = Setting("files/recent", ())

ROWS: tuple[Setting[object], ...] = cast(
    "tuple[Setting[object], ...]",
    (
        THEME,
        GEOMETRY,
        BACKBONE,
        DEVICE,
        THREADS,
        PRECISION,
        WEIGHTS,
        MIRROR,
        HUB_MIRROR,
        TOP,
        RAMP,
        FOLDER,
        RECENT,
    ),
)

MAX_RECENT = 10


class Settings(QObject):
    """Typed access to the rows; a damaged or unwritable file never stops the start."""

    changed = Signal(object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        """Read `file`, which need not exist."""
        super().__init__(parent)
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, row: Setting[T]) -> T:
        """Return the stored value, or the default if there is none that the row accepts."""
        value = _typed(self._store.value(row.key), row.default)
        return cast("T", value) if row.accepts(value) else row.default

    def set(self, row: Setting[T], value: T) -> None:
        """Store `value` and tell; `ValueError` if the row does not accept it."""
        if not row.accepts(value):
            raise ValueError(f"{row.key} does not take {value!r}")
        if value == self.get(row):
            return
        self._store.setValue(row.key, list(value) if isinstance(value, tuple) else value)
        self.changed.emit(row)

    def add_recent(self, path: str) -> None:
        """Put `path` first among the recent ones."""
        others = [other for other in self.get(RECENT) if other != path]
        self.set(RECENT, tuple([path, *others][:MAX_RECENT]))

    def save(self) -> None:
        """Write the file now."""
        self._store.sync()


def places(remembered: Settings) -> Places:
    """Return where weights are kept and fetched from."""
    from desktop_app.engine.places import Places, hub_folder, torch_folder

    folder = remembered.get(WEIGHTS)
    return Places(
        weights=Path(folder) if folder else torch_folder(),
        hub=hub_folder(),
        own=paths.networks_folder(),
        checked=paths.checked_file(),
        mirror=remembered.get(MIRROR),
        hub_mirror=remembered.get(HUB_MIRROR),
    )


def wish(remembered: Settings) -> DeviceWish:
    """Return what was asked of the device."""
    threads, precision = remembered.get(THREADS), remembered.get(PRECISION)
    return DeviceWish(remembered.get(DEVICE), threads, precision)


def _typed(value: object, default: object) -> object:
    """Undo what an INI file does to types: numbers become text, short lists become one value."""
    if isinstance(default, int) and isinstance(value, str):
        with suppress(ValueError):
            return int(value)
    if isinstance(default, tuple):
        entries = value if isinstance(value, list) else [value] if value else []
        return tuple(str(entry) for entry in entries)
    if isinstance(default, bytes) and isinstance(value, QByteArray):
        return value.data()
    return value
