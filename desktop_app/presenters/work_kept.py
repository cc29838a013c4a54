"""What is handed to the worker to measure and empty what is kept; as in `work`, imports inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app import paths
from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from desktop_app.engine.lessons import Lesson

    Size: TypeAlias = tuple[int, int]


def features() -> Generator[Step, None, Size]:
    """Return how many bytes the features of pictures take, and may take at most."""
    yield Step(0, 0)
    from desktop_app.engine.feature_store import LIMIT, FeatureStore

    return FeatureStore(paths.features_folder()).size(), LIMIT


def clear_features() -> Generator[Step, None, None]:
    """Throw the features of pictures away."""
    yield Step(0, 0)
    from desktop_app.engine.feature_store import FeatureStore

    FeatureStore(paths.features_folder()).clear()


def trainings() -> Generator[Step, None, Size]:
    """Return how many bytes the trainings take that are not finished."""
    yield Step(0, 0)
    from desktop_app.engine import checkpoints

    return checkpoints.size(paths.trainings_folder()), 0


def clear_trainings() -> Generator[Step, None, None]:
    """Throw them away."""
    yield Step(0, 0)
    from desktop_app.engine import checkpoints

    checkpoints.clear(paths.trainings_folder())


def lesson(one: Lesson) -> Generator[Step, None, Size]:
    """Return how many bytes a lesson's set takes, with what has come of it."""
    from desktop_app.engine import lessons, removal

    folder = paths.lessons_folder()
    whole = yield from removal.size(lessons.place(one, folder))
    return whole + lessons.held(one, folder).come, 0


def remove_lesson(one: Lesson) -> Generator[Step, None, None]:
    """Remove a lesson's set."""
    yield Step(0, 0)
    from desktop_app.engine import lesson_sets

    yield from lesson_sets.remove(lesson=one, folder=paths.lessons_folder())
