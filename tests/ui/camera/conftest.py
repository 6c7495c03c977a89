"""A shown Camera page for each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme
from tests.ui.camera.bench import Bench


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    theme = current_theme()
    theme.apply(qapp)
    theme.set_mode(ThemeMode.LIGHT)
    bench = Bench(qtbot)
    qtbot.addWidget(bench.page)
    bench.page.resize(936, 668)
    bench.page.show()
    bench.page.activate()
    qtbot.waitExposed(bench.page)
    yield bench
    bench.page.deactivate()
    theme.set_mode(ThemeMode.SYSTEM)
