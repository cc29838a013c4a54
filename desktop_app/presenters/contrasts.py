"""The same layer of two pictures or two networks, side by side and subtracted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.seen import CHANGE, NUMBER
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import features_tab, measures, ramps, stage, wording
from desktop_app.views.widgets.badge import Badge

if TYPE_CHECKING:
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.feature_maps import Maps
    from desktop_app.engine.seen import Contrast, Sheet
    from desktop_app.jobs import Failure
    from desktop_app.presenters.features import FeaturesPresenter
    from desktop_app.presenters.other_side import OtherSidePresenter, Side


class ContrastPresenter(Presenter):
    """Shows both, and the chosen map of both, as long as there is another side."""

    def __init__(self, features: FeaturesPresenter, other: OtherSidePresenter) -> None:
        """Join them."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.other = other
        self.tab = features.tab
        self.page = features.tab.compare
        self.contrast: Contrast | None = None
        self._second: tuple[Side, Maps, Pixels] | None = None
        self._order = NUMBER
        other.changed.connect(self._compare)
        features.laid_out.connect(self._compare)
        features.unit_changed.connect(self._show_unit)
        features.emptied.connect(self._end)
        self.tab.stage.ways.chosen.connect(self._show)
        self.tab.stage.painted.connect(self._show_unit)

    def _compare(self) -> None:
        side, maps = self.other.side, self.features.maps
        if side is None or maps is None:
            self._end()
        elif self._second is not None and self._second[0] == side:
            self._lay_out(maps, self._second[1])
        else:
            make = partial(work.maps, *side, ())
            self.quick("maps", make, partial(self._on_maps, side), self._on_failed)

    def _on_maps(self, side: Side, result: object) -> None:
        photo, (theirs,) = cast("tuple[Pixels, tuple[Maps]]", result)
        self._second = side, theirs, photo
        if self.features.maps is not None:
            self._lay_out(self.features.maps, theirs)

    def _lay_out(self, ours: Maps, theirs: Maps) -> None:
        make = partial(work.contrast, ours, theirs, *self.features.arrangement)
        self.quick("contrast", make, self._on_contrast, self._on_failed)

    def _on_contrast(self, result: object) -> None:
        is_new = self.contrast is None
        self.contrast = contrast = cast("Contrast", result)
        ways = [stage.SIDES, stage.DIFFERENCE] if contrast.difference else [stage.SIDES]
        self.features.offer_ways(ways)
        if is_new and self.tab.page == features_tab.COMPARE:
            if contrast.difference:
                self._order = self.tab.stage.order
                self.tab.stage.choose_order(CHANGE)
            self.tab.stage.ways.choose(ways[-1])
        self._show()
        self._show_unit()

    def _end(self) -> None:
        for key in ("maps", "contrast"):
            self.forget(key)
        self._second = None
        if self.contrast is not None:
            self.contrast = None
            if self.tab.stage.order == CHANGE:
                self.tab.stage.choose_order(self._order)
            self.features.offer_ways([])
            self.features.arrange()
        self.page.show_empty(self.other.why)

    # What is shown

    def _show(self) -> None:
        contrast, shown = self.contrast, self.tab.stage
        if contrast is None or shown.way not in (stage.SIDES, stage.DIFFERENCE):
            return
        if shown.way == stage.DIFFERENCE and contrast.difference is not None:
            shown.mosaics.show_sheet(contrast.difference, shown.ramp)
        else:
            first, second = self.other.names
            pair = (first, contrast.first), (second, contrast.second)
            shown.mosaics.show_pair(*pair, shown.ramp)
        shown.mosaics.choose(self.features.unit)
        shown.show_mosaics()

    def _show_unit(self) -> None:
        contrast, unit = self.contrast, self.features.unit
        if contrast is None or self._second is None or unit not in contrast.first.order:
            return
        page, (first, second), ramp = self.page, self.other.names, self.tab.stage.ramp
        page.message.hide()
        page.show_pictures(with_change=contrast.difference is not None)
        page.first.show_map(contrast.first.tile(unit), ramp)
        page.first.set_texts(first, self.tr("the first"))
        page.photo.show_photo(self._second[2])
        page.photo.set_texts(self.tr("What the second sees"), second)
        if unit in contrast.second.order:
            page.second.show_map(contrast.second.tile(unit), ramp)
        else:
            page.second.clear(self.tr("There is no such map."))
        told = self.tr("the second, {layer}").format(layer=contrast.second.layer)
        page.second.set_texts(second, told)
        title = self.tr("Map {number}").format(number=wording.number(unit))
        if contrast.difference is None:
            page.head.show_title(title)
            page.say(self.tr("Other layers, other maps: they cannot be subtracted."))
        else:
            self._show_change(contrast.difference, contrast.changes, title)

    def _show_change(self, difference: Sheet, changes: tuple[float, ...], title: str) -> None:
        page, change = self.page, changes[self.features.unit]
        page.change.show_map(difference.tile(self.features.unit), ramps.CHANGE)
        page.change.set_texts(self.tr("The change"), self.tr("blue is less, brown more"))
        rank = sum(one > change for one in changes) + 1
        text = self.tr("no. {rank} by change").format(rank=wording.number(rank))
        page.head.show_title(title, Badge(text, "info"))
        told = self.tr("It changes by {change} on average.")
        page.say(told.format(change=measures.plain(change)))

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.page.show_empty(what)
        self.page.message.show_message("error", what, why)
