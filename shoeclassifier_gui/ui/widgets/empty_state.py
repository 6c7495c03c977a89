"""What a page shows when it has nothing yet: an invitation."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.sign import Sign

_SIGN_SIZE = 56
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """A sign, one sentence, a hint and one button (none with an empty `action_text`)."""

    action_requested = Signal()

    def __init__(
        self,
        icon_name: str,
        sentence: str,
        hint: str = "",
        action_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign = Sign(icon_name, side=_SIGN_SIZE)
        self._sentence = Heading(sentence)
        self._hint = Caption(hint)
        self._button = PrimaryButton(action_text)
        self._lay_out()
        self._hint.setVisible(bool(hint))
        self._button.setVisible(bool(action_text))
        self._button.clicked.connect(self._request_action)
        self.setAccessibleName(sentence)

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(self._sign, 0, centre)
        for label in (self._sentence, self._hint):
            label.setWordWrap(True)
            label.setAlignment(centre)
            label.setMaximumWidth(_TEXT_WIDTH)
            # An alignment would ask for the height of the lines before they are wrapped.
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, _TEXT_WIDTH)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(CARD_GAP)
        column.addWidget(self._button, 0, centre)
        column.addStretch(1)

    def _request_action(self) -> None:
        self.action_requested.emit()
