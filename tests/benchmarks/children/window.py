"""The program, gone as soon as its window is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from tests.benchmarks.children import real

if TYPE_CHECKING:
    from desktop_app.app import Program


class Watch(QObject):
    """Leaves when what it watches is on the screen."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint and for what follows it in the same turn of the event loop."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, real.leave)
        return False


def prepare(program: Program) -> None:
    """Watch the window."""
    program.window.installEventFilter(Watch(program.window))


real.start(prepare)
