"""The looks: light and left to right unless a test says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def styled(qapp: QApplication) -> QApplication:
    theme.start(qapp, "light")
    return qapp


@pytest.fixture(autouse=True)
def _looks(styled: QApplication) -> Iterator[None]:
    if theme.mode != "light" or not styled.styleSheet():
        theme.set_mode("light")
    yield
    styled.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def mirrored(styled: QApplication) -> QApplication:
    """Everything from right to left."""
    styled.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return styled
