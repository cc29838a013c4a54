"""The worker's half of the Backbone tab without torch, a network or weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step
from desktop_app.engine.errors import UnknownBackboneError
from desktop_app.engine.structure import Inspected, LayerInfo, Match, Structure
from desktop_app.presenters import work
from tests.helpers import RULE
from tests.presenters.stand_in import Latch
from tests.views import shelves

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import pytest

    from desktop_app.engine.catalogue import Entry, Shelf
    from desktop_app.engine.places import Places
    from desktop_app.engine.structure import Chosen

MINE = "/somewhere/networks/mine.safetensors"
FOUND = "timm:resnet10t.c3_in1k"
SIZE = 1000


class Shop:
    """Stands in for `presenters.work`: notes what is asked, and answers as a small catalogue."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stock = {one.entry.name: one for one in shelves.shelves()}
        self.asked: list[tuple[object, ...]] = []
        self.failures: dict[str, Exception] = {}
        self.downloading = Latch()
        self.come = 0
        for name in (
            "read_catalogue",
            "search_timm",
            "download",
            "see_inside",
            "inspect",
            "compare",
            "read_names",
            "import_weights",
            "write_pack",
            "read_pack",
            "usage",
            "delete",
        ):
            monkeypatch.setattr(work, name, getattr(self, name))

    def read_catalogue(self, places: Places) -> Generator[Step, None, tuple[Shelf, ...]]:
        self.asked.append(("catalogue", str(places.weights)))
        yield Step(0, 0)
        return tuple(self.stock.values())

    def search_timm(
        self, text: str, places: Places
    ) -> Generator[Step, None, tuple[tuple[Shelf, ...], int]]:
        self._note("timm", text)
        yield Step(0, 0)
        return ((shelves.shelf(FOUND),), 99) if text in FOUND else ((), 0)

    def download(self, entry: Entry, places: Places) -> Generator[Step, None, str]:
        self._note("download", entry.name)
        for _ in self.downloading.steps():
            yield Step(self.come, SIZE)
        self._fail(entry.name)
        self.stock[entry.name] = shelves.shelf(entry.name, "cached")
        yield Step(SIZE, SIZE)
        return "path"

    def see_inside(self, name: str) -> Generator[Step, None, Structure]:
        self._note("inside", name)
        yield Step(0, 0)
        self._fail(name)
        layers = (
            LayerInfo("", "Net", "", (1000,), 0, 9, 9),
            LayerInfo("fc", "Linear", "", (), 0, 9, 9),
        )
        return Structure("Net", layers, 9, 9, 36, 36, RULE)

    def inspect(
        self, path: str
    ) -> Generator[Step, None, tuple[Inspected, tuple[tuple[str, str], ...]]]:
        self._note("inspect", path)
        yield Step(0, 0)
        self._fail(path)
        matches = (
            Match("resnet18", "ResNet-18", 1, 7),
            Match("resnet34", "ResNet-34", 0.5, 7, ("a",)),
        )
        found = Inspected(path, "mine", matches, input=RULE)
        return found, (("alexnet", "AlexNet"), ("resnet18", "ResNet-18"), ("resnet34", "ResNet-34"))

    def compare(self, path: str, architecture: str) -> Generator[Step, None, Match]:
        self._note("compare", path, architecture)
        yield Step(0, 0)
        return Match(architecture, architecture.title(), 0, 0, ("b", "c"))

    def read_names(self, path: str) -> Generator[Step, None, tuple[str, ...]]:
        self._note("names", path)
        yield Step(0, 0)
        self._fail(path)
        return tuple(f"pet {number}" for number in range(7))

    def import_weights(self, chosen: Chosen, places: Places) -> Generator[Step, None, str]:
        self._note("import", chosen)
        yield Step(0, 0)
        self.stock[MINE] = shelves.own(MINE)
        return MINE

    def write_pack(self, chosen: Sequence[Shelf], file: str) -> Generator[Step, None, None]:
        self._note("pack", tuple(one.entry.name for one in chosen), file)
        yield Step(0, 0)
        self._fail(file)

    def read_pack(self, file: str, places: Places) -> Generator[Step, None, tuple[str, ...]]:
        self._note("unpack", file)
        yield Step(0, 0)
        self._fail(file)
        self.stock["alexnet"] = shelves.shelf("alexnet", "cached")
        return ("alexnet",)

    def usage(self, places: Places) -> Generator[Step, None, tuple[int, int, int]]:
        yield Step(0, 0)
        return 5_000_000, 2, 9_000_000_000

    def delete(self, shelf: Shelf, places: Places) -> Generator[Step, None, None]:
        self._note("delete", shelf.entry.name)
        yield Step(0, 0)
        self.stock[shelf.entry.name] = shelves.shelf(shelf.entry.name)

    def of(self, kind: str) -> list[tuple[object, ...]]:
        """What was asked of a kind, without the kind."""
        return [asked[1:] for asked in self.asked if asked[0] == kind]

    def _note(self, *asked: object) -> None:
        self.asked.append(asked)

    def _fail(self, name: str) -> None:
        if name in self.failures:
            raise self.failures[name]


def unknown(name: str) -> Exception:
    return UnknownBackboneError(name=name, known="others")
