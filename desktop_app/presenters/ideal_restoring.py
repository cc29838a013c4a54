"""A picture that was made here, and is dropped on the window, brings its run back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine.errors import EngineError
from desktop_app.engine.recipe import recipe
from desktop_app.engine.targets import parse
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording
from desktop_app.views.run_state import IDLE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network, RunRecord
    from desktop_app.jobs import JobRunner
    from desktop_app.presenters.network import NetworkPresenter
    from desktop_app.session import Session
    from desktop_app.views.ideal_tab import IdealTab

OPERATION = "ideal"


class IdealRestoringPresenter(Presenter):
    """Fills in settings, seed and network; the run can then be repeated."""

    def __init__(
        self, session: Session, runner: JobRunner, tab: IdealTab, networks: NetworkPresenter
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.networks = networks
        self._wanted: RunRecord | None = None
        session.network_changed.connect(self._on_network_changed)

    def restore(self, record: RunRecord) -> None:
        """Show the settings of a run, with the network that it was made by."""
        network = self.session.network
        if record.operation != OPERATION:
            return
        if self.tab.settings.state != IDLE:
            what = self.tr("A run is going on.")
            self._say(what, self.tr("Stop it, then drop the picture again."))
            return
        if network is not None and network.name == record.network:
            self._fill(record, network)
        elif record.network in dict(self.networks.ready):
            self._wanted = record
            self.networks.load(record.network)
        else:
            what = self.tr("It was made by {name}, which is not on this computer.")
            self._say(what.format(name=self.networks.title(record.network)), "")

    def _on_network_changed(self) -> None:
        record, self._wanted = self._wanted, None
        network = self.session.network
        if record is not None and network is not None and network.name == record.network:
            self._fill(record, network)

    def _fill(self, record: RunRecord, network: Network) -> None:
        values = dict(record.parameters)
        step = values.pop("step", values.get("steps"))
        try:
            target = parse(str(values.pop("target", "")), network)
            settings = recipe(**values)  # type: ignore[arg-type]
        except (EngineError, ValueError, TypeError) as error:
            why = wording.explain(error)[1] if isinstance(error, EngineError) else ""
            self._say(self.tr("What it says of its run cannot be used."), why)
            return
        self.tab.settings.show_values(settings.values())
        self.tab.settings.begin_with_noise()
        self.tab.settings.target.restore(target)
        if network.sha256 != record.network_sha256:
            what = self.tr("It was made with other weights of {name}.").format(name=network.title)
            self._say(what, self.tr("Its run will give another picture."))
        elif record.start:
            what = self.tr("It began with a picture, {name}.").format(
                name=wording.breakable(record.start)
            )
            self._say(what, self.tr("Open that first, and begin with it."))
        else:
            what = self.tr("Settings, seed and network are those of the dropped picture.")
            early = self.tr("It shows step {step}.").format(step=step)
            early = early if step != values.get("steps") else ""
            self.tab.settings.message.show_message("info", what, early)

    def _say(self, what: str, why: str) -> None:
        self.tab.settings.message.show_message("warn", what, why)
