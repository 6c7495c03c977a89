"""Runs a training from a configuration to a model folder, and goes on with one that stopped."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.index import require_trainable
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import Diverged, RunError, UserError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    NoticeGiven,
    Preparing,
    RunFinished,
    RunStarted,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.scores import Scores, score
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.checkpoints import (
    Best,
    Start,
    load_best,
    load_last,
    load_start,
    save_best,
    save_last,
)
from shoeclassifier_gui.learn.device import choose_device, release_memory
from shoeclassifier_gui.learn.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.model_folder import make_card, write_model
from shoeclassifier_gui.learn.pixels import Squares, prepare_squares
from shoeclassifier_gui.learn.plan import Plan, rebuild, settle
from shoeclassifier_gui.learn.training import Material, Training
from shoeclassifier_gui.learn.weights_store import WeightsStore


def train(
    config: TrainConfig,
    dataset: Dataset,
    run: RunFolder,
    control: Control,
    store: WeightsStore | None = None,
) -> Iterator[TrainEvent]:
    """Trains a new run; the last event is `RunFinished`.

    A stop through `control` is no error: the last checkpoint is written, the best model kept. A
    run that is stopped or fails before it has either, leaves no folder.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: A knob does not fit, the folder is taken, or the training diverged.
        WeightsError: The weights are missing or do not fit.
        StorageError: The disk is full.
        Stopped: The stop came before the first step.
    """
    yield from _alone(run, _new_work(config, dataset, run, control, store), fresh=True)


def resume(
    run: RunFolder, dataset: Dataset, control: Control, store: WeightsStore | None = None
) -> Iterator[TrainEvent]:
    """Goes on with a run where its last checkpoint was written; the numbers are those of an
    uninterrupted run on the same device. Without a checkpoint it begins again.

    Raises:
        RunError: The run is finished, damaged, being trained, or its pictures have changed.
        WeightsError: It must begin again, and its weights are gone.
    """  # noqa: D205 - one thought of two lines
    yield from _alone(run, _old_work(dataset, run, control, store), fresh=False)


def _new_work(
    config: TrainConfig,
    dataset: Dataset,
    run: RunFolder,
    control: Control,
    store: WeightsStore | None,
) -> "_Work":
    require_trainable(dataset)
    choose_device(config.device)  # A wrong name is said before anything is written.
    plan = settle(config, len(dataset.classes), store or WeightsStore())
    run.create(plan.config, dataset.folder)
    record = SplitRecord.of(dataset)
    record.write(run.path)
    return _Work(plan, dataset, run, record, control)


def _old_work(
    dataset: Dataset, run: RunFolder, control: Control, store: WeightsStore | None
) -> "_Work":
    config, _ = run.read_config()
    if run.finished:
        raise RunError("The run has ended by itself and cannot go on.", "Start a new run.")
    record = SplitRecord.read(run.path)
    dataset = _as_recorded(dataset, record)
    if run.last_checkpoint.is_file():
        origin = load_start(run.last_checkpoint).origin
        plan = rebuild(config, len(dataset.classes), origin)
    else:
        plan = settle(config, len(dataset.classes), store or WeightsStore())
    return _Work(plan, dataset, run, record, control)


@dataclass(frozen=True, slots=True)
class _Work:
    plan: Plan
    dataset: Dataset
    run: RunFolder
    record: SplitRecord
    control: Control

    def events(self) -> Iterator[TrainEvent]:
        for sentence in self.plan.notices:
            yield NoticeGiven(sentence)
        train_items = self.dataset.of_split(Split.TRAIN)
        val_items = self.dataset.of_split(Split.VAL)
        material = None
        prepared = prepare_squares(
            (*train_items, *val_items), self.plan.preprocessing, self.control
        )
        for event in prepared:
            if isinstance(event, Squares):
                material = Material.of(event, train_items, val_items)
            else:
                yield event
        if material is None:  # The generator's last event is always the squares.
            raise RunError("The pictures could not be prepared.")
        yield Preparing("Finding the fastest way to compute", 0, 0)
        execution = self._execution()
        training = Training(self.plan, material, execution, self.control)
        if self.run.last_checkpoint.is_file():
            training.progress = load_last(
                self.run.last_checkpoint,
                training.network,
                training.optimizer,
                training.average,
            )
            self.run.forget_after_epoch(training.progress.epoch)
        yield self._started(training, material, execution.device.label)
        yield from self._epochs(training, material, self._start(execution))

    def _execution(self) -> Execution:
        device = choose_device(self.plan.config.device)
        if self.run.last_checkpoint.is_file():
            start = load_start(self.run.last_checkpoint)
            if start.device == str(device.torch_device):
                return Execution(device, start.number_format, start.channels_last)
        network, size = self.plan.classifier, self.plan.preprocessing.image_size
        name = f"{self.plan.config.backbone}, {self.plan.config.freeze} frozen"
        return fastest_execution(network, device, size, name=name, learning=True)

    def _start(self, execution: Execution) -> Start:
        return Start(
            self.plan.origin,
            str(execution.device.torch_device),
            execution.number_format,
            execution.channels_last,
        )

    def _epochs(self, training: Training, material: Material, start: Start) -> Iterator[TrainEvent]:
        labels = material.labels[list(material.val)].numpy()
        reason = "done"
        try:
            while not training.finished:
                yield from training.train_epoch()
                val_loss, answers = training.validate()
                event = training.finish_epoch(val_loss, self._scores(labels, answers))
                if event.best:
                    best = Best(event.epoch, tuple(answers))
                    save_best(self.run.best_checkpoint, training.kept_state(), best)
                self._save_last(training, start)
                yield event
            reason = "no_gain" if training.progress.epoch < self.plan.basics.epochs else "done"
        except Stopped:
            self._save_last(training, start)
            reason = "stopped"
        except Diverged:
            yield self._failed(training, labels)
            raise
        except UserError:  # No room for the next checkpoint, for example: the best one stays.
            self._failed(training, labels)
            raise
        yield self._keep_best(training, labels, reason)

    def _keep_best(
        self, training: Training, labels: npt.NDArray[np.int64], reason: str
    ) -> RunFinished:
        if not self.run.best_checkpoint.is_file():
            return RunFinished(None, reason, 0, training.seconds, None)
        # The file knows best which epoch it holds: saving a later one may have failed.
        best = load_best(self.run.best_checkpoint)
        scores = self._scores(labels, best.answers)
        self._write(scores, best.epoch)
        return RunFinished(self.run.model, reason, best.epoch, training.seconds, scores)

    def _scores(self, labels: npt.NDArray[np.int64], answers: Sequence[int]) -> Scores:
        said = np.asarray(answers, np.int64)
        return score(Split.VAL.value, self.dataset.classes, labels, said)

    def _failed(self, training: Training, labels: npt.NDArray[np.int64]) -> RunFinished:
        try:
            return self._keep_best(training, labels, "failed")
        except UserError:  # No room for the model either.
            return RunFinished(None, "failed", 0, training.seconds, None)

    def _write(self, scores: Scores, best_epoch: int) -> None:
        card = make_card(self.plan, self.dataset.classes, scores, best_epoch, self.record)
        write_model(self.run.model, self.run.best_checkpoint, card, self.record)
        write_text(self.run.scores_file, _json(scores))

    def _save_last(self, training: Training, start: Start) -> None:
        save_last(
            self.run.last_checkpoint,
            training.progress,
            training.network.state_dict(),
            training.optimizer,
            start,
            average=training.average.tensors if training.average else None,
        )

    def _started(self, training: Training, material: Material, device: str) -> RunStarted:
        progress = training.progress
        return RunStarted(
            run=self.run.path,
            backbone=self.plan.basics.backbone,
            weights=self.plan.origin.weights,
            device=device,
            classes=self.dataset.classes,
            train_count=len(material.train),
            val_count=len(material.val),
            epochs=self.plan.basics.epochs,
            steps_per_epoch=training.steps_per_epoch,
            first_step=progress.epoch * training.steps_per_epoch + progress.step,
        )


def _alone(run: RunFolder, work: "_Work", *, fresh: bool) -> Iterator[TrainEvent]:
    """Writes every event into the run's folder before anybody sees it.

    The last one is told when the run is free again, for whoever then wants to use it.

    Args:
        run: Locked meanwhile.
        work: What to do.
        fresh: The run was made just now: nothing is left when it ends before it has anything.
    """
    events, ours, finished = work.events(), False, None
    del work  # The network shall be free when its memory is released.
    try:
        with locked(run):
            ours = True
            for event in events:
                run.append(event)
                if isinstance(event, RunFinished):
                    finished = event
                else:
                    yield event
    except (Stopped, UserError):
        if finished is not None:
            yield finished
        elif fresh and ours:
            run.remove_husk()
        raise
    finally:
        release_memory()
    if finished is not None:
        yield finished


def _as_recorded(dataset: Dataset, record: SplitRecord) -> Dataset:
    """The data set as it was when the run began; pictures that came later are left out.

    Raises:
        RunError: A picture of the run is gone or was changed.
    """
    by_place = {(item.digest, item.relative): item for item in dataset.items}
    classes = tuple(dict.fromkeys(entry.class_name for entry in record.entries))
    classes = tuple(sorted(classes, key=lambda name: (name.casefold(), name)))
    items: list[Item] = []
    for entry in record.entries:
        found = by_place.get((entry.digest, entry.relative))
        if found is None:
            raise RunError(
                f"The picture {entry.relative} has changed since the run began.",
                "Start a new run; the model of this one is kept.",
            )
        index = classes.index(entry.class_name)
        items.append(dataclasses.replace(found, class_index=index, split=entry.split))
    return dataclasses.replace(dataset, classes=classes, items=tuple(items))


def _json(scores: Scores) -> str:
    return json.dumps(scores.to_dict(), indent=2, ensure_ascii=False) + "\n"
