"""Finds the system libraries that PySide6's Qt needs on Linux and installs missing ones.

PySide6 brings Qt but not the libraries of X11, Wayland and OpenGL below it. Without them Qt
names "xcb-cursor0" whichever one is missing, so here the loader itself is asked, with `ldd`.
Run by `make` with the environment's own Python; needs nothing but the standard library.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

# What the window loads, relative to PySide6. Other plugins (GTK theme, PDF, databases) may lack
# libraries for ever, and Qt does without them. Qt below 6.10 has several libqwayland-*.
LOADED = (
    "QtDBus.abi3.so",
    "QtGui.abi3.so",
    "QtNetwork.abi3.so",
    "QtOpenGLWidgets.abi3.so",
    "QtSvg.abi3.so",
    "QtTest.abi3.so",
    "QtWidgets.abi3.so",
    "Qt/plugins/platforms/libqminimal.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqwayland*.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "Qt/plugins/xcbglintegrations/*.so",
)

# Library to Debian package, as in Debian 12. Where a later release renamed the package for
# 64-bit time (libglib2.0-0t64), `known_name` finds out.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

INSTALL = ("sudo", "apt-get", "install", "-y")


def main() -> int:
    """Returns 0 when nothing is missing, or is no longer; else tells what to do and returns 1."""
    files = loaded_files(pyside_folder())
    missing = missing_libraries(files)
    if missing and has_apt():
        install(missing)
        missing = missing_libraries(files)
    if missing:
        names = packages(missing, apt_knows) if has_apt() else []
        sys.stderr.write(advice(missing, names) + "\n")
    return 1 if missing else 0


def pyside_folder() -> Path:
    """Finds PySide6 without importing it: the import is what may fail."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        sys.exit("PySide6 is not installed beside this Python; `make run` installs it.")
    return Path(spec.origin).parent


def loaded_files(folder: Path) -> list[Path]:
    """Lists PySide6's files that the window loads; a pattern may match none."""
    return [file for pattern in LOADED for file in sorted(folder.glob(pattern))]


def missing_libraries(files: Iterable[Path]) -> list[str]:
    """Asks the loader which libraries it cannot find for these files."""
    return parse_ldd(run(["ldd", *map(str, files)]).stdout)


def parse_ldd(output: str) -> list[str]:
    """Picks the sorted names out of lines like `libxcb-icccm.so.4 => not found`."""
    return sorted(set(re.findall(r"^\s*(\S+) => not found", output, re.MULTILINE)))


def packages(missing: Iterable[str], known: Callable[[str], bool]) -> list[str]:
    """Maps libraries to packages, leaving out those that the table lacks."""
    return sorted({known_name(PACKAGES[name], known) for name in missing if name in PACKAGES})


def known_name(package: str, known: Callable[[str], bool]) -> str:
    """Chooses between a package and its 64-bit-time twin; the plain name if neither is known."""
    return next((name for name in (package, package + "t64") if known(name)), package)


def has_apt() -> bool:
    """Tells whether this is a Debian, an Ubuntu or a relative."""
    return shutil.which("apt-get") is not None


def apt_knows(package: str) -> bool:
    """Tells whether apt has a version of this package to install."""
    return has_candidate(run(["apt-cache", "policy", package]).stdout)


def has_candidate(policy: str) -> bool:
    """Reads `apt-cache policy`, which prints `(none)` for a merely virtual package."""
    return re.search(r"Candidate: [^(\s]", policy) is not None


def install(missing: list[str]) -> None:
    """Installs what is missing, if this can be done without asking for a password."""
    prefix = root_prefix()
    if prefix is None or PACKAGES.keys().isdisjoint(missing):
        return
    sys.stderr.write("Installing the system libraries that Qt needs ...\n")
    # Lists that are absent or out of date make the first try fail, and only then are refreshed.
    if not apt_install(prefix, missing, quiet=True):
        apt_get(prefix, "update", quiet=False)
        apt_install(prefix, missing, quiet=False)


def root_prefix() -> list[str] | None:
    """Tells what to put before a command that needs root; None if only a person can do it."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo") and run(["sudo", "-n", "true"]).returncode == 0
    return ["sudo", "-n"] if sudo else None


def apt_install(prefix: list[str], missing: Iterable[str], *, quiet: bool) -> bool:
    """Installs the packages of these libraries and tells whether apt was content."""
    names = packages(missing, apt_knows)
    return apt_get(prefix, "install", "-y", "--no-install-recommends", *names, quiet=quiet)


def apt_get(prefix: list[str], *arguments: str, quiet: bool) -> bool:
    """Runs apt-get, shows its errors unless quiet, and tells whether it succeeded."""
    # Through `env`, as sudo drops the environment; a lock is held for a while on fresh machines.
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    result = run([*command, "-qq", "-o", "DPkg::Lock::Timeout=120", *arguments])
    if result.returncode and not quiet:
        sys.stderr.write(result.stderr)
    return result.returncode == 0


def advice(missing: list[str], names: list[str]) -> str:
    """Words what a person must do: one line for apt, and the libraries that it has no name for."""
    strange = [library for library in missing if not names or library not in PACKAGES]
    lines = []
    if names:
        lines.append("Qt lacks system libraries; first run: " + " ".join([*INSTALL, *names]))
    if strange:
        lines.append(f"Qt lacks {', '.join(strange)}; first install the packages that hold them.")
    return "\n".join(lines)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command with untranslated output, captured."""
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


if __name__ == "__main__":
    sys.exit(main())
