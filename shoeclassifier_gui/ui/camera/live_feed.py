"""Takes frames from the camera to the screen and to the model, and answers back."""

from PySide6.QtCore import QObject, QTimer, Signal

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.core.runs.answers import LiveAnswer
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.prediction import PredictionService

_POLL_EVERY_MS = 33


class LiveFeed(QObject):
    """Shows and offers the newest frame while it runs, or one frozen frame.

    `frame_changed` brings what to show, `answered` the answer to a frame of the present source
    (while frozen: to the frozen frame only), `source_changed` says that nothing is shown any more.
    """

    frame_changed = Signal(Frame)
    answered = Signal(LiveAnswer)
    source_changed = Signal()
    polled = Signal()

    def __init__(
        self,
        camera: CameraService,
        prediction: PredictionService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._camera = camera
        self._prediction = prediction
        self._shown: Frame | None = None
        self._frozen: Frame | None = None
        self._first_number = 0
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_EVERY_MS)
        self._newest: LiveAnswer | None = None
        self._timer.timeout.connect(self._poll)
        camera.choice_changed.connect(self._start_over)
        prediction.model_changed.connect(self._offer_again)
        prediction.answered.connect(self._pass_on)

    @property
    def shown(self) -> Frame | None:
        """The frame on the screen."""
        return self._frozen or self._shown

    @property
    def frozen(self) -> Frame | None:
        """The frozen frame, or None while live."""
        return self._frozen

    @property
    def paused(self) -> bool:
        """Whether the preview is held."""
        return self._paused

    def start(self) -> None:
        """Begins to look for frames."""
        self._timer.start()

    def stop(self) -> None:
        """Rests; the source stays open."""
        self._timer.stop()

    def pause(self, paused: bool) -> None:
        """Holds the preview, or lets it go on."""
        self._paused = paused
        if paused:
            self._camera.pause()
        else:
            self._camera.resume()

    def freeze(self, frame: Frame) -> None:
        """Shows one frame and asks for its answer only."""
        self._frozen = frame
        self._prediction.offer(frame)
        self.frame_changed.emit(frame)
        if self._newest is not None and self._newest.frame == frame.number:
            # It was classified before it was frozen, and is not classified again.
            self.answered.emit(self._newest)

    def thaw(self) -> None:
        """Goes back to live frames."""
        self._frozen = None
        if self._shown is not None:
            self.frame_changed.emit(self._shown)
            self._prediction.offer(self._shown)

    def _poll(self) -> None:
        self.polled.emit()
        frame = self._camera.mailbox.latest()
        if self._frozen is not None or self._paused or frame is None:
            return
        if self._shown is not None and frame.number == self._shown.number:
            return
        if self._shown is None:
            self._first_number = frame.number
        self._shown = frame
        self._prediction.offer(frame)
        self.frame_changed.emit(frame)

    def _start_over(self) -> None:
        self._newest = None
        self._shown = None
        self._frozen = None
        self._paused = False
        self.source_changed.emit()

    def _offer_again(self) -> None:
        """Another model has not seen the frame on the screen yet."""
        self._newest = None
        if self.shown is not None and self._timer.isActive():
            self._prediction.offer(self.shown)

    def _pass_on(self, answer: LiveAnswer) -> None:
        if self._frozen is not None:
            wanted = answer.frame == self._frozen.number
        else:
            # Numbers grow from source to source: a smaller one belongs to an earlier source.
            wanted = self._shown is not None and answer.frame >= self._first_number
        if wanted and self._timer.isActive():
            self._newest = answer
            self.answered.emit(answer)
