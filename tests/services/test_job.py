"""The bridge between work and window: order, stop, failure, and nothing after the end."""

import logging
import traceback
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.services.job import Job, living_jobs


class Listener:
    """Notes what a job says, in order, and in which thread."""

    def __init__(self, job: Job) -> None:
        self.said: list[object] = []
        self.threads: set[QThread] = set()
        job.events.connect(self._take_events)
        job.failed.connect(self._take_failure)
        job.ended.connect(self._take_end)

    def _take_events(self, events: list[object]) -> None:
        self.threads.add(QThread.currentThread())
        self.said.extend(events)

    def _take_failure(self, error: Exception) -> None:
        self.said.append(error)

    def _take_end(self) -> None:
        self.threads.add(QThread.currentThread())
        self.said.append("ended")


def count(control: Control) -> Iterator[int]:
    yield from range(5000)


def count_for_ever(control: Control) -> Iterator[int]:
    number = 0
    while True:
        control.checkpoint()
        control.sleep(0.001)
        number += 1
        yield number


def break_down(control: Control) -> Iterator[int]:
    yield 1
    raise UserError("The shoe is untied.", "Tie it.")


def crash(control: Control) -> Iterator[int]:
    yield 1
    raise ZeroDivisionError


def test_all_events_come_in_order_in_the_windows_thread_then_the_end(qtbot: QtBot) -> None:
    job = Job(count)
    listener = Listener(job)
    with qtbot.waitSignal(job.ended):
        job.begin()
    assert listener.said == [*range(5000), "ended"]
    assert listener.threads == {QThread.currentThread()}


def test_a_stop_is_no_failure_and_nothing_comes_after_the_end(qtbot: QtBot) -> None:
    job = Job(count_for_ever)
    listener = Listener(job)
    job.begin()
    qtbot.waitUntil(lambda: bool(listener.said))
    with qtbot.waitSignal(job.ended, timeout=20_000):
        job.stop()
    assert listener.said[-1] == "ended"
    length = len(listener.said)
    qtbot.wait(80)
    assert len(listener.said) == length


def test_a_paused_job_can_be_stopped(qtbot: QtBot) -> None:
    job = Job(count_for_ever)
    listener = Listener(job)
    job.begin()
    qtbot.waitUntil(lambda: bool(listener.said))
    job.control.pause()
    qtbot.wait(80)
    length = len(listener.said)
    qtbot.wait(80)
    assert len(listener.said) == length
    with qtbot.waitSignal(job.ended, timeout=20_000):
        job.stop()


def test_what_the_user_can_mend_arrives_after_the_events(qtbot: QtBot) -> None:
    job = Job(break_down)
    listener = Listener(job)
    with qtbot.waitSignal(job.ended):
        job.begin()
    one, error, end = listener.said
    assert (one, end) == (1, "ended")
    assert isinstance(error, UserError)
    assert error.hint == "Tie it."


def test_a_kept_error_keeps_nothing_of_its_work(qtbot: QtBot) -> None:
    class Network:
        pass

    networks: list[weakref.ref[Network]] = []

    def work(control: Control) -> Iterator[int]:
        network = Network()
        networks.append(weakref.ref(network))
        yield 1
        try:
            int("inner")
        except ValueError as error:
            raise UserError("The shoe is untied.") from error

    job = Job(work)
    listener = Listener(job)
    with qtbot.waitSignal(job.ended):
        job.begin()
    error = listener.said[1]
    assert isinstance(error, UserError)
    assert networks[0]() is None
    assert "inner" in "".join(traceback.format_exception(error))


def test_a_fault_is_logged_and_reported(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    job = Job(crash)
    listener = Listener(job)
    with qtbot.waitSignal(job.ended):
        job.begin()
    assert isinstance(listener.said[1], ZeroDivisionError)
    assert "work failed" in caplog.text
    caplog.clear()


def test_an_abandoned_job_says_nothing_more_but_that_its_thread_is_gone(qtbot: QtBot) -> None:
    job = Job(count_for_ever)
    listener = Listener(job)
    job.begin()
    qtbot.waitUntil(lambda: bool(listener.said))
    length = len(listener.said)
    with qtbot.waitSignal(job.gone, timeout=20_000):
        job.abandon()
    assert len(listener.said) == length
    assert job not in living_jobs()


def test_the_failure_of_an_abandoned_job_is_not_told(qtbot: QtBot) -> None:
    def work(control: Control) -> Iterator[int]:
        control.sleep(60)
        yield from break_down(control)

    job = Job(work)
    listener = Listener(job)
    job.begin()
    with qtbot.waitSignal(job.gone, timeout=20_000):
        job.abandon()
    assert listener.said == []


def test_who_hears_of_a_failure_can_begin_anew_and_is_not_told_the_old_end(qtbot: QtBot) -> None:
    job = Job(break_down)
    listener = Listener(job)
    job.failed.connect(job.abandon)
    with qtbot.waitSignal(job.gone):
        job.begin()
    assert listener.said[0] == 1
    assert isinstance(listener.said[-1], UserError)


@pytest.mark.parametrize("sentence", ["The shoe is untied.", ""])
def test_a_failure_that_nobody_listens_to_is_in_the_log(
    sentence: str, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def work(control: Control) -> Iterator[int]:
        yield 1
        raise UserError(sentence, "Tie it.") if sentence else ZeroDivisionError

    with caplog.at_level(logging.WARNING):
        job = Job(work)
        with qtbot.waitSignal(job.ended):
            job.begin()
    lines = caplog.text
    caplog.clear()
    assert lines.count("work failed") == 1
    assert (sentence or "ZeroDivisionError") in lines


def test_a_failure_that_somebody_hears_needs_no_line(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    job = Job(break_down)
    with qtbot.waitSignal(job.failed):
        job.begin()
    qtbot.waitUntil(lambda: not living_jobs())
    assert not caplog.text
