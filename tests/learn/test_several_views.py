"""Models that answer with the mean over several views of each picture."""

import dataclasses
import json
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import ModelError, OutOfGpuMemory
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.core.preprocessing import CENTRE, answer_views
from shoeclassifier_gui.core.runs.answers import Evaluated, LiveAnswer
from shoeclassifier_gui.core.runs.events import NoticeGiven, Preparation, Preparing, RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.model_card import CARD_FILE, ModelCard
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.models import live
from shoeclassifier_gui.learn.models.evaluation import choose_items, evaluate
from shoeclassifier_gui.learn.models.live import answer_live
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.models.several_views import ViewsTried, choose_views
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.training.run import resume, train
from tests.learn.small import SMALL

BEST = dataclasses.replace(SMALL, plan="best", epochs=1)
FLOAT = Execution(choose_device("cpu"), "float32", channels_last=False)


@pytest.fixture(autouse=True)
def _one_number_format(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("training.setting_up", "models.predictor"):
        name = f"shoeclassifier_gui.learn.{place}.fastest_execution"
        monkeypatch.setattr(name, lambda *_, **__: FLOAT)


@pytest.fixture
def _all_views(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "shoeclassifier_gui.learn.training.work.choose_views"
    monkeypatch.setattr(name, lambda tried: tried[-1])


def tried(*values: tuple[float, float]) -> list[ViewsTried]:
    counts = (1, 2, 10)
    views = answer_views(10, mirrored=True)
    return [
        ViewsTried(views[:n], (), right, loss)
        for n, (right, loss) in zip(counts, values, strict=False)
    ]


@pytest.mark.usefixtures("_all_views")
def test_a_saved_model_answers_with_the_mean_of_its_views(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    *_, finished = train(BEST, dataset, run, Control())
    card, network = read_model(run.model)
    assert len(set(card.views)) == 10
    picture = read_picture(dataset.items[0].path)
    square = card.preprocessing.square(picture).astype(np.float32) / 255
    answers = []
    for view in card.views:
        size = 32 if view.is_central else 28
        top, left = ((32 - size) * place // 2 for place in (view.row, view.column))
        cut = cv2.resize(square[top : top + size, left : left + size], (32, 32))
        cut = cut[:, ::-1] if view.mirrored else cut
        normal = (cut - card.preprocessing.mean) / card.preprocessing.deviation
        with torch.inference_mode():
            scores = network(torch.tensor(normal.transpose(2, 0, 1)[None], dtype=torch.float32))
        answers.append(torch.softmax(scores, dim=1)[0].numpy())
    assert np.ptp(answers, axis=0).max() > 1e-3  # The views do not all say the same.
    said = Predictor.load(run.model).classify([picture])[0]
    assert said == pytest.approx(np.mean(answers, axis=0), abs=1e-4)
    # What the run said of its model is what an evaluation of the saved one says.
    assert isinstance(finished, RunFinished)
    items = choose_items(run.model, dataset, "val")
    *_, evaluated = evaluate(Predictor.load(run.model), dataset, items, "val", Control())
    assert isinstance(evaluated, Evaluated)
    assert evaluated.scores == finished.scores
    assert "10 views" in (run.model / "README.md").read_text()


def test_several_views_are_taken_only_where_validation_gets_no_worse() -> None:
    for values, count in (
        ([(0.9, 0.5), (0.9, 0.48), (0.92, 0.4)], 10),
        ([(0.9, 0.5), (0.9, 0.48), (0.88, 0.4)], 2),  # Surer, but more often wrong.
        ([(0.9, 0.5), (0.9, 0.499), (0.9, 0.499)], 1),  # Not worth the time.
        ([(0.9, 0.5), (0.95, 0.6), (0.95, 0.55)], 1),
        ([(0.9, 0.5)], 1),
    ):
        assert len(choose_views(tried(*values)).views) == count


def test_nothing_is_mirrored_where_left_and_right_matter() -> None:
    assert len(answer_views(10, mirrored=False)) == 5
    assert not any(view.mirrored for view in answer_views(10, mirrored=False))
    six = answer_views(6, mirrored=True)
    assert six[0] == CENTRE
    assert len({(view.row, view.column) for view in six}) == 5


def fill_the_card(monkeypatch: pytest.MonkeyPatch, room: int) -> list[int]:
    """Lets a finished model answer no more than `room` pictures at once; lists what it did."""
    forward, counts = Classifier.forward, list[int]()

    def limited(self: Classifier, pictures: torch.Tensor) -> torch.Tensor:
        if len(pictures) > room:
            raise torch.OutOfMemoryError("full")
        counts.append(len(pictures))
        return forward(self, pictures)

    monkeypatch.setattr(Classifier, "forward", limited)
    return counts


@pytest.mark.usefixtures("_all_views")
def test_a_model_answers_in_parts_that_fit_onto_the_card(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(BEST, dataset, run, Control()))
    items = choose_items(run.model, dataset, "val")
    pictures = [read_picture(item.path) for item in items]
    expected = Predictor.load(run.model).classify(pictures)
    counts = fill_the_card(monkeypatch, room=3)
    predictor = Predictor.load(run.model)
    assert predictor.classify(pictures) == pytest.approx(expected, abs=1e-5)
    *_, evaluated = evaluate(predictor, dataset, items, "val", Control())
    assert isinstance(evaluated, Evaluated)
    assert evaluated.scores.count == len(items) > 3
    assert max(counts) <= 3


def test_a_full_card_is_told_in_a_sentence(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(BEST, dataset, run, Control()))
    fill_the_card(monkeypatch, room=0)
    with pytest.raises(OutOfGpuMemory, match="Close other programs"):
        Predictor.load(run.model).classify([read_picture(dataset.items[0].path)])


def test_a_run_whose_views_find_no_room_ends_with_a_model_that_looks_once(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_card(monkeypatch, room=0)
    run = RunFolder(tmp_path / "run")
    events = list(train(BEST, dataset, run, Control()))
    told = [event.sentence for event in events if isinstance(event, NoticeGiven)]
    assert any("looks once at each picture" in sentence for sentence in told)
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "done"
    assert len(ModelCard.read(run.path).views) == 1


@pytest.mark.parametrize(
    ("knobs", "most"),
    [
        ({"plan": "best"}, 10),
        ({"plan": "best", "test_crops": 1}, 1),
        ({"plan": "best", "flips": False}, 5),
        ({"plan": "balanced"}, 1),
        ({"plan": "balanced", "test_crops": 2}, 2),
    ],
)
@pytest.mark.usefixtures("_all_views")
def test_plan_and_setting_say_how_many_views_are_tried(
    dataset: Dataset, tmp_path: Path, knobs: dict[str, object], most: int
) -> None:
    config = dataclasses.replace(SMALL, epochs=1, **knobs)  # type: ignore[arg-type]
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert len(ModelCard.read(tmp_path / "run").views) == most
    looks = [e for e in events if isinstance(e, Preparing) and e.what is Preparation.CROPS]
    told = [e.sentence for e in events if isinstance(e, NoticeGiven) and "view" in e.sentence]
    assert bool(looks) == (most > 1)
    assert [f"takes {most} times as long" in sentence for sentence in told] == [True] * (most > 1)


@pytest.mark.usefixtures("_all_views")
def test_a_stop_while_views_are_tried_can_be_gone_on_from(dataset: Dataset, tmp_path: Path) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    events = []
    for event in train(BEST, dataset, run, control):
        events.append(event)
        if isinstance(event, Preparing) and event.what is Preparation.CROPS:
            control.stop()
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "stopped"
    assert ModelCard.read(run.path).views == (CENTRE,)
    *_, finished = resume(run, dataset, Control())
    assert isinstance(finished, RunFinished)
    assert finished.reason == "done"
    assert len(ModelCard.read(run.path).views) == 10


def test_models_of_earlier_versions_look_once(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(dataclasses.replace(BEST, test_crops=1), dataset, run, Control()))
    values = json.loads((run.model / CARD_FILE).read_text())
    del values["views"]
    (run.model / CARD_FILE).write_text(json.dumps(values))
    assert Predictor.load(run.model).card.views == (CENTRE,)
    values["views"] = [{"row": 7, "column": 0, "mirrored": False}]
    (run.model / CARD_FILE).write_text(json.dumps(values))
    with pytest.raises(ModelError, match="damaged"):
        ModelCard.read(run.path)


@pytest.mark.parametrize(("patience", "counts"), [(-1.0, [1, 10]), (1000.0, [10])])
@pytest.mark.usefixtures("_all_views")
def test_live_a_slow_model_looks_once_until_the_picture_stays(
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    patience: float,
    counts: list[int],
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(BEST, dataset, run, Control()))
    monkeypatch.setattr(live, "_PATIENCE_S", patience)
    monkeypatch.setattr(live, "_STILL_S", 0.0)
    mailbox, control = Mailbox(), Control()
    picture = read_picture(dataset.items[0].path)
    mailbox.put(Frame(3, picture, time.monotonic()))
    events = answer_live(run.model, mailbox, control)
    next(events)
    said = [next(events) for _ in counts]
    assert all(isinstance(answer, LiveAnswer) and answer.frame == 3 for answer in said)
    assert [answer.views for answer in said if isinstance(answer, LiveAnswer)] == counts
    expected = np.sort(Predictor.load(run.model).classify([picture])[0])[::-1]
    last = said[-1]
    assert isinstance(last, LiveAnswer)
    assert [entry.probability for entry in last.answers] == pytest.approx(expected, abs=1e-5)
