"""The demo on a screen is the window itself, started as ever."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.services.library import READING, LibraryService, LibraryState
from shoeclassifier_gui.ui import demo
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.page_names import Page


class _Camera:
    chosen: SourceChoice | None = None

    def choose(self, choice: SourceChoice) -> None:
        self.chosen = choice


class _Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.pages: list[Page] = []

    def show_page(self, page: Page) -> None:
        self.pages.append(page)


class _Library(LibraryService):
    def say(self, state: LibraryState) -> None:
        self._state = state
        self.changed.emit()


class _Application:
    def __init__(self) -> None:
        self.services = self
        self.camera = _Camera()
        self.library = _Library()
        self.window = _Window()
        self.opened = 0

    def open_sample(self) -> None:
        self.opened += 1


def test_the_demo_starts_as_the_window_does(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = _Application()
    started: list[object] = []

    def run(app: QApplication, running: object) -> int:
        app.processEvents()
        started.append(running)
        return 0

    monkeypatch.setattr(Application, "create", lambda _app: application)
    monkeypatch.setattr(demo, "run_until_closed", run)
    assert demo._show(qapp) == 0
    assert started == [application]
    assert application.opened == 1
    assert application.camera.chosen == SourceChoice(SourceKind.DEMO)
    # The camera is shown once the pictures were read, and never again unasked.
    dataset = Dataset(tmp_path, (), ())
    application.library.say(LibraryState(dataset=dataset, busy=READING))
    assert application.window.pages == []
    application.library.say(LibraryState(dataset=dataset))
    application.library.say(LibraryState(dataset=dataset))
    assert application.window.pages == [Page.CAMERA]
