"""Buttons with a role or an icon that follows the theme."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.tokens import CONTROL_HEIGHT

# Wider than high: the style sheet leaves too little room between a sign and its word.
_ICON_SIZE = QSize(22, 18)


class PrimaryButton(QPushButton):
    """The one accent-coloured button of a page (40 high)."""

    def __init__(self, text: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "primary")
        if icon_name:
            self.setIcon(themed_icon(icon_name, "on_accent"))
            self.setIconSize(_ICON_SIZE)


class Button(QPushButton):
    """A normal button (32 high); make it a toggle with `setCheckable(True)`."""

    def __init__(self, text: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if icon_name:
            self.setIcon(themed_icon(icon_name))
            self.setIconSize(_ICON_SIZE)


class QuietButton(QPushButton):
    """A button without ground, for things that are seldom wanted."""

    def __init__(self, text: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "quiet")
        if icon_name:
            self.setIcon(themed_icon(icon_name))
            self.setIconSize(_ICON_SIZE)


class IconButton(QToolButton):
    """A square button with a sign only; `name` is its tooltip and its screen-reader name."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        side: int = CONTROL_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(side * 9 // 16, side * 9 // 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(side, side)
        self.show_action(icon_name, name)

    def show_action(self, icon_name: str, name: str) -> None:
        """Become another action, for example "play" after "pause"."""
        self.setIcon(themed_icon(icon_name))
        self.setToolTip(name)
        self.setAccessibleName(name)
