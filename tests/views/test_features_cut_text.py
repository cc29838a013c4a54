"""No text of the Feature maps tab is cut, however long names are, at its least size and usual."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSplitter, QWidget

from desktop_app.engine.seen import BLANK, WHOLE_MAP, Trust
from desktop_app.engine.structure import WHOLE, LayerInfo
from desktop_app.views import map_page, measures
from desktop_app.views.features_tab import CLASS, COMPARE, MAP, PATCHES, FeaturesTab
from desktop_app.views.main_window import LEAST, MainWindow
from desktop_app.views.stage import DIFFERENCE, FILTERS, MAPS, SIDES
from desktop_app.views.theme import theme
from desktop_app.views.widgets.badge import Badge
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.long_combo import LongCombo
from tests.helpers import noise
from tests.views.makers import window
from tests.views.sheets import filters, noisy_maps, sheet
from tests.views.specimens import patches, reason, settle
from tests.views.test_backbone_folding import is_cut
from tests.views.test_cut_text import DIRECTIONS, FILE, LONG, name, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

LAYER = "encoder.layers.encoder_layer_11.self_attention.out_proj"
NETWORK = "ViT-Large/16, SWAG features, end to end, 512 pixels, unofficial"
KIND = "NonDynamicallyQuantizableLinear 1,024 → 1,024 without bias"
CLASS_NAME = f"{LONG}, or another dog that looks exactly like it"
TRUST = Trust(share=0.2, whole=0.9876, marked=0.0123, chance=0.9543)
ROOMY = QSize(1280, 800)


@pytest.fixture
def tab() -> FeaturesTab:
    return FeaturesTab()


@pytest.fixture
def shown(qtbot: QtBot, tab: FeaturesTab) -> Iterator[MainWindow]:
    result = window()
    qtbot.addWidget(result)
    result.add_tab(tab, "grid-3x3", "Feature maps")
    result.tabs.setCurrentWidget(tab)
    fill(tab)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    result.close()


def layers() -> Iterator[LayerInfo]:
    """A network as deep and as wide as they come."""
    yield LayerInfo("", "VisionTransformer", "", (1000,), WHOLE, 307_000_000, 1)
    parts = LAYER.split(".")
    for depth in range(1, len(parts) + 1):
        shape = (4096, 1024, 1024)
        yield LayerInfo(".".join(parts[:depth]), KIND, "", shape, WHOLE, 4_000_000, 1)


def fill(tab: FeaturesTab) -> None:
    """Show long names and great numbers everywhere."""
    maps = noisy_maps(2048, 2, 2) * 1e4
    maps[1042:1048] = 0
    tab.layers.tree.show_layers(list(layers()))
    tab.layers.tree.select(LAYER)
    tab.layers.show_figures(sheet(maps, columns=48))
    tab.stage.show_layer(KIND, f"{LAYER}, {measures.extent((4096, 1024, 1024))}")
    tab.stage.mosaics.show_sheet(sheet(maps, columns=48), "magma")
    tab.stage.show_mosaics()


def pictures(tab: FeaturesTab, *some: str) -> None:
    """Give each of a page's pictures words that do not fit."""
    for owner, part in (one.split(".") for one in some):
        picture = getattr(getattr(tab, owner), part)
        picture.show_photo(noise(16, 16))
        picture.set_texts(FILE, f"the second, {LAYER}")


# What there may be to see


def as_it_is(tab: FeaturesTab) -> None:
    del tab


def empty(tab: FeaturesTab) -> None:
    tab.layers.clear()
    tab.stage.show_layer("", "")
    tab.stage.show_empty("Drop a picture to see its maps, or open one with the button above.")


def problem(tab: FeaturesTab) -> None:
    tab.stage.show_problem("Not enough memory", "The maps of this layer need 4.3 GB. " * 4)


def filters_of_two(tab: FeaturesTab) -> None:
    tab.stage.offer_ways([MAPS, FILTERS, SIDES, DIFFERENCE])
    tab.stage.ways.choose(FILTERS)
    both = [(f"{NETWORK}, 64 filters of 11 × 11 · still noise", filters()) for _ in range(2)]
    tab.stage.mosaics.show_filters(both[0], both[1])
    tab.stage.show_mosaics()


def side_by_side(tab: FeaturesTab) -> None:
    tab.stage.offer_ways([MAPS, SIDES, DIFFERENCE])
    tab.stage.ways.choose(SIDES)
    tab.stage.contrast.choose(1)
    tab.stage.mosaics.show_pair((FILE, sheet(noisy_maps(9))), (FILE, sheet(noisy_maps(9))), "magma")
    tab.stage.show_mosaics()


def difference(tab: FeaturesTab) -> None:
    side_by_side(tab)
    tab.stage.ways.choose(DIFFERENCE)
    tab.stage.mosaics.show_sheet(sheet(noisy_maps(9), signed=True), "magma")
    tab.stage.show_mosaics()


def large(tab: FeaturesTab) -> None:
    pictures(tab, "map.picture")
    tab.map.picture.click()


def one_map(tab: FeaturesTab) -> None:
    page(tab, MAP)
    tab.map.head.show_title("Map 2,047", Badge("no. 2,048 by mean", "plain"))
    pictures(tab, "map.picture", "map.map", "map.projection")
    tab.map.show_remark(WHOLE_MAP)


