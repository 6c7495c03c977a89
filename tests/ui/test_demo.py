"""The demo on a screen is the window itself, started as ever."""

import pytest
from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.ui import demo
from shoeclassifier_gui.ui.application import Application


class _Camera:
    chosen: SourceChoice | None = None

    def choose(self, choice: SourceChoice) -> None:
        self.chosen = choice


class _Application:
    def __init__(self) -> None:
        self.services = self
        self.camera = _Camera()
        self.opened = 0

    def open_sample(self) -> None:
        self.opened += 1


def test_the_demo_starts_as_the_window_does(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
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
