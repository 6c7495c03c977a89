"""The left side: toolbar, preview with what stands over it, notices and the capture bar."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.recording import RecordingService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.capture_bar import CaptureBar
from shoeclassifier_gui.ui.camera.live_toolbar import LiveToolbar
from shoeclassifier_gui.ui.camera.preview import Preview
from shoeclassifier_gui.ui.camera.preview_message import PreviewMessage
from shoeclassifier_gui.ui.camera.record_bar import RecordBar
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.notice import Notice


class LiveCard(Card):
    """Says how the source does; a lost one keeps its last frame, dimmed."""

    pause_toggled = Signal(bool)

    def __init__(
        self,
        camera: CameraService,
        recording: RecordingService,
        library: LibraryService,
        settings: SettingsService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._camera = camera
        self.record_bar = RecordBar(recording, library)
        self._settings = settings
        self._build()
        self._arrange()
        self._connect()
        self.show_source()

    def show_frame(self, frame: Frame, *, frozen: bool) -> None:
        """Show a live or a frozen frame."""
        self.toolbar.set_frozen(frozen)
        if not frozen:
            self.toolbar.note_frame(frame)
        if self.preview.frame is None:
            self.toolbar.set_live(True)
            self.capture_bar.show()
        self._record_place.setVisible(not frozen)
        # A frame has come, so that the source is there (again), or is not asked for.
        self._message.hide()
        self.preview.set_dimmed(False)
        self.preview.show_frame(frame)
        self.preview.set_caption(self._caption(frame, frozen=frozen))
        self.capture_bar.set_capture_enabled(True)

    def show_source(self) -> None:
        """Another source, or none: nothing is shown of the one before."""
        self.preview.clear()
        self.preview.set_caption("")
        self.preview.set_dimmed(False)
        self.toolbar.set_frozen(False)
        self.toolbar.set_live(False)
        self.capture_bar.hide()
        self._record_place.hide()
        self.notice.hide()
        choice = self._camera.choice
        if choice is not None:
            self._message.show_opening(choice.name)
        else:
            self._invite()

    def tick(self) -> None:
        """Bring what counts down up to date."""
        self._message.tick()

    def _build(self) -> None:
        self.toolbar = LiveToolbar(self._camera, self._settings)
        self.preview = Preview()
        self.preview.set_mirrored(self._settings.values.mirror)
        self._message = PreviewMessage()
        self.notice = Notice()
        self.capture_bar = CaptureBar()
        # The bar shows itself for a project; its place shows it for live pictures.
        self._record_place = QWidget()
        place = QVBoxLayout(self._record_place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.record_bar)
        keeps_its_room = self._record_place.sizePolicy()
        keeps_its_room.setRetainSizeWhenHidden(True)  # The preview does not jump at a capture.
        self._record_place.setSizePolicy(keeps_its_room)

    def _arrange(self) -> None:
        over = QVBoxLayout(self.preview)
        over.addWidget(self._message, 0, Qt.AlignmentFlag.AlignCenter)
        self.content.addWidget(self.toolbar)
        self.content.addWidget(self.preview, 1)
        self.content.addWidget(self.notice)
        self.content.addWidget(self.capture_bar)
        self.content.addWidget(self._record_place)

    def _connect(self) -> None:
        camera = self._camera
        camera.lost.connect(self._show_loss)
        camera.failed.connect(self._show_fault)
        camera.cameras_listed.connect(self._invite_again)
        self.toolbar.source_picker.chosen.connect(self._choose)
        self.toolbar.mirror_toggled.connect(self._mirror)
        self.toolbar.pause_toggled.connect(self.pause_toggled)
        self._message.demo_requested.connect(self._choose_demo)
        self._message.camera_requested.connect(self._choose_first_camera)

    def _choose(self, choice: SourceChoice) -> None:
        self._camera.choose(choice)
        self.preview.setFocus()

    def _choose_demo(self) -> None:
        self._choose(SourceChoice(SourceKind.DEMO))

    def _choose_first_camera(self) -> None:
        cameras = self.toolbar.source_picker.cameras
        if cameras:
            self._choose(cameras[0])

    def _invite(self) -> None:
        cameras = self.toolbar.source_picker.cameras
        self._message.invite(cameras[0].name if cameras else "")

    def _invite_again(self) -> None:
        if self._camera.choice is None:
            self._invite()

    def _show_loss(self, error: Exception, seconds: float) -> None:
        choice = self._camera.choice
        is_demo = choice is not None and choice.kind is SourceKind.DEMO
        self._message.show_loss(error, seconds, is_demo=is_demo)
        self._rest()

    def _show_fault(self, error: Exception) -> None:
        self._message.show_fault(error)
        self._rest()

    def _rest(self) -> None:
        self.preview.set_dimmed(True)
        self.toolbar.note_silence()
        self.capture_bar.set_capture_enabled(False)

    def _mirror(self, mirrored: bool) -> None:
        self.preview.set_mirrored(mirrored)
        self._settings.update(mirror=mirrored)

    def _caption(self, frame: Frame, *, frozen: bool) -> str:
        if frozen:
            return self.tr("Captured")
        if frame.shown is not None:
            return self.tr("The demo camera shows: {name}").format(name=frame.shown)
        return ""
