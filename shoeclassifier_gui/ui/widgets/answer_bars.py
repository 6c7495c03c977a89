"""The best answers of a prediction as bars."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import ANIMATION_MS, BAR_HEIGHT, GAP, class_colour
from shoeclassifier_gui.ui.widgets.painting import paint_bar
from shoeclassifier_gui.ui.widgets.percent import percent_text

_NAME_TO_BAR = 4
_ROW_GAP = 12
_USUAL_ROWS = 3


class Answer(NamedTuple):
    """One class and how probable it is."""

    name: str
    probability: float
    colour_index: int


class AnswerBars(QWidget):
    """Name, per cent and bar per answer, in the given order; bars glide to new values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: tuple[Answer, ...] = ()
        self._from: dict[str, float] = {}
        self._theme = current_theme()
        self._glide = QVariantAnimation(self)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.setDuration(ANIMATION_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._repaint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answers"))

    def show_answers(self, answers: Sequence[Answer | tuple[str, float, int]]) -> None:
        """Show answers, best first: (name, probability 0 to 1, place of the class in the list)."""
        self._from = {answer.name: self.shown_share(answer) for answer in self._answers}
        rows_before = len(self._answers)
        self._answers = tuple(Answer(*answer) for answer in answers)
        self.setAccessibleDescription(self._spoken())
        if len(self._answers) != rows_before:
            self.updateGeometry()
        self._glide.stop()
        if self._theme.reduce_motion or not self.isVisible():
            self._from = {}
            self._glide.setCurrentTime(ANIMATION_MS)
        else:
            self._glide.start()
        self.update()

    def shown_share(self, answer: Answer) -> float:
        """How much of the answer's bar is filled at this moment of the glide."""
        start = self._from.get(answer.name, 0.0)
        progress = float(self._glide.currentValue())
        return start + (answer.probability - start) * progress

    def sizeHint(self) -> QSize:
        """Room for the answers on show, or for the usual three."""
        return QSize(240, self._height_of(len(self._answers) or _USUAL_ROWS))

    def minimumSizeHint(self) -> QSize:
        """Names may be shortened, rows may not."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint row by row."""
        painter = QPainter(self)
        for row, answer in enumerate(self._answers):
            self._paint_row(painter, row, answer)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, answer: Answer) -> None:
        palette = self._theme.palette
        metrics = self.fontMetrics()
        top = row * self._row_pitch()
        percent = percent_text(answer.probability)
        percent_width = metrics.horizontalAdvance(percent)
        line = QRectF(0, top, self.width(), metrics.height())
        painter.setPen(QColor(palette.text if row == 0 else palette.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, percent)
        painter.setPen(QColor(palette.text))
        room = self.width() - percent_width - GAP
        name = metrics.elidedText(answer.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)
        bar = QRectF(0, line.bottom() + _NAME_TO_BAR, self.width(), BAR_HEIGHT)
        colour = class_colour(palette, answer.colour_index)
        paint_bar(painter, bar, self.shown_share(answer), colour=colour, track=palette.sunken)

    def _row_pitch(self) -> int:
        return self.fontMetrics().height() + _NAME_TO_BAR + BAR_HEIGHT + _ROW_GAP

    def _height_of(self, rows: int) -> int:
        return rows * self._row_pitch() - _ROW_GAP

    def _spoken(self) -> str:
        line = self.tr("{name}: {percent}")
        return "\n".join(
            line.format(name=answer.name, percent=percent_text(answer.probability))
            for answer in self._answers
        )

    def _repaint(self) -> None:
        self.update()
