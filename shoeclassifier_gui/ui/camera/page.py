"""The Camera page: wires the live card, the inference panel and the captured pictures."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.core.camera.waiting import WaitingCapture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.answers import LiveAnswer
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.captures import CaptureService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.services.recording import RecordingService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.captured_card import CapturedCard
from shoeclassifier_gui.ui.camera.captures import (
    Capture,
    CapturedModel,
    new_capture,
    restored_capture,
)
from shoeclassifier_gui.ui.camera.inference_panel import InferencePanel
from shoeclassifier_gui.ui.camera.live_card import LiveCard
from shoeclassifier_gui.ui.camera.live_feed import LiveFeed
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.theme.tones import Tone

_PANEL_WIDTH, _NARROW_PANEL_WIDTH = 340, 272
_WIDE = 900
# Shorter than this, a press of Space captures one picture.
_HOLD_MS = 350
_USUAL_PREPARATION = Preprocessing(image_size=224)


class CameraPage(QWidget):
    """Live preview at the left, what the model says at the right.

    Space captures and goes back to live; held, it records. Escape goes back, P holds the picture,
    M mirrors it, 1-9 choose the class of a captured picture or of a recording, Enter adds it.
    """

    train_requested = Signal()
    dataset_requested = Signal()
    project_requested = Signal()

    def __init__(  # noqa: PLR0913 - the services of one page
        self,
        camera: CameraService,
        recording: RecordingService,
        prediction: PredictionService,
        library: LibraryService,
        *,
        settings: SettingsService,
        waiting: CaptureService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._camera = camera
        self._recording = recording
        self._prediction = prediction
        self._library = library
        self._waiting = waiting
        self._saving: int | None = None
        self._discarded: Capture | None = None
        self._asks_for_project = False
        self._build(settings)
        self._lay_out()
        self._connect()
        self._update_classes()
        self._update_guide()
        waiting.restore()

    def activate(self) -> None:
        """The page is shown: look for frames and for cameras."""
        self._feed.start()
        self._camera.list_cameras()
        self._live.preview.setFocus()

    def deactivate(self) -> None:
        """The page is hidden: rest; the source stays open."""
        self._feed.stop()
        self._panel.save_now()

    def record_into(self, class_name: str) -> None:
        """Choose the class that is recorded into next."""
        self._live.record_bar.choose_name(class_name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the picture needs the room more than the answer does."""
        super().resizeEvent(event)
        self._side.setFixedWidth(_PANEL_WIDTH if self.width() >= _WIDE else _NARROW_PANEL_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no focused widget took."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.isAutoRepeat() or not plain or not self._obey_key(event.key()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Space: a short press captured, a long one recorded."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            super().keyReleaseEvent(event)
        elif self._hold.isActive():
            self._hold.stop()
            self._capture()
        else:
            self._live.record_bar.release()

    def _build(self, settings: SettingsService) -> None:
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._feed = LiveFeed(self._camera, self._prediction, self)
        self._captures = CapturedModel(self)
        self._live = LiveCard(self._camera, self._recording, self._library, settings)
        self._bar = self._live.capture_bar
        self._notice = self._live.notice
        self._panel = InferencePanel(self._prediction, self._library, settings)
        self._captured = CapturedCard(self._captures)
        self._side = QWidget()
        self._captures.set_threshold(self._panel.threshold)

    def _lay_out(self) -> None:
        side = self._side
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._panel)
        column.addWidget(self._captured, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        row.setSpacing(CARD_GAP)
        row.addWidget(self._live, 1)
        row.addWidget(side)

    def _connect(self) -> None:
        self._feed.frame_changed.connect(self._show_frame)
        self._feed.answered.connect(self._show_answer)
        self._feed.source_changed.connect(self._show_source)
        self._camera.lost.connect(self._show_loss)
        self._feed.polled.connect(self._live.tick)
        self._live.pause_toggled.connect(self._feed.pause)
        self._bar.capture_requested.connect(self._capture)
        self._bar.back_requested.connect(self._back_to_live)
        self._bar.add_requested.connect(self._add_to_class)
        self._bar.discard_requested.connect(self._discard)
        self._notice.action_requested.connect(self._follow_notice)
        self._waiting.restored.connect(self._take_restored)
        self._waiting.failed.connect(self._show_failure)
        self._captured.reopened.connect(self._reopen)
        self._panel.train_requested.connect(self.train_requested)
        self._panel.dataset_requested.connect(self.dataset_requested)
        self._panel.threshold_changed.connect(self._captures.set_threshold)
        self._prediction.model_changed.connect(self._update_guide)
        self._library.changed.connect(self._update_classes)
        self._hold.timeout.connect(self._live.record_bar.press)
        self._live.record_bar.class_wanted.connect(self._ask_for_class)
        self._recording.failed.connect(self._show_failure)
        self._library.capture_kept.connect(self._mark_saved)
        self._library.capture_failed.connect(self._show_save_failure)

    def _obey_key(self, key: int) -> bool:
        frozen = self._feed.frozen is not None
        if key == Qt.Key.Key_Space and frozen:
            self._back_to_live()
        elif key == Qt.Key.Key_Space:
            self._hold.start()
        elif key == Qt.Key.Key_Escape and frozen:
            self._back_to_live()
        elif key == Qt.Key.Key_P:
            self._live.toolbar.toggle_pause()
        elif key == Qt.Key.Key_M:
            self._live.toolbar.toggle_mirror()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._live.preview.hasFocus():
            self._bar.request_add()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            picker = self._bar if frozen else self._live.record_bar
            picker.choose_class(key - Qt.Key.Key_1)
        else:
            return False
        return True

    def _show_frame(self, frame: Frame) -> None:
        self._live.show_frame(frame, frozen=self._feed.frozen is not None)

    def _show_answer(self, answer: LiveAnswer) -> None:
        if self._feed.frozen is None:
            self._panel.show_live(answer)
            return
        self._captures.set_answer(answer)
        self._show_frozen()

    def _show_source(self) -> None:
        self._live.show_source()
        self._bar.show_live()
        self._panel.forget()
        self._captured.select(None)

    def _show_loss(self) -> None:
        if self._feed.frozen is None:
            self._panel.forget()

    def _capture(self) -> None:
        frame, choice = self._feed.shown, self._camera.choice
        if frame is None or choice is None or not self._bar.can_capture:
            return
        if self._captures.find(frame.number) is None:
            capture = new_capture(frame, choice.name, self._camera.session)
            self._captures.add(capture)
            self._waiting.keep(capture.waiting())
        self._freeze(frame)

    def _take_restored(self, waiting: WaitingCapture) -> None:
        self._captures.add(restored_capture(waiting))

    def _discard(self) -> None:
        capture = self._frozen_capture()
        if capture is None or self._saving is not None:
            return
        self._captures.remove(capture.frame.number)
        self._waiting.forget(capture.name)
        self._back_to_live()
        self._discarded = capture
        self._notice.show_notice(
            Tone.INFO, self.tr("The picture was discarded."), action_text=self.tr("Undo")
        )

    def _follow_notice(self) -> None:
        capture, self._discarded = self._discarded, None
        if capture is None:
            self.project_requested.emit()
            return
        self._captures.add(capture)
        self._waiting.keep(capture.waiting())
        self._freeze(capture.frame)

    def _reopen(self, number: int) -> None:
        capture = self._captures.find(number)
        if capture is not None:
            self._freeze(capture.frame)

    def _freeze(self, frame: Frame) -> None:
        self._notice.hide()
        self._feed.freeze(frame)
        self._show_frozen()
        self._captured.select(frame.number)
        self._live.preview.setFocus()

    def _show_frozen(self) -> None:
        """Preview, bar and panel for the frozen capture as it is now known."""
        capture = self._frozen_capture()
        if capture is None:
            return
        answer = capture.answer
        if self._prediction.ready:
            self._panel.show_captured(answer)
        self._bar.show_frozen(
            capture.frame.number, saved_in=capture.saved_in, saving=self._saving is not None
        )

    def _frozen_capture(self) -> Capture | None:
        frozen = self._feed.frozen
        return self._captures.find(frozen.number) if frozen is not None else None

    def _back_to_live(self) -> None:
        self._notice.hide()
        self._panel.forget()
        self._bar.show_live()
        self._captured.select(None)
        self._feed.thaw()
        if self._feed.shown is None:
            self._live.show_source()
        self._live.preview.setFocus()

    def _add_to_class(self, class_name: str) -> None:
        capture = self._frozen_capture()
        if capture is None or self._saving is not None:
            return
        if self._library.state.project is None:
            self._explain_project()
        elif not class_name:
            self._bar.focus_class()
            self._notice.show_notice(
                Tone.INFO,
                self.tr("Which class is it?"),
                self.tr("Choose one, or type a new name, and press Enter."),
            )
        else:
            self._saving = capture.frame.number
            self._notice.hide()
            self._show_frozen()
            picture, note = capture.frame.picture, capture.note
            self._library.keep_capture(picture, class_name, note.session, note.source)

    def _explain_project(self) -> None:
        self._discarded = None
        self._notice.show_notice(
            Tone.INFO,
            self.tr("There is no project open to put the picture into."),
            self.tr("A project is a folder with a folder of pictures for each class."),
            action_text=self.tr("Begin a project"),
        )
        self._asks_for_project = True

    def _mark_saved(self, class_name: str) -> None:
        if self._saving is not None:
            capture = self._captures.find(self._saving)
            if capture is not None:
                self._waiting.forget(capture.name)
            self._captures.set_saved(self._saving, class_name)
            self._saving = None
            self._show_frozen()
            # The picker has gone; Space must lead back to the live picture, not to a button.
            self._live.preview.setFocus()

    def _show_save_failure(self, error: Exception) -> None:
        """The picture stays captured; it can be tried again."""
        self._saving = None
        show_error(self._notice, error)
        self._show_frozen()

    def _ask_for_class(self) -> None:
        self._notice.show_notice(
            Tone.INFO,
            self.tr("Choose the class to record into, or type a new one."),
            self.tr("Then hold the button, or Space, while you turn the shoe."),
        )

    def _show_failure(self, error: Exception) -> None:
        """What was kept until then stays."""
        show_error(self._notice, error)

    def _update_classes(self) -> None:
        state = self._library.state
        classes = state.dataset.classes if state.dataset is not None else ()
        self._bar.set_classes(classes, has_project=state.project is not None)
        if self._asks_for_project and state.project is not None:
            self._asks_for_project = False
            self._notice.hide()

    def _update_guide(self) -> None:
        card = self._prediction.card
        preparation = card.preprocessing if card is not None else _USUAL_PREPARATION
        self._live.preview.set_guide_share(preparation.image_size / preparation.square_side)
