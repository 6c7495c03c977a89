"""The search for good settings: trials are runs, and a killed search goes on."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import Diverged, RunError, WeightsError
from shoeclassifier_gui.core.runs.config import TrainConfig, Watch
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import RunFinished, TrainEvent
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.history import read_record
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace, parse_ranges
from shoeclassifier_gui.core.runs.sweep_events import (
    SweepEnd,
    SweepEvent,
    SweepFinished,
    SweepStarted,
    TrialFinished,
    TrialProgressed,
    TrialStarted,
    best_trial,
)
from shoeclassifier_gui.core.runs.sweep_folder import SweepFolder, new_sweep_folder, newest_sweep
from shoeclassifier_gui.core.runs.trials import TrialMark, read_mark
from shoeclassifier_gui.learn.search import trial_journal as module
from shoeclassifier_gui.learn.search.sweep import begin_sweep, sweep
from shoeclassifier_gui.learn.training.run import resume, train
from tests.learn.small import SMALL

BASE = dataclasses.replace(SMALL, epochs=2)
Search = Callable[..., list[SweepEvent]]


@pytest.fixture
def project(dataset: Dataset) -> Project:
    return Project(dataset.folder, dataset.folder / ".shoeclassifier")


@pytest.fixture
def begun(project: Project, dataset: Dataset) -> SweepFolder:
    folder = new_sweep_folder(project.sweeps)
    ranges = parse_ranges(["learning_rate", "dropout", "optimizer", "freeze", "batch_size"])
    begin_sweep(folder, SearchSpace(BASE, ranges), dataset)
    return folder


@pytest.fixture
def search(begun: SweepFolder, project: Project, dataset: Dataset) -> Search:
    def run(
        trials: int = 2, minutes: float = 60, control: Control | None = None
    ) -> list[SweepEvent]:
        budget = Budget(minutes, trials)
        return list(sweep(begun, dataset, project.runs, budget, control or Control()))

    return run


def ends(events: list[SweepEvent]) -> list[TrialFinished]:
    return [event for event in events if isinstance(event, TrialFinished)]


def test_trials_are_ordinary_runs_and_the_best_is_told(search: Search, project: Project) -> None:
    events = search(trials=3)
    last = events[-1]
    assert isinstance(last, SweepFinished)
    assert (last.trials, last.reason) == (3, SweepEnd.TRIALS)
    trials = ends(events)
    assert last.best == best_trial(tuple(trials), "accuracy")
    assert {run.path for run in list_runs(project.runs)} == {trial.run for trial in trials}
    for trial in trials:
        config, data = RunFolder(trial.run).read_config()
        same = trial.knobs.keys() - {"freeze"}  # Its depth is that of the next whole block.
        assert {knob: getattr(config, knob) for knob in same} == {k: trial.knobs[k] for k in same}
        assert data == project.folder
        assert trial.loss is not None
        assert trial.loss > 0
    assert last.best is not None
    assert ModelCard.read(last.best.run).scores.accuracy == last.best.score
    assert len({trial.knobs["learning_rate"] for trial in trials}) == 3


def weights_of(run: Path) -> list[str]:
    names = ("last.safetensors", "best.safetensors", "model")
    return [name for name in names if (run / name).exists()]


def test_only_the_best_trial_keeps_its_files_and_all_are_marked(
    search: Search, begun: SweepFolder
) -> None:
    last = search(trials=3)[-1]
    assert isinstance(last, SweepFinished)
    assert last.best is not None
    started = search(trials=4)  # The search goes on, and another one may be better.
    assert isinstance(started[-1], SweepFinished)
    best = started[-1].best
    assert best is not None
    trials = (*last_started(started).earlier, *ends(started))
    assert len(trials) == 4
    for trial in trials:
        mark = TrialMark(begun.path.name, trial.number, trial.run == best.run)
        assert read_mark(trial.run) == mark
        assert bool(weights_of(trial.run)) is (trial.run == best.run)
        record = read_record(RunFolder(trial.run))
        assert record.epochs_done == BASE.epochs
        assert record.in_the_way is (trial.run != best.run)


def last_started(events: list[SweepEvent]) -> SweepStarted:
    started = events[0]
    assert isinstance(started, SweepStarted)
    return started


@pytest.mark.parametrize("watch", ["macro_f1", "loss"])
def test_trials_are_judged_by_the_score_that_is_watched(
    project: Project, dataset: Dataset, watch: Watch
) -> None:
    folder = new_sweep_folder(project.sweeps)
    base = dataclasses.replace(BASE, watch=watch, epochs=1)
    begin_sweep(folder, SearchSpace(base, parse_ranges(["learning_rate"])), dataset)
    budget = Budget(60, 3)
    events = list(sweep(folder, dataset, project.runs, budget, Control()))
    told, trials = last_started(events), ends(events)
    assert told.watch == watch
    for trial in trials:
        epoch = [e for e in RunFolder(trial.run).events() if e["event"] == "epoch_finished"][-1]
        assert trial.score == epoch["watched"]
        assert trial.loss == epoch["val_loss"]
    last = events[-1]
    assert isinstance(last, SweepFinished)
    assert last.best is not None
    scores = [trial.score for trial in trials if trial.score is not None]
    assert last.best.score == (min(scores) if watch == "loss" else max(scores))
    again = list(sweep(folder, dataset, project.runs, budget, Control()))
    assert last_started(again).earlier == tuple(trials)


def test_the_first_trial_has_the_settings_as_they_are(search: Search) -> None:
    started = next(event for event in search(trials=1) if isinstance(event, TrialStarted))
    basics = settle_basics(BASE)
    assert started.knobs == {
        "learning_rate": basics.learning_rate, "dropout": basics.dropout,
        "optimizer": BASE.optimizer, "freeze": 0, "batch_size": basics.batch_size,
    }  # fmt: skip


def test_a_hopeless_trial_is_ended_early(
    search: Search, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.Trial, "is_hopeless", lambda self: self.number == 1)
    trials = ends(search(trials=2))
    assert [trial.pruned for trial in trials] == [False, True]
    assert trials[1].score is not None
    run = RunFolder(trials[1].run)
    assert len([e for e in run.events() if e["event"] == "epoch_finished"]) == 1
    assert not run.last_checkpoint.exists()


def test_a_killed_search_goes_on_and_drops_the_trial_under_way(
    begun: SweepFolder, search: Search, project: Project, dataset: Dataset
) -> None:
    events = sweep(begun, dataset, project.runs, Budget(60, 5), Control())
    first = next(event for event in events if isinstance(event, TrialFinished))
    killed = next(event for event in events if isinstance(event, TrialStarted))
    assert isinstance(next(events), TrialProgressed)
    assert killed.run.is_dir()
    trace = killed.run / "trace"  # A new trial may come to lie where the killed one lay.
    trace.touch()
    events.close()  # type: ignore[attr-defined]
    with begun.journal.open("ab") as journal:
        journal.write(b'{"op_code":6,"worker')  # Torn in the middle of a line.
    started, *rest = search(trials=3)
    assert isinstance(started, SweepStarted)
    assert started.earlier[0] == first
    assert started.earlier[1].score is None
    assert not trace.exists()
    assert isinstance(rest[-1], SweepFinished)
    assert rest[-1].trials == 3
    assert [trial.number for trial in ends(rest)] == [2]


def test_a_trial_that_was_done_before_the_kill_counts(
    begun: SweepFolder,
    search: Search,
    project: Project,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module.Trial, "complete", die)
        with pytest.raises(Killed):
            list(sweep(begun, dataset, project.runs, Budget(60, 1), Control()))
    started, finished = search(trials=1)
    assert isinstance(started, SweepStarted)
    assert isinstance(finished, SweepFinished)
    assert finished.best == started.earlier[0]
    assert finished.best.score == ModelCard.read(finished.best.run).scores.accuracy


def test_a_stop_keeps_what_there_is(begun: SweepFolder, project: Project, dataset: Dataset) -> None:
    control = Control()
    events = []
    for event in sweep(begun, dataset, project.runs, Budget(60), control):
        events.append(event)
        if isinstance(event, TrialProgressed):
            control.stop()
    last = events[-1]
    assert isinstance(last, SweepFinished)
    assert last.reason is SweepEnd.STOPPED
    assert last.best is not None
    assert last.best.pruned
    # It is an ordinary stopped run, which may go on.
    assert list(resume(RunFolder(last.best.run), dataset, Control()))


def test_when_the_time_is_over_the_trial_under_way_ends(
    begun: SweepFolder, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("shoeclassifier_gui.learn.search.sweep.time.monotonic", lambda: clock[0])
    events = []
    for event in sweep(begun, dataset, project.runs, Budget(1), Control()):
        events.append(event)
        if isinstance(event, TrialProgressed):
            clock[0] = 61.0
    last = events[-1]
    assert isinstance(last, SweepFinished)
    assert (last.reason, last.trials) == (SweepEnd.BUDGET, 1)


def test_other_data_need_another_search(
    begun: SweepFolder, search: Search, project: Project, dataset: Dataset
) -> None:
    fewer = dataclasses.replace(dataset, items=dataset.items[1:])
    with pytest.raises(RunError, match="have changed"):
        list(sweep(begun, fewer, project.runs, Budget(1), Control()))


def test_two_programs_do_not_work_on_one_search(begun: SweepFolder, search: Search) -> None:
    with begun.locked(), pytest.raises(RunError, match="Another program"):
        search()


def test_without_weights_no_search_begins(project: Project, dataset: Dataset) -> None:
    folder = new_sweep_folder(project.sweeps)
    base = dataclasses.replace(BASE, weights="imagenet")
    with pytest.raises(WeightsError):
        begin_sweep(folder, SearchSpace(base, parse_ranges(["dropout"])), dataset)
    assert newest_sweep(project.sweeps) is None


def test_a_search_that_cannot_train_leaves_nothing(
    search: Search, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **named: object) -> None:
        raise RunError("The graphics card is too small.")

    monkeypatch.setattr("shoeclassifier_gui.learn.training.setting_up.Training", refuse)
    with pytest.raises(RunError, match="too small"):
        search()
    assert newest_sweep(project.sweeps) is None
    assert not list_runs(project.runs)


def test_a_diverging_trial_has_no_score_and_is_no_end(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_: object) -> None:
        raise Diverged("The loss is beyond all bounds.")

    monkeypatch.setattr("shoeclassifier_gui.learn.training.training.Training.step", diverge)
    trials = ends(search(trials=2))
    assert [RunFolder(trial.run).ending for trial in trials] == ["failed", "failed"]
    assert [(trial.score, trial.pruned) for trial in trials] == [(None, False)] * 2


@pytest.mark.parametrize("reason", ["failed", "diverged"])
@pytest.mark.parametrize("killed", [False, True])
def test_a_trial_that_exploded_has_no_score_although_a_model_of_before_was_kept(
    search: Search, project: Project, monkeypatch: pytest.MonkeyPatch, reason: str, killed: bool
) -> None:
    """Else the search would learn that exploding rates are good."""

    def explode(*arguments: object, **named: object) -> Iterator[TrainEvent]:
        for event in train(*arguments, **named):  # type: ignore[arg-type]
            yield event
            if isinstance(event, RunFinished):
                (run,) = list_runs(project.runs)
                run.append(dataclasses.replace(event, reason=Ending(reason)))
                if killed:
                    raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("shoeclassifier_gui.learn.search.sweep.train", explode)
        if killed:
            with pytest.raises(KeyboardInterrupt):
                search(trials=1)
            (trial,) = last_started(search(trials=1)).earlier
        else:
            (trial,) = ends(search(trials=1))
    assert RunFolder(trial.run).ending == reason
    assert (trial.score, trial.pruned) == (None, False)
    assert not weights_of(trial.run)


def test_the_freeze_depth_stays_within_the_network(
    project: Project, dataset: Dataset, tmp_path: Path
) -> None:
    folder = SweepFolder(tmp_path / "sweep")
    base = dataclasses.replace(BASE, backbone="alexnet", image_size=64)
    begin_sweep(folder, SearchSpace(base, parse_ranges(["freeze"])), dataset)
    space, _ = folder.read()
    assert space.to_dict()["ranges"] == [{"knob": "freeze", "low": 0, "high": 5}]


def test_a_plan_without_steps_has_nothing_to_search(dataset: Dataset, tmp_path: Path) -> None:
    folder = SweepFolder(tmp_path / "sweep")
    space = SearchSpace(TrainConfig(plan="fast"), parse_ranges(["dropout"]))
    with pytest.raises(RunError, match="nothing to search for"):
        begin_sweep(folder, space, dataset)
    assert not folder.path.exists()


def test_trials_are_not_checked_with_folds(dataset: Dataset, tmp_path: Path) -> None:
    folder = SweepFolder(tmp_path / "sweep")
    base = dataclasses.replace(BASE, folds=5)
    begin_sweep(folder, SearchSpace(base, parse_ranges(["dropout"])), dataset)
    assert folder.read()[0].base.folds == 0
