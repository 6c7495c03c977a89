"""Searches for good settings: trains one run after the other, each with settings worth a try."""

import math
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import Diverged, RunError, UserError
from shoeclassifier_gui.core.runs.config import TrainConfig, Watch
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished, RunStarted
from shoeclassifier_gui.core.runs.folder import RunFolder, new_run_folder
from shoeclassifier_gui.core.runs.lock import is_locked
from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace, within_network
from shoeclassifier_gui.core.runs.split_record import SplitRecord
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
from shoeclassifier_gui.core.runs.sweep_folder import SweepFolder
from shoeclassifier_gui.core.runs.trials import TrialMark, keep_as_best, strip, write_mark
from shoeclassifier_gui.core.runs.watch import merit
from shoeclassifier_gui.learn.networks.backbones import describe
from shoeclassifier_gui.learn.search.trial_journal import Outcome, Trial, TrialJournal
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore


def begin_sweep(
    folder: SweepFolder, space: SearchSpace, dataset: Dataset, store: WeightsStore | None = None
) -> None:
    """Makes the folder of a search that `sweep` then works on.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: A knob does not fit, or the plan makes no steps, so that settings hardly matter.
        WeightsError: The weights are missing or do not fit.
        StorageError: The folder cannot be written.
    """
    require_trainable(dataset)
    if settle_basics(space.base).epochs == 0:
        raise RunError(
            "The plan fits the head without steps: there is nothing to search for.",
            "Choose another plan.",
        )
    plan = settle(space.base, dataset, store or WeightsStore())
    folder.create(_settled(space, plan), SplitRecord.of(dataset).data)


def sweep(
    folder: SweepFolder,
    dataset: Dataset,
    runs: Path,
    budget: Budget,
    control: Control,
    *,
    store: WeightsStore | None = None,
) -> Iterator[SweepEvent]:
    """Begins a search, or goes on with one; the last event is `SweepFinished`.

    The settings come from tree-structured Parzen estimators (Bergstra et al. 2011), seeded by the
    configuration's seed. Trials are judged by the score that the configuration watches. One that
    lies below the median of the earlier ones at the same epoch is ended. Each trial is a run below
    `runs`, marked as a trial; only the best one keeps its checkpoints and its model. A trial that
    a crash cut off counts as failed, and its run is removed.

    Raises:
        RunError: The data have changed since the search began, another program works on it, or a
            trial cannot be trained.
        WeightsError: The weights are missing or do not fit.
        StorageError: The disk is full.
    """
    space, data = folder.read()
    if SplitRecord.of(dataset).data != data:
        raise RunError(
            "The pictures, classes or parts have changed since the search began.",
            "Begin a new search: scores over other pictures cannot be compared.",
        )
    with folder.locked():
        work = _Sweep(folder, space, _Place(dataset, runs, store), budget, control)
        try:
            yield from work.events()
        except UserError:
            if not work.trials:  # Nothing to go on with.
                shutil.rmtree(folder.path, ignore_errors=True)
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    dataset: Dataset
    runs: Path
    store: WeightsStore | None


