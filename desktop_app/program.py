"""Everything with a window: the tabs, what joins them, and what passes between them."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import paths, settings
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

    from PySide6.QtCore import QObject

    from desktop_app.engine.contract import RunRecord
    from desktop_app.jobs import Job
    from desktop_app.presenters.arena import Arena
    from desktop_app.presenters.classroom import Classroom
    from desktop_app.presenters.microscope import Microscope
    from desktop_app.presenters.studio import Studio
    from desktop_app.presenters.workshop import Workshop


BACKBONE = QT_TRANSLATE_NOOP("tabs", "Backbone")
FEATURES = QT_TRANSLATE_NOOP("tabs", "Feature maps")
IDEAL = QT_TRANSLATE_NOOP("tabs", "Ideal image")
ADVERSARIAL = QT_TRANSLATE_NOOP("tabs", "Adversarial")
TRAIN = QT_TRANSLATE_NOOP("tabs", "Transfer learning")
TITLES = {"predict": predict_tab.TITLE, "features": FEATURES, "adversarial": ADVERSARIAL}
"""The tabs to which pictures are sent."""

MADE_HERE = QT_TRANSLATE_NOOP("tabs", "This picture was made here.")
RESTORE = QT_TRANSLATE_NOOP("tabs", "Restore its run")
PATIENCE_MS = 10_000
"""How long the last step may take after the window has closed."""


def application() -> QApplication:
    """Return the only one; `TypeError` if there is none yet."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("there is no QApplication")
    return application


class Program:
    """Everything with a window, put together. Keeps what only signals refer to."""

    def __init__(self) -> None:
        """Build it; nothing is shown yet."""
        self.remembered = settings.Settings(paths.settings_file())
        theme.start(application(), self.remembered.get(settings.THEME))
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
        self.training = LazyPage()
        self.window.add_tab(self.training, "graduation-cap", wording.translate("tabs", TRAIN))
        self.window.tabs.setCurrentWidget(self.tab)
        self.window.actions_table.enable(("copy_maps", "save_maps"), on=False)
        self.presenters = self._presenters()
        self.workshop: Workshop | None = None
        self.microscope: Microscope | None = None
        self.studio: Studio | None = None
        self.arena: Arena | None = None
        self.classroom: Classroom | None = None
        self.backbones.needed.connect(self._build_backbones)
        self.ideal.needed.connect(self._build_studio)
        self.adversarial.needed.connect(self._build_arena)
        self.training.needed.connect(self._build_classroom)
        self.features.needed.connect(self._build_features)
        self.opening.diverts = self._takes_folder
        self.window.learns_from = self._learns_from
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
        self.workshop.kept.emptied.connect(self._on_kept_emptied)
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

    def _build_classroom(self) -> None:
        from desktop_app.presenters.classroom import Classroom  # as above

        self.classroom = room = Classroom(
            self.session, self.runner, self.window, self.remembered, self.networks, self.bar
        )
        self.training.fill(room.tab)
        self.presenters += room.presenters
        room.keeping.kept.connect(self._on_network_kept)
        room.result.predicted.connect(self._on_picture_predicted)
        room.result.explained.connect(self._on_picture_explained)
        room.plane.opened.connect(self._on_picture_predicted)
        room.data.opened.connect(self._on_picture_opened)

    def _takes_folder(self, paths: tuple[str, ...]) -> bool:
        """Have a folder that is dropped on the Transfer learning tab learned from."""
        if not (self.classroom and self._learns_from(paths)):
            return False
        self.classroom.data.open(paths[0])
        return True

    def _learns_from(self, paths: tuple[str, ...]) -> bool:
        """Say whether what is dropped now is one folder for the Transfer learning tab."""
        in_front = self.window.tabs.currentWidget() is self.training
        return in_front and len(paths) == 1 and os.path.isdir(paths[0])

    def _on_kept_emptied(self, key: str) -> None:
        """Offer a lesson's set again once it is removed."""
        del key
        if self.classroom is not None:
            self.classroom.lessons.refresh()

    def _on_network_kept(self, name: str) -> None:
        """List a network that was trained here among the others."""
        if self.workshop is not None:
            self.workshop.backbones.refresh(name)
        else:
            self.networks.look_for_others()

    def _on_picture_predicted(self, path: str) -> None:
        """Have the trained network look at a picture."""
        cast("Classroom", self.classroom).keeping.use()
        self._on_picture_opened(path)

    def _on_picture_opened(self, path: str) -> None:
        self.opening.open([path])
        self.window.tabs.setCurrentWidget(self.tab)

    def _on_picture_explained(self, path: str) -> None:
        self._on_picture_predicted(path)
        self._open_features().explain()

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


def _named(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, wording.translate("tabs", title)) for key, title in titles.items()]


def _leave() -> None:
    os._exit(0)
