"""Says quietly what was done, with a button that takes it back."""

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.history import Done, Menu
from shoeclassifier_gui.ui.dataset.change_words import done_text
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import IconButton, QuietButton
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.sign import Sign

_CLOSE_SIDE = 24
# Longer than it takes to read, to notice a slip, and to reach for the mouse (WCAG 2.2.1).
_STAYS_MS = 20_000


class DoneBar(QFrame):
    """One line at the foot of the page; it goes when something else has become the last change."""

    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("done_bar")
        self.setProperty("role", "notice")
        self._change: Change | None = None
        self._menu = Menu()
        self._menu_then = Menu()
        self._text = ElidedLabel()
        self._undo_button = QuietButton(self.tr("Undo"), "undo")
        self._undo_button.setObjectName("done_undo")
        self._redo_button = QuietButton(self.tr("Redo"), "redo")
        self._redo_button.setObjectName("done_redo")
        self._close_button = IconButton("close", self.tr("Close this notice"), _CLOSE_SIDE)
        self._lay_out()
        self._undo_button.clicked.connect(self.undo_requested)
        self._redo_button.clicked.connect(self.redo_requested)
        self._close_button.clicked.connect(self.hide)
        self._ageing = QTimer(self)
        self._ageing.setInterval(_STAYS_MS)
        self._ageing.timeout.connect(self._grow_old)
        self.hide()

    def show_done(self, done: Done) -> None:
        """Say what was done."""
        undone = done.change.undoes is not None
        is_final = done.change.kind is Kind.EMPTY
        self._menu_then = self._menu
        self._change = _plain(done.change.inverse() if undone else done.change)
        self._text.setText(done_text(done))
        self._undo_button.setVisible(not undone and not is_final)
        self._redo_button.setVisible(undone)
        self.setAccessibleName(self._text.text())
        self._ageing.start()
        self.show()

    def _grow_old(self) -> None:
        """Old news go, but not from under the pointer or the keyboard."""
        focus = QApplication.focusWidget()
        if not self.underMouse() and (focus is None or not self.isAncestorOf(focus)):
            self._ageing.stop()
            self.hide()

    def check(self, menu: Menu) -> None:
        """Go when the button would undo or redo something else than the words say."""
        self._menu = menu
        if self._change is not None and self._change.kind is Kind.EMPTY:
            self.setVisible(not self.isHidden() and menu == self._menu_then)
        elif not self.isHidden():
            offered = menu.redo if not self._redo_button.isHidden() else menu.undo
            self.setVisible(offered == self._change)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, GAP // 2, GAP, GAP // 2)
        row.setSpacing(GAP)
        row.addWidget(Sign("check", "accent"))
        row.addWidget(self._text, 1)
        row.addWidget(self._undo_button)
        row.addWidget(self._redo_button)
        row.addWidget(self._close_button)


def _plain(change: Change) -> Change:
    """As the Edit menu knows it: without its place in the history."""
    return replace(change, undoes=None, redoes=None, continues=None)
