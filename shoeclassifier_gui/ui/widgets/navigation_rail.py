"""The rail at the left edge that chooses the page."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.tokens import GAP

_ICON_SIZE = QSize(24, 24)
_BUTTON_WIDTH = 72


class RailEntry(NamedTuple):
    """One page on the rail."""

    icon_name: str
    text: str


class NavigationRail(QFrame):
    """Icon over text per page; click, arrow keys or Ctrl+1, Ctrl+2, ... choose one."""

    page_chosen = Signal(int)
    help_requested = Signal()

    def __init__(self, pages: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName(self.tr("Pages"))
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP, 12, GAP, 12)
        self._column.setSpacing(4)
        self._add_pages(pages)
        self._add_help()
        self._group.idClicked.connect(self.page_chosen)
        self.select(0)

    def select(self, index: int) -> None:
        """Mark a page as the one on show; says nothing to anybody."""
        self._group.button(index).setChecked(True)

    def select_none(self) -> None:
        """Mark no page: what is on show is not on the rail."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def selected(self) -> int:
        """The page that is marked; -1 for none."""
        return self._group.checkedId()

    def _add_pages(self, pages: Sequence[RailEntry]) -> None:
        for index, page in enumerate(pages):
            button = _rail_button(page)
            button.setCheckable(True)
            self._group.addButton(button, index)
            self._column.addWidget(button)
            self._add_shortcut(button, index)

    def _add_shortcut(self, button: QToolButton, index: int) -> None:
        keys = QKeySequence(Qt.KeyboardModifier.ControlModifier | Qt.Key(Qt.Key.Key_1 + index))
        # The button's own shortcut would press it for a tenth of a second first.
        QShortcut(keys, self).activated.connect(button.click)
        native = keys.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(self.tr("{page} ({keys})").format(page=button.text(), keys=native))

    def _add_help(self) -> None:
        self._column.addStretch(1)
        help_button = _rail_button(RailEntry("help", self.tr("Help")))
        help_button.clicked.connect(self._request_help)
        self._column.addWidget(help_button)

    def _request_help(self) -> None:
        self.help_requested.emit()


def _rail_button(page: RailEntry) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"nav_{page.icon_name}")
    button.setProperty("role", "rail")
    button.setText(page.text)
    button.setIcon(themed_icon(page.icon_name, "muted"))
    button.setIconSize(_ICON_SIZE)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setMinimumWidth(max(_BUTTON_WIDTH, _bold_width(button) + 2 * GAP))
    return button


def _bold_width(button: QToolButton) -> int:
    """The width of the text when the page is chosen; Qt makes room for the plain text only."""
    # The style sheet sets the text size, but not before the button is polished.
    button.ensurePolished()
    font = QFont(button.font())
    font.setBold(True)
    return QFontMetrics(font).horizontalAdvance(button.text())
