"""What a run said, line by line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

from shoeclassifier_gui.services.training_state import Told
from shoeclassifier_gui.ui.train.wording import log_text
from shoeclassifier_gui.ui.widgets.card import Card

_LEAST_HEIGHT = 96


class RunLog(Card):
    """The decisions, notices and epochs of the run, newest last and in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("What happened"))
        self._shown: tuple[Told, ...] = ()
        self._list = QListWidget()
        self._list.setObjectName("run_log")
        self._list.setAccessibleName(self.tr("What happened in this run"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(_LEAST_HEIGHT)
        # A list that was just shown learns only later how long it is.
        self._list.verticalScrollBar().rangeChanged.connect(self._list.scrollToBottom)
        self.content.addWidget(self._list, 1)

    def show_events(self, told: tuple[Told, ...]) -> None:
        """Show what was told; just the new lines are added."""
        if told[: len(self._shown)] != self._shown:
            self._list.clear()
            self._shown = ()
        for event in told[len(self._shown) :]:
            self._list.addItem(log_text(event))
        if len(told) > len(self._shown):
            self._list.scrollToBottom()
        self._shown = told
