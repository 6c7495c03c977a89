"""Asks for the address of a network stream."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from shoeclassifier_gui.core.camera.sources import SourceChoice, stream_choice
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.notice import Notice

_WIDTH = 460


class StreamDialog(QDialog):
    """One field; `chosen` brings the source once the address is one."""

    chosen = Signal(SourceChoice)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stream_dialog")
        self.setWindowTitle(self.tr("Stream address"))
        self.setMinimumWidth(_WIDTH)
        self._build()
        self._lay_out()
        self._open_button.clicked.connect(self._accept_address)
        self._cancel_button.clicked.connect(self.reject)
        self._address.textEdited.connect(self._notice.hide)

    def _build(self) -> None:
        self._label = QLabel(self.tr("&Address of an MJPEG or RTSP stream"))
        self._address = QLineEdit()
        self._address.setObjectName("stream_address")
        self._address.setPlaceholderText("rtsp://192.168.1.20:554/stream")
        self._address.setAccessibleName(self.tr("Stream address"))
        self._label.setBuddy(self._address)
        self._help = Caption(
            self.tr("The manual of a network camera, or its app, tells the address.")
        )
        self._notice = Notice(closable=False)
        self._cancel_button = Button(self.tr("Cancel"))
        self._cancel_button.setObjectName("cancel_stream")
        self._open_button = PrimaryButton(self.tr("Open stream"))
        self._open_button.setObjectName("open_stream")
        self._open_button.setDefault(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel_button)
        buttons.addWidget(self._open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        for widget in (self._label, self._address, self._help, self._notice):
            column.addWidget(widget)
        column.addSpacing(GAP)
        column.addLayout(buttons)

    def _accept_address(self) -> None:
        try:
            choice = stream_choice(self._address.text())
        except SourceError as error:
            self._notice.show_notice(Tone.ATTENTION, error.sentence, error.hint)
            self.adjustSize()
            self._address.setFocus()
            return
        self.chosen.emit(choice)
        self.accept()
