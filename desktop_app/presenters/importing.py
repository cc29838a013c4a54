"""Weights of one's own: from a dialog or a drop, through the questions, to a network in use."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app import settings
from desktop_app.engine import catalogue
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs, wording
from desktop_app.views.import_page import ImportPage

if TYPE_CHECKING:
    from desktop_app.engine.structure import Chosen, Inspected, Match
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.backbone_tab import BackboneTab


class ImportPresenter(Presenter):
    """`kept` carries the name of a network that has been imported."""

    kept = Signal(str)

    def __init__(
        self, session: Session, runner: JobRunner, tab: BackboneTab, remembered: settings.Settings
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.remembered = remembered
        self.page = ImportPage()
        tab.hold(self.page)
        self._path = ""
        tab.import_requested.connect(self.ask)
        self.page.accepted.connect(self._keep)
        self.page.cancelled.connect(self._on_cancelled)
        tab.back.connect(self._stop)
        self.page.architecture_asked.connect(self._compare)
        self.page.names_file_requested.connect(self._ask_for_names)

    def ask(self) -> None:
        """Ask for a weights file and look into it."""
        patterns = " ".join(f"*{suffix}" for suffix in catalogue.WEIGHT_FILES)
        file = self._asked(self.tr("Import weights"), patterns)
        if file:
            self.open(file)

    def open(self, path: str) -> None:
        """Look into a weights file and ask what it does not say."""
        self._path = path
        title = os.path.basename(path)
        self.page.show_waiting(title)
        self.tab.show_page(self.page, self.tr("Import {file}").format(file=title))
        self.quick("inspect", partial(work.inspect, path), self._on_inspected, self._on_failed)

    def _asked(self, title: str, patterns: str) -> str:
        folder = self.remembered.get(settings.FOLDER)
        file = dialogs.open_file(self.tab.window(), title, folder, f"{title} ({patterns})")
        if file:
            self.remembered.set(settings.FOLDER, os.path.dirname(file))
        return file

    def _on_inspected(self, result: object) -> None:
        inspected, choices = cast("tuple[Inspected, tuple[tuple[str, str], ...]]", result)
        self.page.show_inspected(inspected, choices)

    def _compare(self, architecture: str) -> None:
        make = partial(work.compare, self._path, architecture)
        self.quick("compare", make, self._on_compared, self._on_failed)

    def _on_compared(self, result: object) -> None:
        self.page.show_match(cast("Match", result))

    def _ask_for_names(self) -> None:
        file = self._asked(self.tr("Names of the classes"), "*.txt *.json")
        if file:
            done = partial(self._on_names_read, file)
            self.quick("names", partial(work.read_names, file), done, self._on_names_failed)

    def _on_names_read(self, file: str, names: object) -> None:
        self.page.show_names(cast("tuple[str, ...]", names), os.path.basename(file))

    def _on_names_failed(self, failure: Failure) -> None:
        self.page.show_names_problem(wording.explain(failure.error)[1])

    def _keep(self, chosen: object) -> None:
        make = partial(
            work.import_weights, cast("Chosen", chosen), settings.places(self.remembered)
        )
        self.page.show_keeping()
        self.quick("keep", make, self._on_kept, self._on_failed, finishes=True)

    def _on_kept(self, name: object) -> None:
        self.tab.show_catalogue()
        self.kept.emit(cast("str", name))

    def _on_failed(self, failure: Failure) -> None:
        self.page.show_problem(*wording.explain(failure.error))

    def _on_cancelled(self) -> None:
        self._stop()
        self.tab.show_catalogue()

    def _stop(self) -> None:
        for key in ("inspect", "compare", "names", "keep"):
            self.forget(key)
