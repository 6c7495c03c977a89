"""Ctrl+C and a polite kill, as the window hears of them."""

import signal

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.interruption import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_one_ends(
    qtbot: QtBot, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    interruption = Interruption()
    interruption.install()
    try:
        with qtbot.waitSignal(interruption.asked):
            signal.raise_signal(number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        interruption.remove()
    assert signal.getsignal(number) is before
