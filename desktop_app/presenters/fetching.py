"""An address that was dropped or pasted: shown, and fetched only when the person says so."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.contract import Dropped, Source
from desktop_app.presenters import work
from desktop_app.presenters.base import Presenter
from desktop_app.views import wording

if TYPE_CHECKING:
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.widgets.message import Message


class FetchingPresenter(Presenter):
    """Joins the notice to the fetching of one address at a time."""

    def __init__(self, session: Session, runner: JobRunner, notice: Message) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.notice = notice

    def offer(self, address: str) -> None:
        """Show an address with the offer to fetch it."""
        self.forget("fetch")
        what, action = self.tr("This is only an address."), self.tr("Fetch it")
        fetch = partial(self._fetch, address)
        self.notice.show_message("info", what, wording.breakable(address), action, fetch)

    def _fetch(self, address: str) -> None:
        what, action = self.tr("Fetching…"), self.tr("Stop")
        stop = partial(self._stop, address)
        self.notice.show_message("info", what, wording.breakable(address), action, stop)
        done = partial(self._on_fetched, address)
        self.quick("fetch", partial(work.fetch, address), done, self._on_failed)

    def _stop(self, address: str) -> None:
        self.forget("fetch")
        self.offer(address)

    def _on_fetched(self, address: str, data: object) -> None:
        self.notice.hide()
        source = Source(name_of(address), cast("bytes", data), Dropped(address))
        self.session.pictures.open([source])

    def _on_failed(self, failure: Failure) -> None:
        self.notice.show_message("error", *wording.explain(failure.error))


def name_of(address: str) -> str:
    """Return what a picture from `address` is called: the last part of its path."""
    from urllib.parse import unquote  # it brings much along that the window can do without

    path = address.partition("?")[0].partition("#")[0]
    return unquote(os.path.basename(path)) or address
