"""A person at the Transfer learning tab, and small real networks that learn in milliseconds."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import torch
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from safetensors.torch import load_file

from desktop_app import paths
from desktop_app.engine import datasets, modelfile, own_head, predict, transfer
from desktop_app.engine.epochs import Epoch
from desktop_app.engine.feature_store import FeatureStore
from desktop_app.engine.train_recipe import TrainRecipe, train_recipe
from desktop_app.presenters import work, work_train
from tests.backbones import drained
from tests.engine.linear_network import network_with
from tests.engine.small_networks import convolutional
from tests.engine.test_transfer import fill
from tests.presenters.painter import Key, Painter, SmallNetworks
from tests.presenters.stand_in import Latch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import pytest
    from PySide6.QtWidgets import QListView, QWidget

    from desktop_app.engine.contract import Look, Network, Picture, Source, Step
    from desktop_app.engine.examples import Dataset
    from desktop_app.engine.learned import Learned
    from desktop_app.presenters.classroom import Classroom
    from desktop_app.presenters.dataset import DatasetPresenter
    from desktop_app.presenters.train import TrainPresenter
    from desktop_app.views.train_stage import TrainStage
    from desktop_app.views.train_tab import TrainTab
    from desktop_app.views.widgets.message import Message
    from tests.presenters.stand_in import Desk, StandIn

EPOCHS = 6
CLASSES = ("blue", "green", "red")
PATIENCE_MS = 20_000
EVERY = 10
"""Pictures of each class."""

LEARN, THUMBNAILS = work_train.learn, work.thumbnails
"""The real ones, which are wanted here."""


class LearningNetworks(SmallNetworks):
    """Networks that can be built on; those that were trained here are read from their files."""

    def __init__(self, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(stand_in, monkeypatch)
        monkeypatch.setattr(work, "look", look)
        monkeypatch.setattr(work, "thumbnails", THUMBNAILS)

    def network(self, name: str) -> Network:
        if name.endswith(".safetensors"):
            return own(name)
        seed = zlib.crc32(name.encode())
        made = network_with(convolutional(seed % 1000), 5)
        trained = name not in self.untrained
        return replace(made, name=name, title=name.title(), sha256=f"{seed:064x}", trained=trained)


def own(file: str) -> Network:
    """Read a network that was trained here, whatever its file says of the architecture."""
    about = modelfile.describe(file)
    assert about is not None
    module = own_head.put(convolutional(), len(about.classes))
    found = load_file(file)
    tensors = {name: found[name] for name in convolutional().state_dict()}
    module.load_state_dict(tensors, assign=True)
    made = network_with(module, len(about.classes))
    return replace(
        made, name=file, title=about.title, classes=about.classes, source="trained", sha256="5a"
    )


def look(
    network: Network, source: Source | Picture, other: Network | None = None
) -> Generator[Step, None, Look]:
    return predict.look(network=network, source=source, other=other)


@dataclass
class Lesson:
    """Lets trainings wait after the epoch `rests_after`, for as long as the latch is shut."""

    rests_after: int = -1
    latch: Latch = field(default_factory=Latch)

    def learn(
        self, network: Network, dataset: Dataset, recipe: TrainRecipe, ends: bool
    ) -> Generator[Step, None, Learned]:
        steps = LEARN(network, dataset, recipe, ends)
        try:
            while True:
                step = next(steps)
                yield step
                is_reached = isinstance(step.item, Epoch) and step.item.number == self.rests_after
                if is_reached and not ends:
                    yield from self.latch.steps()
        except StopIteration as end:
            return cast("Learned", end.value)
        finally:
            steps.close()


class Teacher(Painter):
    """A person at the Transfer learning tab, with a folder of pictures whose colour tells all."""

    networks: LearningNetworks

    def __init__(
        self, desk: Desk, networks: LearningNetworks, folder: Path, lesson: Lesson
    ) -> None:
        super().__init__(desk, networks)
        self.folder, self.lesson = folder, lesson

    # What the person does

    def begin(self, *pictures: str) -> Teacher:
        """Have the window on the screen with its network, and the tab."""
        assert not pictures
        self.desk.window.resize(1600, 1000)
        self.desk.window.show()
        self.until(lambda: self.desk.session.network is not None)
        self.desk.window.setUpdatesEnabled(False)  # painting would take half of the time
        self.open()
        return self

    def open(self) -> None:
        self.desk.window.tabs.setCurrentWidget(self.desk.program.training)
        self.until(lambda: self.tab.isVisible())
        self.rest()

    def take(self, folder: Path | None = None) -> Teacher:
        """Drop a folder on the tab, set for short trainings."""
        self.desk.open(folder or self.fill())
        self.rest()
        self.change(epochs=EPOCHS, rate=0.05)
        return self

    def fill(self, name: str = "set", count: int = EVERY, seed: int = 0) -> Path:
        """Make a folder with a class of each colour."""
        return fill(self.folder / name, count, seed)

    def set(self, chosen: TrainRecipe) -> None:  # type: ignore[override]
        self.tab.settings.show_values(chosen.values())
        self.tab.settings.form.changed.emit()

    def change(self, **values: object) -> None:
        self.set(train_recipe(**{**self.recipe.values(), **values}))
        self.rest()

    def train(self) -> None:
        """Press the button, and wait for the end."""
        self.press("Train")
        self.rest()

    def train_to(self, epoch: int) -> None:
        """Begin, and let it rest after an epoch until it is stopped or the latch is opened."""
        self.lesson.rests_after = epoch
        self.lesson.latch.shut()
        self.press("Train")
        self.until(lambda: self.reached == epoch)

    def let_go(self) -> None:
        self.lesson.latch.open()
        self.rest()

    def look_at(self, page: int) -> None:
        """Turn to a page of the stage."""
        self.stage.pages.choose(page)
        self.rest()

    def double_click(self, grid: QListView, place: int) -> None:
        grid.doubleClicked.emit(grid.model().index(place, 0))
        self.rest()

    def choose_class(self, name: str) -> None:
        counts = self.tab.settings.data.counts
        counts.setCurrentIndex(counts.model().index(CLASSES.index(name), 0))
        self.rest()

    def hit_escape(self) -> None:
        QTest.keyClick(self.tab, Key.Key_Escape)
        self.rest()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait with less rest than usual: most here takes milliseconds."""
        patience = QDeadlineTimer(PATIENCE_MS)
        while not true():
            assert not patience.hasExpired()
            QTest.qWait(1)

    # What the person sees

    @property
    def room(self) -> Classroom:
        assert self.desk.program.classroom is not None
        return self.desk.program.classroom

    @property
    def tab(self) -> TrainTab:  # type: ignore[override]
        return self.room.tab

    @property
    def stage(self) -> TrainStage:
        return self.tab.stage

    @property
    def data(self) -> DatasetPresenter:
        return self.room.data

    @property
    def training(self) -> TrainPresenter:
        return self.room.train

    @property
    def recipe(self) -> TrainRecipe:  # type: ignore[override]
        return train_recipe(**self.tab.settings.values())

    @property
    def reached(self) -> int:
        """The last epoch that the curves show."""
        return len(self.points[0])

    @property
    def points(self) -> tuple[list[float], list[float]]:
        """The curve of the loss: of what is learned from, and of the check."""
        train, check = self.stage.result.loss.plot._lines.values()
        return [value for _, value in train], [value for _, value in check]

    @property
    def verdict(self) -> tuple[str, str, str]:
        """What is said of the result; empty while there is none."""
        return self.stage.texts() if self.stage._head.isVisible() else ("", "", "")

    @property
    def waiting(self) -> str:
        """The sentence in place of the result, "" if there is one."""
        page = self.stage.result
        return "" if page.has_result else page._waiting.text()

    @property
    def start_button(self) -> tuple[str, str]:
        """What the button says, and why it cannot be pressed."""
        button = self.tab.settings._go
        return button.text().strip(), "" if button.isEnabled() else button.toolTip()

    def said(self, part: QWidget) -> tuple[str, str]:
        """What a part's message says; empty while there is none."""
        message = cast("Message", part.message)  # type: ignore[attr-defined]
        return message.texts() if message.isVisible() else ("", "")

    def entries(self, grid: QListView) -> list[tuple[str, str]]:
        """The two lines of each picture."""
        return list(grid.pictures._entries)  # type: ignore[attr-defined]

    @property
    def learned(self) -> Learned:
        """What came of the last training; there must be something."""
        assert self.training.learned is not None
        return self.training.learned

    def networks_here(self) -> list[str]:
        """The files of networks that were kept."""
        return sorted(one.name for one in paths.networks_folder().glob("*"))

    # What there should be

    def learned_alone(self) -> Learned:
        """Return what comes of the same training without the program."""
        assert self.data.dataset is not None
        assert self.training.base is not None
        dataset = drained(datasets.scan(self.data.dataset.folder))
        return drained(
            transfer.learn(
                network=self.training.base,
                dataset=dataset,
                recipe=self.recipe,
                store=FeatureStore(self.folder / "alone"),
            )
        )

    def is_as_alone(self) -> bool:
        return is_same(self.learned, self.learned_alone())


def is_same(one: Learned, other: Learned) -> bool:
    """Whether two trainings went alike to the last bit."""
    pairs = zip(one.module.parameters(), other.module.parameters(), strict=True)
    same = all(torch.equal(*pair) for pair in pairs)
    return same and one.course.epochs == other.course.epochs
