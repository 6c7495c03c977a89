"""Labels with a role: titles, sections, the one large answer, captions, keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shoeclassifier_gui.ui.theme.tones import Tone


class Heading(QLabel):
    """The title of a page (20 pixels)."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, "title")


class SectionHeading(QLabel):
    """The bold line above a group."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, "section")


class AnswerLabel(QLabel):
    """The one large word or number of a page (34 pixels)."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, "answer")
        self.setWordWrap(True)


class Caption(QLabel):
    """Small muted explanation (12 pixels); it wraps."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, "caption")
        self.setWordWrap(True)


class KeyCap(QLabel):
    """A key to press, drawn as a key: `KeyCap("Space")`."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, "key")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Give a label or notice the colour of a meaning; a sign or word must say the same."""
    if widget.property("tone") == tone.value:
        return
    widget.setProperty("tone", tone.value)
    # Qt reads properties of the style sheet only while polishing.
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_role(widget: QWidget, role: str) -> None:
    """Give a standard widget a role of the style sheet ("primary", "quiet", "well", ...)."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _dress(label: QLabel, role: str) -> None:
    label.setProperty("role", role)
    # Texts hold names of classes and files: never markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
