"""What the status bar calls the work of the data doctor."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.upright import TurnProgress
from shoeclassifier_gui.services import doctor
from shoeclassifier_gui.services.all_services import build_services
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.background_work import BackgroundWork


def test_turning_pictures_upright_is_called_so(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = Event()

    def turn(*_: object) -> Iterator[TurnProgress]:
        yield TurnProgress(1, 4)
        may_end.wait()

    monkeypatch.setattr(doctor, "write_upright", turn)
    parent = QObject()
    services = build_services(parent)
    work = BackgroundWork(services, parent)
    project = Project(tmp_path, tmp_path / ".shoeclassifier")
    services.library._set(LibraryState(project, Dataset(tmp_path, (), ())))
    lying = Finding(FindingKind.EXIF_TURNED, ("boot/1.jpg",), Suggestion.UPRIGHT)
    services.doctor.mend([lying])
    qtbot.waitUntil(lambda: services.doctor.turning == TurnProgress(1, 4))
    now = work.now()
    assert now is not None
    assert (now.text, now.share) == ("Writing pictures upright, 1 of 4", 0.25)
    may_end.set()
    qtbot.waitUntil(lambda: not living_jobs())
    assert work.now() is None
