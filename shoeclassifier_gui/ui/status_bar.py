"""The line at the bottom: device, project, model in use, running work."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QSizePolicy, QStatusBar, QWidget

from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.services.data_age import DataAgeService
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.ui.background_work import BackgroundWork
from shoeclassifier_gui.ui.data_age_words import age_details, age_words
from shoeclassifier_gui.ui.run_names import run_title
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import QuietButton
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.percent import percent_text
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine

_DOT = 8
_HEIGHT = 32
_LONGEST_PROJECT = 240


class StatusBar(QStatusBar):
    """Always tells where the program computes, on what, with which model, and what it is doing."""

    def __init__(
        self,
        engine: EngineService,
        library: LibraryService,
        prediction: PredictionService,
        work: BackgroundWork,
        *,
        data_age: DataAgeService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._library = library
        self._prediction = prediction
        self._work = work
        self._age = data_age
        self._stop: Callable[[], None] | None = None
        self._build()
        self._lay_out()
        self._connect()
        self._show_all()

    def _build(self) -> None:
        self.setSizeGripEnabled(False)
        self._dot = _Dot()
        self._device = _fact("status_device", self.tr("Device"))
        self._project = _fact("status_project", self.tr("Open project"))
        self._project.setMaximumWidth(_LONGEST_PROJECT)
        self._model = _fact("status_model", self.tr("Model in use"))
        self._data_age = QuietButton("", "warning")
        self._data_age.setObjectName("status_data_age")
        self._progress = ProgressLine(compact=True, stoppable=True)
        self._progress.setObjectName("status_work")

    def _lay_out(self) -> None:
        facts = QWidget()
        row = QHBoxLayout(facts)
        row.setContentsMargins(CARD_GAP, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._dot)
        for label in (self._device, self._project, self._model):
            row.addWidget(label)
            row.addSpacing(CARD_GAP - GAP)
        row.addWidget(self._data_age)
        row.addStretch(1)
        self.setMinimumHeight(_HEIGHT)
        self.addWidget(facts, 1)
        self.addPermanentWidget(self._progress)

    def _connect(self) -> None:
        self._engine.ready.connect(self._show_device)
        self._engine.failed.connect(self._show_engine_failure)
        self._library.changed.connect(self._show_project)
        self._prediction.model_changed.connect(self._show_model)
        self._age.changed.connect(self._show_data_age)
        self._data_age.clicked.connect(self._explain_data_age)
        self._work.changed.connect(self._show_work)
        self._progress.stop_requested.connect(self._stop_work)

    def _show_all(self) -> None:
        self._show_device()
        self._show_project()
        self._show_model()
        self._show_data_age()
        self._show_work()

    def _show_device(self) -> None:
        device = self._engine.device
        self._dot.show_token("good" if device else "attention")
        self._device.setText(device or self.tr("Getting ready …"))

    def _show_engine_failure(self, _error: Exception) -> None:
        self._dot.show_token("bad")
        self._device.setText(self.tr("Not able to compute"))

    def _show_project(self) -> None:
        project = self._library.state.project
        self._project.setText(project.folder.name if project else self.tr("No project is open"))

    def _show_model(self) -> None:
        card = self._prediction.card
        none = self.tr("Loading your model …") if self._prediction.loading else ""
        none = none or self.tr("No model yet")
        self._model.setText(self._model_words(card) if card else none)

    def _model_words(self, card: ModelCard) -> str:
        text = self.tr("Model: {time} · {percent} of {count}")
        scores = card.scores
        percent, count = percent_text(scores.accuracy), number(scores.count)
        return text.format(time=self._model_name(), percent=percent, count=count)

    def _model_name(self) -> str:
        run = self._prediction.run
        return run_title(run, self._prediction.name) if run is not None else ""

    def _show_data_age(self) -> None:
        words = age_words(self._age.difference)
        self._data_age.setText(words)
        self._data_age.setToolTip(age_details(self._age.difference))
        self._data_age.setVisible(bool(words))

    def _explain_data_age(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Information, self.tr("Model and data"), "", parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(age_words(self._age.difference))
        box.setInformativeText(age_details(self._age.difference))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _show_work(self) -> None:
        work = self._work.now()
        self._progress.setVisible(work is not None)
        self._stop = work.stop if work else None
        if work is not None:
            self._progress.show_progress(work.text, work.share, work.time_left)

    def _stop_work(self) -> None:
        if self._stop is not None:
            self._stop()


class _Dot(QWidget):
    """A coloured point; the words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = "muted"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_token(self, token: str) -> None:
        """Take another colour of the palette."""
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        """A point."""
        return QSize(_DOT, _DOT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the point."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(getattr(current_theme().palette, self._token)))
        painter.drawEllipse(QPointF(_DOT / 2, _DOT / 2), _DOT / 2, _DOT / 2)
        painter.end()


def _fact(name: str, meaning: str) -> ElidedLabel:
    label = ElidedLabel()
    label.setObjectName(name)
    label.setAccessibleDescription(meaning)
    return label
