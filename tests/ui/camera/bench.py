"""The Camera page over services that only do what a test says."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.capture import publish
from shoeclassifier_gui.core.camera.frames import Frame, Mailbox, Shot
from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.answers import LiveAnswer, ranked
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.captures import CaptureService
from shoeclassifier_gui.services.library import LibraryService, LibraryState
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.services.recording import RecordingService, RecordWish
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.page import CameraPage

DEMO = SourceChoice(SourceKind.DEMO)
C920 = SourceChoice(SourceKind.CAMERA, "0", "Logitech C920")
CLASSES = ("boot", "loafer", "sandal")


class StubCamera(CameraService):
    """Opens nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.listed = 0
        self._held = False

    def choose(self, choice: SourceChoice) -> None:
        self.mailbox = Mailbox()
        self._choice = choice
        self._session = f"session of {choice.name}"
        self.choice_changed.emit()

    def list_cameras(self) -> None:
        self.listed += 1

    def pause(self) -> None:
        self._held = True

    def resume(self) -> None:
        self._held = False

    def is_held(self) -> bool:
        """Whether it was paused."""
        return self._held

    def show(self, level: int = 90) -> Frame:
        """A new frame comes."""
        frame = publish(Shot(np.full((48, 64, 3), level, np.uint8)), 0.0)
        self.mailbox.put(frame)
        return frame


class StubPrediction(PredictionService):
    """Answers what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: list[int] = []
        self.is_loading = False

    @property
    def loading(self) -> bool:
        return self.is_loading

    def load(self, *, ready: bool, classes: tuple[str, ...] = CLASSES) -> None:
        self._card = card(classes)
        self._folder = Path("/runs/2026-11-20 14.31.07/model")
        self._ready = ready
        self.is_loading = not ready
        self.model_changed.emit()

    def offer(self, frame: Frame) -> None:
        self.offered.append(frame.number)

    def answer(self, frame: int, *shares: float) -> LiveAnswer:
        """The model says something of a frame."""
        assert self._card is not None
        rest = len(self._card.classes) - len(shares)
        answers = ranked(self._card.classes, [*shares, *([0.0] * rest)])
        answer = LiveAnswer(frame, answers, 0.041, 12.0)
        self.answered.emit(answer)
        return answer


class StubLibrary(LibraryService):
    """Keeps captures in a list."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[Picture, str, str, str]] = []

    def open(self, folder: Path, classes: tuple[str, ...] = CLASSES) -> None:
        dataset = Dataset(folder, classes, ())
        self._state = LibraryState(Project(folder, folder / ".shoeclassifier"), dataset)
        self.changed.emit()

    def keep_capture(self, picture: Picture, class_name: str, session: str, source: str) -> None:
        self.kept.append((picture, class_name, session, source))


class StubRecording(RecordingService):
    """Notes what it was asked for."""

    def __init__(self, camera: CameraService, library: LibraryService) -> None:
        super().__init__(camera, library)
        self.wishes: list[RecordWish] = []
        self.stops = 0

    def start(self, wish: RecordWish) -> None:
        self.wishes.append(wish)
        self.started.emit()

    def stop(self) -> None:
        self.stops += 1


@dataclass
class Bench:
    """A shown page and all that it stands on."""

    qtbot: QtBot
    camera: StubCamera = field(default_factory=StubCamera)
    prediction: StubPrediction = field(default_factory=StubPrediction)
    library: StubLibrary = field(default_factory=StubLibrary)
    settings: SettingsService = field(default_factory=SettingsService)

    def __post_init__(self) -> None:
        self.recording = StubRecording(self.camera, self.library)
        self.page = CameraPage(
            self.camera,
            self.recording,
            self.prediction,
            self.library,
            settings=self.settings,
            # It outlives the page: a picture may still be being written.
            waiting=CaptureService(QApplication.instance()),
        )

    def find(self, name: str) -> QWidget:
        """A widget by its name."""
        found = self.page.findChild(QWidget, name)
        assert found is not None, name
        return found

    def shown(self, name: str) -> bool:
        """Whether the user can see it."""
        return self.find(name).isVisible()

    def text(self, name: str) -> str:
        """What it says."""
        return str(self.find(name).property("text"))

    def see(self, level: int = 90) -> Frame:
        """A frame comes and is on the screen."""
        frame = self.camera.show(level)
        preview = self.page._live.preview
        self.qtbot.waitUntil(
            lambda: preview.frame is not None and preview.frame.number == frame.number
        )
        return frame

    def begin(self, *, model: bool = True) -> None:
        """The demo camera, and a model that answers."""
        if model:
            self.prediction.load(ready=True)
        self.camera.choose(DEMO)


def card(classes: tuple[str, ...]) -> ModelCard:
    return ModelCard(
        backbone="squeezenet1_1",
        head="pool",
        classes=classes,
        preprocessing=Preprocessing(image_size=64),
        scores=Scores("val", 120, 0.925, 0.9, (), ()),
        unknown_threshold=0.5,
        weights="none",
        best_epoch=1,
        created="2026-11-20T14:31:07+00:00",
        data="",
        versions={},
    )
