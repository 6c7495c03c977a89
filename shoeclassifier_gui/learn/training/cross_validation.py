"""Trains as a configuration asks for it: after a check by folds, or at once."""

import dataclasses
import shutil
from collections.abc import Iterator, Mapping

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.folds import Rounds, assign_folds
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import BrokenPicture, Diverged, RunError, UserError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    FirstModelReady,
    GuardianSpoke,
    Preparation,
    Preparing,
    RunFinished,
    TrainEvent,
    Trouble,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldEvent,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import FoldsFolder
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.computing.device import choose_device, release_memory
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.models.evaluation import FileAnswered, evaluate
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.training.learned_before import learned_before
from shoeclassifier_gui.learn.training.plan import settle
from shoeclassifier_gui.learn.training.run import as_recorded, resume, train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore


def train_checked(
    config: TrainConfig,
    dataset: Dataset,
    run: RunFolder,
    control: Control,
    store: WeightsStore | None = None,
    *,
    world: World | None = None,
) -> Iterator[RunEvent]:
    """Trains a new run as `train` does; with `config.folds`, a check by folds comes first.

    The training and validation pictures are dealt into folds, recordings and near-duplicates
    together. Each fold is held out once: a model learns from the others as the configuration
    says, chooses its best epoch by a part of them, and then answers for the fold. So every picture
    is answered exactly once by a model that never saw it, nor another one of its recording. The
    test part takes no part. The models of the folds are not kept; the last training is that of the
    data set's own split. The frozen layers look at each picture once for all of them.

    A stop keeps the folds that are finished and how far the one under way is. So does an error,
    after which the run can go on, but for a fold that diverges: it ends the whole run.

    Raises:
        DatasetError: The data set cannot be learned or dealt into so many folds.
        RunError: As `train`; or the run starts from a model that has learned from these pictures,
            or a picture that was held out cannot be read.
        WeightsError: The weights are missing or do not fit.
        StorageError: The disk is full.
        Stopped: The stop came before the first step.
    """
    if not config.folds:
        yield from train(config, dataset, run, control, store, world=world)
        return
    _require_one_process(world)
    settled = _begin(config, dataset, run, store)
    yield from _Check(run, settled, dataset, control, store).events()


def resume_checked(
    run: RunFolder,
    dataset: Dataset,
    control: Control,
    store: WeightsStore | None = None,
    *,
    world: World | None = None,
) -> Iterator[RunEvent]:
    """Goes on with a run of `train_checked`; folds that are finished are not trained again.

    Raises:
        RunError: The run is finished, damaged, being trained, or its pictures have changed.
        WeightsError: A training must begin, and its weights are gone.
    """
    config, _ = run.read_config()
    if not config.folds or run.finished or not run.folds.is_dir():
        yield from resume(run, dataset, control, store, world=world)
        return
    _require_one_process(world)
    dataset = as_recorded(dataset, SplitRecord.read(run.path))
    yield from _Check(run, config, dataset, control, store).events()


def _begin(
    config: TrainConfig, dataset: Dataset, run: RunFolder, store: WeightsStore | None
) -> TrainConfig:
    """Makes the run's folder, when everything that could be wrong was looked at.

    Returns:
        The configuration as it is recorded: all folds learn with it, before and after a stop.
    """
    require_trainable(dataset)
    choose_device(config.device)
    fold_of = assign_folds(dataset, config.folds)
    rounds = Rounds.of(dataset, fold_of)
    for fold in range(config.folds):
        rounds.hold_out(fold)
    _require_unseen(config, dataset, fold_of)
    plan = settle(config, dataset, store or WeightsStore())
    run.create(plan.config, dataset.folder)
    SplitRecord.of(dataset).write(run.path)
    FoldsFolder(run).write_dealt(fold_of)
    return plan.config


