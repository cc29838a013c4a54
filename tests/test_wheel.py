import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
# What the build reads; .gitignore too, since hatchling leaves out what git ignores.
SOURCES = (".gitignore", "LICENSE", "README.md", "desktop_app", "pyproject.toml", "resources")


def python(*arguments: str, cwd: Path, **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def names_in(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


def copy_sources(target: Path) -> None:
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, target / name)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, dist = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    copy_sources(source)
    python("-m", "hatchling", "build", "-t", "wheel", "-d", str(dist), cwd=source)
    (built,) = dist.glob("ideal_cat-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check")
    python("-m", "pip", "install", *options, "--target", str(target), str(wheel), cwd=target)
    return target


def test_wheel_holds_every_resource(wheel: Path) -> None:
    resources = (file for file in (ROOT / "resources").rglob("*") if file.is_file())
    wanted = {f"desktop_app/{file.relative_to(ROOT).as_posix()}" for file in resources}
    names = set(names_in(wheel))
    assert wanted <= names
    assert "desktop_app/resources/labels/imagenet.tsv" in names


@pytest.mark.parametrize("folder", ["fonts", "icons", "labels", "samples"])
def test_wheel_has_something_in_each_folder(wheel: Path, folder: str) -> None:
    prefix = f"desktop_app/resources/{folder}/"
    assert any(name.startswith(prefix) for name in names_in(wheel))


def test_wheel_holds_the_licence_and_nothing_of_the_tests(wheel: Path) -> None:
    names = names_in(wheel)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"desktop_app", "ideal_cat"}


def test_installed_program_finds_its_own_resources(installed: Path, tmp_path: Path) -> None:
    # The cwd is elsewhere and PYTHONPATH comes before the checkout's editable install.
    code = "from desktop_app import paths; print(paths.resource('labels/imagenet.tsv'))"
    found = Path(python("-c", code, cwd=tmp_path, PYTHONPATH=str(installed)).strip())
    assert found.is_file()
    assert found.is_relative_to(installed)
