"""What a page shows when it has nothing yet: an invitation."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.sign import Sign

_SIGN_SIZE = 56
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """A sign, one sentence, a hint and one button (none with an empty `action_text`).

    A second button stands below it while `offer_other` names it.
    """

    action_requested = Signal()
    other_requested = Signal()

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
        self._other_button = Button()
        self._other_button.setObjectName("other_way")
        self._lay_out()
        self._hint.setVisible(bool(hint))
        self._button.setVisible(bool(action_text))
        self._other_button.hide()
        self._button.clicked.connect(self._request_action)
        self._other_button.clicked.connect(self._request_other)
        self.setAccessibleName(sentence)

    def show_words(self, sentence: str, hint: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(sentence)

    def enable_action(self, enabled: bool) -> None:
        """Whether the button can be pressed now."""
        self._button.setEnabled(enabled)

    def offer_other(self, text: str) -> None:
        """Offer a second way on; none with an empty text."""
        self._other_button.setText(text)
        self._other_button.setVisible(bool(text))

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
        column.addWidget(self._other_button, 0, centre)
        column.addStretch(1)

    def _request_action(self) -> None:
        self.action_requested.emit()

    def _request_other(self) -> None:
        self.other_requested.emit()
