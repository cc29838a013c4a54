"""What a weights file turned out to hold, and the questions that it leaves open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.engine.contract import InputRule
from desktop_app.engine.structure import Chosen
from desktop_app.views import measures, wording
from desktop_app.views.import_fields import ClassNames, Normalisation
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.disclosure import Disclosure
from desktop_app.views.widgets.form import Form, Pane, spin
from desktop_app.views.widgets.labels import label
from desktop_app.views.widgets.long_combo import LongCombo
from desktop_app.views.widgets.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.structure import Inspected, Match

SIZES = (16, 1024)
INTERPOLATION = "bilinear"
HARDLY = 0.05
"""Share of tensors below which nearness says nothing."""

USUAL = (224, 256)
"""Side of the input and length of the shorter side where the file does not say."""


class ImportPage(QStackedWidget):
    """Passive. `accepted` carries a `Chosen`; the others say what a person asks for."""

    accepted = Signal(object)
    names_file_requested = Signal()
    architecture_asked = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without a file."""
        super().__init__()
        self._inspected: Inspected | None = None
        self._match: Match | None = None
        self._picked = False
        self._waiting = label(wraps=True)
        self._found = label(role="heading", wraps=True)
        self._averaged = label(self.tr("The averaged copy of the weights (EMA) is used."))
        self._title = QLineEdit()
        self._title.setAcceptDrops(False)
        self._architecture = LongCombo()
        self._names = ClassNames()
        self._size, self._resize = spin(*SIZES), spin(*SIZES)
        self._normalisation = Normalisation()
        self._misfits = [Disclosure() for _ in range(3)]
        self._reason = label(wraps=True)
        self._import = button(self.tr("Import"), kind="primary")
        self.problem = Problem("file-warning", self.tr("Go back"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = self._laid_out()
        for page in (self._waiting, self._content, self.problem):
            self.addWidget(page)
        self._connect()

    def show_waiting(self, file: str) -> None:
        """Say that `file` is being looked into."""
        self._inspected = self._match = None
        self._waiting.setText(self.tr("Looking into {file}.").format(file=file))
        self.setCurrentWidget(self._waiting)

    def show_keeping(self) -> None:
        """Say that the network is being written."""
        self._waiting.setText(self.tr("Importing {title}.").format(title=self._title.text()))
        self.setCurrentWidget(self._waiting)

    def show_problem(self, what: str, why: str) -> None:
        """Say why a file cannot be used."""
        self.problem.show_problem(what, why)
        self.setCurrentWidget(self.problem)

    def show_inspected(
        self, inspected: Inspected, architectures: Sequence[tuple[str, str]]
    ) -> None:
        """Show what was found; `architectures` are names and titles of all that can be chosen."""
        self._inspected = inspected
        self._picked = False
        near = {match.name: _with_share(match) for match in inspected.matches}
        others = [(name, title) for name, title in architectures if name not in near]
        self._architecture.fill([*near.items(), *others])
        self._found.setText(self._sentence(inspected.matches[0]))
        self._averaged.setVisible(inspected.averaged)
        self._title.setText(inspected.title)
        self._title.setCursorPosition(0)
        self._names.ask(inspected.classes)
        self._ask_for_input(inspected.input)
        self.show_match(inspected.matches[0])
        self.setCurrentWidget(self._content)

    def show_match(self, match: Match) -> None:
        """Show how well the weights fit the architecture that is chosen; others are ignored."""
        if match.name != self._architecture.currentData():
            return
        self._match = match
        self._names.show_count(match.classes)
        self._show_misfits()
        self._judge()

    def show_names(self, names: Sequence[str], file: str) -> None:
        """Use the class names that `file` holds."""
        self._names.show_names(names, file)

    def show_names_problem(self, why: str) -> None:
        """Say why a file of class names cannot be used."""
        self._names.show_problem(why)

    def texts(self) -> tuple[str, str]:
        """Return what was found, and why it cannot be imported yet."""
        return self._found.text(), self._reason.text()

    def _sentence(self, best: Match) -> str:
        if best.share < HARDLY:
            return self.tr("No network known here is like it.")
        if not best.certain:
            text = self.tr("No network known here fits. Nearest: {title}, {share} of its tensors.")
            return text.format(title=best.title, share=_share(best))
        if not best.classes:
            return self.tr("These are the weights of {title}.").format(title=best.title)
        text = self.tr("These are the weights of {title} with %Ln class(es).", "", best.classes)
        return text.format(title=best.title)

    def _ask_for_input(self, rule: InputRule | None) -> None:
        size, resize = (rule.size, rule.resize) if rule else USUAL
        self._size.setValue(size)
        self._resize.setValue(resize)
        hint = self.tr("The file does not say; {size} is usual.")
        self._size_row.say("" if rule else hint.format(size=wording.number(USUAL[0])))
        self._normalisation.ask((rule.mean, rule.std) if rule else None)

    def _show_misfits(self) -> None:
        match = self._match
        missing, wrong, extra = (match.missing, match.wrong, match.extra) if match else ((), (), ())
        needs = self.tr("{name}: {there} in the file, {needed} needed")
        shapes = [
            needs.format(name=name, there=measures.extent(there), needed=measures.extent(needed))
            for name, there, needed in wrong
        ]
        lists = (
            (self.tr("%Ln tensor(s) missing", "", len(missing)), missing, True),
            (self.tr("%Ln tensor(s) with another shape", "", len(shapes)), shapes, True),
            (
                self.tr("%Ln tensor(s) left out, since no layer takes them", "", len(extra)),
                extra,
                False,
            ),
        )
        for part, (title, lines, opened) in zip(self._misfits, lists, strict=True):
            part.show_lines(title, lines, opened=opened)

    def _judge(self) -> None:
        """Let the weights be imported, or say what is in the way."""
        self._names_row.say(self._names.sentence(), wrong=self._names.refused)
        reason = self._obstacle()
        self._reason.setText(reason)
        self._import.setEnabled(not reason)
        self._import.setToolTip(reason)

    def _obstacle(self) -> str:
        title = self._architecture.currentText()
        if self._match is None:
            return self.tr("Looking whether {title} fits.").format(title=title)
        if not self._match.fits:
            text = self.tr("They do not fit {title}. Choose another architecture.")
            return text.format(title=self._match.title)
        if not self._match.certain and not self._picked:
            text = self.tr("It holds more than {title} does. Choose which network it is.")
            return text.format(title=self._match.title)
        if not self._title.text().strip():
            return self.tr("Give the network a name.")
        if not self._names.complete:
            return self.tr("Each class needs a name: choose a file that fits, or numbers.")
        if self._normalisation.scale() is None:
            return self.tr(
                "Say how its pictures were normalised: a wrong choice gives wrong answers without "
                "looking broken."
            )
        return ""

    def _on_picked(self, name: str) -> None:
        self._picked = True
        matches = self._inspected.matches if self._inspected else ()
        known = next((match for match in matches if match.name == name), None)
        if known is not None:
            self.show_match(known)
            return
        self._match = None
        self._show_misfits()
        self._judge()
        self.architecture_asked.emit(name)

    def _on_import_clicked(self) -> None:
        scale = self._normalisation.scale()
        if self._inspected is None or self._match is None or scale is None:
            return
        known = self._inspected.input
        mean, std = scale
        rule = InputRule(
            size=self._size.value(),
            resize=self._resize.value(),
            interpolation=known.interpolation if known else INTERPOLATION,
            mean=mean,
            std=std,
        )
        path, title = self._inspected.path, self._title.text().strip()
        self.accepted.emit(Chosen(path, title, self._match.name, self._names.names(), rule))

    def _on_problem_acted(self) -> None:
        if self._inspected is None:
            self.cancelled.emit()
        else:
            self.setCurrentWidget(self._content)

    def _connect(self) -> None:
        self.problem.acted.connect(self._on_problem_acted)
        self._architecture.picked.connect(self._on_picked)
        self._names.file_requested.connect(self.names_file_requested)
        self._cancel.clicked.connect(self.cancelled)
        self._import.clicked.connect(self._on_import_clicked)
        self._size.valueChanged.connect(self._resize.setMinimum)
        for changed in (
            self._title.textChanged,
            self._names.changed,
            self._normalisation.changed,
        ):
            changed.connect(self._judge)

    def _laid_out(self) -> QWidget:
        form = Form()
        form.add(self.tr("Name"), self._title)
        form.add(self.tr("Architecture"), self._architecture)
        self._names_row = form.add(self.tr("Class names"), self._names)
        self._size_row = form.add(self.tr("Input size"), self._size)
        form.add(self.tr("Shorter side resized to"), self._resize)
        form.add(self.tr("Normalisation"), self._normalisation)
        self._cancel = button(self.tr("Cancel"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._reason, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._import)
        result = QWidget()
        layout = QVBoxLayout(result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(Pane(self._found, self._averaged, form, *self._misfits), 1)
        layout.addLayout(foot)
        return result


def _with_share(match: Match) -> str:
    return f"{match.title}, {_share(match)}"


def _share(match: Match) -> str:
    """Write how much of an architecture is there; all only if it is all."""
    return wording.percent(math.floor(match.share * 100 + 1e-9) / 100)
