"""Makers of what the Feature maps tab shows, for tests that need no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QApplication

from desktop_app.engine.seen import GRADCAM, Patch, Patches, Reason, Trust
from tests.helpers import noise
from tests.views.sheets import noisy_maps, sheet
from tests.views.test_layer_tree import NETWORK

if TYPE_CHECKING:
    from desktop_app.views.features_tab import FeaturesTab
    from desktop_app.views.widgets.map_picture import MapPicture

SIDE = 16
GREY = np.full((4, 4), 200, np.uint8)


def reason(
    method: str = GRADCAM,
    *,
    layer: str = "conv_head",
    signed: bool = False,
    trust: Trust | None = None,
    remark: str = "",
) -> Reason:
    """Marks that grow from the top to the bottom."""
    values = np.linspace(0, 1, SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    marks = (255 * values).astype(np.uint8)
    photo = noise(SIDE, SIDE)
    return Reason(method, 3, layer, values, marks, photo, signed, trust, remark)


def patches(count: int = 9, *, seen: int = 24, name: str = "cat.jpg") -> Patches:
    """So many patches with their projections."""
    some = (
        Patch(name, 9.0 - place, noise(8, 8, place), noise(8, 8, place)) for place in range(count)
    )
    return Patches("blocks.1", 7, tuple(some), seen, bad=0)


def fill(tab: FeaturesTab) -> None:
    """Show something in every place of the tab."""
    tab.layers.tree.show_layers(NETWORK)
    maps = sheet(noisy_maps(9))
    tab.layers.show_figures(maps)
    tab.stage.show_layer("ReLU", "conv1, 9 × 4 × 4")
    tab.stage.mosaics.show_sheet(maps, "magma")
    tab.stage.mosaics.choose(7)
    tab.stage.show_mosaics()
    tab.map.head.show_title("Map 7")
    tab.map.picture.show_photo(noise(64, 64))
    tab.map.picture.set_texts("The picture", "framed: what it sees")
    tab.map.map.show_map(GREY, "magma")
    tab.map.map.set_texts("Map 7", "5.3 at column 2, row 3")
    tab.map.projection.show_photo(noise(64, 64))
    tab.map.projection.set_texts("Back to pixels", "grey means nothing")
    tab.patches.show_title("Map 7")
    tab.patches.show_patches(patches(), "The strongest in 24 pictures.", again=True)
    tab.reason.offer_classes([(3, "tiger cat", 0.393)])
    tab.reason.show_reason(reason(), "tiger cat")
    for number, picture in enumerate(compared(tab)):
        picture.show_map(GREY, "magma")
        picture.set_texts(f"Picture {number}", "")
    tab.compare.show_pictures(with_change=True)
    for head in (tab.map.head, tab.patches.head, tab.reason.head, tab.compare.head):
        head.allow(on=True)


def compared(tab: FeaturesTab) -> tuple[MapPicture, ...]:
    """The pictures of the page that compares."""
    page = tab.compare
    return page.first, page.second, page.change, page.photo


def settle() -> None:
    """Let layouts take effect; some ask for more once they know their width."""
    for _ in range(6):
        QApplication.sendPostedEvents()
