"""The program with a window: starts it, translates it, logs, and ends it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import __version__, paths
from desktop_app.program import Program, application
from desktop_app.views import wording

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from desktop_app.views.main_window import MainWindow

__all__ = ["Program", "run"]

log = logging.getLogger(__name__)

NO_DISPLAY = (
    "There is no display to open a window on. In a terminal, ‘ideal-cat predict FILE’ works "
    "without one; ‘ideal-cat --help’ tells more.\n"
)
LOG_BYTES = 1 << 20


def run(files: list[str]) -> int:
    """Open the window on `files` and return the exit code when it is closed."""
    if _start_application() is None:
        sys.stderr.write(NO_DISPLAY)
        return 1
    translator = _translate()
    program = Program()
    _catch_exceptions(program.window)
    before = signal.signal(signal.SIGINT, lambda *_: program.window.close())
    program.window.painted.connect(_start_log)
    program.show(files)
    try:
        return QApplication.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        signal.signal(signal.SIGINT, before)
        del translator


def _start_application() -> QApplication | None:
    """Create the QApplication; None if there is nowhere to show a window.

    Qt aborts the process when no platform works, unless the harmless "minimal" is allowed too.
    """
    chooses = sys.platform == "linux" and "QT_QPA_PLATFORM" not in os.environ
    if chooses:
        # Wayland's library complains on its own where there is no Wayland.
        best = "wayland;xcb;minimal" if "WAYLAND_DISPLAY" in os.environ else "xcb;minimal"
        os.environ["QT_QPA_PLATFORM"] = best
    messages: list[str] = []

    def keep(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        del kind, context
        messages.append(message)

    previous = qInstallMessageHandler(keep)
    made = QApplication(sys.argv[:1])
    qInstallMessageHandler(previous)
    if chooses:
        del os.environ["QT_QPA_PLATFORM"]  # it is not meant for the file manager and the like
    if QGuiApplication.platformName() == "minimal":
        return None
    for message in messages:
        log.warning("Qt: %s", message)
    made.setApplicationName("Ideal Cat")
    made.setApplicationVersion(__version__)
    made.setDesktopFileName("ideal-cat")
    made.setQuitOnLastWindowClosed(False)
    return made


def _start_log() -> None:
    """Write warnings to a file of bounded size; a home that cannot be written costs only that."""
    from logging.handlers import RotatingFileHandler  # imports much that the window can do without

    try:
        paths.log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            paths.log_file(), maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)


def _translate() -> list[QTranslator]:
    """Load the system's language if there is a translation of it, else English.

    Numbers follow the language on screen: Arabic digits in English sentences help nobody.
    """
    system = QLocale.system()
    folder = str(paths.resource("translations"))
    translator = QTranslator()
    if not translator.load(system, "ideal_cat", "_", folder):
        translator.load("ideal_cat_en", folder)
    shown = QLocale(translator.language())
    if shown.language() is not system.language():
        QLocale.setDefault(shown)
    own = QTranslator()
    own.load(QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    instance = application()
    for one in (own, translator):
        instance.installTranslator(one)
    mirrored = QLocale().textDirection() is Qt.LayoutDirection.RightToLeft
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    instance.setLayoutDirection(direction)
    return [own, translator]


def _catch_exceptions(window: MainWindow) -> None:
    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("Not caught\n%s", text)
        if "IDEAL_CAT_DEBUG" in os.environ:
            sys.stderr.write(text)
        what = wording.translate("wording", "Something went wrong inside the program.")
        window.notice.show_message("error", what, f"{kind.__name__}: {error}")

    sys.excepthook = tell
