"""A sentence that the user should read, right where it belongs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton, QuietButton
from shoeclassifier_gui.ui.widgets.labels import Caption, SectionHeading, set_tone
from shoeclassifier_gui.ui.widgets.sign import Sign

_LINE_HEIGHT = 24


class Notice(QFrame):
    """An inline coloured card: sign, sentence, hint, and what can be done about it.

    It is hidden until `show_notice`; one notice can be shown again with other words.
    """

    action_requested = Signal()
    closed = Signal()

    def __init__(self, *, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._details = ""
        self._build()
        self._lay_out()
        self._close_button.setVisible(closable)
        self._action_button.clicked.connect(self._request_action)
        self._copy_button.clicked.connect(self._copy_details)
        self._close_button.clicked.connect(self._close)
        self.hide()

    def show_notice(
        self, tone: Tone, sentence: str, hint: str = "", *, action_text: str = "", details: str = ""
    ) -> None:
        """Say one sentence and what to do about it.

        Args:
            tone: what it means; gives the colour and the sign.
            sentence: what happened, in words that need no programmer.
            hint: what to do.
            action_text: names a button that emits `action_requested`.
            details: technical text that "Copy details" puts on the clipboard; never shown.
        """
        set_tone(self, tone)
        set_tone(self._sentence, tone)
        self._sign.show_icon(tone.icon_name, _SIGN_TOKENS.get(tone, tone.value))
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._action_button.setText(action_text)
        self._action_button.setVisible(bool(action_text))
        self._details = details
        self._copy_button.setVisible(bool(details))
        self._copy_button.setText(self.tr("Copy details"))
        self._buttons.setVisible(bool(action_text or details))
        self._announce(sentence, hint)
        self.show()

    def _build(self) -> None:
        self._sign = Sign("info")
        self._sentence = SectionHeading()
        self._sentence.setWordWrap(True)
        # Sign, first line and close button share one height, so that they stand level.
        self._sign.setFixedHeight(_LINE_HEIGHT)
        self._sentence.setMinimumHeight(_LINE_HEIGHT)
        self._hint = Caption()
        self._action_button = Button()
        self._copy_button = QuietButton(self.tr("Copy details"), "copy")
        self._close_button = IconButton("close", self.tr("Close this notice"), _LINE_HEIGHT)
        self._buttons = QWidget()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, GAP // 2, 0, 0)
        buttons.addWidget(self._action_button)
        buttons.addWidget(self._copy_button)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._sentence)
        words.addWidget(self._hint)
        words.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._close_button, 0, Qt.AlignmentFlag.AlignTop)

    def _announce(self, sentence: str, hint: str) -> None:
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(hint)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy_button.setText(self.tr("Copied"))

    def _request_action(self) -> None:
        self.action_requested.emit()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


_SIGN_TOKENS = {Tone.NEUTRAL: "muted", Tone.INFO: "accent"}
