"""A progress bar without words: the words stand beside it."""

from PySide6.QtCore import QRectF, QSize, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import BAR_HEIGHT
from shoeclassifier_gui.ui.widgets.painting import paint_bar

_STEPS = 1000
_ROUND_MS = 1600
_RUNNER_SHARE = 0.25


class ThinProgressBar(QProgressBar):
    """Eight pixels high; `show_share(None)` when it is not known how far the work is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._runner = QVariantAnimation(self)
        self._runner.setStartValue(0.0)
        self._runner.setEndValue(1.0)
        self._runner.setDuration(_ROUND_MS)
        self._runner.setLoopCount(-1)
        self._runner.valueChanged.connect(self._repaint)
        self.show_share(0.0)

    def show_share(self, share: float | None) -> None:
        """Show which share (0 to 1) of the work is done; None: not known."""
        if share is None:
            self.setRange(0, 0)
        else:
            self.setRange(0, _STEPS)
            self.setValue(round(_STEPS * min(1.0, max(0.0, share))))
        self._run_or_rest()

    def sizeHint(self) -> QSize:
        """Thin, as wide as it may be."""
        return QSize(120, BAR_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(48, BAR_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the part that is done, or a runner when that is not known."""
        palette = current_theme().palette
        painter = QPainter(self)
        bar = QRectF(0, (self.height() - BAR_HEIGHT) / 2, self.width(), BAR_HEIGHT)
        share = 0.0 if self._is_unknown() else self.value() / _STEPS
        paint_bar(painter, bar, share, colour=palette.accent, track=palette.sunken)
        if self._is_unknown():
            runner = self._runner_rect(bar)
            paint_bar(painter, runner, 1.0, colour=palette.accent, track=palette.accent)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Move only while somebody can see it."""
        super().showEvent(event)
        self._run_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer behind."""
        super().hideEvent(event)
        self._runner.stop()

    def _is_unknown(self) -> bool:
        return self.maximum() == 0

    def _runner_rect(self, bar: QRectF) -> QRectF:
        width = bar.width() * _RUNNER_SHARE
        # There and back again, so that the runner never jumps.
        progress = 1 - abs(2 * float(self._runner.currentValue()) - 1)
        return QRectF(bar.x() + (bar.width() - width) * progress, bar.y(), width, bar.height())

    def _run_or_rest(self) -> None:
        moving = self._is_unknown() and self.isVisible() and not current_theme().reduce_motion
        running = self._runner.state() == QVariantAnimation.State.Running
        if moving and not running:
            self._runner.start()
        elif running and not moving:
            self._runner.stop()

    def _repaint(self) -> None:
        self.update()
