"""Predict: the picture on screen and what the network says of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app import settings
from desktop_app.engine.contract import Outcome
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import Look
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.pictures import Entry
    from desktop_app.session import Session
    from desktop_app.views.predict_tab import PredictTab


class PredictPresenter(Presenter):
    """Looks at whichever picture of the list is the current one."""

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        tab: PredictTab,
        remembered: settings.Settings,
    ) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.remembered = remembered
        self.pictures = session.pictures
        self._shown: int | None = None
        tab.answer.set_top(remembered.get(settings.TOP))
        tab.answer.top_changed.connect(self._on_top_changed)
        tab.retry_requested.connect(self._on_retry_requested)
        tab.comparison_ended.connect(partial(session.set_other, None))
        session.network_changed.connect(self._on_networks_changed)
        session.other_changed.connect(self._on_networks_changed)
        self.pictures.current_changed.connect(self._look_again)
        self.pictures.cleared.connect(tab.show_empty)
        self.pictures.retried.connect(self._on_pictures_retried)

    def _on_networks_changed(self) -> None:
        network, other = self.session.network, self.session.other
        first, second = (one.title if one else "" for one in (network, other))
        self.tab.show_comparison(first, second)
        self._look_again()

    def _look_again(self) -> None:
        entry = self.pictures.current
        if entry is None:
            self._close()
        else:
            self._look(entry)

    def _close(self) -> None:
        self.forget("look")
        self._show_none()
        self.tab.show_nothing()

    def _show_none(self) -> None:
        self._shown = None
        self.session.set_picture(None)
        self.session.set_answer(None)

    def _look(self, entry: Entry) -> None:
        self.tab.show_waiting()
        if self.session.network is None:
            return  # `network_changed` comes back to it
        # What is on screen already is not read again: its file may be gone by now.
        here = self.session.picture if self._shown == entry.key else None
        make = partial(work.look, self.session.network, here or entry.source, self.session.other)
        done, failed = partial(self._on_looked, entry.key), partial(self._on_blind, entry.key)
        self.quick("look", make, done, failed)

    def _on_looked(self, key: int, result: object) -> None:
        look = cast("Look", result)
        self._shown = key
        self.session.set_picture(look.picture)
        self.session.set_answer(look.answer)
        self.tab.show_look(look)
        self.pictures.record([Outcome(key, look.answer, None)])

    def _on_blind(self, key: int, failure: Failure) -> None:
        entry = self.pictures.get(key)
        if entry is None or not isinstance(failure.error, Exception):
            return
        self.pictures.record([Outcome(key, None, failure.error)])
        self._show_none()
        name = wording.shortened(entry.source.name)
        what = self.tr("{name} cannot be shown.").format(name=name)
        self.tab.show_problem(what, wording.explain(failure.error)[1])

    def _on_retry_requested(self) -> None:
        if self.pictures.current is not None:
            self.pictures.retry([self.pictures.current])

    def _on_pictures_retried(self) -> None:
        if self.pictures.current is not None and self.pictures.current.waiting:
            self._look(self.pictures.current)

    def _on_top_changed(self, top: int) -> None:
        self.remembered.set(settings.TOP, top)