class _Sweep:
    """The search while it works; `trials` are those that ended."""

    def __init__(
        self,
        folder: SweepFolder,
        space: SearchSpace,
        place: _Place,
        budget: Budget,
        control: Control,
    ) -> None:
        self._folder = folder
        self._space = space
        self._place = place
        self._budget = budget
        self._control = control
        self._deadline = time.monotonic() + 60 * budget.minutes
        self._watch = space.base.watch
        self._journal = TrialJournal(folder.journal, space)
        self.trials: tuple[TrialFinished, ...] = ()

    def events(self) -> Iterator[SweepEvent]:
        self._settle_cut_off()
        self.trials = self._journal.finished(self._place.runs)
        self._keep_only_the_best()
        yield SweepStarted(self._folder.path, self.trials, self._watch)
        while (end := self._end()) is None:
            yield from self._try_next()
        yield SweepFinished(best_trial(self.trials, self._watch), len(self.trials), end)

    def _end(self) -> SweepEnd | None:
        if self._control.stopping:
            return SweepEnd.STOPPED
        if self._budget.trials is not None and len(self.trials) >= self._budget.trials:
            return SweepEnd.TRIALS
        return SweepEnd.BUDGET if time.monotonic() >= self._deadline else None

    def _try_next(self) -> Iterator[SweepEvent]:
        run = new_run_folder(self._place.runs)
        trial = self._journal.ask(run.path.name)
        config = self._space.config(trial.knobs)
        yield TrialStarted(trial.number, trial.knobs, run.path, settle_basics(config).epochs)
        reins = _Reins(self._control, self._deadline)
        try:
            yield from self._train(trial, config, run, reins)
        except UserError:
            trial.fail()
            raise
        outcome, whole = _outcome(run, self._watch), run.finished
        if outcome is None and whole:
            trial.spoil()
        elif outcome is None:
            trial.fail()
            _remove(run)
        elif whole:
            trial.complete(outcome)
        else:
            trial.prune(outcome)
            if reins.hopeless:  # Nobody will go on with it: its moments need not fill the disk.
                run.last_checkpoint.unlink(missing_ok=True)
        ended = TrialFinished(trial.number, trial.knobs, run.path, None, not whole)
        if outcome is not None:
            ended = replace(ended, **asdict(outcome))
        self.trials = (*self.trials, ended)
        self._keep_only_the_best()
        yield ended

    def _train(
        self, trial: Trial, config: TrainConfig, run: RunFolder, reins: "_Reins"
    ) -> Iterator[SweepEvent]:
        place = self._place
        try:
            for event in train(config, place.dataset, run, reins, place.store):
                if isinstance(event, RunStarted):
                    write_mark(run.path, self._mark(trial.number))
                if isinstance(event, EpochFinished):
                    score = event.val_accuracy if event.watched is None else event.watched
                    if event.epoch:  # The first model is as good in hopeless trials.
                        trial.report(event.epoch, score)
                    yield TrialProgressed(trial.number, event.epoch, score)
                    if trial.is_hopeless():
                        reins.give_up()
        except (Diverged, Stopped):
            pass  # How far it came stands in its events.

    def _keep_only_the_best(self) -> None:
        """Frees the disk of the weights of all other trials."""
        best = best_trial(self.trials, self._watch)
        for each in self.trials:
            run = RunFolder(each.run)
            if each is best:
                keep_as_best(run, self._mark(each.number, best=True))
            elif not is_locked(run):
                strip(run, self._mark(each.number))

    def _mark(self, number: int, *, best: bool = False) -> TrialMark:
        return TrialMark(self._folder.path.name, number, best)

    def _settle_cut_off(self) -> None:
        """Judges the trials that were under way when the program was killed."""
        for trial in self._journal.cut_off():
            run = RunFolder(self._place.runs / trial.run)
            outcome = _outcome(run, self._watch)
            if run.finished and outcome is not None:
                trial.complete(outcome)
            elif run.finished:
                trial.spoil()
            elif not is_locked(run):  # Else somebody goes on with it by hand.
                trial.fail()
                _remove(run)


class _Reins(Control):
    """Ends one trial, when it is hopeless, the time is over, or the whole search is stopped."""

    def __init__(self, whole: Control, deadline: float) -> None:
        super().__init__()
        self._whole = whole
        self._deadline = deadline
        self.hopeless = False

    def give_up(self) -> None:
        self.hopeless = True
        self.stop()

    def checkpoint(self) -> None:
        self._whole.checkpoint()
        if time.monotonic() >= self._deadline:
            self.stop()
        super().checkpoint()


def _outcome(run: RunFolder, watch: Watch) -> Outcome | None:
    """Of what was learned in epochs: the first model, before them, is the same in all trials.

    None when the run kept no model, its loss exploded, or no epoch has a score.
    """
    events = run.events()
    ends = [event for event in events if event["event"] == "run_finished"]
    ending = Ending.told(ends[-1]) if ends else None
    if ending is None or ending.exploded or ends[-1].get("model") is None:
        return None
    epochs = [event for event in events if event["event"] == "epoch_finished"]
    scored = {event["epoch"]: (_score_of(event), _loss_of(event)) for event in epochs}
    learned = [
        (score, loss) for epoch, (score, loss) in scored.items() if epoch and score is not None
    ]
    if not learned:
        return None
    score, loss = max(learned, key=lambda each: merit(watch, *each))
    first = scored[0][0] if ends[-1].get("best_epoch") == 0 and 0 in scored else None
    return Outcome(score, loss, first)


def _score_of(event: Mapping[str, Any]) -> float | None:
    score = event.get("watched", event["val_accuracy"])  # Earlier versions do not tell it.
    return float(score) if score is not None and math.isfinite(score) else None


def _loss_of(event: Mapping[str, Any]) -> float:
    return math.nan if event["val_loss"] is None else float(event["val_loss"])


def _remove(run: RunFolder) -> None:
    if run.config_file.is_file():  # Never the folder of all runs.
        shutil.rmtree(run.path, ignore_errors=True)


def _settled(space: SearchSpace, plan: Plan) -> SearchSpace:
    """The space around the values that a run would have, with freeze depths of the network."""
    most = plan.config.cut or describe(plan.basics.backbone).convolutions
    own = {each.knob: getattr(plan.config, each.knob) for each in space.ranges}
    ranges = (within_network(each, most) for each in space.ranges)
    # Folds would make each trial so many times as long.
    return SearchSpace(replace(space.base, folds=0, **own), tuple(ranges))
