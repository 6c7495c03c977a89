"""What the model says: the answer, how sure it is, how fast, and which model it is."""

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.runs.answers import LiveAnswer
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.answer_view import AnswerView
from shoeclassifier_gui.ui.camera.headline import SteadyHeadline, exact_headline
from shoeclassifier_gui.ui.camera.model_state import ModelState
from shoeclassifier_gui.ui.camera.threshold_row import ThresholdRow
from shoeclassifier_gui.ui.run_names import run_title
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption, set_role
from shoeclassifier_gui.ui.widgets.percent import percent_text

_FACTS_EVERY_S = 0.5


class InferencePanel(Card):
    """Shows answers as they come; it is told which of them are live and which is of a capture."""

    train_requested = Signal()
    dataset_requested = Signal()
    threshold_changed = Signal(float)

    def __init__(
        self,
        prediction: PredictionService,
        library: LibraryService,
        settings: SettingsService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._prediction = prediction
        self._last: LiveAnswer | None = None
        self._exact = False
        self._facts_time = 0.0
        self._build(library, settings)
        self._arrange()
        self._connect()
        self._update_model()

    @property
    def threshold(self) -> float:
        """The score (0 to 1) from which on an answer counts."""
        return self._threshold_row.threshold

    def show_live(self, answer: LiveAnswer) -> None:
        """Show an answer to the newest frame, smoothed."""
        now = time.monotonic()
        self._exact = False
        self._last = answer
        self._view.show_answer(self._steady.follow(answer, now), answer)
        if now - self._facts_time >= _FACTS_EVERY_S:
            self._facts_time = now
            self._facts.setText(self._facts_text(answer))

    def show_captured(self, answer: LiveAnswer | None) -> None:
        """Show the answer to exactly one picture; None while it is being classified."""
        self._exact = True
        self._last = answer
        self._facts.setText(self.tr("Answer to the captured picture") if answer else "")
        if answer is None:
            self._view.show_nothing(self.tr("Classifying this picture …"))
        else:
            self._view.show_answer(exact_headline(answer, self.threshold), answer)

    def forget(self) -> None:
        """Show no answer until the next one comes."""
        self._last = None
        self._exact = False
        self._steady.restart()
        self._facts.setText("")
        self._facts_time = 0.0
        self._view.show_nothing(self.tr("Waiting for a picture."))

    def save_now(self) -> None:
        """Save what was still waiting."""
        self._threshold_row.save_now()

    def _build(self, library: LibraryService, settings: SettingsService) -> None:
        self._state = ModelState(self._prediction, library)
        self._view = AnswerView()
        self._facts = Caption()
        self._facts.setObjectName("latency")
        self._threshold_row = ThresholdRow(settings)
        self._model = ElidedLabel()
        set_role(self._model, "caption")
        self._model.setObjectName("model_in_use")
        self._steady = SteadyHeadline(self._threshold_row.threshold)

    def _arrange(self) -> None:
        for part in (self._state, self._view, self._facts):
            self.content.addWidget(part)
        self.content.addWidget(self._threshold_row)
        self.content.addWidget(self._model)

    def _connect(self) -> None:
        self._state.train_requested.connect(self.train_requested)
        self._state.dataset_requested.connect(self.dataset_requested)
        self._threshold_row.changed.connect(self._apply_threshold)
        self._prediction.model_changed.connect(self._update_model)

    def _update_model(self) -> None:
        ready, card = self._prediction.ready, self._prediction.card
        if card is not None:
            self._view.reserve(len(card.classes))
        self.forget()
        self._state.setVisible(self._state.wanted)
        for part in (self._view, self._facts, self._threshold_row):
            part.setVisible(ready)
        self._model.setVisible(card is not None)
        if card is not None:
            self._model.setText(self._model_text(card))

    def _model_text(self, card: ModelCard) -> str:
        run = self._prediction.run
        text = self.tr("Model {name}: {percent} of {count} validation pictures right")
        return text.format(
            name=run_title(run, self._prediction.name) if run is not None else "",
            percent=percent_text(card.scores.accuracy),
            count=card.scores.count,
        )

    def _apply_threshold(self, threshold: float) -> None:
        self._steady.set_threshold(threshold)
        if self._last is not None:
            exact = exact_headline(self._last, threshold) if self._exact else None
            self._view.show_answer(exact or self._steady.headline(), self._last)
        self.threshold_changed.emit(threshold)

    def _facts_text(self, answer: LiveAnswer) -> str:
        card = self._prediction.card
        if card is None or answer.views >= len(card.views):
            return self._speed(answer)
        return self.tr("{speed} · looks once instead of {views} times, to be fast").format(
            speed=self._speed(answer), views=len(card.views)
        )

    def _speed(self, answer: LiveAnswer) -> str:
        if answer.latency >= 1:
            return self.tr("{seconds} s after the picture · {rate} answers a second").format(
                seconds=f"{answer.latency:.1f}", rate=f"{answer.rate:.1f}"
            )
        return self.tr("{milliseconds} ms after the picture · {rate} answers a second").format(
            milliseconds=round(answer.latency * 1000), rate=f"{answer.rate:.0f}"
        )
