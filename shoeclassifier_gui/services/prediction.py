"""Answers for live frames: loads the chosen model and keeps classifying the newest frame."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.runs.about import About, read_about
from shoeclassifier_gui.core.runs.answers import LiveAnswer, ModelReady
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.services.job import Job

_MODEL_FOLDER = "model"


class PredictionService(QObject):
    """Owns the model in use.

    `answered` brings a `LiveAnswer` for every frame that was classified. The frame offered last is
    always classified, so offering no other one gives the answer of exactly that one.
    """

    model_changed = Signal()
    answered = Signal(LiveAnswer)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox()
        self._folder: Path | None = None
        self._card: ModelCard | None = None
        self._name = ""
        self._ready = False
        self._expected = False
        self._job: Job | None = None

    @property
    def card(self) -> ModelCard | None:
        """The model in use, or None."""
        return self._card

    @property
    def folder(self) -> Path | None:
        """The folder of the model in use, or None."""
        return self._folder

    @property
    def run(self) -> Path | None:
        """The folder of the run that the model in use is of, or of a model that stands alone."""
        folder = self._folder
        return folder.parent if folder is not None and folder.name == _MODEL_FOLDER else folder

    @property
    def name(self) -> str:
        """The name that a person gave to that run; empty where nobody did."""
        return self._name

    @property
    def ready(self) -> bool:
        """Whether the model is loaded and answers."""
        return self._ready

    @property
    def loading(self) -> bool:
        """Whether the model is being loaded, or will be as soon as that is possible."""
        return self._expected or (self._job is not None and not self._ready)

    @property
    def expected(self) -> bool:
        """Whether there is a model whose turn comes when the engine is loaded."""
        return self._expected

    def use_model(self, folder: Path | None, *, expected: bool = False) -> None:
        """Takes another model into use. Needs a loaded engine to answer.

        Args:
            folder: The model's folder, or its run's; None for none.
            expected: There is one, and it is taken into use later.
        """
        self.stop()
        self._expected = expected
        self._card = None
        self._folder = None
        failure = None
        try:
            self._card = ModelCard.read(folder) if folder is not None else None
        except UserError as error:
            failure = error
        if folder is not None and failure is None:
            self._folder = folder
            self._begin(folder)
        self._name = read_about(self.run).name if self.run is not None else ""
        self.model_changed.emit()
        if failure is not None:
            self.failed.emit(failure)

    def take_name(self, run: Path, about: About) -> None:
        """Tells that a person gave a run another name."""
        if run == self.run:
            self._name = about.name
            self.model_changed.emit()

    def offer(self, frame: Frame) -> None:
        """Gives the newest frame; one that is not yet classified is replaced."""
        self._mailbox.put(frame)

    def stop(self) -> None:
        """Ends classifying."""
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self._ready = False
        self._mailbox = Mailbox()

    def _begin(self, folder: Path) -> None:
        # Not in the background: the answer is what the user looks at. Measured on two busy cores:
        # 250 ms instead of 1,400 ms after the picture; training, in the background, gives way.
        job = Job(partial(_answer_live, folder, self._mailbox), self, background=False)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self._fail)
        job.begin()

    def _apply(self, events: list[ModelReady | LiveAnswer]) -> None:
        for event in events:
            if isinstance(event, LiveAnswer):
                self.answered.emit(event)
            else:
                self._ready = True
                self.model_changed.emit()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self._ready = False
        self.model_changed.emit()
        self.failed.emit(error)


def _answer_live(
    folder: Path, mailbox: Mailbox, control: Control
) -> Iterator[ModelReady | LiveAnswer]:
    from shoeclassifier_gui.learn.models.live import answer_live

    return answer_live(folder, mailbox, control)
