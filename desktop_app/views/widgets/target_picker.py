"""What an ideal picture is to show: a class or a part of the network, or several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.targets import CHANNEL, CLASS, LAYER, UNIT, Target
from desktop_app.views import measures, wording
from desktop_app.views.widgets.buttons import button
from desktop_app.views.widgets.class_field import ClassField
from desktop_app.views.widgets.fitting_combo import FittingCombo
from desktop_app.views.widgets.form import spin
from desktop_app.views.widgets.labels import ElidedLabel, label
from desktop_app.views.widgets.long_combo import LongCombo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from PySide6.QtGui import QStandardItemModel

    from desktop_app.engine.contract import ClassName

KINDS = {
    CLASS: QT_TRANSLATE_NOOP("TargetPicker", "A class"),
    CHANNEL: QT_TRANSLATE_NOOP("TargetPicker", "A map of a layer"),
    UNIT: QT_TRANSLATE_NOOP("TargetPicker", "One unit"),
    LAYER: QT_TRANSLATE_NOOP("TargetPicker", "A whole layer"),
}
MOST = 9
"""Targets that a gallery holds."""

GAP = 8


class TargetPicker(QWidget):
    """`changed` follows another choice of a person, and what they add to or take from the gallery.

    Until layers are offered only a class can be chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        """Start with nothing to choose from."""
        super().__init__()
        self._layers: dict[str, int] = {}
        self._wanted: Target | None = None
        self._kind = FittingCombo(self.tr("What to look for"))
        self._class, self._layer, self._map = ClassField(), LongCombo(), spin(0, 0)
        self._map_label = label(self.tr("Map"))
        self._add = button(self.tr("Add to a gallery"), "plus", "quiet")
        self._gallery = _Gallery()
        for kind, name in KINDS.items():
            self._kind.addItem(wording.translate("TargetPicker", name), kind)
        self._lay_out()
        self._join()
        self._offer_kinds()
        self._arrange()

    @property
    def target(self) -> Target | None:
        """What is chosen; `None` while there is nothing to choose from."""
        kind = self._kind.currentData()
        if kind == CLASS:
            return Target(CLASS, self._class.number) if self._class.classes else None
        self._map.interpretText()  # a number may be typed to its end without Enter
        index = -1 if kind == LAYER else self._map.value()
        return Target(kind, index, self._layer.currentData())

    @property
    def targets(self) -> tuple[Target, ...]:
        """The gallery's targets; without a gallery the chosen one alone, if there is one."""
        present = self.target
        return self._gallery.targets or (() if present is None else (present,))

    def names(self, targets: Iterable[Target]) -> list[str]:
        """Return what targets are called: the name of the class, or "blocks.3.2:17"."""
        return [_title(target, self._class.classes) for target in targets]

    def offer_classes(self, classes: Sequence[ClassName]) -> None:
        """Offer a network's classes; those of another one leave the gallery."""
        if tuple(classes) == self._class.classes:
            return
        self._class.offer(classes)
        self._gallery.keep([one for one in self._gallery.targets if one.kind != CLASS])
        self._arrange()
        self._grant()

    def offer_layers(self, layers: Sequence[tuple[str, int]]) -> None:
        """Offer a network's layers, each with the number of its maps, as `offer_classes` does."""
        if dict(layers) == self._layers:
            return
        self._layers = dict(layers)
        texts = [(name, self.tr("{name}, %Ln map(s)", "", count)) for name, count in layers]
        self._layer.fill(
            [(name, text.format(name=measures.isolated(name)), name) for name, text in texts]
        )
        self._gallery.keep([one for one in self._gallery.targets if one.kind == CLASS])
        self._offer_kinds()
        self._arrange()
        self._grant()

    def settle(self) -> bool:
        """Take what is being typed; return whether there is such a class or layer."""
        field = self._class if self._kind.currentData() == CLASS else self._layer
        return field.settle()

    def choose(self, target: Target) -> None:
        """Show `target` as chosen; `ValueError` if it is not on offer."""
        if not self._offers(target):
            raise ValueError(f"{target} is not on offer")
        self._kind.setCurrentIndex(self._kind.findData(target.kind))
        if target.kind == CLASS:
            self._class.choose(target.index)
        else:
            self._layer.setCurrentIndex(self._layer.findData(target.layer))
        self._arrange()
        with QSignalBlocker(self._map):
            self._map.setValue(target.index)
        self._allow_adding()

    def restore(self, target: Target) -> None:
        """Choose `target` alone: now, or when it is offered if a person chooses no other first."""
        self._gallery.keep(())
        self._wanted = target
        self._allow_adding()
        self._grant()

    def _grant(self) -> None:
        if self._wanted is not None and self._offers(self._wanted):
            self.choose(self._wanted)
            self._wanted = None

    def _offers(self, target: Target) -> bool:
        if target.kind == CLASS:
            return 0 <= target.index < len(self._class.classes)
        count = self._layers.get(target.layer, 0)
        return count > 0 and (target.kind == LAYER or 0 <= target.index < count)

    def _offer_kinds(self) -> None:
        """Let only a class be chosen while no layers are known."""
        kinds = cast("QStandardItemModel", self._kind.model())
        known = bool(self._layers)
        why = "" if known else self.tr("The layers of this network are not known yet.")
        for place, kind in enumerate(KINDS):
            kinds.item(place).setEnabled(known or kind == CLASS)
            kinds.item(place).setToolTip("" if kind == CLASS else why)
        if not known:
            self._kind.setCurrentIndex(self._kind.findData(CLASS))

    def _arrange(self) -> None:
        """Show the fields that matter, and whether there is anything to add."""
        kind = self._kind.currentData()
        self._class.setVisible(kind == CLASS)
        self._layer.setVisible(kind != CLASS)
        for part in (self._map_label, self._map):
            part.setVisible(kind in (CHANNEL, UNIT))
        with QSignalBlocker(self._map):
            self._map.setRange(0, max(0, self._layers.get(self._layer.currentData(), 0) - 1))
        self._allow_adding()

    def _allow_adding(self) -> None:
        held, present = self._gallery.targets, self.target
        full = self.tr("A gallery holds nine at most.") if len(held) == MOST else ""
        there = self.tr("It is in the gallery already.") if present in held else ""
        self._add.setToolTip(full or there)
        self._add.setDisabled(present is None or bool(full or there))

    def _on_choice(self) -> None:
        self._wanted = None
        self._class.say("")
        self._arrange()
        self.changed.emit()

    def add(self) -> None:
        """Put what is chosen into the gallery, as the button does."""
        present = self.target if self.settle() else None
        if present is not None:
            self._gallery.add(present, _title(present, self._class.classes))
            self._on_gallery_changed()

    def _on_gallery_changed(self) -> None:
        self._allow_adding()
        self.changed.emit()

    def _join(self) -> None:
        self._layer.setAccessibleName(self.tr("Layer"))
        self._layer.currentTextChanged.connect(self._layer.setToolTip)  # it may be too long for it
        for field in (self._class, self._layer):
            field.picked.connect(self._on_choice)
        self._map_label.setBuddy(self._map)
        self._map.setAccessibleName(self._map_label.text())
        self._kind.activated.connect(self._on_choice)
        self._map.valueChanged.connect(self._on_choice)
        self._add.clicked.connect(self.add)
        self._gallery.changed.connect(self._on_gallery_changed)

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.addWidget(self._map_label)
        beside.addStretch()
        beside.addWidget(self._map)
        layout = _column(self, GAP)
        for part in (self._kind, self._class, self._layer):
            layout.addWidget(part)
        layout.addLayout(beside)
        layout.addWidget(self._gallery)
        layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)


