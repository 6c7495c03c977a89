"""Above the preview: the source, mirror, pause, and how fast pictures come."""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.source_picker import SourcePicker
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel

_UPDATE_EVERY_S = 0.5


class LiveToolbar(QWidget):
    """The buttons appear with the first picture: before that they could do nothing."""

    mirror_toggled = Signal(bool)
    pause_toggled = Signal(bool)

    def __init__(
        self, camera: CameraService, settings: SettingsService, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rate = 0.0
        self._said = 0.0
        self._build(camera, settings)
        self._lay_out()
        self._mirror_button.toggled.connect(self.mirror_toggled)
        self._pause_button.toggled.connect(self._show_pause)
        self._pause_button.toggled.connect(self.pause_toggled)
        camera.rate_changed.connect(self._remember_rate)

    def set_live(self, live: bool) -> None:
        """There is a picture, or there is none."""
        self._mirror_button.setVisible(live)
        self._pause_button.setVisible(live)
        if not live:
            self._speed.setText("")
            self._rate = 0.0
            self._pause_button.setChecked(False)

    def toggle_pause(self) -> None:
        """As a click on *Pause*."""
        if self._pause_button.isVisible() and self._pause_button.isEnabled():
            self._pause_button.toggle()

    def toggle_mirror(self) -> None:
        """As a click on *Mirror*."""
        if self._mirror_button.isVisible():
            self._mirror_button.toggle()

    def note_frame(self, frame: Frame) -> None:
        """A frame was shown: tell its age, now and then."""
        now = time.monotonic()
        if self._rate and now - self._said >= _UPDATE_EVERY_S:
            self._said = now
            delay = round((now - frame.time) * 1000)
            self._speed.setText(self._speed_text(delay))

    def set_frozen(self, frozen: bool) -> None:
        """A captured picture is shown: there is nothing to pause."""
        self._pause_button.setEnabled(not frozen)
        if frozen:
            self._speed.setText("")

    def note_silence(self) -> None:
        """No frames come."""
        self._speed.setText("")
        self._rate = 0.0

    def _build(self, camera: CameraService, settings: SettingsService) -> None:
        self.source_picker = SourcePicker(camera)
        self._mirror_button = Button(self.tr("Mirror"), "mirror")
        self._mirror_button.setObjectName("mirror")
        self._mirror_button.setCheckable(True)
        self._mirror_button.setChecked(settings.values.mirror)
        self._mirror_button.setToolTip(
            self.tr("Exchange left and right on the screen (M); pictures are saved as they are.")
        )
        self._pause_button = Button(self.tr("Pause"), "pause")
        self._pause_button.setObjectName("pause_preview")
        self._pause_button.setCheckable(True)
        self._pause_button.setToolTip(self.tr("Hold the picture (P)"))
        self._speed = ElidedLabel()
        self._speed.setProperty("role", "caption")
        self._speed.setObjectName("speed")
        for button in (self._mirror_button, self._pause_button):
            # A click must not take Space away from the preview; Tab leads here.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.source_picker)
        row.addWidget(self._mirror_button)
        row.addWidget(self._pause_button)
        row.addStretch(1)
        row.addWidget(self._speed)

    def _show_pause(self, paused: bool) -> None:
        if paused:
            self._speed.setText(self.tr("paused"))
        self._said = 0.0

    def _remember_rate(self, rate: float) -> None:
        self._rate = rate

    def _speed_text(self, delay: int) -> str:
        if self._rate < 1:
            return self.tr("a picture every {seconds} s").format(seconds=f"{1 / self._rate:.0f}")
        return self.tr("{rate} fps · {delay} ms behind").format(
            rate=f"{self._rate:.0f}", delay=delay
        )
