import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "packaging" / "linux" / "qt_libraries.py"


@pytest.fixture(scope="module")
def qt() -> ModuleType:
    # Loaded from its file: packaging/ is no Python package, and a library has that name.
    spec = importlib.util.spec_from_file_location("qt_libraries", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def apt_with(*names: str) -> Callable[[str], bool]:
    return set(names).__contains__


LDD = """\
Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibQt6Gui.so.6 => /there/libQt6Gui.so.6 (0x00007f01)
\tlibxcb-keysyms.so.1 => not found
\tlibxcb-icccm.so.4 => not found
\tlibc.so.6: version `GLIBC_2.99' not found (required by libqxcb.so)
QtGui.abi3.so:
\tlibxcb-icccm.so.4 => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007f02)
"""


def test_ldd_names_each_missing_library_once(qt: ModuleType) -> None:
    assert qt.parse_ldd(LDD) == ["libxcb-icccm.so.4", "libxcb-keysyms.so.1"]


def test_ldd_with_everything_there(qt: ModuleType) -> None:
    assert qt.parse_ldd("\tlibc.so.6 => /there/libc.so.6 (0x00007f01)\n") == []


@pytest.mark.parametrize(
    ("apt", "expected"),
    [
        (apt_with("libglib2.0-0"), "libglib2.0-0"),
        (apt_with("libglib2.0-0t64"), "libglib2.0-0t64"),
        (apt_with(), "libglib2.0-0"),  # no lists yet
    ],
)
def test_renamed_package_is_the_one_apt_knows(
    qt: ModuleType, apt: Callable[[str], bool], expected: str
) -> None:
    assert qt.packages(["libglib-2.0.so.0", "libgthread-2.0.so.0"], apt) == [expected]


def test_libraries_without_a_package_are_left_out(qt: ModuleType) -> None:
    missing = ["libstrange.so.1", "libEGL.so.1", "libGL.so.1"]
    assert qt.packages(missing, apt_with("libegl1", "libgl1")) == ["libegl1", "libgl1"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("libegl1:\n  Installed: (none)\n  Candidate: 1.6.0-1\n", True),
        ("libegl1:\n  Installed: (none)\n  Candidate: (none)\n", False),
        ("", False),
    ],
)
def test_apt_knows_what_has_a_candidate(qt: ModuleType, policy: str, expected: bool) -> None:
    assert qt.has_candidate(policy) is expected


def test_advice_is_one_line_to_copy(qt: ModuleType) -> None:
    text = qt.advice(["libEGL.so.1", "libGL.so.1"], ["libegl1", "libgl1"])
    assert text.endswith(": sudo apt-get install -y libegl1 libgl1")
    assert "\n" not in text


def test_advice_without_apt_names_the_libraries(qt: ModuleType) -> None:
    text = qt.advice(["libEGL.so.1", "libGL.so.1"], [])
    assert "libEGL.so.1, libGL.so.1" in text
    assert "apt-get" not in text
    assert "\n" not in text


def test_advice_names_a_library_that_the_table_lacks(qt: ModuleType) -> None:
    first, second = qt.advice(["libEGL.so.1", "libstrange.so.1"], ["libegl1"]).splitlines()
    assert first.endswith("apt-get install -y libegl1")
    assert "libstrange.so.1" in second
    assert "libEGL.so.1" not in second


def test_nothing_is_run_or_said_when_nothing_is_missing(
    qt: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qt, "pyside_folder", Path)
    monkeypatch.setattr(qt, "missing_libraries", lambda files: [])
    monkeypatch.setattr(qt, "install", lambda missing: pytest.fail("installed"))
    assert qt.main() == 0
    assert capsys.readouterr() == ("", "")