class _Gallery(QWidget):
    """Targets one below the other. `changed` follows when a person removes one."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._entries: dict[Target, _Entry] = {}
        self._layout = _column(self, 0)
        self.hide()

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it holds, in the order in which it came."""
        return tuple(self._entries)

    def add(self, target: Target, name: str) -> None:
        """Add a target that is not there yet."""
        entry = self._entries[target] = _Entry(target, name)
        entry.removed.connect(self._on_entry_removed)
        self._layout.addWidget(entry)
        entry.show()
        self.show()

    def keep(self, targets: Collection[Target]) -> None:
        """Let go of all others."""
        for target in set(self._entries) - set(targets):
            entry = self._entries.pop(target)
            entry.hide()
            entry.deleteLater()
        self.setVisible(bool(self._entries))

    def _on_entry_removed(self, target: Target) -> None:
        self.keep([one for one in self.targets if one != target])
        self.changed.emit()


class _Entry(QWidget):
    """A name, and a button that removes it."""

    removed = Signal(object)

    def __init__(self, target: Target, name: str) -> None:
        """Show the name."""
        super().__init__()
        self._target = target
        title, remove = ElidedLabel(), button(icon="x", kind="icon")
        title.setText(name)
        title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        remove.setToolTip(self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove {name}").format(name=name))
        remove.clicked.connect(self._on_remove_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title)
        layout.addWidget(remove)

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self._target)


def _title(target: Target, classes: Sequence[ClassName]) -> str:
    if target.kind == CLASS:
        return classes[target.index].name
    return target.layer if target.kind == LAYER else f"{target.layer}:{target.index}"


def _column(parent: QWidget, gap: int) -> QVBoxLayout:
    result = QVBoxLayout(parent)
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(gap)
    return result
