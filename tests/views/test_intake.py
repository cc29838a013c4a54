"""What a drop or the clipboard holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from desktop_app.views.intake import Intake, bitmap, offers, take

ADDRESS = "https://example.org/cat.png"


def data(*, urls: tuple[str, ...] = (), text: str = "", image: QImage | None = None) -> QMimeData:
    result = QMimeData()
    if text:
        result.setText(text)
    if urls:
        result.setUrls([QUrl(url) for url in urls])
    if image is not None:
        result.setImageData(image)
    return result


def picture(width: int = 3) -> QImage:
    result = QImage(width, 2, QImage.Format.Format_RGB32)
    result.fill(QColor(10, 20, 30))
    result.setPixelColor(width - 1, 1, QColor(200, 100, 50))
    return result


def test_files_and_folders() -> None:
    given = data(urls=("file:///a%20b/%C3%A4.png", "file:///c"))
    assert take(given) == Intake(paths=("/a b/ä.png", "/c"))
    assert offers(given) == take(given)


def test_files_come_before_everything_else() -> None:
    given = data(urls=("file:///a.png",), text=ADDRESS, image=picture())
    assert take(given) == Intake(paths=("/a.png",))


def test_files_among_addresses() -> None:
    assert take(data(urls=("file:///a.png", ADDRESS))).paths == ("/a.png",)


def test_image_data_keep_their_address() -> None:
    found = take(data(urls=(ADDRESS,), image=picture()))
    assert found.address == ADDRESS
    assert found.bitmap is not None
    assert (found.bitmap.width, found.bitmap.height) == (3, 2)
    assert found.bitmap.data[:4] == bytes((10, 20, 30, 255))
    assert found.bitmap.data[-4:] == bytes((200, 100, 50, 255))


def test_image_data_alone() -> None:
    found = take(data(image=picture()))
    assert found.bitmap is not None
    assert found.address == ""


def test_nothing_is_copied_while_dragging() -> None:
    offer = offers(data(image=picture()))
    assert offer.bitmap is not None
    assert offer.bitmap.data == b""
    assert offer.usable


@pytest.mark.parametrize("form", list(QImage.Format)[1:-1])
@pytest.mark.parametrize("width", [1, 3, 5])
def test_pixels_of_any_format_are_without_gaps(form: QImage.Format, width: int) -> None:
    found = bitmap(picture(width=width).convertToFormat(form))
    assert len(found.data) == width * 2 * 4


def test_transparency_is_kept() -> None:
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(200, 100, 50, 128))
    red, _, _, alpha = bitmap(image).data
    assert alpha == 128
    assert red == pytest.approx(200, abs=2)


def test_image_that_is_none_leaves_the_address() -> None:
    found = take(data(urls=(ADDRESS,), image=QImage()))
    assert found == Intake(address=ADDRESS)


@pytest.mark.parametrize(
    "text", [ADDRESS, f"  {ADDRESS}\n", "HTTP://example.org", "http://127.0.0.1:8000/x?y=z#a"]
)
def test_address_as_text(text: str) -> None:
    found = take(data(text=text))
    assert found == Intake(address=text.strip())
    assert found.usable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cat",
        "http:",
        "http://",
        "ftp://example.org/a.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        f"{ADDRESS}\n{ADDRESS}",
        "http://[",
        "https://[::1",
        "\ud800",
        "a" * 100_000,
    ],
)
def test_garbage_is_of_no_use(text: str) -> None:
    found = take(data(text=text))
    assert found == Intake()
    assert not found.usable


@pytest.mark.parametrize("url", ["ftp://example.org/a", "mailto:a@b.c", "data:,x"])
def test_other_kinds_of_address_are_of_no_use(url: str) -> None:
    assert not take(data(urls=(url,))).usable


def test_nothing() -> None:
    assert take(QMimeData()) == offers(QMimeData()) == Intake()
