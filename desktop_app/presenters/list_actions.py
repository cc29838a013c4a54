"""What the menus do with the list: remove, clear, undo, show in folder, try again, export."""

from __future__ import annotations

import os
import sys
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app import paths, settings
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, wording

if TYPE_CHECKING:
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.pictures import Entry
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.predict_tab import PredictTab

UNDO_STEPS = 5


class ListActionsPresenter(Presenter):
    """Joins the actions to the picture list."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        tab: PredictTab,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.tab = tab
        self.remembered = remembered
        self._removed: deque[list[Entry]] = deque(maxlen=UNDO_STEPS)
        slots = {
            "remove": self._remove,
            "clear": self._clear,
            "undo": self._undo,
            "reveal": self._reveal,
            "retry": self._retry,
            "log": self._show_log,
            "export_csv": partial(self._export, "csv"),
            "export_json": partial(self._export, "json"),
        }
        for key, slot in slots.items():
            window.actions_table[key].triggered.connect(slot)
        window.actions_table.enable(("undo",), on=False)

    def _remove(self) -> None:
        self._take_off(self.tab.list.thumbnails.selected_keys())

    def _clear(self) -> None:
        self._take_off([entry.key for entry in self.session.pictures.entries()])

    def _take_off(self, keys: list[int]) -> None:
        entries = [entry for key in keys if (entry := self.session.pictures.get(key))]
        if entries:
            self._removed.append(entries)
            self.session.pictures.remove(keys)
            self.window.actions_table.enable(("undo",), on=True)

    def _undo(self) -> None:
        self.session.pictures.restore(self._removed.pop())
        self.window.actions_table.enable(("undo",), on=bool(self._removed))

    def _retry(self) -> None:
        self.session.pictures.retry(filter(self._is_due, self.session.pictures.entries()))

    def _is_due(self, entry: Entry) -> bool:
        """Whether it failed, or was answered by another network than the present one."""
        if entry.answer is None or self.session.network is None:
            return entry.error is not None
        return entry.answer.network != self.session.network.name

    def _reveal(self) -> None:
        entry = self.session.pictures.current
        if entry is not None and entry.source.path:
            reveal(entry.source.path)

    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_file().parent)))

    def _export(self, suffix: str) -> None:
        start = os.path.join(self.remembered.get(settings.FOLDER), f"ideal-cat answers.{suffix}")
        title = self.tr("Export answers")
        file = dialogs.save_file(self.window, title, start, suffix)
        if not file:
            return
        self.remembered.set(settings.FOLDER, os.path.dirname(file))
        network = self.session.network.name if self.session.network else ""
        rows = [
            (entry.source.path or entry.source.name, network, entry.answer, entry.error)
            for entry in self.session.pictures.entries()
        ]
        make = partial(work.export, file, rows, self.remembered.get(settings.TOP))
        count = sum(answer is not None for _, _, answer, _ in rows)
        done = partial(self._on_exported, file, count)
        self.quick("export", make, done, self._on_failed, finishes=True)

    def _on_exported(self, file: str, count: int, result: object) -> None:
        del result
        what = self.tr("%Ln answer(s) saved.", "", count)
        self.window.notice.show_message("ok", what, wording.breakable(file))

    def _on_failed(self, failure: Failure) -> None:
        self.window.notice.show_message("error", *wording.explain(failure.error))


def reveal(file: str) -> None:
    """Show a file in the system's file manager, chosen where the system can do that."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer", ["/select,", os.path.normpath(file)])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", file])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(os.path.dirname(file)))
