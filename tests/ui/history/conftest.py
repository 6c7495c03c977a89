"""The Train page's desk, for the history on it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.history.shelf import History
from tests.ui.train.conftest import desk
from tests.ui.train.desk import Desk

__all__ = ["desk"]


@pytest.fixture
def history(desk: Desk, qtbot: QtBot) -> Iterator[History]:
    shown = History(desk, qtbot)
    yield shown
    qtbot.waitUntil(lambda: shown.service._job is None)
