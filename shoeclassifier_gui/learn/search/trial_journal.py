"""The trials of a search, proposed, judged and remembered by Optuna in one file."""

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import MedianPruner
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, TrialState

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.search_space import (
    ChoiceRange,
    SearchRange,
    SearchSpace,
    Value,
)
from shoeclassifier_gui.core.runs.sweep_events import TrialFinished
from shoeclassifier_gui.core.runs.watch import gain

_STUDY = "sweep"
_RUN = "run"
_SCORE, _LOSS, _FIRST_SCORE = "score", "loss", "first_score"
# What the sampler is told of settings with which the loss exploded.
_WORST: dict[Watch, float] = {"loss": -1e3}
# The sampler guesses at random before it has seen so many.
_RANDOM_TRIALS = 5
# No trial is ended early before so many ran to their end.
_UNPRUNED_TRIALS = 3
# The fitted head (epoch 0) is the same in all, and the first epoch says little: from scratch it
# stays at chance.
_UNPRUNED_EPOCHS = 2


class TrialJournal:
    """What was tried; every step is on the disk when a method returns.

    Args:
        path: The journal; made when it is not there.
        space: Where trials come from.
    """

    def __init__(self, path: Path, space: SearchSpace) -> None:
        optuna.logging.set_verbosity(optuna.logging.ERROR)  # We say ourselves what happens.
        self._seed, self._watch = space.base.seed, space.base.watch
        self._distributions = {each.knob: _distribution(each) for each in space.ranges}
        with storage_errors(path):
            _drop_torn_line(path)
            # Of a process that was killed: whoever opens the journal holds the search's own lock.
            path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
            # The other kind of lock makes links, which Windows keeps from its users.
            backend = JournalFileBackend(str(path), lock_obj=JournalFileOpenLock(str(path)))
            try:
                self._study = optuna.create_study(
                    storage=JournalStorage(backend),
                    study_name=_STUDY,
                    direction="maximize",
                    pruner=MedianPruner(_UNPRUNED_TRIALS, _UNPRUNED_EPOCHS),
                    load_if_exists=True,
                )
            except (ValueError, KeyError) as error:
                raise RunError(f"The file {path} is damaged.", "Begin a new search.") from error
        if not self._study.get_trials(deepcopy=False):
            self._study.enqueue_trial(space.own_values())

    def ask(self, run: str) -> "Trial":
        """The next trial.

        Args:
            run: Name of the run's folder.
        """
        # A seed of its own for each trial: a search that was interrupted proposes the same.
        number = len(self._study.get_trials(deepcopy=False))
        self._study.sampler = TPESampler(seed=self._seed + number, n_startup_trials=_RANDOM_TRIALS)
        trial = self._study.ask(self._distributions)
        trial.set_user_attr(_RUN, run)
        return Trial(self._study, trial, self._watch)

    def finished(self, runs: Path) -> tuple[TrialFinished, ...]:
        """The trials that ended, in their order.

        Args:
            runs: Where their folders lie.
        """
        ends = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)
        return tuple(
            TrialFinished(
                each.number,
                each.params,
                runs / str(each.user_attrs.get(_RUN, "")),
                _score(each),
                each.state is not TrialState.COMPLETE,
                each.user_attrs.get(_LOSS),
                each.user_attrs.get(_FIRST_SCORE),
            )
            for each in self._study.get_trials(deepcopy=False, states=ends)
        )

    def cut_off(self) -> Iterator["Trial"]:
        """The trials that nobody told the end of."""
        for each in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            yield Trial(self._study, optuna.Trial(self._study, each._trial_id), self._watch)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a trial's run.

    Attributes:
        score: The watched one, of its best epoch on the validation pictures.
        loss: Mean over the validation pictures then.
        first_score: Of the first model, where the run keeps that one; else None.
    """

    score: float
    loss: float
    first_score: float | None


class Trial:
    """One trial; exactly one of `complete`, `prune`, `spoil` and `fail` ends it."""

    def __init__(self, study: optuna.Study, trial: optuna.Trial, watch: Watch) -> None:
        self._study = study
        self._trial = trial
        self._watch: Watch = watch

    @property
    def number(self) -> int:
        """From 0."""
        return self._trial.number

    @property
    def knobs(self) -> dict[str, Value]:
        """What it tries."""
        return dict(self._trial.params)

    @property
    def run(self) -> str:
        """Name of the run's folder."""
        return str(self._trial.user_attrs.get(_RUN, ""))

    def report(self, epoch: int, score: float) -> None:
        """Tells the watched score after an epoch."""
        if math.isfinite(score):
            self._trial.report(gain(self._watch, score), epoch)

    def is_hopeless(self) -> bool:
        """Whether its best epoch lies below the median of the others at the newest epoch."""
        return self._trial.should_prune()

    def complete(self, outcome: Outcome) -> None:
        """It ran to its end."""
        self._remember(outcome)
        self._study.tell(self._trial.number, gain(self._watch, outcome.score))

    def prune(self, outcome: Outcome) -> None:
        """It was ended early."""
        self._remember(outcome)
        self._study.tell(self._trial.number, state=TrialState.PRUNED)

    def spoil(self) -> None:
        """It ended without a score: such settings are not worth another try."""
        self._trial.set_user_attr(_SCORE, None)
        self._study.tell(self._trial.number, _WORST.get(self._watch, 0.0))

    def _remember(self, outcome: Outcome) -> None:
        self._trial.set_user_attr(_SCORE, outcome.score)
        self._trial.set_user_attr(_LOSS, outcome.loss)
        self._trial.set_user_attr(_FIRST_SCORE, outcome.first_score)

    def fail(self) -> None:
        """Nothing is known of it."""
        self._study.tell(self._trial.number, state=TrialState.FAIL)


def _distribution(each: SearchRange) -> BaseDistribution:
    if isinstance(each, ChoiceRange):
        return CategoricalDistribution(each.values)
    if each.whole:
        return IntDistribution(int(each.low), int(each.high), log=each.log)
    return FloatDistribution(each.low, each.high, log=each.log)


def _score(trial: FrozenTrial) -> float | None:
    if _SCORE in trial.user_attrs:
        score: float | None = trial.user_attrs[_SCORE]
        return score
    if trial.state is TrialState.FAIL:
        return None
    # Searches of earlier versions were judged by accuracy alone.
    reported = max(trial.intermediate_values.values(), default=None)
    return trial.value if trial.state is TrialState.COMPLETE else reported


def _drop_torn_line(path: Path) -> None:
    """Cuts off what a crash left half written; Optuna would refuse all that follows it."""
    if not path.is_file():
        return
    with path.open("rb+") as file:
        end = file.read().rfind(b"\n") + 1
        file.seek(end)
        file.truncate()
        os.fsync(file.fileno())
