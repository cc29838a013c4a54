"""The window's own business: its theme, what it says of itself, and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import __version__, paths, settings
from desktop_app.presenters.base import Presenter
from desktop_app.views import dialogs
from desktop_app.views.theme import MODES, theme

if TYPE_CHECKING:
    from desktop_app.jobs import JobRunner
    from desktop_app.session import Session
    from desktop_app.views.main_window import MainWindow


class WindowPresenter(Presenter):
    """Closes the window only when nothing is lost by it, or the person agrees."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        window: MainWindow,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.window = window
        self.remembered = remembered
        window.chosen.connect(self._on_window_chosen)
        window.close_requested.connect(self._on_close_requested)
        window.actions_table["about"].triggered.connect(self._on_about_triggered)
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        modes = [(mode, names[mode]) for mode in MODES]
        window.fill_menu("theme", modes, remembered.get(settings.THEME))

    def _on_window_chosen(self, menu: str, value: str) -> None:
        if menu == "theme":
            self.remembered.set(settings.THEME, value)
            theme.set_mode(value)

    def _on_about_triggered(self) -> None:
        facts = [
            self.tr("A window into image classifiers. Nothing leaves this computer."),
            self.tr("Free software under the Apache License 2.0."),
            self.tr("Settings: {file}").format(file=paths.settings_file()),
            self.tr("Log: {file}").format(file=paths.log_file()),
        ]
        dialogs.about(self.window, __version__, facts)

    def _on_close_requested(self) -> None:
        long = None if self.window.isHidden() else self.runner.long  # hidden: agreed before
        if long is not None and not self._agreed(long.title):
            return
        self.window.hide()
        self.runner.close()

    def _agreed(self, title: str) -> bool:
        return dialogs.confirm(
            self.window,
            self.tr("Close while this is running?"),
            self.tr("{title}: what is done so far is not kept.").format(title=title),
            self.tr("Stop and close"),
            self.tr("Stay"),
        )
