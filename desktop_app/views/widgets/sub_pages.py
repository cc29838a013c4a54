"""Pages that one goes into from a first one and leaves again: a way back, a title, and the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.views import icons
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.labels import ElidedLabel


class SubPages(QStackedWidget):
    """Shows `home` or another page; each is kept as it was left. `left` follows the way back."""

    left = Signal()

    def __init__(self, home: QWidget) -> None:
        """Show `home`."""
        super().__init__()
        self.title = ElidedLabel("title", Qt.TextElideMode.ElideMiddle)
        self._pages = QStackedWidget()
        self._back = button(self.tr("Back"), "arrow-left", "quiet")
        self._back.clicked.connect(self.go_back)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addWidget(self.title, 1)
        away = QWidget()
        layout = QVBoxLayout(away)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        self.addWidget(home)
        self.addWidget(away)

    @property
    def is_home(self) -> bool:
        """Whether the first page is shown."""
        return self.currentIndex() == 0

    def keep(self, page: QWidget) -> None:
        """Take `page` in without showing it."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)

    def show_page(self, page: QWidget, title: str) -> None:
        """Show `page` under `title`."""
        self.keep(page)
        self._pages.setCurrentWidget(page)
        self.title.setText(title)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        icons.dress(self._back, "arrow-right" if mirrored else "arrow-left")
        self.setCurrentIndex(1)

    def shows(self, page: QWidget) -> bool:
        """Whether `page` is the one shown."""
        return not self.is_home and self._pages.currentWidget() is page

    def go_home(self) -> None:
        """Show the first page again."""
        self.setCurrentIndex(0)

    def go_back(self) -> None:
        """Show the first page again, as a person wishes."""
        self.go_home()
        self.left.emit()
