"""How the focus came."""

from __future__ import annotations

from PySide6.QtCore import Qt

BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
"""Reasons with which a ring is drawn: a click must not leave one behind."""
