"""The few places where the program asks in a dialog: files, and before work is thrown away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtWidgets  # Qt makes a class when it is first named: dialogs are rare

from desktop_app.views import wording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def open_pictures(parent: QWidget, folder: str) -> list[str]:
    """Ask for files, starting in `folder`; none when the person changed their mind."""
    title = wording.translate("dialogs", "Open pictures")
    return QtWidgets.QFileDialog.getOpenFileNames(parent, title, folder)[0]


def open_folder(parent: QWidget, folder: str) -> str:
    """Ask for a folder; "" when the person changed their mind."""
    return QtWidgets.QFileDialog.getExistingDirectory(
        parent, wording.translate("dialogs", "Open folder"), folder
    )


def open_file(parent: QWidget, title: str, folder: str, patterns: str) -> str:
    """Ask for one file whose name fits `patterns` ("*.a *.b"); "" when there is none."""
    return QtWidgets.QFileDialog.getOpenFileName(parent, title, folder, patterns)[0]


def save_file(parent: QWidget, title: str, path: str, *suffixes: str) -> str:
    """Ask where to save a file that ends in one of `suffixes`, the first by default; "" if nowhere.

    The dialog adds the suffix of the kind that is chosen itself, so that its question before
    overwriting is about the file that is really written.
    """
    filters = ";;".join(f"{suffix.upper()} (*.{suffix})" for suffix in suffixes)
    dialog = QtWidgets.QFileDialog(parent, title, path, filters)
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffixes[0])
    dialog.filterSelected.connect(partial(_follow, dialog))
    return dialog.selectedFiles()[0] if dialog.exec() else ""


def _follow(dialog: QtWidgets.QFileDialog, kind: str) -> None:
    """Add the suffix of the `kind` that is chosen, "PNG (*.png)"."""
    dialog.setDefaultSuffix(kind.partition("*.")[2].rstrip(")"))


def confirm(parent: QWidget, what: str, why: str, go_on: str, back: str) -> bool:
    """Ask whether to go on; the answers are verbs, and the safe one is preselected."""
    box = QtWidgets.QMessageBox(parent)
    box.setWindowTitle("Ideal Cat")
    box.setText(what)
    box.setInformativeText(why)
    yes = box.addButton(go_on, QtWidgets.QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(back, QtWidgets.QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.exec()
    return box.clickedButton() is yes


def about(parent: QWidget, version: str, facts: list[str]) -> None:
    """Show what the program is, and `facts` as one line each."""
    box = QtWidgets.QMessageBox(parent)
    box.setWindowTitle("Ideal Cat")
    box.setText(f"Ideal Cat {version}")
    box.setInformativeText("\n\n".join(facts))
    box.exec()
