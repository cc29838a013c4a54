"""The shared state: what it holds, and when it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.engine.contract import ClassName, ClassRef, DeviceInfo
from desktop_app.session import Session
from tests.views.makers import answer, network, picture

if TYPE_CHECKING:
    from collections.abc import Callable

VALUES: dict[str, Callable[[], object]] = {
    "network": network,
    "other": network,
    "picture": picture,
    "answer": answer,
    "pair": lambda: (picture("left"), picture("right")),
    "target": lambda: ClassRef(3, ClassName("n3", "three")),
    "device": lambda: DeviceInfo("auto", "cpu", "CPU", 1),
}
"""A maker of equal but different values for each thing that the session holds."""

each = pytest.mark.parametrize("name", VALUES)


class Told:
    """Notes what a session says, as the names of its values and the values sent along."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.values: list[tuple[str, object]] = []
        for name in VALUES:
            getattr(session, f"{name}_changed").connect(self._listener(name))

    def _listener(self, name: str) -> Callable[[object], None]:
        def note(value: object) -> None:
            assert getattr(self.session, name) is value, "it is stored before it is told"
            self.values.append((name, value))

        return note


def give(session: Session, name: str, value: object) -> None:
    getattr(session, f"set_{name}")(value)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def told(session: Session) -> Told:
    return Told(session)


@each
def test_nothing_at_first(session: Session, told: Told, name: str) -> None:
    assert getattr(session, name) is None
    assert len(session.pictures) == 0
    give(session, name, None)
    assert told.values == []


@each
def test_a_change_is_told_once_and_by_nothing_else(session: Session, told: Told, name: str) -> None:
    value = VALUES[name]()
    give(session, name, value)
    assert told.values == [(name, value)]
    assert told.values[0][1] is value


@each
def test_the_same_value_is_not_told_again(session: Session, told: Told, name: str) -> None:
    value = VALUES[name]()
    give(session, name, value)
    give(session, name, value)
    assert len(told.values) == 1


@each
def test_an_equal_value_is_another_one(session: Session, told: Told, name: str) -> None:
    first, second = VALUES[name](), VALUES[name]()
    give(session, name, first)
    give(session, name, second)
    assert getattr(session, name) is second
    assert len(told.values) == 2


@each
def test_a_value_can_be_taken_away(session: Session, told: Told, name: str) -> None:
    give(session, name, VALUES[name]())
    give(session, name, None)
    assert getattr(session, name) is None
    assert told.values[-1] == (name, None)


def test_values_do_not_disturb_each_other(session: Session, told: Told) -> None:
    values = {name: make() for name, make in VALUES.items()}
    for name, value in values.items():
        give(session, name, value)
    assert all(getattr(session, name) is value for name, value in values.items())
    assert sorted(name for name, _ in told.values) == sorted(VALUES)


def test_a_listener_may_set_another_value(session: Session, told: Told) -> None:
    session.picture_changed.connect(lambda _: session.set_answer(None))
    session.set_answer(answer())
    session.set_picture(picture())
    assert session.answer is None
    assert [name for name, _ in told.values] == ["answer", "picture", "answer"]
