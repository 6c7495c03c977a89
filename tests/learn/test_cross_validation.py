"""The check by folds: every picture is answered once by a model that never saw it."""

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import DatasetError, ModelError, RunError, WeightsError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    FirstModelReady,
    GuardianSpoke,
    Preparation,
    Preparing,
    RunFinished,
    RunStarted,
    Trouble,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
    run_event_to_dict,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import (
    FoldsFolder,
    read_cross_scores,
    read_held_out,
)
from shoeclassifier_gui.core.runs.history import read_record
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import accuracy_interval
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.models.evaluation import choose_items
from shoeclassifier_gui.learn.training.cross_validation import train_checked
from shoeclassifier_gui.learn.training.run import train
from tests.learn.folded import FOLDED, answers, of_kind, thinned
from tests.learn.small import SMALL


@pytest.fixture
def dataset(dataset: Dataset) -> Dataset:
    return thinned(dataset)


@pytest.fixture(scope="module")
def checked() -> list[tuple[Dataset, RunFolder, list[RunEvent]]]:
    """One whole check, made by the first test that asks for it."""
    return []


@pytest.fixture
def whole(
    checked: list[tuple[Dataset, RunFolder, list[RunEvent]]],
    dataset: Dataset,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Dataset, RunFolder, list[RunEvent]]:
    if not checked:
        run = RunFolder(tmp_path_factory.mktemp("checked") / "run")
        events = list(train_checked(FOLDED, dataset, run, Control()))
        checked.append((dataset, run, events))
    return checked[0]


def test_every_picture_is_answered_once_by_a_model_that_never_saw_it(
    whole: tuple[Dataset, RunFolder, list[RunEvent]],
) -> None:
    dataset, run, _ = whole
    asked = {item.relative: item for item in dataset.items if item.split is not Split.TEST}
    rows = answers(run)
    assert Counter(row["path"] for row in rows) == Counter(asked.keys())
    assert all(dataset.classes[asked[r["path"]].class_index] == r["class"] for r in rows)
    for fold in range(1, 4):
        entries = SplitRecord.read(FoldsFolder(run).part(fold).path).entries
        parts = {entry.relative: entry.split for entry in entries}
        sessions = {asked[p].session for p, split in parts.items() if split is not Split.TEST}
        held_out = {p for p, split in parts.items() if split is Split.TEST}
        assert not {asked[path].session for path in held_out} & sessions
        assert parts.keys() == asked.keys()  # The test part takes no part.
        with FoldsFolder(run).answers_file(fold).open(encoding="utf-8", newline="") as file:
            assert {row["path"] for row in csv.DictReader(file)} == held_out


def test_the_result_is_that_of_the_answers(
    whole: tuple[Dataset, RunFolder, list[RunEvent]],
) -> None:
    dataset, run, events = whole
    (result,) = (event.scores for event in of_kind(events, FoldsFinished))
    rows = answers(run)
    right = sum(row["class"] == row["said"] for row in rows)
    assert result.pooled.count == len(rows)
    assert result.pooled.accuracy == right / len(rows)
    confusion = np.array(result.pooled.confusion)
    cells = Counter((row["class"], row["said"]) for row in rows)
    for truth, name in enumerate(dataset.classes):
        for said, other in enumerate(dataset.classes):
            assert confusion[truth, said] == cells[name, other]
    each = [event.scores.accuracy for event in of_kind(events, FoldFinished)]
    assert (result.accuracy.mean, result.accuracy.deviation) == pytest.approx(
        (np.mean(each), np.std(each, ddof=1))
    )
    assert result.interval == accuracy_interval(right / len(rows), len(rows))
    assert read_cross_scores(run.path) == result
    assert json.loads(json.dumps(run_event_to_dict(of_kind(events, FoldsFinished)[0])))


def test_the_story_of_a_check(whole: tuple[Dataset, RunFolder, list[RunEvent]]) -> None:
    dataset, run, events = whole
    assert events[0] == FoldsStarted(run.path, 3, ())
    starts, ends = of_kind(events, FoldStarted), of_kind(events, FoldFinished)
    assert [e.fold for e in starts] == [e.fold for e in ends] == [1, 2, 3]
    assert [e.held_out for e in starts] == [e.scores.count for e in ends]
    total = sum(item.split is not Split.TEST for item in dataset.items)
    assert all(e.train_count + e.val_count + e.held_out == total for e in starts)
    told = of_kind(events, FoldTold)
    assert {event.fold for event in told} == {1, 2, 3}
    # A fold's own model is kept by nobody, and judged by nobody.
    assert not any(isinstance(t.event, FirstModelReady | RunFinished) for t in told)
    spoken = [t.event for t in told if isinstance(t.event, GuardianSpoke)]
    assert Trouble.HARDLY_USABLE not in {each.kind for each in spoken}
    assert any(
        isinstance(t.event, Preparing) and t.event.what is Preparation.HELD_OUT for t in told
    )
    after = events[events.index(of_kind(events, FoldsFinished)[0]) + 1 :]
    (last,) = of_kind(after, RunFinished)
    assert after[-1] is last
    (started,) = of_kind(after, RunStarted)
    assert started.train_count == len(dataset.of_split(Split.TRAIN))
    assert last.model == run.model
    assert ModelCard.read(run.path).scores == last.scores