class _Check:
    """The folds of a run while it works, and the training after them."""

    def __init__(
        self,
        run: RunFolder,
        config: TrainConfig,
        dataset: Dataset,
        control: Control,
        store: WeightsStore | None,
    ) -> None:
        self._run = run
        self._folder = FoldsFolder(run)
        self._config = config
        self._dataset = dataset
        self._control = control
        self._store = store
        self._ours = False

    def events(self) -> Iterator[RunEvent]:
        try:
            with locked(self._run):
                self._ours = True
                for event in self._all_folds():
                    if not isinstance(event, FoldTold):
                        self._run.append(event)
                    yield event
        except Stopped:
            if self._remove_husk():
                raise
            yield self._ended(Ending.STOPPED)
            return
        except Diverged:
            yield self._ended(Ending.FAILED)
            raise
        except UserError:
            self._remove_husk()
            raise
        yield from self._train_last()

    def _all_folds(self) -> Iterator[FoldEvent]:
        folds, rounds = self._config.folds, Rounds.of(self._dataset, self._folder.read_dealt())
        names = self._dataset.classes
        done = {f for f in range(1, folds + 1) if self._folder.is_finished(f)}
        earlier = tuple(self._folder.read_finished(fold, names) for fold in sorted(done))
        yield FoldsStarted(self._run.path, folds, earlier)
        for fold in range(1, folds + 1):
            if fold not in done:
                yield from self._one_fold(fold, rounds.hold_out(fold - 1))
        yield FoldsFinished(self._folder.finish(folds, self._dataset))

    def _one_fold(self, fold: int, dataset: Dataset) -> Iterator[FoldEvent]:
        counts = (len(dataset.of_split(split)) for split in Split)
        yield FoldStarted(fold, *counts)
        part = self._folder.part(fold)
        for event in self._training(part, dataset):
            if not _of_its_model(event):
                yield FoldTold(fold, event)
        if not part.finished:
            raise Stopped
        for told in self._answers(fold, part, dataset):
            yield FoldTold(fold, told)
        yield self._folder.read_finished(fold, dataset.classes)

    def _training(self, part: RunFolder, dataset: Dataset) -> Iterator[TrainEvent]:
        """What is left of it."""
        if part.finished:
            return
        if part.config_file.is_file():
            yield from resume(part, dataset, self._control, self._store)
            return
        shutil.rmtree(part.path, ignore_errors=True)  # Cut off before anything was in it.
        config = dataclasses.replace(self._config, folds=0)
        yield from train(config, dataset, part, self._control, self._store)

    def _answers(self, fold: int, part: RunFolder, dataset: Dataset) -> Iterator[Preparing]:
        predictor = Predictor.load(part.model, self._config.device)
        held_out = dataset.of_split(Split.TEST)
        for event in evaluate(predictor, dataset, held_out, Split.TEST.value, self._control):
            if isinstance(event, FileAnswered):
                if event.error is not None:
                    raise _unanswered(fold, held_out[event.done - 1], event.error)
                yield Preparing(Preparation.HELD_OUT, event.done, event.total)
            else:
                self._folder.keep_answers(fold, event.answers, predictor.card.classes)
        del predictor
        release_memory()

    def _train_last(self) -> Iterator[TrainEvent]:
        """The training whose model is kept; a new one, or what is left of it."""
        finished = False
        try:
            for event in resume(self._run, self._dataset, self._control, self._store):
                finished = finished or isinstance(event, RunFinished)
                yield event
        except Stopped:  # Before it had anything of its own: the folds are still there.
            if not finished:
                yield self._ended(Ending.STOPPED)

    def _ended(self, reason: Ending) -> RunFinished:
        ended = RunFinished(None, reason, 0, 0.0, None)
        self._run.append(ended)
        return ended

    def _remove_husk(self) -> bool:
        """Leaves nothing of a run that ended before its first fold had anything; whether it did."""
        if not self._ours or self._run.begun:
            return False
        shutil.rmtree(self._run.path, ignore_errors=True)
        return True


def _of_its_model(event: TrainEvent) -> bool:
    """Whether something tells of a fold's own model, which nobody keeps."""
    judged = isinstance(event, GuardianSpoke) and event.kind is Trouble.HARDLY_USABLE
    return judged or isinstance(event, FirstModelReady | RunFinished)


def _unanswered(fold: int, item: Item, error: BrokenPicture) -> RunError:
    """Without its answer the check has no result: said before more folds are trained for it."""
    return RunError(
        f"Fold {fold} has no answer for {item.relative}, which cannot be read: {error.reason}.",
        "Put the picture back and go on with the run, or start a new one without the picture.",
    )


def _require_one_process(world: World | None) -> None:
    if world is not None and world.size > 1:
        raise RunError(
            "A check by folds is made by a single process.",
            "Start without torchrun, or without folds.",
        )


def _require_unseen(config: TrainConfig, dataset: Dataset, fold_of: Mapping[str, int]) -> None:
    """A model that has learned from the pictures already would answer for them by heart."""
    asked = [item for item in dataset.items if item.relative in fold_of]
    count = learned_before(config, asked, {Split.TRAIN, Split.VAL})
    if count:
        raise RunError(
            f"The model that the run starts from has learned from {count} of these pictures "
            "already, so a check by folds would make it look better than it is.",
            "Start from other weights, or train without folds.",
        )
