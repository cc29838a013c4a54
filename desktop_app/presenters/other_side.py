"""What the picture or the network in use is compared with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import Signal

from desktop_app.engine.structure import counterpart
from desktop_app.presenters import work_features as work
from desktop_app.presenters.base import Presenter
from desktop_app.views import compare_page, features_tab, wording

if TYPE_CHECKING:
    from desktop_app.engine.contract import Network, Picture
    from desktop_app.engine.structure import Structure
    from desktop_app.jobs import Failure
    from desktop_app.presenters.comparison import ComparisonPresenter
    from desktop_app.presenters.features import FeaturesPresenter

OFFERED = 500
"""As many pictures around the present one as are offered."""


class Side(NamedTuple):
    """Whose maps are the second ones."""

    network: Network
    picture: Picture
    layer: str


class OtherSidePresenter(Presenter):
    """Offers pictures or networks, whichever kind is chosen; the network is the session's other.

    `changed` follows another choice.
    """

    changed = Signal()

    def __init__(self, features: FeaturesPresenter, comparison: ComparisonPresenter) -> None:
        """Join them."""
        super().__init__(features.session, features.runner)
        self.features = features
        self.comparison = comparison
        self.tab = features.tab
        self.page = features.tab.compare
        self._picture: tuple[int, Picture] | None = None
        self._structure: Structure | None = None
        session, pictures = self.session, self.session.pictures
        session.other_changed.connect(self._on_other_changed)
        pictures.rearranged.connect(self._on_pictures_rearranged)
        for signal in (session.picture_changed, session.network_changed, pictures.added):
            signal.connect(self._offer)
        comparison.networks.offered.connect(self._offer)
        self.tab.turned.connect(self._offer)
        self.tab.appeared.connect(self._on_appeared)
        self.page.kind_changed.connect(self._on_kind_changed)
        self.page.picked.connect(self._on_picked)
        self.page.ended.connect(partial(self._on_picked, ""))
        self._on_other_changed()

    @property
    def side(self) -> Side | None:
        """The second side; None if there is none."""
        network, picture = self.session.network, self.session.picture
        here, layer = self.features.structure, self.features.layer
        if network is None or picture is None or here is None or not layer:
            return None
        if not self._is_network:
            chosen = None if self._is_same else self._picture
            return Side(network, chosen[1], layer) if chosen else None
        other = self.session.other
        if other is None or self._structure is None:
            return None
        theirs = counterpart(layer, here, self._structure)
        return Side(other, picture, theirs) if theirs else None

    @property
    def why(self) -> str:
        """Why there is no second side, and what to do."""
        other = self.session.other
        if self._is_network and other is not None and self._structure is not None:
            text = self.tr("{name} has no layer like this one. Choose another layer.")
            return text.format(name=other.title)
        if not self._is_network and self._is_same:
            return self.tr("This is the very picture it is compared with. Choose another.")
        return self.tr("Choose what to compare with.")

    @property
    def names(self) -> tuple[str, str]:
        """What the first side and the second are called."""
        network, other = self.session.network, self.session.other
        if self._is_network:
            return network.title if network else "", other.title if other else ""
        picture = self.session.picture
        return picture.name if picture else "", self._picture[1].name if self._picture else ""

    @property
    def _is_same(self) -> bool:
        """Whether the picture to compare with is the present one."""
        current = self.session.pictures.current
        return bool(self._picture and current and self._picture[0] == current.key)

    @property
    def _is_network(self) -> bool:
        return self.page.kind.current == compare_page.NETWORK

    def _on_appeared(self) -> None:
        self._look_inside()
        self._offer()

    def _on_kind_changed(self) -> None:
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        if self.tab.page != features_tab.COMPARE:
            return
        if self._is_network:
            network, other = self.session.network, self.session.other
            ready = self.comparison.networks.ready
            others = [one for one in ready if network and one[0] != network.name]
            self.page.offer(others, other.name if other else "")
        else:
            self.page.offer(self._near(), str(self._picture[0]) if self._picture else "")

    def _near(self) -> list[tuple[str, str]]:
        """Return keys and names of the pictures around the present one, without that."""
        pictures = self.session.pictures
        current = pictures.current
        at = max(0, pictures.position(current.key) - OFFERED // 2) if current else 0
        near = pictures.entries()[at : at + OFFERED]
        return [(str(one.key), one.source.name) for one in near if one is not current]

    def _on_picked(self, name: str) -> None:
        if self._is_network:
            self.comparison.compare(name)
        else:
            self.pick(int(name) if name else None)

    def pick(self, key: int | None) -> None:
        """Compare with a picture of the list, or with none."""
        entry = self.session.pictures.get(key) if key is not None else None
        if entry is None:
            self._set_picture(None)
        else:
            done = partial(self._on_decoded, entry.key)
            self.quick("second", partial(work.decode, entry.source), done, self._on_failed)

    def _on_decoded(self, key: int, result: object) -> None:
        self._set_picture((key, cast("Picture", result)))

    def _on_pictures_rearranged(self) -> None:
        if self._picture is not None and self.session.pictures.get(self._picture[0]) is None:
            self._set_picture(None)
        self._offer()

    def _set_picture(self, picture: tuple[int, Picture] | None) -> None:
        self.forget("second")
        self.page.message.hide()
        self._picture = picture
        self._offer()
        self.changed.emit()

    def _on_other_changed(self) -> None:
        self._structure = None
        self.forget("structure")
        self._look_inside()
        self._offer()
        self.changed.emit()

    def _look_inside(self) -> None:
        """Find out what layers the other network has, once anybody looks."""
        other = self.session.other
        if other is not None and self._structure is None and self.tab.isVisible():
            make = partial(work.structure, other)
            self.quick("structure", make, self._on_structure, self._on_failed)

    def _on_structure(self, result: object) -> None:
        self._structure, *_ = cast("tuple[Structure, tuple[str, ...], str]", result)
        self.changed.emit()

    def _on_failed(self, failure: Failure) -> None:
        self.page.message.show_message("error", *wording.explain(failure.error))
