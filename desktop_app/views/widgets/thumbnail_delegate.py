"""How one small picture of the strip is drawn: picture, name, number, and its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.views import icons, measures, wording
from desktop_app.views.theme import theme

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, Source

    class Row(Protocol):
        """What a row shows."""

        key: int
        source: Source
        answer: Answer | None
        error: Exception | None


PICTURE = QSize(108, 70)
SMALL_PICTURE = QSize(84, 54)
PAD = 4
GAP = 12
ROW = Qt.ItemDataRole.UserRole
PIXMAP = ROW + 1
WAITING = 0.45
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws what all cells of small pictures share: the ground, a ring, and lines of words."""

    picture = PICTURE

    def cell(self) -> QSize:
        """Return the size of every cell."""
        lines = QFontMetrics(theme.font("caption")).height() * 2
        return QSize(self.picture.width() + PAD + GAP, self.picture.height() + lines + 3 * PAD)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for the same room everywhere."""
        del option, index
        return self.cell()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The list makes rows as high as itself; the cell keeps its own height.
        whole = QRect(option.rect.topLeft(), self.cell())
        cell = self._visual(option, whole.adjusted(0, 0, -(GAP - PAD), 0))
        picture = QRect(cell.topLeft() + QPoint(PAD, PAD), self.picture)
        self._paint_ground(painter, option, cell)
        self._paint_inside(painter, option, picture, index)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.colour("accent"), 2, j=Qt.PenJoinStyle.MiterJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(picture)
        painter.restore()

    def _paint_inside(
        self, painter: QPainter, option: QStyleOptionViewItem, picture: QRect, index: Index
    ) -> None:
        """Draw the picture into its place, and the words below."""
        raise NotImplementedError

    def _visual(self, option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "accentSoft"
        elif option.state & QStyle.StateFlag.State_MouseOver:
            ground = "hover"
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(cell, 6, 6)

    def _lines(self, picture: QRect) -> tuple[QRect, QRect]:
        """Return where the two lines below a picture are."""
        line = QFontMetrics(theme.font("caption")).height()
        first = QRect(picture.left(), picture.bottom() + PAD, picture.width(), line)
        return first, first.translated(0, line)

    def _paint_bad(self, painter: QPainter, place: QRect) -> None:
        """Draw the sign of a file that cannot be read."""
        painter.fillRect(place, theme.colour("errorSoft"))
        sign = icons.pixmap("file-warning", "error", 24, painter.device().devicePixelRatioF())
        painter.drawPixmap(place.center().x() - 11, place.center().y() - 11, sign)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        text: str,
        colour: str,
        mode: Qt.TextElideMode,
    ) -> None:
        painter.setPen(theme.colour(colour))
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        shown = measures.natural(painter.fontMetrics().elidedText(text, mode, rect.width()))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


class ThumbnailDelegate(CellDelegate):
    """Draws a cell of the strip. Answers of other networks than `network` say whose they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a network."""
        super().__init__(parent)
        self.network = ""

    def _paint_inside(
        self, painter: QPainter, option: QStyleOptionViewItem, picture: QRect, index: Index
    ) -> None:
        row: Row = index.data(ROW)
        self._paint_picture(painter, picture, row, index.data(PIXMAP))
        self._paint_words(painter, option, picture, row)

    def _paint_picture(
        self, painter: QPainter, place: QRect, row: Row, pixmap: QPixmap | None
    ) -> None:
        if row.error is not None:
            self._paint_bad(painter, place)
            return
        painter.setOpacity(WAITING if row.answer is None else 1.0)
        if pixmap is None or pixmap.isNull():
            painter.fillRect(place, theme.colour("sunken"))
        else:
            painter.drawPixmap(place, pixmap)
        painter.setOpacity(1.0)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, picture: QRect, row: Row
    ) -> None:
        if row.answer is None and row.error is None:
            self._paint_bones(painter, option, picture)
            return
        first, second = self._words(row)
        top, under = self._lines(picture)
        colour = "error" if row.error is not None else "text"
        painter.setFont(theme.font("caption"))
        self._text(painter, option, top, first, colour, Qt.TextElideMode.ElideRight)
        self._text(painter, option, under, second, "text2", Qt.TextElideMode.ElideMiddle)

    def _words(self, row: Row) -> tuple[str, str]:
        if row.error is not None:
            return wording.explain(row.error)[0], row.source.name
        if row.answer is None:
            return row.source.name, ""
        number = wording.percent(row.answer.probabilities[0])
        if not row.answer.trained:
            number = wording.sureness(row.answer)
        mine = row.answer.network in (self.network, "")
        return row.answer.best.name, number if mine else f"{number} · {row.answer.title}"

    def _paint_bones(self, painter: QPainter, option: QStyleOptionViewItem, picture: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        top = picture.bottom() + PAD + 4
        for number, share in enumerate((0.62, 0.34)):
            bone = QRect(picture.left(), top + number * 16, round(picture.width() * share), 8)
            painter.drawRoundedRect(
                QRectF(QStyle.visualRect(option.direction, picture, bone)), 4, 4
            )
