"""The keys that change pictures, the same in the grid and in the large view."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def class_number(event: QKeyEvent) -> int:
    """Which class the key gives, 1 to 9; 0 for any other key."""
    key = Qt.Key(event.key())
    is_number = Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and _is_plain(event)
    return key - Qt.Key.Key_0 if is_number else 0


def is_delete(event: QKeyEvent) -> bool:
    """Whether the key moves pictures to the trash."""
    return Qt.Key(event.key()) is Qt.Key.Key_Delete and _is_plain(event)


def _is_plain(event: QKeyEvent) -> bool:
    """Pressed alone, perhaps on the number pad."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