def test_the_answers_can_be_looked_at_again(
    whole: tuple[Dataset, RunFolder, list[RunEvent]], tmp_path: Path
) -> None:
    dataset, run, events = whole
    (result,) = (event.scores for event in of_kind(events, FoldsFinished))
    seen = read_held_out(run, dataset)
    assert seen.scores == result.pooled
    assert len(seen.answers) == result.pooled.count
    assert all(answer.truth == answer.item.class_index for answer in seen.answers)
    right = sum(answer.truth == answer.said for answer in seen.answers)
    assert right / len(seen.answers) == result.pooled.accuracy
    gone = seen.answers[0].item
    rest = replace(dataset, items=tuple(i for i in dataset.items if i != gone))
    assert len(read_held_out(run, rest).answers) == len(seen.answers) - 1
    with pytest.raises(RunError, match="was not checked with folds"):
        read_held_out(RunFolder(tmp_path / "plain"), dataset)


def test_what_was_left_out_since_is_not_measured_on(
    whole: tuple[Dataset, RunFolder, list[RunEvent]],
) -> None:
    """Its label may lie, which would count against the model."""
    dataset, run, _ = whole
    odd = next(item for item in dataset.items if item.split is Split.VAL)
    items = tuple(i._replace(left_out=True) if i == odd else i for i in dataset.items)
    mended = replace(dataset, items=items)
    for split in ("all", "val"):
        before, after = (choose_items(run.model, each, split) for each in (dataset, mended))
        assert [item for item in before if item != odd] == after
        assert odd in before
    assert odd in [answer.item for answer in read_held_out(run, dataset).answers]
    answered = [answer.item.relative for answer in read_held_out(run, mended).answers]
    assert odd.relative not in answered
    nothing = replace(dataset, items=tuple(i._replace(left_out=True) for i in items))
    with pytest.raises(ModelError, match="All of these pictures were left out"):
        choose_items(run.model, nothing, "all")


def test_only_the_last_model_is_kept(whole: tuple[Dataset, RunFolder, list[RunEvent]]) -> None:
    _, run, _ = whole
    assert {file.parent for file in run.path.rglob("*.safetensors")} == {run.path, run.model}
    assert run.finished
    record = read_record(run)
    assert record.cross is not None
    assert record.to_dict()["folds"] == 3


def test_folds_share_what_the_frozen_layers_saw(dataset: Dataset, tmp_path: Path) -> None:
    config = replace(FOLDED, freeze=4, views=1)
    run = RunFolder(tmp_path / "run")
    looked: Counter[int] = Counter()
    fold = 0
    for event in train_checked(config, dataset, run, Control()):
        fold = event.fold if isinstance(event, FoldStarted) else fold
        fold = 4 if isinstance(event, FoldsFinished) else fold
        told = event.event if isinstance(event, FoldTold) else event
        if isinstance(told, Preparing) and told.what is Preparation.VIEWS:
            looked[fold] = max(looked[fold], told.total)
    pictures = sum(item.split is not Split.TEST for item in dataset.items)
    assert looked[1] > 0
    assert looked[3] == looked[4] == 0  # Each picture has been learned from by then.
    assert sum(looked.values()) <= pictures


def test_what_cannot_be_checked_is_said_before_anything_is_written(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    many = replace(FOLDED, folds=20)
    with pytest.raises(DatasetError, match="cannot be divided into 20 folds"):
        list(train_checked(many, dataset, run, Control()))
    with pytest.raises(WeightsError):
        list(train_checked(TrainConfig(folds=3), dataset, run, Control()))
    assert not run.path.exists()
    with pytest.raises(RunError, match="number of folds must lie between 0 and 20"):
        replace(FOLDED, folds=21)


@pytest.mark.parametrize("home", [False, True])
def test_a_model_that_knows_the_pictures_is_no_start(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: bool
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    earlier = RunFolder(tmp_path / "earlier")
    list(train(replace(SMALL, epochs=1), dataset, earlier, Control()))
    weights = "~/earlier/model" if home else str(earlier.model)
    config = replace(FOLDED, backbone=None, weights=weights)
    run = RunFolder(tmp_path / "run")
    with pytest.raises(RunError, match=r"has learned from .* of these pictures already"):
        list(train_checked(config, dataset, run, Control()))
    assert not run.path.exists()


def test_several_processes_are_refused(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    with pytest.raises(RunError, match="by a single process"):
        list(train_checked(FOLDED, dataset, run, Control(), world=World(size=2)))
    assert not run.path.exists()


def test_an_answer_that_is_missing_is_noticed(
    whole: tuple[Dataset, RunFolder, list[RunEvent]], tmp_path: Path
) -> None:
    dataset, run, _ = whole
    file = FoldsFolder(run).answers_file(2)
    kept = file.read_text(encoding="utf-8")
    try:
        file.write_text("\n".join(kept.splitlines()[:-1]) + "\n", encoding="utf-8")
        with pytest.raises(RunError, match="exactly once"):
            FoldsFolder(run).finish(3, dataset)
        file.write_text("nonsense\n", encoding="utf-8")
        with pytest.raises(RunError, match="exactly once"):
            FoldsFolder(run).finish(3, dataset)
        head, first, *rest = kept.splitlines()
        torn = first.rpartition(",")[0]
        file.write_text("\n".join([head, torn, *rest]) + "\n", encoding="utf-8")
        with pytest.raises(RunError, match=r"held_out\.csv is damaged"):
            FoldsFolder(run).finish(3, dataset)
    finally:
        file.write_text(kept, encoding="utf-8")


def test_without_folds_it_is_an_ordinary_training(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    events = list(train_checked(replace(SMALL, epochs=1), dataset, run, Control()))
    assert not [e for e in events if isinstance(e, FoldsStarted | FoldTold | FoldsFinished)]
    assert isinstance(events[-1], RunFinished)
    assert not run.folds.exists()
