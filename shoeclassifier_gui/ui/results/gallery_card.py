"""The pictures behind the numbers: misclassified ones, or those of a chosen cell."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.services.results import EvaluationProgress
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.results.gallery import Gallery
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.results.picture_choice import Cell, choose_pictures
from shoeclassifier_gui.ui.results.wording import (
    all_right_text,
    cell_title,
    share_text,
    wrong_title,
)
from shoeclassifier_gui.ui.widgets.buttons import QuietButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.pill import Pill
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine


class GalleryCard(Card):
    """Names its part and count in the title."""

    all_requested = Signal()
    stop_requested = Signal()

    def __init__(self, thumbnails: ThumbnailService, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._gallery = Gallery(thumbnails)
        self._words = Caption()
        self._cell = ElidedLabel()
        self._cell.setObjectName("chosen_cell")
        self._progress = ProgressLine(stoppable=True)
        self._count = Pill()
        self._all_button = QuietButton(self.tr("Show all mistakes"))
        self._all_button.setObjectName("show_all_mistakes")
        self._arrange()
        self._all_button.clicked.connect(self.all_requested)
        self._progress.stop_requested.connect(self.stop_requested)

    def show_pictures(
        self, split: Part, measured: Evaluated, cell: Cell | None, cell_text: str
    ) -> None:
        """Show the pictures of a cell (`cell_text` says which), or all mistakes."""
        shown = choose_pictures(measured.answers, cell)
        names = tuple(score.name for score in measured.scores.per_class)
        self.set_title(wrong_title(split) if cell is None else cell_title(split))
        self._cell.setText(cell_text)
        self._cell.setVisible(cell is not None)
        self._count.setText(share_text(len(shown), measured.scores.count))
        self._count.show()
        self._all_button.setVisible(cell is not None)
        if shown:
            self._gallery.show_answers(shown, names)
            self._stack.setCurrentWidget(self._gallery)
        elif cell is None:
            self._say(all_right_text(split, measured.scores.count))
        else:
            self._say(self.tr("There are no pictures in this cell."))

    def show_message(self, split: Part, text: str) -> None:
        """Say why there are no pictures yet."""
        self._show_title_only(split)
        self._say(text)

    def show_progress(self, split: Part, progress: EvaluationProgress) -> None:
        """Say how far the measuring is."""
        self._show_title_only(split)
        text = self.tr("Looking at picture {done} of {total}").format(
            done=number(progress.done), total=number(progress.total)
        )
        self._progress.show_progress(text, progress.done / max(1, progress.total))
        self._stack.setCurrentWidget(self._waiting)

    def _arrange(self) -> None:
        self._waiting = QWidget()
        column = QVBoxLayout(self._waiting)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._progress)
        column.addStretch(1)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        for part in (self._words, self._waiting, self._gallery):
            self._stack.addWidget(part)
        self.add_to_header(self._count)
        self.add_to_header(self._all_button)
        self.content.addWidget(self._cell)
        self.content.addWidget(self._stack, 1)

    def _show_title_only(self, split: Part) -> None:
        self.set_title(wrong_title(split))
        self._cell.hide()
        self._count.hide()
        self._all_button.hide()

    def _say(self, text: str) -> None:
        self._words.setText(text)
        self._stack.setCurrentWidget(self._words)
