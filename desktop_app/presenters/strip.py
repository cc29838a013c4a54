"""Keeps the strip above the tabs true: picture, network and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPixmap

from desktop_app.presenters.base import Presenter
from desktop_app.views import pixels as qt_pixels
from desktop_app.views import wording
from desktop_app.views.widgets.strip import PICTURE

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, Network, Picture
    from desktop_app.jobs import JobRunner
    from desktop_app.session import Session
    from desktop_app.views.widgets.strip import Strip


class StripPresenter(Presenter):
    """Follows the session."""

    def __init__(self, session: Session, runner: JobRunner, view: Strip) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.view = view
        self._key: int | None = None
        session.network_changed.connect(self._on_network_changed)
        session.picture_changed.connect(self._on_picture_changed)
        session.answer_changed.connect(self._on_answer_changed)
        session.pictures.current_changed.connect(self._show_no_picture)
        session.pictures.changed.connect(self._show_no_picture)
        session.pictures.added.connect(self._show_caption)
        session.pictures.rearranged.connect(self._show_caption)

    def _on_network_changed(self, network: Network) -> None:
        count = self.tr("{n} classes").format(n=wording.number(len(network.classes)))
        sources = {
            "bundled": self.tr("bundled"),
            "cached": self.tr("downloaded"),
            "imported": self.tr("imported"),
            "trained": self.tr("trained here"),
            "untrained": self.tr("untrained"),
        }
        caption = f"{count}, {sources[network.source]}"
        self.view.show_network(network.title, caption, trained=network.trained)

    def _on_picture_changed(self, picture: Picture | None) -> None:
        current = self.session.pictures.current
        self._key = current.key if current else None
        if picture is not None:
            ratio = self.view.devicePixelRatioF()
            pixmap = qt_pixels.square(picture.pixels, round(PICTURE * ratio))
            pixmap.setDevicePixelRatio(ratio)
            self.view.show_picture(pixmap, picture.name, "")
            self._show_caption()
        else:
            self._show_no_picture()

    def _show_no_picture(self) -> None:
        """Name the picture that cannot be shown, if that is why there is none."""
        current = self.session.pictures.current
        if self.session.picture is not None:
            return
        if current is not None and current.error is not None:
            short, _ = wording.explain(current.error)
            self.view.show_picture(QPixmap(), current.source.name, short)
        else:
            self.view.show_no_picture()

    def _show_caption(self) -> None:
        picture = self.session.picture
        if picture is None:
            return
        width, height = picture.size
        caption = f"{wording.number(width)} × {wording.number(height)}"
        place, whole = self.session.pictures.position(self._key), len(self.session.pictures)
        if whole > 1 and place:
            text = self.tr("{size}, {place} of {whole}")
            places = {"place": wording.number(place), "whole": wording.number(whole)}
            caption = text.format(size=caption, **places)
        self.view.picture.show_texts(picture.name, caption)

    def _on_answer_changed(self, answer: Answer | None) -> None:
        if answer is None:
            self.view.show_answer("", "")
            return
        share = wording.percent(answer.probabilities[0])
        caption = f"{share}, {QLocale().toLower(wording.sureness(answer))}"
        self.view.show_answer(answer.best.name, caption)
