"""What the page shows while a folder is read, or the sample drawn, for the first time."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shoeclassifier_gui.services.library import DRAWING, LibraryState
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine
from shoeclassifier_gui.ui.widgets.time_left import TimeLeft

_WIDTH = 420


class ReadingView(QWidget):
    """What is being done, how far, how long still, and a way out."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_left = TimeLeft()
        self._busy = ""
        self._heading = Heading()
        self._explanation = Caption()
        self._progress = ProgressLine(stoppable=True)
        self._lay_out()
        self._progress.stop_requested.connect(self.stop_requested)

    def show_state(self, state: LibraryState) -> None:
        """Show how far the work is."""
        if state.busy != self._busy:
            self._busy = state.busy
            self._show_words(drawing=state.busy == DRAWING)
        if not state.busy:
            return
        if not state.total:
            self._progress.show_progress(self.tr("Looking for pictures"), None)
            return
        text = self.tr("{done} of {total} pictures")
        words = text.format(done=number(state.done), total=number(state.total))
        self._progress.show_progress(
            words, state.done / state.total, self._time_left.words(state.done, state.total)
        )

    def _show_words(self, *, drawing: bool) -> None:
        if drawing:
            self._heading.setText(self.tr("Drawing the sample shoes"))
            self._explanation.setText(
                self.tr("The program draws them itself; they lie in your documents then.")
            )
        else:
            self._heading.setText(self.tr("Reading the pictures"))
            self._explanation.setText(
                self.tr("Only the first time takes long. Nothing in the folder is changed.")
            )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addStretch(2)
        for part in (self._heading, self._explanation, self._progress):
            part.setFixedWidth(_WIDTH)
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
