"""The program with a window: builds everything, keeps it, and ends it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import __version__, paths, settings
from desktop_app.collector import Collector
from desktop_app.engine import attack_recipe
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.jobs import JobRunner
from desktop_app.presenters.comparison import ComparisonPresenter
from desktop_app.presenters.device import DevicePresenter
from desktop_app.presenters.folder import FolderPresenter
from desktop_app.presenters.job_bar import JobBarPresenter
from desktop_app.presenters.list_actions import ListActionsPresenter
from desktop_app.presenters.network import NetworkPresenter
from desktop_app.presenters.opening import OpeningPresenter
from desktop_app.presenters.picture_list import PictureListPresenter
from desktop_app.presenters.predict import PredictPresenter
from desktop_app.presenters.records import RecordsPresenter
from desktop_app.presenters.strip import StripPresenter
from desktop_app.presenters.window import WindowPresenter
from desktop_app.session import Session
from desktop_app.views import predict_tab, wording
from desktop_app.views.main_window import MainWindow
from desktop_app.views.predict_tab import PredictTab
from desktop_app.views.theme import theme
from desktop_app.views.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType

    from desktop_app.engine.contract import RunRecord
    from desktop_app.jobs import Job
    from desktop_app.presenters.arena import Arena
    from desktop_app.presenters.microscope import Microscope
    from desktop_app.presenters.studio import Studio
    from desktop_app.presenters.workshop import Workshop

log = logging.getLogger(__name__)

NO_DISPLAY = (
    "There is no display to open a window on. In a terminal, ‘ideal-cat predict FILE’ works "
    "without one; ‘ideal-cat --help’ tells more.\n"
)
BACKBONE = QT_TRANSLATE_NOOP("tabs", "Backbone")
FEATURES = QT_TRANSLATE_NOOP("tabs", "Feature maps")
IDEAL = QT_TRANSLATE_NOOP("tabs", "Ideal image")
ADVERSARIAL = QT_TRANSLATE_NOOP("tabs", "Adversarial")
TITLES = {"predict": predict_tab.TITLE, "features": FEATURES, "adversarial": ADVERSARIAL}
"""The tabs to which pictures are sent."""

MADE_HERE = QT_TRANSLATE_NOOP("tabs", "This picture was made here.")
RESTORE = QT_TRANSLATE_NOOP("tabs", "Restore its run")
LOG_BYTES = 1 << 20
PATIENCE_MS = 10_000
"""How long the last step may take after the window has closed."""


class Program:
    """Everything with a window, put together. Keeps what only signals refer to."""

    def __init__(self) -> None:
        """Build it; nothing is shown yet."""
        self.remembered = settings.Settings(paths.settings_file())
        theme.start(_application(), self.remembered.get(settings.THEME))
        self.collector = Collector()
        self.session = Session()
        self.runner = JobRunner()
        self.window = MainWindow()
        self.backbones = LazyPage()
        self.tab = PredictTab(self.window.actions_table)
        self.window.add_tab(self.backbones, "bone", wording.translate("tabs", BACKBONE))
        title = wording.translate("tabs", predict_tab.TITLE)
        self.window.add_tab(self.tab, predict_tab.ICON, title)
        self.features = LazyPage()
        title = wording.translate("tabs", FEATURES)
        self.window.add_tab(self.features, "grid-3x3", title)
        self.ideal = LazyPage()
        self.window.add_tab(self.ideal, "cat", wording.translate("tabs", IDEAL))
        self.adversarial = LazyPage()
        title = wording.translate("tabs", ADVERSARIAL)
        self.window.add_tab(self.adversarial, "venetian-mask", title)
        self.window.tabs.setCurrentWidget(self.tab)
        self.window.actions_table.enable(("copy_maps", "save_maps"), on=False)
        self.presenters = self._presenters()
        self.workshop: Workshop | None = None
        self.microscope: Microscope | None = None
        self.studio: Studio | None = None
        self.arena: Arena | None = None
        self.backbones.needed.connect(self._build_backbones)
        self.ideal.needed.connect(self._build_studio)
        self.adversarial.needed.connect(self._build_arena)
        self.features.needed.connect(self._build_features)
        self.opening.weights_received.connect(self._on_weights_received)
        self.records.found.connect(self._on_record_found)
        self.window.actions_table["import"].triggered.connect(self._on_import_triggered)
        self.runner.closed.connect(self._on_runner_closed)
        self.runner.long_changed.connect(self._on_long_changed)
        self.session.network_changed.connect(self.collector.settle)
        self.window.close_requested.connect(self._on_close_requested)
        geometry = self.remembered.get(settings.GEOMETRY)
        if geometry:
            self.window.restoreGeometry(geometry)

    def _presenters(self) -> list[QObject]:
        session, runner, window, tab = self.session, self.runner, self.window, self.tab
        self.bar = bar = JobBarPresenter(window.job_bar, runner)
        self.networks = NetworkPresenter(session, runner, window, self.remembered, bar)
        self.comparison = ComparisonPresenter(
            session, runner, window, self.remembered, self.networks, bar
        )
        self.opening = OpeningPresenter(session, runner, window, tab, self.remembered)
        self.records = RecordsPresenter(session, runner, self.opening)
        return [
            bar,
            self.opening,
            self.records,
            StripPresenter(session, runner, window.strip),
            self.networks,
            self.comparison,
            DevicePresenter(session, runner, window, self.remembered, self.networks),
            WindowPresenter(session, runner, window, self.remembered),
            PictureListPresenter(session, runner, window, tab),
            PredictPresenter(session, runner, tab, self.remembered),
            FolderPresenter(session, runner, bar),
            ListActionsPresenter(session, runner, window, tab, self.remembered),
        ]

    def _build_backbones(self) -> None:
        from desktop_app.presenters.workshop import Workshop  # the window is there without it

        self.workshop = Workshop(
            self.session,
            self.runner,
            self.window,
            self.remembered,
            self.networks,
            self.comparison,
            self.bar,
        )
        self.backbones.fill(self.workshop.tab)
        self.presenters += self.workshop.presenters

    def _build_features(self) -> None:
        from desktop_app.presenters.microscope import Microscope  # as above

        self.microscope = Microscope(
            self.session, self.runner, self.window, self.remembered, self.comparison, self.bar
        )
        self.features.fill(self.microscope.tab)
        self.presenters += self.microscope.presenters

    def _build_studio(self) -> None:
        from desktop_app.presenters.studio import Studio  # as above

        self.studio = Studio(
            self.session, self.runner, self.window, self.remembered, self.networks, self.bar
        )
        self.ideal.fill(self.studio.tab)
        self.presenters += self.studio.presenters
        self.studio.tab.stage.offer_tabs(_named(TITLES))
        self.studio.keeping.sent.connect(self._on_sent)

    def _build_arena(self) -> None:
        from desktop_app.presenters.arena import Arena  # as above

        self.arena = Arena(
            self.session, self.runner, self.window, self.remembered, self.networks, self.bar
        )
        self.adversarial.fill(self.arena.tab)
        self.presenters += self.arena.presenters
        others = {key: title for key, title in TITLES.items() if title != ADVERSARIAL}
        self.arena.tab.stage.offer_tabs(_named(others))
        self.arena.keeping.sent.connect(self._on_sent)
        self.arena.keeping.compared.connect(self._on_compared)

    def _on_sent(self, tab: str) -> None:
        pages = {"predict": self.tab, "features": self.features, "adversarial": self.adversarial}
        self.window.tabs.setCurrentWidget(pages[tab])

    def _on_compared(self, key: int) -> None:
        self._open_features().compare_with(key)

    def _on_record_found(self, record: RunRecord) -> None:
        """Bring an ideal image's run back if its tab is in sight; else offer to."""
        is_attack = record.operation == attack_recipe.OPERATION
        if not is_attack and self.window.tabs.currentWidget() is self.ideal:
            self._restore(record)
            return
        what = wording.translate("tabs", MADE_HERE)
        restore = wording.translate("tabs", RESTORE)
        self.window.notice.show_message("info", what, "", restore, partial(self._restore, record))

    def _restore(self, record: RunRecord) -> None:
        if record.operation == attack_recipe.OPERATION:
            self._open_adversarial().attack.restore(record)
        else:
            self._open_ideal().restoring.restore(record)

    def _open_ideal(self) -> Studio:
        self.ideal.need()
        self.window.tabs.setCurrentWidget(self.ideal)
        return cast("Studio", self.studio)

    def _open_adversarial(self) -> Arena:
        self.adversarial.need()
        self.window.tabs.setCurrentWidget(self.adversarial)
        return cast("Arena", self.arena)

    def _open_features(self) -> Microscope:
        self.features.need()
        self.window.tabs.setCurrentWidget(self.features)
        return cast("Microscope", self.microscope)

    def _open_backbones(self) -> Workshop:
        self.backbones.need()
        self.window.tabs.setCurrentWidget(self.backbones)
        return cast("Workshop", self.workshop)

    def _on_weights_received(self, path: str) -> None:
        self._open_backbones().open(path)

    def _on_import_triggered(self) -> None:
        self._open_backbones().importing.ask()

    def show(self, files: list[str]) -> None:
        """Show the window and open `files` in it."""
        self.window.show()
        self.opening.open(files)

    def _on_close_requested(self) -> None:
        if self.window.isHidden():
            self.remembered.set(settings.GEOMETRY, bytes(self.window.saveGeometry().data()))
            self.remembered.save()
            # A plain thread cannot be ended; the import of torch alone can take this long.
            QTimer.singleShot(PATIENCE_MS, _leave)

    def _on_long_changed(self, job: Job | None) -> None:
        if job is None:
            self.collector.collect_all()

    def _on_runner_closed(self) -> None:
        self.runner.wait(PATIENCE_MS)
        self.window.may_close = True
        self.window.close()
        QApplication.quit()


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
    application = QApplication(sys.argv[:1])
    qInstallMessageHandler(previous)
    if chooses:
        del os.environ["QT_QPA_PLATFORM"]  # it is not meant for the file manager and the like
    if QGuiApplication.platformName() == "minimal":
        return None
    for message in messages:
        log.warning("Qt: %s", message)
    application.setApplicationName("Ideal Cat")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("ideal-cat")
    application.setQuitOnLastWindowClosed(False)
    return application


def _named(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, wording.translate("tabs", title)) for key, title in titles.items()]


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("there is no QApplication")
    return application


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
    application = _application()
    for one in (own, translator):
        application.installTranslator(one)
    mirrored = QLocale().textDirection() is Qt.LayoutDirection.RightToLeft
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    application.setLayoutDirection(direction)
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


def _leave() -> None:
    os._exit(0)
