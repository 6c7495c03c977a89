"""Pause, resume and stop."""

import threading

import pytest

from shoeclassifier_gui.core.control import Control, Stopped


def test_stop_frees_a_pause() -> None:
    control = Control()
    control.pause()
    ended = threading.Event()

    def work() -> None:
        with pytest.raises(Stopped):
            control.checkpoint()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not ended.wait(0.05)
    control.stop()
    assert ended.wait(2)
    thread.join()


def test_resume_lets_work_go_on() -> None:
    control = Control()
    control.pause()
    assert control.paused
    control.resume()
    control.checkpoint()


def test_sleep_wakes_at_a_stop() -> None:
    control = Control()
    threading.Timer(0.05, control.stop).start()
    with pytest.raises(Stopped):
        control.sleep(30)
