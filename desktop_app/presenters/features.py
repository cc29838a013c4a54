"""Feature maps: the layer that is chosen, its maps, and which of them is looked at."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from desktop_app.engine.errors import LayerError
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import measures, stage, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.contract import Network, Picture, Pixels
    from desktop_app.engine.feature_maps import Maps
    from desktop_app.engine.seen import Filters, Sheet
    from desktop_app.engine.structure import LayerInfo, Structure
    from desktop_app.jobs import Failure, JobRunner
    from desktop_app.session import Session
    from desktop_app.views.features_tab import FeaturesTab

BEHIND, AHEAD = 2, 6
"""Rows of the tree before and after the chosen one whose maps are taken in the same run."""

KEPT_BYTES = 256 << 20
"""Memory for the maps of layers that were looked at, or may be next."""

LARGEST = 4 << 20
"""A layer of more values is not taken ahead."""


class FeaturesPresenter(Presenter):
    """Shows the maps of a layer; works only while the tab is looked at.

    `laid_out` follows new maps, `unit_changed` another choice among them, `emptied` when there are
    none to look at any more.
    """

    laid_out = Signal()
    unit_changed = Signal()
    emptied = Signal()

    def __init__(self, session: Session, runner: JobRunner, tab: FeaturesTab) -> None:
        """Join them."""
        super().__init__(session, runner)
        self.tab = tab
        self.structure: Structure | None = None
        self.layer = ""
        self.unit = -1
        self.sheet: Sheet | None = None
        self.photo: Pixels | None = None
        self._of: tuple[Network | None, Picture | None] = (None, None)
        self._wanted = ""
        self._filtered: tuple[str, ...] = ()
        self._more: Sequence[int] = ()
        self._maps: OrderedDict[str, Maps] = OrderedDict()
        self._connect()
        self._look_inside(None)

    def _connect(self) -> None:
        tab, session = self.tab, self.session
        session.network_changed.connect(self.refresh)
        session.picture_changed.connect(self.refresh)
        session.other_changed.connect(self._show_way)
        tab.appeared.connect(self.refresh)
        tab.layers.tree.chosen.connect(self._on_layer_chosen)
        tab.stage.arranged.connect(self.arrange)
        tab.stage.way_changed.connect(self._show_way)
        tab.stage.problem.acted.connect(self._try_again)
        tab.stage.mosaics.chosen.connect(self.choose)

    @property
    def info(self) -> LayerInfo | None:
        """What is known of the layer in sight without a picture; another may be on its way."""
        return self._info(self.sheet.layer) if self.sheet else None

    @property
    def maps(self) -> Maps | None:
        """The chosen layer's maps."""
        return self._maps.get(self.layer)

    @property
    def arrangement(self) -> tuple[bool, str, float]:
        """How maps are to be laid out: contrast per map, order, and the room's shape."""
        shown = self.tab.stage
        return shown.per_map, shown.order, shown.mosaics.ratio

    def _info(self, name: str) -> LayerInfo | None:
        layers = self.structure.layers if self.structure else ()
        return next((one for one in layers if one.name == name), None)

    def refresh(self) -> None:
        """Look at whatever network and picture are in use, if the tab is in sight."""
        if not self.tab.isVisible():
            return
        network, picture = self.session.network, self.session.picture
        if (network, picture) == self._of and (self.sheet or not picture):
            return
        if network is not self._of[0]:
            self._look_inside(network)
        self._of = (network, picture)
        self._maps.clear()
        self._ask()

    def choose(self, unit: int) -> None:
        """Look at one of the maps."""
        if unit != self.unit:
            self.unit = unit
            self.tab.stage.mosaics.choose(unit)
            self.unit_changed.emit()

    # The network

    def _look_inside(self, network: Network | None) -> None:
        self.structure, self._filtered = None, ()
        self._wanted, self.layer = self.layer or self._wanted, ""
        self._empty(self.tr("The network is on its way."))
        self.tab.stage.show_layer("", "")
        self.tab.layers.tree.show_layers(())
        if network is not None:
            make = partial(work.structure, network)
            self.quick("structure", make, self._on_structure, self._on_failed)

    def _try_again(self) -> None:
        if self.structure is None:
            self._look_inside(self._of[0])
        else:
            self._ask()

    def _on_structure(self, result: object) -> None:
        found = cast("tuple[Structure, tuple[str, ...], str]", result)
        self.structure, self._filtered, method = found
        self.tab.map.prefer(method)
        self.tab.layers.tree.show_layers(self.structure.layers)
        usable = [one.name for one in self.structure.layers if _gives_maps(one)]
        leaves = (name for at, name in enumerate(usable) if not _is_inside(usable[at + 1 :], name))
        self.tab.layers.tree.select(self._wanted if self._wanted in usable else next(leaves, ""))

    # The layer

    def _on_layer_chosen(self, name: str) -> None:
        self.layer = name
        info = self._info(name)
        if info is not None:
            kind = f"{info.kind} {info.detail}".strip()
            self.tab.stage.show_layer(kind, self._caption(info), single=info.is_vector)
        self.offer_ways()
        self._ask()

    def offer_ways(self, more: Sequence[int] | None = None) -> None:
        """Offer what can be shown of the layer: its maps, its filters if it has any, and `more`.

        What was offered more stays until it is named anew.
        """
        self._more = self._more if more is None else more
        filters = [stage.FILTERS] if self.layer in self._filtered else []
        self.tab.stage.offer_ways([stage.MAPS, *filters, *self._more])

    def _caption(self, info: LayerInfo) -> str:
        text = f"{info.name}, {measures.extent(info.shown)}"
        network = self.session.network
        if network is not None and not network.trained:
            text += " · " + self.tr("Untrained: these filters are still noise.")
        return text

    def _ask(self) -> None:
        """Show the chosen layer's maps, from memory if they are there."""
        network, picture = self._of
        if network is None or not self.layer:
            return
        if picture is None:
            self._empty(self._invitation())
            self._show_way()
        elif not _gives_maps(cast("LayerInfo", self._info(self.layer))):
            self._empty(self._no_maps())
        elif self.layer in self._maps:
            self.arrange()
        else:
            make = partial(work.maps, network, picture, self.layer, self._ahead())
            self.quick("maps", make, self._on_maps, self._on_failed)

    def _ahead(self) -> Sequence[str]:
        layers = self.structure.layers if self.structure else ()
        at = next((at for at, one in enumerate(layers) if one.name == self.layer), 0)
        near = layers[max(0, at - BEHIND) : at + AHEAD + 1]
        return [one.name for one in near if self._is_worth_taking(one)]

    def _is_worth_taking(self, info: LayerInfo) -> bool:
        new = info.name not in self._maps and info.name != self.layer
        return new and _gives_maps(info) and math.prod(info.shape) <= LARGEST

    def _on_maps(self, result: object) -> None:
        self.photo, found = cast("tuple[Pixels, tuple[Maps, ...]]", result)
        for one in reversed(found):  # the one asked for last, so that it is kept longest
            self._maps[one.layer] = one
        while sum(one.values.nbytes for one in self._maps.values()) > KEPT_BYTES:
            if next(iter(self._maps)) == self.layer:
                break
            self._maps.popitem(last=False)
        self.arrange()

    # The sheet

    def arrange(self) -> None:
        """Lay the maps out as is chosen."""
        maps = self.maps
        if maps is not None:
            make = partial(work.sheet, maps, *self.arrangement)
            self.quick("sheet", make, self._on_sheet, self._on_failed)

    def _on_sheet(self, result: object) -> None:
        before, self.sheet = self.sheet, cast("Sheet", result)
        same = before is not None and before.layer == self.sheet.layer
        if not (same and 0 <= self.unit < self.sheet.shape[0]):
            self.unit = self.sheet.richest
        self.tab.layers.show_figures(self.sheet)
        self._show_way()
        self.laid_out.emit()

    def _show_way(self) -> None:
        """Show the maps themselves, or the filters that make them."""
        shown, network = self.tab.stage, self._of[0]
        if shown.way == stage.FILTERS and network is not None:
            ratio = shown.mosaics.ratio
            make = partial(work.filters, network, self.layer, self.session.other, ratio)
            self.quick("filters", make, self._on_filters, self._on_failed)
        elif shown.way == stage.MAPS and self.sheet is not None:
            shown.mosaics.show_sheet(self.sheet, shown.ramp)
            shown.mosaics.choose(self.unit)
            shown.show_mosaics()

    def _on_filters(self, result: object) -> None:
        mine, theirs = cast("tuple[Filters | None, Filters | None]", result)
        if mine is not None and self.tab.stage.way == stage.FILTERS:
            second = (self._filters_title(theirs), theirs) if theirs else None
            self.tab.stage.mosaics.show_filters((self._filters_title(mine), mine), second)
            self.tab.stage.show_mosaics()

    def _filters_title(self, filters: Filters) -> str:
        high, wide = filters.side
        text = self.tr("{network}, {count} filters of {side}")
        if not filters.trained:
            text += " · " + self.tr("still noise")
        side = measures.isolated(measures.extent((high, wide)))
        count = wording.number(filters.count)
        return text.format(network=filters.title, count=count, side=side)

    def _invitation(self) -> str:
        entry = self.session.pictures.current
        if entry is None or entry.error is None:
            return self.tr("Drop a picture to see its maps.")
        return " ".join([entry.source.name, *wording.explain(entry.error)[1:]])

    def _no_maps(self) -> str:
        return self.tr(
            "This layer gives no maps: it works inside another one, or on something else than "
            "places of the picture. Choose the one around it."
        )

    def _on_failed(self, failure: Failure) -> None:
        if isinstance(failure.error, LayerError):
            self._empty(self._no_maps())
            return
        self._empty("")
        self.tab.stage.show_problem(*wording.explain(failure.error))

    def _empty(self, sentence: str) -> None:
        for key in ("maps", "sheet", "filters"):
            self.forget(key)
        self.sheet = None
        self.unit = -1
        self.tab.layers.clear()
        self.tab.stage.show_empty(sentence)
        self.emptied.emit()


def _gives_maps(info: LayerInfo) -> bool:
    return bool(info.name) and info.maps is not None


def _is_inside(names: Sequence[str], name: str) -> bool:
    """Whether any of `names` is inside the layer called `name`."""
    return any(one.startswith(f"{name}.") for one in names)
