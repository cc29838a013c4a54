"""One empty main window, gone as soon as it is painted."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Window(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave when this is on the screen."""
        super().paintEvent(event)
        QTimer.singleShot(0, partial(os._exit, 0))


application = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
application.exec()