def unsuited(tab: FeaturesTab) -> None:
    page(tab, MAP)
    tab.map.choose_method("guided")
    tab.map.projection.clear("Does not suit")
    tab.map.message.show_message("info", "It needs ReLU. " * 5, "", "Use the gradient", tab.update)


def no_map(tab: FeaturesTab) -> None:
    page(tab, MAP)
    tab.map.show_empty("Choose a map.")


def found_patches(tab: FeaturesTab) -> None:
    page(tab, PATCHES)
    tab.patches.show_title("Map 2,047")
    sentence = "The strongest in 12,345 pictures. 678 could not be read. " * 2
    tab.patches.show_patches(patches(name=FILE), sentence, again=True)


def no_patches(tab: FeaturesTab) -> None:
    page(tab, PATCHES)
    tab.patches.show_title("Map 2,047")
    tab.patches.show_offer("Look through 12,345 open pictures. " * 3, possible=True)
    tab.patches.message.show_message("info", "Predicting is still going on.", "Stop it, or wait.")


def why(tab: FeaturesTab) -> None:
    page(tab, CLASS)
    tab.reason.offer_classes([(3, CLASS_NAME, 0.9876)])
    tab.reason.show_reason(reason(layer=LAYER, trust=TRUST, remark=BLANK, signed=True), CLASS_NAME)


def why_not(tab: FeaturesTab) -> None:
    page(tab, CLASS)
    tab.reason.show_empty("Not enough memory")
    tab.reason.message.show_message("error", "Not enough memory", "It needs 4.3 GB. " * 4)


def comparison(tab: FeaturesTab) -> None:
    page(tab, COMPARE)
    tab.compare.offer([("a", FILE), ("b", NETWORK)], "b")
    tab.compare.head.show_title("Map 2,047", Badge("no. 2,048 by change", "info"))
    tab.compare.say("Other layers, other maps: they cannot be subtracted. " * 2)
    pictures(tab, "compare.first", "compare.second", "compare.change", "compare.photo")
    tab.compare.show_pictures(with_change=True)


def no_comparison(tab: FeaturesTab) -> None:
    page(tab, COMPARE)
    tab.compare.show_empty("Choose what to compare with.")
    tab.compare.message.show_message("error", "Failed", "It is a picture of nothing. " * 4)


def page(tab: FeaturesTab, number: int) -> None:
    tab.pages.choose(number)
    tab.fold.choose(1)


STATES = (
    as_it_is,
    empty,
    problem,
    filters_of_two,
    side_by_side,
    difference,
    large,
    one_map,
    unsuited,
    no_map,
    found_patches,
    no_patches,
    why,
    why_not,
    comparison,
    no_comparison,
)


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def state(request: pytest.FixtureRequest) -> Callable[[FeaturesTab], None]:
    found: Callable[[FeaturesTab], None] = request.param
    return found


def is_short_of_room(part: QWidget) -> bool:
    """Whether a person cannot read all of a part's text, nor be told of it."""
    if isinstance(part, FittingCombo):
        return part.shown() != part.currentText() and part.currentText() not in part.toolTip()
    field = part.parent() if isinstance(part, QLineEdit) else part
    if isinstance(field, LongCombo):  # to type in, so that the text can be moved through
        return field.currentText() not in field.toolTip()
    if isinstance(part, QComboBox):
        texts = (part.itemText(at) for at in range(part.count()))
        return is_cut(part) or max(map(part.fontMetrics().horizontalAdvance, texts)) > part.width()
    return is_cut(part)


def looks(styled: QApplication, shown: MainWindow) -> Iterator[str]:
    """Go through the sizes and directions, and say which it is."""
    theme.set_mode("dark")
    for direction, size in product(DIRECTIONS, (LEAST, ROOMY)):
        styled.setLayoutDirection(direction)
        shown.resize(size)
        settle()
        shown.grab()
        assert shown.size() == size
        yield f"{direction.name}, {size.width()}"


def test_no_text_is_cut(
    styled: QApplication,
    shown: MainWindow,
    tab: FeaturesTab,
    state: Callable[[FeaturesTab], None],
) -> None:
    shown.resize(LEAST)
    settle()
    state(tab)
    for look in looks(styled, shown):
        mine = [one for one in visible(shown, QWidget) if tab.isAncestorOf(one)]
        assert len(mine) > 20
        assert [name(part) for part in mine if is_short_of_room(part)] == [], look
        assert [name(part) for part in mine if is_too_wide(part)] == [], look


def is_too_wide(part: QWidget) -> bool:
    """Whether a part reaches out of what it is in; pages scroll up and down only."""
    inside = part.parentWidget()
    if inside is None or isinstance(part, QLineEdit):
        return False
    off = int(isinstance(inside, QSplitter))  # by a point, from right to left: so does Qt
    return part.x() < 0 or part.x() + part.width() > inside.width() + off


def test_names_of_methods_are_whole_in_the_list(shown: MainWindow, tab: FeaturesTab) -> None:
    shown.resize(ROOMY)
    settle()
    field = next(one for one in tab.map.findChildren(FittingCombo) if one.count() > 2)
    field.showPopup()
    longest = max(map(field.fontMetrics().horizontalAdvance, map_page.METHODS.values()))
    assert field.view().viewport().width() >= longest
    field.hidePopup()
