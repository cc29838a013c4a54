"""The question where to save adds the suffix of the kind that is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.views import dialogs

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("kind", "suffix"), [("", "png"), ("NPZ (*.npz)", "npz")])
def test_a_name_gets_the_suffix_of_the_chosen_kind(
    qtbot: QtBot, tmp_path: Path, kind: str, suffix: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        if kind:
            dialog.selectNameFilter(kind)
            dialog.filterSelected.emit(kind)
        dialog.selectFile(str(tmp_path / "maps"))
        dialog.done(QFileDialog.DialogCode.Accepted)

    QTimer.singleShot(0, answer)
    chosen = dialogs.save_file(window, "Save", str(tmp_path), "png", "npz")
    assert chosen == str(tmp_path / f"maps.{suffix}")
