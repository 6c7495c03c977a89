"""The two charts of a run: loss and accuracy, with legend and readable values."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.core.runs.events import EpochFinished
from shoeclassifier_gui.services.training_state import TrainingState
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.train.curve_plot import CurvePlot, Curves
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.line_sample import LineSample
from shoeclassifier_gui.ui.widgets.loss_text import loss_text
from shoeclassifier_gui.ui.widgets.percent import percent_text
from shoeclassifier_gui.ui.widgets.value_scale import Numbers, ValueScale

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.

# A longer run fills the chart as it goes, else its first epochs would be a sliver at the left.
_SHOWN_WHOLE = 30
_USUAL_EPOCHS = 10
_EMPTY: Numbers = np.empty(0)


class CurveCard(Card):
    """A chart with its legend, and the values of one epoch in words below it."""

    def __init__(
        self,
        title: str,
        values_text: Callable[[EpochFinished], str],
        *,
        batches: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._values_text = values_text
        self._epochs: tuple[EpochFinished, ...] = ()
        self._plot = CurvePlot(title)
        self._plot.epoch_pointed.connect(self._read)
        self._values = Caption()
        self._values.setWordWrap(True)
        self.add_to_header(self._legend(batches=batches))
        self.content.addWidget(self._plot, 1)
        self.content.addWidget(self._values)

    def show_curves(self, curves: Curves, epochs: tuple[EpochFinished, ...]) -> None:
        """Draw the curves and say the values of the epoch that is pointed at, or the newest."""
        self._epochs = epochs
        self._plot.show_curves(curves)
        self._read(self._plot.pointed())

    def _read(self, place: int) -> None:
        if not self._epochs:
            text = self.tr("The curve begins with the first epoch.")
        else:
            text = self._values_text(self._epochs[min(place, len(self._epochs) - 1)])
        self._values.setText(text)
        self._plot.setAccessibleDescription(text)

    def _legend(self, *, batches: bool) -> QWidget:
        legend = QWidget()
        row = QHBoxLayout(legend)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP // 2)
        entries = [
            (LineSample(0), self.tr("training")),
            (LineSample(1, dashed=True), self.tr("validation")),
        ]
        if batches:
            entries.insert(0, (LineSample(0, faint=True), self.tr("batch")))
        for sample, text in entries:
            caption = Caption(text)
            caption.setWordWrap(False)
            row.addWidget(sample)
            row.addWidget(caption)
            row.addSpacing(GAP // 2)
        return legend


class LossCard(CurveCard):
    """Loss of batches and epochs: how far the answers are from the truth."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("train", "Loss"), _loss_text, batches=True, parent=parent)
        self.setObjectName("loss_curves")

    def show_run(self, state: TrainingState) -> None:
        """Draw a run."""
        batch_x, batch_y = _batches(state)
        train = [epoch.train_loss for epoch in state.epochs]
        val = [epoch.val_loss for epoch in state.epochs]
        # One wild batch must not press all other values to the ground.
        known = batch_y[np.isfinite(batch_y)]
        tops = [*train, *val, float(np.percentile(known, 98)) if len(known) else 0.0]
        scale = ValueScale.of_losses(tops)
        curves = _curves(state, train, val, batch_x=batch_x, batch_y=batch_y, scale=scale)
        self.show_curves(curves, state.epochs)


class AccuracyCard(CurveCard):
    """Share of right answers in per cent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title = translate("train", "Accuracy in %")
        super().__init__(title, _accuracy_text, batches=False, parent=parent)
        self.setObjectName("accuracy_curves")

    def show_run(self, state: TrainingState) -> None:
        """Draw a run."""
        train = [100 * epoch.train_accuracy for epoch in state.epochs]
        val = [100 * epoch.val_accuracy for epoch in state.epochs]
        low = 10.0 * math.floor(min([*train, *val], default=0.0) / 10.5)
        scale = ValueScale(low, 100.0)
        curves = _curves(state, train, val, batch_x=_EMPTY, batch_y=_EMPTY, scale=scale)
        self.show_curves(curves, state.epochs)


def _loss_text(epoch: EpochFinished) -> str:
    text = translate("train", "Epoch {epoch}: training {train}, validation {val}")
    if epoch.epoch == 0:
        text = translate("train", "First model: training {train}, validation {val}")
    return text.format(
        epoch=number(epoch.epoch),
        train=loss_text(epoch.train_loss),
        val=loss_text(epoch.val_loss),
    )


def _accuracy_text(epoch: EpochFinished) -> str:
    text = translate("train", "Epoch {epoch}: training {train}, validation {val}")
    if epoch.best:
        text = translate("train", "Epoch {epoch}, best so far: training {train}, validation {val}")
    if epoch.epoch == 0:
        text = translate("train", "First model: training {train}, validation {val}")
    return text.format(
        epoch=number(epoch.epoch),
        train=percent_text(epoch.train_accuracy),
        val=percent_text(epoch.val_accuracy),
    )


def _batches(state: TrainingState) -> tuple[Numbers, Numbers]:
    if state.started is None or not len(state.losses):
        return _EMPTY, _EMPTY
    steps = np.arange(1, len(state.losses) + 1) + state.started.first_step
    return steps / max(1, state.started.steps_per_epoch), state.losses.astype(np.float64)


def _curves(
    state: TrainingState,
    train: Sequence[float],
    val: Sequence[float],
    *,
    batch_x: Numbers,
    batch_y: Numbers,
    scale: ValueScale,
) -> Curves:
    best = [place for place, epoch in enumerate(state.epochs) if epoch.best]
    return Curves(
        epochs=[epoch.epoch for epoch in state.epochs],
        train=train,
        val=val,
        best=best[-1] if best else None,
        batch_x=batch_x,
        batch_y=batch_y,
        last_epoch=_last_epoch(state),
        scale=scale,
    )


def _last_epoch(state: TrainingState) -> int:
    """The right end of the axis: the planned epochs, or what a long or an ended run fills."""
    planned = state.started.epochs if state.started else _USUAL_EPOCHS
    done = state.epochs[-1].epoch if state.epochs else 0
    if state.epochs and not state.active:
        return max(2, done)
    if planned <= _SHOWN_WHOLE:
        return max(2, planned)
    return min(planned, max(_USUAL_EPOCHS, round(1.25 * done)))
