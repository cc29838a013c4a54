"""Makers of catalogue entries, shelves and a Backbone tab for tests that need no torchvision."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.engine.catalogue import ALWAYS, Entry, Shelf
from desktop_app.views.backbone_tab import ICON, TITLE, BackboneTab
from desktop_app.views.main_window import MainWindow
from tests.helpers import RULE

FIGURES = {
    "alexnet": ("AlexNet", "alexnet", 2012, 61_100_840, 0.71, 0.56522, 244_408_911),
    "vgg16": ("VGG-16", "vgg", 2014, 138_357_544, 15.47, 0.71592, 553_433_881),
    "googlenet": ("GoogLeNet", "googlenet", 2014, 6_624_904, 1.5, 0.69778, 52_147_035),
    "resnet18": ("ResNet-18", "resnet", 2015, 11_689_512, 1.81, 0.69758, 46_830_571),
    "resnet50": ("ResNet-50", "resnet", 2015, 25_557_032, 4.09, 0.80858, 102_540_417),
    "resnet152": ("ResNet-152", "resnet", 2015, 60_192_808, 11.51, 0.82284, 241_669_177),
    "swin_t": ("Swin T", "swin", 2021, 28_288_354, 4.49, 0.81474, 113_392_164),
    "vit_h_14": ("ViT H/14", "vit", 2020, 633_470_440, 167.29, 0.88552, 2_534_512_143),
}


def entry(name: str) -> Entry:
    """One of `FIGURES`, or a network that timm has."""
    if name not in FIGURES:
        title = name.removeprefix("timm:")
        return Entry(name, title, "timm", 0, 0, 0, None, None, 0, "", None)
    title, family, year, parameters, gmacs, top1, size = FIGURES[name]
    top5 = top1 + 0.1
    licence = "BSD-3-Clause"
    return Entry(
        name, title, family, year, parameters, gmacs, top1, top5, size, licence, RULE, f"{name}.pth"
    )


def shelf(name: str, state: str = "online") -> Shelf:
    """A network in a state; a download that broke off has a third of its bytes."""
    shown = next((one for one in ALWAYS if one.name == name), None) or entry(name)
    have = {"online": 0, "partial": shown.bytes // 3}.get(state, shown.bytes)
    return Shelf(shown, state, have)


def own(name: str = "/home/cat/mine.safetensors") -> Shelf:
    """A network that a person imported."""
    made = replace(entry("resnet18"), name=name, title="Mine", family="own", year=0, top1=None)
    return Shelf(made, "imported", made.bytes, name)


def shelves() -> list[Shelf]:
    """The four that are always there, and torchvision's; ResNet-50 is downloaded."""
    always = [shelf(one.name, "bundled" if one.bytes else "untrained") for one in ALWAYS]
    states = {"resnet50": "cached", "resnet18": "partial"}
    return [*(shelf(name, states.get(name, "online")) for name in FIGURES), *always]


def window_with(tab: BackboneTab) -> MainWindow:
    """A window with the Backbone tab and `shelves` in it; it closes without asking."""
    result = MainWindow()
    result.may_close = True
    result.add_tab(tab, ICON, TITLE)
    tab.show_shelves(shelves())
    tab.show_in_use("efficientnet_lite0", "")
    return result
