"""What is shown in the Feature maps tab, copied and saved."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QGuiApplication, QImage

from desktop_app import settings
from desktop_app.presenters import work_features as work
from desktop_app.presenters.saving import PNG, SavingPresenter
from desktop_app.views import pixels as qt_pixels
from desktop_app.views import ramps, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.seen import Sheet
    from desktop_app.presenters.contrasts import ContrastPresenter
    from desktop_app.presenters.features import FeaturesPresenter
    from desktop_app.views.main_window import MainWindow
    from desktop_app.views.widgets.page_head import PageHead


ACTIONS = ("copy_maps", "save_maps")
WAYS = {
    stage.MAPS: "maps",
    stage.FILTERS: "filters",
    stage.SIDES: "both",
    stage.DIFFERENCE: "difference",
}


class KeepingPresenter(SavingPresenter):
    """All maps as a picture or as numbers, a view as a picture; and the colours that are chosen."""

    def __init__(
        self,
        features: FeaturesPresenter,
        contrasts: ContrastPresenter,
        window: MainWindow,
        remembered: settings.Settings,
    ) -> None:
        """Join the buttons of the tab."""
        super().__init__(features.session, features.runner, window, remembered)
        self.features = features
        self.contrasts = contrasts
        tab = features.tab
        self.tab = tab
        tab.stage.copied.connect(self._copy_maps)
        tab.stage.saved.connect(self._save_maps)
        window.actions_table["copy_maps"].triggered.connect(self._copy_maps)
        window.actions_table["save_maps"].triggered.connect(self._save_maps)
        features.laid_out.connect(partial(self._allow, on=True))
        features.emptied.connect(partial(self._allow, on=False))
        tab.stage.choose_ramp(remembered.get(settings.RAMP))
        tab.stage.painted.connect(partial(remembered.set, settings.RAMP))
        self._join(tab.map.head, tab.map.projection.image, partial(self._of_layer, "projection"))
        self._join(tab.patches.head, tab.patches.grid.image, partial(self._of_layer, "patches"))
        self._join(tab.reason.head, tab.reason.picture.image, self._of_class)
        self._join(tab.compare.head, tab.compare.change.image, partial(self._of_layer, "change"))

    def _join(self, head: PageHead, image: Callable[[], QImage], name: Callable[[], str]) -> None:
        head.copied.connect(partial(self._copy_view, image))
        head.saved.connect(partial(self._save_view, image, name))

    def _allow(self, *, on: bool) -> None:
        self.window.actions_table.enable(ACTIONS, on=on)

    def _sheet(self) -> Sheet | None:
        """Return the maps as they are shown; None if no maps are."""
        way, contrast = self.tab.stage.way, self.contrasts.contrast
        if way == stage.DIFFERENCE:
            return contrast.difference if contrast else None
        return self.features.sheet if way == stage.MAPS else None

    def _ramp(self, sheet: Sheet) -> str:
        return ramps.CHANGE if sheet.signed else self.tab.stage.ramp

    # All maps

    def _copy_maps(self) -> None:
        sheet = self._sheet()
        if sheet is None:
            self._copy_view(self._shown)
        else:
            make = partial(work.draw, sheet, self._ramp(sheet))
            self.quick("draw", make, self._on_drawn, self.on_failed)

    def _save_maps(self) -> None:
        sheet = self._sheet()
        if sheet is None:
            self._save_view(self._shown, self._of_way)
            return
        file = self.ask(self._name(self._of_way()), PNG, "npz")
        if file:
            self.save(partial(work.save, sheet, self._ramp(sheet), file), file)

    def _shown(self) -> QImage:
        return self.tab.stage.mosaics.grab().toImage()

    def _on_drawn(self, result: object) -> None:
        QGuiApplication.clipboard().setImage(qt_pixels.image(cast("Pixels", result)).copy())
        self._say_copied()

    # A view

    def _copy_view(self, image: Callable[[], QImage]) -> None:
        QGuiApplication.clipboard().setImage(image())
        self._say_copied()

    def _save_view(self, image: Callable[[], QImage], name: Callable[[], str]) -> None:
        self.save_image(image(), self._name(name()))

    # Both

    def _of_way(self) -> str:
        return self._of_layer(WAYS[self.tab.stage.way])

    def _of_layer(self, what: str) -> str:
        return f"{self.features.layer} {what}"

    def _of_class(self) -> str:
        """Return the question that is answered: Grad-CAM looks at a layer of its own."""
        return self.tab.reason.head.texts()[0].rstrip("?؟")

    def _name(self, what: str) -> str:
        """Name a file after the picture and what is saved."""
        picture = self.session.picture
        stem = os.path.splitext(picture.name)[0] if picture else "Ideal Cat"
        return f"{stem} {what}"

    def _say_copied(self) -> None:
        self.window.notice.show_message("ok", self.tr("Copied."))
