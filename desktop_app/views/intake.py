"""What a drop or the clipboard holds: files, image data, or only an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage

from desktop_app.engine.contract import Bitmap, Source
from desktop_app.views import pixels

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from desktop_app.engine.contract import Picture


@dataclass(frozen=True, slots=True)
class Intake:
    """At most one of the three is of use: files before image data before an address."""

    paths: tuple[str, ...] = ()
    bitmap: Bitmap | None = None
    address: str = ""

    @property
    def usable(self) -> bool:
        """Whether anything can be opened or offered."""
        return bool(self.paths or self.bitmap or self.address)


def offers(data: QMimeData) -> Intake:
    """Say what `data` would give, without copying pixels: for while it is still being dragged."""
    paths = tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile())
    if paths:
        return Intake(paths=paths)
    address = _address(data)
    if data.hasImage():
        return Intake(bitmap=Bitmap(0, 0, b""), address=address)
    return Intake(address=address)


def take(data: QMimeData) -> Intake:
    """Return what `data` holds; image data keep the address that they came from."""
    found = offers(data)
    if found.bitmap is None:
        return found
    image = QImage(data.imageData())
    if image.isNull():
        return Intake(address=found.address)
    return Intake(bitmap=bitmap(image), address=found.address)


def bitmap(image: QImage) -> Bitmap:
    """Return the pixels of a QImage."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    # A copy without gaps: Qt pads rows of other formats, of this one never.
    return Bitmap(plain.width(), plain.height(), bytes(plain.constBits()))


def source(picture: Picture, name: str) -> Source:
    """Return a picture that is there already as something to open, called `name`."""
    return Source(name, bitmap(pixels.image(picture.pixels)), picture.origin)


def _address(data: QMimeData) -> str:
    remote = [url.toString() for url in data.urls() if url.scheme() in ("http", "https")]
    text = remote[0] if remote else data.text().strip() if data.hasText() else ""
    url = QUrl("" if "\n" in text else text)
    return text if url.scheme() in ("http", "https") and url.host() else ""
