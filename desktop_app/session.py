"""What all tabs look at: one network, one picture, one device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.pictures import PictureList

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, ClassRef, DeviceInfo, Network, Picture


class Session(QObject):
    """The shared state: immutable values, each with a signal.

    Each `set_…` compares by identity, stores, then emits.

    Attributes:
        network: The network in use; None until the first has loaded.
        other: The second side of a comparison of networks.
        picture: The picture on screen.
        answer: What the network says of it; None until it has said it.
        pair: The two pictures of a comparison.
        target: The class that ideal and adversarial pictures aim at.
        device: Where networks run; None until it has been probed.
        pictures: What Predict has open.
    """

    network_changed = Signal(object)
    other_changed = Signal(object)
    picture_changed = Signal(object)
    answer_changed = Signal(object)
    pair_changed = Signal(object)
    target_changed = Signal(object)
    device_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing loaded."""
        super().__init__(parent)
        self.network: Network | None = None
        self.other: Network | None = None
        self.picture: Picture | None = None
        self.answer: Answer | None = None
        self.pair: tuple[Picture, Picture] | None = None
        self.target: ClassRef | None = None
        self.device: DeviceInfo | None = None
        self.pictures = PictureList(self)

    def set_network(self, network: Network | None) -> None:
        """Change the network."""
        self._set("network", network)

    def set_other(self, network: Network | None) -> None:
        """Change the network to compare with."""
        self._set("other", network)

    def set_picture(self, picture: Picture | None) -> None:
        """Change the picture on screen."""
        self._set("picture", picture)

    def set_answer(self, answer: Answer | None) -> None:
        """Change the answer for the picture on screen."""
        self._set("answer", answer)

    def set_pair(self, pair: tuple[Picture, Picture] | None) -> None:
        """Change the pictures to compare."""
        self._set("pair", pair)

    def set_target(self, target: ClassRef | None) -> None:
        """Change the class aimed at."""
        self._set("target", target)

    def set_device(self, device: DeviceInfo | None) -> None:
        """Change the device."""
        self._set("device", device)

    def _set(self, name: str, value: object) -> None:
        if getattr(self, name) is not value:
            setattr(self, name, value)
            getattr(self, f"{name}_changed").emit(value)
