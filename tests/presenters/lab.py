"""The worker's half of the Feature maps tab without torch."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.engine import sheets
from desktop_app.engine.contract import Picture, Step
from desktop_app.engine.errors import LayerError
from desktop_app.engine.seen import (
    DECONVNET,
    GRADCAM,
    GRADIENT_INPUT,
    GUIDED,
    OCCLUSION,
    Patch,
    Patches,
    Ranking,
    Reason,
    Seen,
)
from desktop_app.engine.structure import Structure
from desktop_app.presenters import features, work, work_features
from desktop_app.views.widgets import mosaic_view
from tests.helpers import RULE, noise
from tests.presenters.paper_networks import FEATURES, SISTER, STRANGE, TRUNK, Maps
from tests.presenters.stand_in import Latch
from tests.views import makers
from tests.views.sheets import filters, noisy_maps

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    import pytest

    from desktop_app.engine.contract import Bitmap, Look, Network, Pixels, Source
    from desktop_app.engine.feature_maps import Maps as RealMaps
    from desktop_app.engine.seen import Contrast, Filters, Sheet, Trust, Values
    from desktop_app.engine.structure import Fields, LayerInfo

    Steps = Generator[Step, None, None]

SIDE = 12
"""Of what networks are given."""

SECONDS = 5
"""How long the worker may be kept; far longer than it is."""


class Hold(Latch):
    """A latch that says whether it is shut."""

    @property
    def is_shut(self) -> bool:
        return not self._open.is_set()


class Grip(Hold):
    """Keeps the worker itself while it is shut: what it holds can no more be stopped."""

    def steps(self) -> Iterator[Step]:
        self.reached = True
        assert self._open.wait(SECONDS)
        yield from ()


@dataclass
class Lab:
    """Stands in for `presenters.work_features`: notes what is asked, and answers with little.

    What is asked is a kind and words about it. A latch or a failure is for all questions that
    have its words among theirs.
    """

    asked: list[tuple[object, ...]] = field(default_factory=list)
    latches: dict[frozenset[str], Hold] = field(default_factory=dict)
    failures: dict[frozenset[str], Exception] = field(default_factory=dict)
    layers: dict[str, Sequence[LayerInfo]] = field(
        default_factory=lambda: {
            SISTER: [one for one in FEATURES if one.name != "features.3"],
            STRANGE: TRUNK,
        }
    )
    made: dict[str, Values] = field(default_factory=dict)
    """Maps of a layer, or of a picture's name and a layer."""
    dead: tuple[int, ...] = ()
    remark: str = ""
    trust: Trust | None = None
    bad: tuple[str, ...] = ()
    excites: bool = True
    has_relu: bool = True
    waiting: int = 0
    """Questions that wait at a latch."""

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> Lab:
        """Answer in place of the worker from now on."""
        for name in (
            *("structure", "decode", "maps", "sheet", "contrast", "filters", "project"),
            *("explain", "strongest", "patches", "draw", "save", "write"),
        ):
            monkeypatch.setattr(work_features, name, getattr(self, name))
        monkeypatch.setattr(work, "look", partial(_look_again, work.look))
        monkeypatch.setattr(features, "BEHIND", 2)
        monkeypatch.setattr(features, "AHEAD", 4)
        # Or a mosaic could ask for other columns when all seems to be done.
        monkeypatch.setattr(mosaic_view, "SETTLED_MS", 0)
        return self

    # What tests say beforehand, and ask afterwards

    def hold(self, *words: str, grips: bool = False) -> Hold:
        """A shut latch before the answers; one that `grips` keeps the worker from all else."""
        latch = self.latches[frozenset(words)] = Grip() if grips else Hold()
        latch.shut()
        return latch

    def fail(self, error: Exception, *words: str) -> None:
        self.failures[frozenset(words)] = error

    def open(self) -> None:
        for latch in self.latches.values():
            latch.open()

    @property
    def grips(self) -> bool:
        """Whether the worker is kept, or will be."""
        return any(latch.is_shut for latch in self.latches.values() if isinstance(latch, Grip))

    def of(self, kind: str) -> list[tuple[object, ...]]:
        """What was asked of a kind, without the kind."""
        return [asked[1:] for asked in self.asked if asked[0] == kind]

    def kinds(self) -> list[object]:
        return [asked[0] for asked in self.asked]

    def _note(self, *asked: object) -> Steps:
        self.asked.append(asked)
        yield from self._go_through(*asked)

    def _go_through(self, *asked: object) -> Steps:
        words = set(map(str, asked))
        for needed, latch in list(self.latches.items()):
            if needed <= words:
                self.waiting += 1
                try:
                    yield from latch.steps()
                finally:
                    self.waiting -= 1
        for needed, error in list(self.failures.items()):
            if needed <= words:
                raise error

    # The worker's half

    def structure(
        self, network: Network
    ) -> Generator[Step, None, tuple[Structure, tuple[str, ...], str]]:
        yield from self._note("structure", network.name)
        layers = tuple(self._layers(network))
        first = next((one.name for one in layers if one.kind == "Conv2d"), "")
        method = DECONVNET if network.name == STRANGE else GUIDED
        return Structure(network.title, layers, 9, 9, 36, 36, RULE), (first,), method

    def decode(self, source: Source) -> Generator[Step, None, Picture]:
        yield from self._note("decode", source.name)
        return makers.picture(source.name)

    def maps(
        self, network: Network, picture: Picture, layer: str, ahead: Sequence[str]
    ) -> Generator[Step, None, tuple[Pixels, tuple[Maps, ...]]]:
        yield from self._note("maps", network.name, picture.name, layer, tuple(ahead))
        found = (self._maps(network, picture, name) for name in (layer, *ahead))
        return noise(SIDE, SIDE, _number(picture.name)), tuple(found)

    def sheet(
        self, maps: RealMaps, per_map: bool, by: str, ratio: float
    ) -> Generator[Step, None, Sheet]:
        yield from self._note("sheet", maps.layer, per_map, by)
        return (yield from sheets.sheet(maps=maps, per_map=per_map, by=by, ratio=ratio))

    def contrast(
        self, first: RealMaps, second: RealMaps, per_map: bool, by: str, ratio: float
    ) -> Generator[Step, None, Contrast]:
        yield from self._note("contrast", first.layer, second.layer, per_map, by)
        return (
            yield from sheets.contrast(
                first=first, second=second, per_map=per_map, by=by, ratio=ratio
            )
        )

    def filters(
        self, network: Network, layer: str, other: Network | None, ratio: float
    ) -> Generator[Step, None, tuple[Filters, Filters | None]]:
        yield from self._note("filters", network.name, layer, other.name if other else "")
        mine = replace(filters(), title=network.title, trained=network.trained)
        return mine, replace(filters(), title=other.title) if other else None

    def project(
        self,
        network: Network,
        picture: Picture,
        layer: str,
        unit: int,
        method: str,
        whole: bool,
        ramp: str,
    ) -> Generator[Step, None, Seen]:
        asked = (network.name, picture.name, layer, unit, method, whole, ramp)
        yield from self._note("project", *asked)
        pixels = noise(SIDE, SIDE, _number(*asked))
        times = 0 if method == OCCLUSION else 12.3
        return Seen(layer, method, unit, noisy_maps(3), pixels, self.remark, times)

    def explain(
        self, network: Network, picture: Picture, target: int, method: str, layer: str
    ) -> Generator[Step, None, Reason]:
        asked = (network.name, picture.name, target, method, layer)
        yield from self._note("explain", *asked)
        marks = noise(SIDE, SIDE, _number(*asked))[:, :, 0].copy()
        where = (layer or "features.3") if method == GRADCAM else ""
        photo = noise(SIDE, SIDE, _number(picture.name))
        signed = method == GRADIENT_INPUT
        values = marks.astype(np.float32)
        return Reason(method, target, where, values, marks, photo, signed, self.trust, self.remark)

    def strongest(
        self, network: Network, sources: Sequence[Source], layer: str
    ) -> Generator[Step, None, Ranking]:
        names = tuple(source.name for source in sources)
        yield from self._note("strongest", network.name, names, layer)
        for done in range(len(names) + 1):
            so_far = partial(self._ranking, layer, names[:done])
            step = Step(done, len(names), snapshot=so_far if done else None)
            for _ in self._go_through("search", *names[done : done + 1]):
                yield step
            yield step
        return self._ranking(layer, names)

    def patches(
        self,
        network: Network,
        sources: Sequence[Source],
        ranking: Ranking,
        unit: int,
        fields: Fields | None,
    ) -> Generator[Step, None, Patches]:
        yield from self._note("patches", network.name, ranking.layer, unit, ranking.seen)
        good = [source.name for source in sources if source.name not in self.bad]
        found = good[: ranking.seen] if self.excites else []
        shown = tuple(self._patch(name, unit) for name in found)
        return Patches(ranking.layer, unit, shown, ranking.seen, ranking.bad)

    def draw(self, sheet: Sheet, ramp: str) -> Generator[Step, None, Pixels]:
        yield from self._note("draw", sheet.layer, sheet.signed, ramp)
        high, wide = sheet.grey.shape
        return noise(wide, high)

    def save(self, sheet: Sheet, ramp: str, file: str) -> Steps:
        yield from self._note("save", sheet.layer, sheet.signed, ramp, file)

    def write(self, bitmap: Bitmap, file: str) -> Steps:
        yield from self._note("write", bitmap, file)

    def _layers(self, network: Network) -> Sequence[LayerInfo]:
        return self.layers.get(network.name, FEATURES)

    def _maps(self, network: Network, picture: Picture, layer: str) -> Maps:
        shape = next(one.shape for one in self._layers(network) if one.name == layer)
        if len(shape) not in (1, 2, 3):
            raise LayerError(layer=layer, name=network.title, known="others")
        count, high, wide = (*shape, 1, 1)[:3]
        noisy = noisy_maps(count, high, wide, _number(network.name, picture.name, layer))
        made = self.made.get(f"{picture.name} {layer}", self.made.get(layer, noisy))
        return Maps(layer, made, self.dead)

    def _ranking(self, layer: str, names: Sequence[str]) -> Ranking:
        seen = [name for name in names if name not in self.bad]
        none = np.zeros((1, 1), np.int64)
        return Ranking(layer, noisy_maps(1)[0], none, none, 1, len(seen), len(names) - len(seen))

    def _patch(self, name: str, unit: int) -> Patch:
        pixels = noise(5, 5, _number(name, unit))
        return Patch(name, 1.0, pixels, pixels if self.has_relu else None)


def _look_again(
    look: Callable[..., Generator[Step, None, Look]],
    network: Network,
    source: Source | Picture,
    other: Network | None = None,
) -> Generator[Step, None, Look]:
    """Look, as the engine does, at the very picture that is there already."""
    seen = yield from look(network, source, other)
    return replace(seen, picture=source) if isinstance(source, Picture) else seen


def _number(*words: object) -> int:
    """A number that is the same for the same words."""
    return zlib.crc32(repr(words).encode())
