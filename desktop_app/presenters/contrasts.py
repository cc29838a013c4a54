"""Two pictures or two networks: the same layer of both, and what is different."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from desktop_app.engine.seen import CHANGE
from desktop_app.engine.structure import counterpart
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import compare_page, features_tab, measures, ramps, stage, wording
from desktop_app.views.widgets.badge import Badge

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network, Picture, Pixels
    from desktop_app.engine.feature_maps import Maps
    from desktop_app.engine.seen import Contrast
    from desktop_app.engine.structure import Structure
    from desktop_app.jobs import Failure
    from desktop_app.presenters.comparison import ComparisonPresenter
    from desktop_app.presenters.features import FeaturesPresenter

OFFERED = 500
"""As many pictures around the present one as are offered."""


class ContrastPresenter(Presenter):
    """Follows the session's second network or second picture, whichever kind is chosen."""

    def __init__(self, features: FeaturesPresenter, comparison: ComparisonPresenter) -> None:
        """Join them."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.comparison = comparison
        self.tab = features.tab
        self.page = features.tab.compare
        self.contrast: Contrast | None = None
        self._picture: tuple[int, Picture] | None = None
        self._structure: Structure | None = None
        self._second: tuple[tuple[object, ...], Maps, Pixels] | None = None
        self._connect()

    def _connect(self) -> None:
        session, tab, page = self.session, self.tab, self.page
        session.other_changed.connect(self._on_other_changed)
        session.pictures.cleared.connect(self._end_picture)
        self.features.laid_out.connect(self._compare)
        self.features.unit_changed.connect(self._show_unit)
        self.features.emptied.connect(self._forget)
        self.comparison.networks.offered.connect(self._offer)
        tab.turned.connect(self._on_turned)
        tab.stage.way_changed.connect(self._show)
        tab.stage.painted.connect(self._show_unit)
        page.kind_changed.connect(self._on_kind_changed)
        page.picked.connect(self._on_picked)
        page.ended.connect(partial(self._on_picked, ""))

    # What is compared with

    def _on_turned(self) -> None:
        if self.tab.page == features_tab.COMPARE:
            self._offer()

    def _on_kind_changed(self) -> None:
        self._offer()
        self._compare()

    def _offer(self) -> None:
        if self.page.kind.current == compare_page.NETWORK:
            network, other = self.session.network, self.session.other
            ready = self.comparison.networks.ready
            others = [one for one in ready if network and one[0] != network.name]
            self.page.offer(others, other.name if other else "")
            return
        pictures = self.session.pictures
        current = pictures.current
        at = max(0, pictures.position(current.key) - OFFERED // 2) if current else 0
        near = pictures.entries()[at : at + OFFERED]
        entries = [(str(one.key), one.source.name) for one in near if one is not current]
        self.page.offer(entries, str(self._picture[0]) if self._picture else "")

    def _on_picked(self, name: str) -> None:
        if self.page.kind.current == compare_page.NETWORK:
            self.comparison.compare(name)
        elif not name:
            self._end_picture()
            self._offer()
        elif (entry := self.session.pictures.get(int(name))) is not None:
            done = partial(self._on_decoded, entry.key)
            self.quick("second", partial(work.decode, entry.source), done, self._on_failed)

    def _on_decoded(self, key: int, result: object) -> None:
        self._picture = key, cast("Picture", result)
        self._offer()
        self._compare()

    def _end_picture(self) -> None:
        self.forget("second")
        self._picture = None
        self._compare()

    def _on_other_changed(self) -> None:
        self._structure = None
        other = self.session.other
        if other is not None:
            make = partial(work.structure, other)
            self.quick("structure", make, self._on_structure, self._on_failed)
        self._compare()

    def _on_structure(self, result: object) -> None:
        self._structure, _ = cast("tuple[Structure, tuple[str, ...]]", result)
        self._compare()

    def _pair(self) -> tuple[Network, Picture, str] | None:
        """Return network, picture and layer of the second side; None if there is none."""
        session, features = self.session, self.features
        if session.network is None or session.picture is None or features.structure is None:
            return None
        if self.page.kind.current == compare_page.PICTURE:
            if self._picture is None:
                return None
            return session.network, self._picture[1], features.layer
        if session.other is None or self._structure is None:
            return None
        layer = counterpart(features.layer, features.structure, self._structure)
        return (session.other, session.picture, layer) if layer else None

    # The comparison

    def _compare(self) -> None:
        pair, maps = self._pair(), self.features.maps
        if pair is None or maps is None:
            self._forget()
        elif self._second is not None and self._second[0] == pair:
            self._lay_out()
        else:
            network, picture, layer = pair
            make = partial(work.maps, network, picture, layer, ())
            self.quick("maps", make, partial(self._on_maps, pair), self._on_failed)

    def _on_maps(self, pair: tuple[object, ...], result: object) -> None:
        photo, (maps,) = cast("tuple[Pixels, tuple[Maps]]", result)
        self._second = pair, maps, photo
        self._lay_out()

    def _lay_out(self) -> None:
        maps = self.features.maps
        if maps is None or self._second is None:
            return
        per_map, by, ratio = self.features.arrangement
        make = partial(work.contrast, maps, self._second[1], per_map, by, ratio)
        self.quick("contrast", make, self._on_contrast, self._on_failed)

    def _on_contrast(self, result: object) -> None:
        is_new = self.contrast is None
        self.contrast = contrast = cast("Contrast", result)
        ways = (stage.SIDES, stage.DIFFERENCE) if contrast.difference else (stage.SIDES,)
        self.features.offer_ways(ways)
        if is_new and self.tab.page == features_tab.COMPARE:
            if contrast.difference:
                self.tab.stage.choose_order(CHANGE)
            self.tab.stage.ways.choose(ways[-1])
        self._show()
        self._show_unit()

    def _forget(self) -> None:
        for key in ("maps", "contrast"):
            self.forget(key)
        self._second = None
        if self.contrast is not None:
            self.contrast = None
            self.features.offer_ways(())
            self.features.arrange()
        self.page.show_empty(self.tr("Choose what to compare with."))

    # What is shown

    def _names(self) -> tuple[str, str]:
        network, other = self.session.network, self.session.other
        if self.page.kind.current == compare_page.NETWORK:
            return network.title if network else "", other.title if other else ""
        picture = self.session.picture
        return picture.name if picture else "", self._picture[1].name if self._picture else ""

    def _show(self) -> None:
        contrast, shown = self.contrast, self.tab.stage
        if contrast is None or shown.way not in (stage.SIDES, stage.DIFFERENCE):
            return
        names = self._names()
        if shown.way == stage.DIFFERENCE and contrast.difference is not None:
            shown.mosaics.show_sheet(contrast.difference, shown.ramp)
        else:
            first, second = (names[0], contrast.first), (names[1], contrast.second)
            shown.mosaics.show_pair(first, second, shown.ramp)
        shown.mosaics.choose(self.features.unit)
        shown.show_mosaics()

    def _show_unit(self) -> None:
        contrast, unit, page = self.contrast, self.features.unit, self.page
        if contrast is None or self._second is None or unit not in contrast.first.order:
            return
        first, second = self._names()
        ramp = self.tab.stage.ramp
        page.show_pictures(with_change=contrast.difference is not None)
        page.first.show_map(contrast.first.tile(unit), ramp)
        page.first.set_texts(first, self.tr("the first"))
        page.photo.show_photo(self._second[2])
        page.photo.set_texts(self.tr("What the second sees"), second)
        if unit in contrast.second.order:
            page.second.show_map(contrast.second.tile(unit), ramp)
            told = self.tr("the second, {layer}").format(layer=contrast.second.layer)
            page.second.set_texts(second, told)
        else:
            page.second.clear(self.tr("There is no such map."))
        title = self.tr("Map {number}").format(number=wording.number(unit))
        if contrast.difference is None:
            page.head.show_title(title)
            page.say(self.tr("Other layers, other maps: they cannot be subtracted."))
            return
        page.change.show_map(contrast.difference.tile(unit), ramps.CHANGE)
        page.change.set_texts(self.tr("The change"), self.tr("blue is less, brown more"))
        rank = sum(one > contrast.changes[unit] for one in contrast.changes) + 1
        text = self.tr("no. {rank} by change").format(rank=wording.number(rank))
        page.head.show_title(title, Badge(text, "info"))
        told = self.tr("It changes by {change} on average.")
        page.say(told.format(change=measures.plain(contrast.changes[unit])))

    def _on_failed(self, failure: Failure) -> None:
        what, why = wording.explain(failure.error)
        self.page.show_empty(what)
        self.page.message.show_message("error", what, why)
