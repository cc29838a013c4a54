"""The sentence on top of every tab: picture, network, answer; then the device."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QTransform
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import icons
from desktop_app.views.theme import theme
from desktop_app.views.widgets.labels import ElidedLabel

PICTURE = 40
HEIGHT = 46
ROOM = 320
"""Greatest width of a chip, in points."""


class Chip(QPushButton):
    """Two lines, an optional picture, and a menu behind them."""

    def __init__(self, menu: QMenu | None = None, parent: QWidget | None = None) -> None:
        """Start empty; without a menu it is a plain label."""
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # A button's own policy would not let it shrink, and the window could not be narrow.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._layout = QHBoxLayout(self)
        self._picture = QLabel()
        self._picture.hide()
        self.title = ElidedLabel("heading", Qt.TextElideMode.ElideMiddle)
        self.caption = ElidedLabel("caption")
        self._chevron = QLabel()
        self._chevron.setVisible(menu is not None)
        if menu is not None:
            self.setMenu(menu)
        self._lay_out()
        if menu is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.restyle)

    def show_texts(self, title: str, caption: str) -> None:
        """Show both lines."""
        self.title.setText(title)
        self.caption.setText(caption)
        self.setAccessibleName(f"{title}, {caption}")
        self.setToolTip(f"{title}\n{caption}")  # the lines' own ones are out of the mouse's reach
        self.updateGeometry()

    def show_picture(self, pixmap: QPixmap) -> None:
        """Show a picture or an icon before the lines."""
        self._picture.setPixmap(pixmap)
        self._picture.show()

    def hide_picture(self) -> None:
        """Show the lines alone."""
        self._picture.hide()

    def sizeHint(self) -> QSize:
        """Ask for the lines' room, within bounds."""
        wanted = self._layout.sizeHint()
        return QSize(
            min(wanted.width(), theme.scaled(ROOM)), max(theme.scaled(HEIGHT), wanted.height())
        )

    def minimumSizeHint(self) -> QSize:
        """Shrink no further than the shortened lines."""
        return QSize(self._layout.minimumSize().width(), theme.scaled(HEIGHT))

    def restyle(self) -> None:
        """Draw the chevron in the theme's colour."""
        ratio = self.devicePixelRatioF()
        self._chevron.setPixmap(icons.pixmap("chevron-down", "text2", 14, ratio))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.title)
        first.addWidget(self._chevron)
        first.addStretch()
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch()
        lines.addLayout(first)
        lines.addWidget(self.caption)
        lines.addStretch()
        self._layout.setContentsMargins(4, 2, 4, 2)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._picture)
        self._layout.addLayout(lines, 1)
        for part in (self._picture, self.title, self.caption, self._chevron):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.restyle()


class Strip(QWidget):
    """Picture, network and answer, one leading to the next; the device at the far end."""

    def __init__(
        self, pictures: QMenu, networks: QMenu, devices: QMenu, opener: QPushButton
    ) -> None:
        """Build the chips over their menus; `opener` is the button at the end."""
        super().__init__()
        self.picture = Chip(pictures)
        self.network = Chip(networks)
        self.answer = Chip()
        self.device = Chip(devices)
        self._chevrons = [QLabel(), QLabel()]
        self._pixmap = QPixmap()
        self._device_icon = "cpu"
        self._untrained = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 16, 2)
        layout.setSpacing(8)
        for part in (self.picture, self._chevrons[0], self.network, self._chevrons[1], self.answer):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.device)
        layout.addWidget(opener)
        theme.changed.connect(self.restyle)
        self.show_answer("", "")
        self.show_no_picture()

    def show_no_picture(self) -> None:
        """Say that there is none and what to do."""
        self._pixmap = QPixmap()
        self.picture.show_texts(self.tr("No picture"), self.tr("drop one anywhere"))
        self.restyle()

    def show_picture(self, pixmap: QPixmap, name: str, caption: str) -> None:
        """Show the picture's name and what there is to say of it."""
        self._pixmap = pixmap
        self.picture.show_texts(name, caption)
        self.restyle()

    def show_network(self, title: str, caption: str, *, trained: bool = True) -> None:
        """Show the network in use; with a warning sign if it has learned nothing."""
        self.network.show_texts(title, caption)
        self._untrained = not trained
        self.restyle()

    def show_answer(self, name: str, caption: str) -> None:
        """Show the answer; nothing without a name."""
        self.answer.show_texts(name, caption)
        self.setToolTip(self.answer.toolTip() if name else "")  # the mouse goes through the answer
        self.answer.setVisible(bool(name))
        self._chevrons[1].setVisible(bool(name))

    def show_device(self, title: str, caption: str, problem: str = "") -> None:
        """Show where networks run; with a warning sign if there was a `problem` with another."""
        self._device_icon = "triangle-alert" if problem else "cpu"
        self.device.show_texts(title, caption)
        if problem:
            self.device.setToolTip(f"{self.device.toolTip()}\n{problem}")
        self.restyle()

    def restyle(self) -> None:
        """Draw the icons in the theme's colours."""
        ratio = self.devicePixelRatioF()
        if self._pixmap.isNull():
            self.picture.show_picture(icons.pixmap("image", "text2", 24, ratio))
        else:
            self.picture.show_picture(self._pixmap)
        if self._untrained:
            self.network.show_picture(icons.pixmap("triangle-alert", "warn", 18, ratio))
        else:
            self.network.hide_picture()
        role = "warn" if self._device_icon == "triangle-alert" else "text2"
        self.device.show_picture(icons.pixmap(self._device_icon, role, 18, ratio))
        pointing = icons.pixmap("chevron-right", "text3", 18, ratio)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            pointing = pointing.transformed(QTransform.fromScale(-1, 1))
        for chevron in self._chevrons:
            chevron.setPixmap(pointing)
