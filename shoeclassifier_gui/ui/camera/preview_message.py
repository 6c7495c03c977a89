"""What stands over the preview when there is no live picture: why, and what to do."""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.errors import error_words
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption, SectionHeading
from shoeclassifier_gui.ui.widgets.sign import Sign
from shoeclassifier_gui.ui.widgets.thin_progress_bar import ThinProgressBar

_WIDTH = 360
_SIGN_SIDE = 40


class PreviewMessage(QWidget):
    """A small card: an invitation, work in progress, or an error with the time of the next try."""

    demo_requested = Signal()
    camera_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next_try = 0.0
        self._build()
        self._lay_out()
        self._demo_button.clicked.connect(self.demo_requested)
        self._camera_button.clicked.connect(self.camera_requested)

    def invite(self, camera_name: str) -> None:
        """Ask for a source; offers a camera when there is one."""
        self._say("camera", self.tr("Show me a shoe."))
        if camera_name:
            self._hint.setText(self.tr("Nothing is recorded until you press Capture."))
            self._camera_button.setText(self.tr("Use {name}").format(name=camera_name))
        else:
            self._hint.setText(
                self.tr("Choose a camera, a video or a folder of pictures in the list above.")
            )
        self._camera_button.setVisible(bool(camera_name))
        self._demo_button.show()

    def show_opening(self, name: str) -> None:
        """Say that a source is being opened."""
        self._say("camera", self.tr("Opening {name} …").format(name=name))
        self._hint.setText(self.tr("Some cameras take a few seconds."))
        self._progress.show()

    def show_loss(self, error: Exception, seconds: float, *, is_demo: bool) -> None:
        """Say why there is no picture, and count down to the next try."""
        words = error_words(error)
        self._say("warning", words.sentence, "attention")
        self._hint.setText(words.hint)
        self._next_try = time.monotonic() + seconds
        self._countdown.show()
        self._demo_button.setVisible(not is_demo)
        self.tick()

    def show_fault(self, error: Exception) -> None:
        """Say that the source has ended for good."""
        words = error_words(error)
        self._say("bad", words.sentence, "bad")
        self._hint.setText(words.hint)
        self._demo_button.show()

    def tick(self) -> None:
        """Bring the countdown up to date."""
        if self._countdown.isHidden():
            return
        seconds = max(0, round(self._next_try - time.monotonic()))
        if seconds:
            text = self.tr("Next try in {seconds} s.").format(seconds=seconds)
        else:
            text = self.tr("Trying again now …")
        if text != self._countdown.text():
            self._countdown.setText(text)

    def _build(self) -> None:
        self._sign = Sign("camera", side=_SIGN_SIDE)
        self._sentence = SectionHeading()
        self._hint = Caption()
        self._progress = ThinProgressBar()
        self._progress.show_share(None)
        self._countdown = Caption()
        self._camera_button = PrimaryButton()
        self._camera_button.setObjectName("use_camera")
        self._demo_button = Button(self.tr("Use the demo camera"))
        self._demo_button.setObjectName("use_demo_camera")

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(_WIDTH)
        card.content.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._sentence, self._hint, self._countdown):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            card.content.addWidget(label)
        card.content.addWidget(self._progress)
        card.content.addSpacing(GAP)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._demo_button)
        buttons.addWidget(self._camera_button)
        buttons.addStretch(1)
        card.content.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def _say(self, icon_name: str, sentence: str, token: str = "muted") -> None:
        """One sentence, and nothing else yet."""
        self._sign.show_icon(icon_name, token)
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        for part in (self._progress, self._countdown, self._camera_button, self._demo_button):
            part.hide()
        self.show()
