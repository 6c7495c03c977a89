"""The prediction service: every offered frame that is taken gets its answer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.answers import Answer, LiveAnswer, ModelReady
from shoeclassifier_gui.core.runs.model_card import CARD_FILE, WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.services import prediction as prediction_module
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.prediction import PredictionService

CARD = ModelCard(
    backbone="squeezenet1_1",
    head="pool",
    classes=("boot", "sandal"),
    preprocessing=Preprocessing(image_size=64),
    scores=Scores("val", 10, 0.9, 0.9, (), ((5, 0), (1, 4))),
    unknown_threshold=0.5,
    weights="none",
    best_epoch=1,
    created="2026-11-22T14:31:07+00:00",
    data="",
    versions={},
)
Events = Iterator[ModelReady | LiveAnswer]


def frame(number: int) -> Frame:
    return Frame(number, np.zeros((4, 4, 3), np.uint8), 0.0)


def fake_engine(_folder: Path, mailbox: Mailbox, control: Control) -> Events:
    """Answers as the engine does, without torch."""
    yield ModelReady(CARD)
    seen = -1
    while True:
        control.checkpoint()
        newest = mailbox.wait_newer(seen, 0.02)
        if newest is not None:
            seen = newest.number
            yield LiveAnswer(seen, (Answer("boot", 1.0, 0),), 0.01, 20.0)


def _broken() -> Events:
    raise ModelError("The weights are damaged.")


def failing_engine(_folder: Path, _mailbox: Mailbox, _control: Control) -> Events:
    yield from _broken()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    CARD.write(folder)
    (folder / WEIGHTS_FILE).touch()
    return folder


@pytest.fixture
def service(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[PredictionService]:
    monkeypatch.setattr(prediction_module, "_answer_live", fake_engine)
    service = PredictionService()
    yield service
    service.stop()
    qtbot.waitUntil(lambda: not Job._living, timeout=5000)


def is_loading(service: PredictionService) -> bool:
    return service.loading  # A call, because a property is thought not to change.


def asked(service: PredictionService, qtbot: QtBot, number: int) -> LiveAnswer:
    with qtbot.waitSignal(service.answered, timeout=5000) as answered:
        service.offer(frame(number))
    answer = answered.args[0]
    assert isinstance(answer, LiveAnswer)
    return answer


def test_a_model_is_loading_then_ready(
    service: PredictionService, qtbot: QtBot, model: Path
) -> None:
    assert not is_loading(service)
    with qtbot.waitSignal(service.model_changed):
        service.use_model(model)
    assert service.card == CARD
    assert is_loading(service)
    qtbot.waitUntil(lambda: service.ready, timeout=5000)
    assert not is_loading(service)
    assert service.folder == model


def test_the_frame_offered_last_is_answered(
    service: PredictionService, qtbot: QtBot, model: Path
) -> None:
    service.use_model(model)
    qtbot.waitUntil(lambda: service.ready, timeout=5000)
    assert asked(service, qtbot, 7).frame == 7
    answers: list[int] = []
    service.answered.connect(lambda answer: answers.append(answer.frame))
    for number in range(10, 60):
        service.offer(frame(number))
    qtbot.waitUntil(lambda: 59 in answers, timeout=5000)
    assert answers == sorted(answers)
    # An older picture, offered again after newer ones, is classified too.
    assert asked(service, qtbot, 12).frame == 12


def test_no_answer_comes_after_another_model_was_chosen(
    service: PredictionService, qtbot: QtBot, model: Path
) -> None:
    service.use_model(model)
    qtbot.waitUntil(lambda: service.ready, timeout=5000)
    service.offer(frame(1))
    service.use_model(None)
    with qtbot.assertNotEmitted(service.answered, wait=200):
        service.offer(frame(2))
    assert service.card is None
    assert not service.ready


@pytest.mark.parametrize("damage", ["absent", "cut"])
def test_a_damaged_model_is_refused_at_once(
    service: PredictionService, qtbot: QtBot, model: Path, damage: str
) -> None:
    card = model / CARD_FILE
    card.unlink() if damage == "absent" else card.write_text("{")
    signals = [service.model_changed, service.failed]
    with qtbot.waitSignals(signals, order="strict"):
        service.use_model(model)
    assert service.card is None
    assert not service.loading


def test_a_model_that_does_not_load_is_not_loading_for_ever(
    service: PredictionService, qtbot: QtBot, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Callable[[Path, Mailbox, Control], Events] = failing_engine
    monkeypatch.setattr(prediction_module, "_answer_live", engine)
    with qtbot.waitSignal(service.failed, timeout=5000) as failed:
        service.use_model(model)
    assert isinstance(failed.args[0], ModelError)
    assert not service.loading
    assert not service.ready


def test_the_run_of_the_model_has_the_name_that_it_was_given(
    service: PredictionService, model: Path, qtbot: QtBot
) -> None:
    write_about(model.parent, About("My best"))
    service.use_model(model)
    assert (service.run, service.name) == (model.parent, "My best")
    service.take_name(model.parent / "another", About("Other"))
    assert service.name == "My best"
    with qtbot.waitSignal(service.model_changed):
        service.take_name(model.parent, About("Better"))
    assert service.name == "Better"
    service.use_model(None)
    assert (service.run, service.name) == (None, "")
