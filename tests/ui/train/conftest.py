from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import KNOWN, Desk


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Desk:
    desk = Desk(tmp_path)
    qtbot.addWidget(desk.page)
    desk.page.resize(1100, 760)
    desk.page.show()
    qtbot.waitExposed(desk.page)
    return desk


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_known(KNOWN)
    form.show_all(True)
    form.resize(372, 1200)
    form.show()
    qtbot.waitExposed(form)
    return form
