"""A check by folds that is killed, stopped or fails: what is finished is kept."""

import dataclasses
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import Diverged, RunError
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    Preparation,
    Preparing,
    RunFinished,
    RunStarted,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import (
    FoldsFolder,
    read_cross_scores,
)
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.learn.training.cross_validation import resume_checked, train_checked
from tests.learn.folded import FOLDED, answers, of_kind, thinned


@pytest.fixture
def dataset(dataset: Dataset) -> Dataset:
    return thinned(dataset)


@pytest.mark.parametrize("place", ["between folds", "within a fold", "while it answers"])
def test_a_killed_check_goes_on_from_the_last_finished_fold(
    dataset: Dataset, tmp_path: Path, place: str
) -> None:
    run = RunFolder(tmp_path / "run")
    events = train_checked(FOLDED, dataset, run, Control())

    def is_there(event: RunEvent) -> bool:
        match event:
            case FoldFinished(fold=1):
                return place == "between folds"
            case FoldTold(fold=2, event=EpochFinished()):
                return place == "within a fold"
            case FoldTold(fold=2, event=Preparing(what=Preparation.HELD_OUT)):
                return place == "while it answers"
        return False

    next(event for event in events if is_there(event))
    events.close()  # type: ignore[attr-defined]
    first = FoldsFolder(run).answers_file(1).read_bytes()
    leftover = FoldsFolder(run).part(1).best_checkpoint  # As if the kill had come a moment before.
    leftover.write_bytes(b"weights")
    rest = list(resume_checked(run, dataset, Control()))
    (started,) = of_kind(rest, FoldsStarted)
    assert [fold.fold for fold in started.earlier] == [1]
    assert [event.fold for event in of_kind(rest, FoldFinished)] == [2, 3]
    trained = {t.fold for t in of_kind(rest, FoldTold) if isinstance(t.event, EpochFinished)}
    assert trained == ({2, 3} if place == "between folds" else {3})
    assert FoldsFolder(run).answers_file(1).read_bytes() == first
    assert not leftover.exists()
    assert len(answers(run)) == sum(item.split is not Split.TEST for item in dataset.items)
    assert isinstance(rest[-1], RunFinished)
    assert rest[-1].model == run.model


def test_folds_after_a_kill_learn_with_the_same_knobs(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open batch size is that of the whole run, not of what a fold leaves to learn from."""
    batch_size = "shoeclassifier_gui.core.runs.defaults._batch_size"
    monkeypatch.setattr(batch_size, lambda _settled, pictures, _card: max(2, pictures // 3))
    config = dataclasses.replace(FOLDED, batch_size=None, folds=2)
    whole, cut_off = RunFolder(tmp_path / "whole"), RunFolder(tmp_path / "cut off")
    list(train_checked(config, dataset, whole, Control()))
    events = train_checked(config, dataset, cut_off, Control())
    next(event for event in events if isinstance(event, FoldFinished))
    events.close()  # type: ignore[attr-defined]
    list(resume_checked(cut_off, dataset, Control()))
    for run in (whole, cut_off):
        sizes = {FoldsFolder(run).part(fold).read_config()[0].batch_size for fold in (1, 2)}
        assert sizes == {run.read_config()[0].batch_size}
    assert answers(cut_off, 2) == answers(whole, 2)


def test_a_killed_last_training_goes_on(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    config = dataclasses.replace(FOLDED, epochs=2, folds=2)
    events = train_checked(config, dataset, run, Control())
    next(event for event in events if isinstance(event, EpochFinished))
    events.close()  # type: ignore[attr-defined]
    rest = list(resume_checked(run, dataset, Control()))
    assert not of_kind(rest, FoldTold)
    assert [event.epoch for event in of_kind(rest, EpochFinished)] == [2]
    assert isinstance(rest[-1], RunFinished)
    with pytest.raises(RunError, match="ended by itself"):
        list(resume_checked(run, dataset, Control()))


def test_a_stop_keeps_what_is_done(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    control = Control()
    said: list[RunEvent] = []
    for event in train_checked(FOLDED, dataset, run, control):
        said.append(event)
        if isinstance(event, FoldTold) and event.fold == 2 and isinstance(event.event, RunStarted):
            control.stop()
    assert isinstance(said[-1], RunFinished)
    assert (said[-1].reason, said[-1].model) == ("stopped", None)
    assert [event.fold for event in of_kind(said, FoldFinished)] == [1]
    assert not run.finished
    assert run.begun
    assert isinstance(list(resume_checked(run, dataset, Control()))[-1], RunFinished)
    assert run.finished


def test_a_stop_between_folds_and_the_last_training_is_a_stop(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    control = Control()
    said: list[RunEvent] = []
    for event in train_checked(dataclasses.replace(FOLDED, folds=2), dataset, run, control):
        said.append(event)
        if isinstance(event, FoldsFinished):
            control.stop()
    assert isinstance(said[-1], RunFinished)
    assert said[-1].reason == "stopped"
    assert read_cross_scores(run.path) is not None
    assert isinstance(list(resume_checked(run, dataset, Control()))[-1], RunFinished)


def test_a_stop_before_the_first_step_leaves_nothing(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    control = Control()
    events = train_checked(FOLDED, dataset, run, control)
    next(event for event in events if isinstance(event, FoldStarted))
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    assert not run.path.exists()


def test_a_diverging_fold_ends_the_run(dataset: Dataset, tmp_path: Path) -> None:
    wild = dataclasses.replace(FOLDED, learning_rate=10.0, optimizer="sgd", epochs=8)
    run = RunFolder(tmp_path / "run")
    said: list[RunEvent] = []
    with pytest.raises(Diverged):
        said.extend(train_checked(wild, dataset, run, Control()))
    assert run.ending == "failed"
    assert run.finished


def test_a_held_out_picture_that_cannot_be_read_is_named_at_its_fold(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    config = dataclasses.replace(FOLDED, folds=2)
    events = train_checked(config, dataset, run, Control())
    next(event for event in events if isinstance(event, FoldStarted))
    fold_of = FoldsFolder(run).read_dealt()
    item = next(item for item in dataset.items if fold_of.get(item.relative) == 0)
    kept = item.path.read_bytes()
    item.path.write_bytes(b"no picture")
    said: list[RunEvent] = []
    with pytest.raises(RunError, match=item.relative) as raised:
        said.extend(events)
    assert "cannot be read" in raised.value.sentence
    assert not of_kind(said, FoldFinished)
    assert not of_kind(said, FoldStarted)
    item.path.write_bytes(kept)
    rest = resume_checked(run, dataset, Control())
    assert next(event.fold for event in rest if isinstance(event, FoldFinished)) == 1
    rest.close()  # type: ignore[attr-defined]


def test_two_programs_do_not_check_one_run(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    events = train_checked(FOLDED, dataset, run, Control())
    next(event for event in events if isinstance(event, FoldStarted))
    with pytest.raises(RunError, match="being trained by another program"):
        list(resume_checked(run, dataset, Control()))
    assert run.path.is_dir()
    events.close()  # type: ignore[attr-defined]
    with locked(run):
        pass
