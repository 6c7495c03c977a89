"""Work in progress: what, how far, how long, and a way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import IconButton
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.thin_progress_bar import ThinProgressBar

_COMPACT_BAR_WIDTH = 120
_COMPACT_BUTTON_SIDE = 24


class ProgressLine(QWidget):
    """A bar with its words: two lines on pages, one line (`compact`) in the status bar."""

    stop_requested = Signal()

    def __init__(
        self, *, stoppable: bool = False, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = ElidedLabel()
        self._text.setProperty("role", "caption")
        self._time = Caption()
        self._time.setWordWrap(False)
        self._bar = ThinProgressBar()
        self._stop_button = self._new_stop_button(compact)
        self._stop_button.setVisible(stoppable)
        self._stop_button.clicked.connect(self._request_stop)
        if compact:
            self._lay_out_in_one_line()
        else:
            self._lay_out_in_two_lines()

    def show_progress(self, text: str, share: float | None, time_text: str = "") -> None:
        """Say what is being done, which share (0 to 1; None: not known) is done, how long still."""
        self._text.setText(text)
        self._time.setText(time_text)
        self._time.setVisible(bool(time_text))
        self._bar.show_share(share)
        self._bar.setAccessibleName(text)
        self._bar.setAccessibleDescription(time_text)

    def _lay_out_in_two_lines(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(self._bar, 0, 0, 1, 2)
        grid.addWidget(self._text, 1, 0)
        grid.addWidget(self._time, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._stop_button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def _lay_out_in_one_line(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        self._bar.setFixedWidth(_COMPACT_BAR_WIDTH)
        # A status bar would give it room that it cannot use, and a hole between text and bar.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for column, part in enumerate((self._text, self._time, self._bar, self._stop_button)):
            grid.addWidget(part, 0, column, Qt.AlignmentFlag.AlignVCenter)

    def _new_stop_button(self, compact: bool) -> IconButton:
        if compact:
            return IconButton("close", self.tr("Stop this work"), _COMPACT_BUTTON_SIDE)
        return IconButton("stop", self.tr("Stop this work"))

    def _request_stop(self) -> None:
        self.stop_requested.emit()
