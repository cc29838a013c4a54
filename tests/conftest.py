"""What holds for every test: no screen, no network, no traces, and silence."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import sys
import threading
from itertools import count
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtWidgets import QApplication

from desktop_app import paths
from desktop_app.jobs import JobRunner
from tests.lengths import is_long

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.engine.contract import Network

# Long ones


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the long tests, before those that are asked for are chosen."""
    for item in items:
        if is_long(item.nodeid):
            item.add_marker("long")


# Nothing leaves the computer

_refused: list[object] = []


def _stay_here(event: str, args: tuple[object, ...]) -> None:
    """Refuse to look up or to reach any other computer; Python calls this before it does."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # no tuple: a local socket
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if not _is_here(host):
        _refused.append(host)
        raise ConnectionRefusedError(f"a test asked for {host!r}")


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def _nothing_leaves_the_computer() -> Iterator[None]:
    """Fail a test that tried to reach another computer, even if it did not mind the refusal."""
    yield
    refused = list(_refused)
    _refused.clear()
    assert not refused, f"the test asked for {refused}"


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return new folders; pytest would look through all earlier ones for each."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, _homes: Iterator[Path]) -> Path:
    """Return the folder below which the program keeps a person's files during the test."""
    folder = next(_homes)
    folder.mkdir()
    for kind in ("config", "cache", "data", "state", "log"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(folder / kind))  # for child processes
        monkeypatch.setattr(type(paths._DIRS), f"user_{kind}_dir", str(folder / kind))
    return folder


# Nothing is left over

gc.disable()  # on a worker it would destroy widgets, so it is done between the tests


def _alive() -> set[object]:
    """Return the windows and the running threads that there are."""
    # Threads that Python did not start stay listed as dummies even when they have ended.
    threads = {one for one in threading.enumerate() if not isinstance(one, threading._DummyThread)}
    qthreads = {one for one in shiboken6.getAllValidWrappers() if isinstance(one, QThread)}
    running = {one for one in qthreads if one.isRunning() and not one.isCurrentThread()}
    windows = QApplication.topLevelWidgets() if QApplication.instance() else []
    return {*threads, *running, *windows}


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Collect garbage, and fail a test that leaves a window or a running thread behind."""
    before = _alive()
    gc.freeze()  # only what the test makes is looked through: torch alone costs half a second
    yield
    gc.collect()
    if QCoreApplication.instance():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = _alive() - before
    assert not left, f"the test left {left}"


# Silence


@pytest.fixture
def allowed_logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Let the test log warnings and errors, which it should look at."""
    return caplog


@pytest.fixture(autouse=True)
def _no_unexpected_logs(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test that logs warnings or errors, unless it uses `allowed_logs`."""
    yield
    if "allowed_logs" not in request.fixturenames:
        records = [*caplog.get_records("call"), *caplog.get_records("teardown")]
        logged = [one.getMessage() for one in records if one.levelno >= logging.WARNING]
        assert not logged, f"the test logged {logged}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that prints and does not read it back with `capsys` or `capfd`."""
    report = yield
    if report.when == "call" and report.passed and report.capstdout:
        report.outcome = "failed"
        report.longrepr = f"the test printed {report.capstdout!r}"
    return report


# Things to test with


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    """Return a job runner; what still runs at the end of the test is cancelled."""
    runner = JobRunner()
    yield runner
    runner.close()
    qtbot.waitUntil(lambda: runner.wait(0))


@pytest.fixture(scope="session")
def network() -> Network:
    """Return EfficientNet-Lite0 on the CPU, loaded once."""
    from tests.backbones import loaded

    return loaded()
