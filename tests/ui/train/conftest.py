from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.train.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Desk:
    desk = Desk(tmp_path)
    qtbot.addWidget(desk.page)
    desk.page.resize(1100, 760)
    desk.page.show()
    qtbot.waitExposed(desk.page)
    return desk
