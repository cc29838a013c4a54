"""The rules of the house that a tool for imports cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app import paths

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(paths.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
LONGEST_WINDOW = 250
BELOW_THE_VIEWS = ("session", "settings", "jobs", "lane", "pictures", "collector")
HEAVY = ("torch", "torchvision", "timm", "numpy", "PIL", "pyqtgraph")
SECONDS = 60
TRANSLATORS = ("tr", "translate", "QT_TRANSLATE_NOOP")

START = """
import sys
from PySide6.QtCore import Qt
from desktop_app import app
from desktop_app.engine.contract import Step
from desktop_app.presenters import work

def load(*_):
    while True:
        yield Step(0, 1)

painted = []
work.load_network = load
application = app._start_application()
program = app.Program()
program.window.painted.connect(lambda: painted.append(True))
program.window.painted.connect(program.window.close, Qt.ConnectionType.QueuedConnection)
program.show([])
assert not painted, "it was shown, but not yet painted"
application.exec()
assert painted == [True]
print(*sorted(name for name in sys.argv[1:] if name in sys.modules))
"""
"""Builds the program and ends when its window has been painted; prints which modules are there."""


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in the program: where it stands, and the last part of the called name."""
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call):
                yield f"{file}:{node.lineno}", _name(node.func), node


def imported(file: Path) -> set[str]:
    """Every module named in an import, and what is taken from it."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or 0) - first.lineno + 1)


def test_the_files_are_found() -> None:
    found = {file.relative_to(PACKAGE).as_posix() for file in FILES}
    assert {"app.py", "views/main_window.py", "engine/contract.py"} <= found


@pytest.mark.parametrize("name", BELOW_THE_VIEWS)
def test_no_widgets_below_the_views(name: str) -> None:
    used = {module for module in imported(PACKAGE / f"{name}.py") if "PySide6" in module}
    assert used
    assert not {module for module in used if "QtWidgets" in module or "QtGui" in module}


def test_texts_for_translation_are_plain() -> None:
    """The tools that collect them take "bad {n}" from an f-string, and then nobody finds it."""
    for where, name, call in calls():
        if name in TRANSLATORS:
            bad = [one for one in ast.walk(call) if isinstance(one, ast.JoinedStr)]
            assert not bad, where


def test_functions_are_short() -> None:
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert _length(node) <= LONGEST_FUNCTION, f"{file}: {node.name}"


def test_files_are_short() -> None:
    for file in FILES:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= LONGEST_FILE, file
        assert file.name != "main_window.py" or lines < LONGEST_WINDOW


def test_nothing_that_breaks_the_event_loop() -> None:
    """Nested loops, threads cut down, and lambdas that keep widgets alive for ever."""
    for where, name, call in calls():
        assert name not in ("processEvents", "terminate"), where
        if name == "connect":
            lambdas = [argument for argument in call.args if isinstance(argument, ast.Lambda)]
            assert not lambdas, where


def test_window_is_there_before_anything_heavy_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, *HEAVY], capture_output=True, text=True, timeout=SECONDS
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "")
