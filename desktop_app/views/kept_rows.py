"""Rows of the Storage page: what is kept for trainings, how large it is, and emptying it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.engine.lessons import LESSONS
from desktop_app.views import measures, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel, QPushButton

    from desktop_app.views.widgets.form import Form, Row

FEATURES, TRAININGS = "features", "trainings"


class KeptRows(QObject):
    """Passive. `emptied` carries which row's button was pressed: a name or a lesson's key."""

    emptied = Signal(str)

    def __init__(self, form: Form) -> None:
        """Add the rows to `form`; nothing can be emptied before its size is shown."""
        super().__init__(form)
        self._form = form
        self._rows: dict[str, tuple[Row, QLabel, QPushButton]] = {}
        self._means: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._why_not = ""
        form.head(self.tr("Kept for trainings"))
        self._add_all()

    def show_size(self, key: str, size: int, limit: int = 0) -> None:
        """Show how many bytes a row takes, of so many at most if there is a `limit`."""
        self._sizes[key] = size
        text = self.tr("{size} of at most {limit}") if limit else "{size}"
        said = text.format(size=measures.size(size), limit=measures.size(limit))
        _, field, _ = self._rows[key]
        field.setText(said if size or limit else self.tr("Nothing"))
        self._renew(key)

    def show_emptying(self, key: str) -> None:
        """Say that it is being emptied, which may take a while."""
        row, _, act = self._rows[key]
        act.setEnabled(False)
        row.say(self.tr("Being emptied…"))

    def show_emptied(self, key: str, size: int) -> None:
        """Say how much is gone."""
        is_set = key not in (FEATURES, TRAININGS)
        told = self.tr("Removed: {size}.") if is_set else self.tr("Emptied: {size}.")
        self._rows[key][0].say(told.format(size=measures.size(size)))

    def show_problem(self, key: str, why: str) -> None:
        """Say why it was not emptied."""
        self._rows[key][0].say(why, wrong=True)
        self._renew(key)

    def show_rest(self) -> None:
        """Say what each row means, and no longer what became of it."""
        for key, (row, _, _) in self._rows.items():
            row.say(self._means[key])

    def allow(self, why_not: str) -> None:
        """Let rows be emptied, or say why they cannot be."""
        self._why_not = why_not
        for key in self._rows:
            self._renew(key)

    def _renew(self, key: str) -> None:
        _, _, act = self._rows[key]
        why = self._why_not or ("" if self._sizes.get(key) else self.tr("There is nothing in it."))
        act.setEnabled(not why)
        act.setToolTip(why)

    def _add_all(self) -> None:
        empty, remove = self.tr("Empty"), self.tr("Remove")
        means = self.tr("What networks saw in them. It is computed again when needed.")
        self._add(FEATURES, self.tr("Features of your pictures"), means, empty)
        means = self.tr("They go on from where they stopped; once emptied, they begin anew.")
        self._add(TRAININGS, self.tr("Unfinished trainings"), means, empty)
        for lesson in LESSONS:
            name = wording.translate("lessons", lesson.title)
            means = self.tr("Pictures of the lessons. They can be fetched again.")
            self._add(lesson.key, name, means, remove)

    def _add(self, key: str, name: str, means: str, does: str) -> None:
        field, act = label(wraps=True), button(does)
        act.setAccessibleName(f"{does}, {name}")
        act.clicked.connect(partial(self.emptied.emit, key))
        self._rows[key] = self._form.add(name, field, act), field, act
        self._means[key] = means
        self._rows[key][0].say(means)
        self._renew(key)
