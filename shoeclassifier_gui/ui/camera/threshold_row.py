"""How high a score must be to count as an answer."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.percent import percent_text

# A drag moves the slider sixty times a second; the settings file need not follow.
_SAVE_AFTER_MS = 300


class ThresholdRow(QWidget):
    """A slider from 0 to 100 %; `changed` follows it at once, the settings when it rests."""

    changed = Signal(float)

    def __init__(self, settings: SettingsService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._build()
        self._lay_out()
        self._follow_settings()
        self._slider.valueChanged.connect(self._follow_slider)
        self._save_later.timeout.connect(self._save)
        settings.changed.connect(self._follow_settings)

    @property
    def threshold(self) -> float:
        """The score (0 to 1) from which on an answer counts."""
        return self._slider.value() / 100

    def save_now(self) -> None:
        """Save what was still waiting."""
        if self._save_later.isActive():
            self._save_later.stop()
            self._save()

    def _build(self) -> None:
        self._label = QLabel(self.tr("“Not a shoe I know” below"))
        self._value = QLabel()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("threshold")
        self._slider.setRange(0, 100)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName(self.tr("Lowest score of an answer, in per cent"))
        self._save_later = QTimer(self)
        self._save_later.setSingleShot(True)
        self._save_later.setInterval(_SAVE_AFTER_MS)

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(GAP)
        words.addWidget(self._label)
        words.addStretch(1)
        words.addWidget(self._value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(0)
        column.addLayout(words)
        column.addWidget(self._slider)

    def _follow_slider(self) -> None:
        self._value.setText(percent_text(self.threshold))
        self._save_later.start()
        self.changed.emit(self.threshold)

    def _follow_settings(self) -> None:
        if not self._save_later.isActive():
            self._slider.setValue(round(self._settings.values.unknown_threshold * 100))
            self._value.setText(percent_text(self.threshold))

    def _save(self) -> None:
        self._settings.update(unknown_threshold=self.threshold)
