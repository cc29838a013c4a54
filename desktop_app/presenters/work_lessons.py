"""What is handed to the worker for the lessons' sets; as in `work`, imports stand inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from desktop_app.engine.lessons import Held, Lesson


def look(lesson: Lesson, folder: Path) -> Generator[Step, None, Held]:
    """Say what of a lesson's set is in `folder`."""
    from desktop_app.engine.lessons import held

    yield Step(0, 0)
    return held(lesson, folder)


def fetch(lesson: Lesson, folder: Path) -> Generator[Step, None, str]:
    """Fetch a lesson's set from its publisher; returns where it lies."""
    yield Step(0, 0)
    from desktop_app.engine import lesson_sets

    return (yield from lesson_sets.fetch(lesson=lesson, folder=folder))
